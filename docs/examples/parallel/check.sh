#!/bin/sh
# A check in parts on machines of one's own, by GNU parallel over ssh, each with sockspec installed:
#
#   MACHINES=one,two,: ./check.sh 8 --server '/opt/my_server {port}'
#
# `:` is this machine. A part that was broken off is made again by another; merge says what is missing.
set -eu
parts=$1
shift
seq "$parts" | parallel --sshlogin "${MACHINES:-:}" --return part{} --cleanup --quote \
	sockspec check "$@" --shard "{}/$parts" --into part{} --no-page || [ $? -le "$parts" ]
exec sockspec merge part*
