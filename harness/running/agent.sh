#!/bin/sh
# The agent: what runs in a guest, in the folder of its jobs. It reads the number of a job from its
# input, a line each, does what stands in the file of that number, and tells the status. When its
# input ends, so does the guest.
jobs=$(dirname "$0")

# The first process of a kernel finds nothing where programs expect something.
if [ $$ = 1 ]; then
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	mount -t tmpfs tmpfs /run
	mkdir -p /dev/shm
	mount -t tmpfs tmpfs /dev/shm
	ip link set lo up
fi

echo "sockspec: ready"
while read -r job; do
	sh "$jobs/$job" </dev/null >/dev/null 2>"$jobs/$job.err"
	echo "sockspec: $job $?"
done

if [ $$ = 1 ]; then
	echo o >/proc/sysrq-trigger
	sleep 60 # it switches off meanwhile; one that cannot panics then, and so ends, too
fi
