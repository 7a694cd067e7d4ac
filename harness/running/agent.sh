#!/bin/sh
# The agent: what runs in a guest, in the folder of its jobs. It reads the number of a job from its
# input, a line each, does what stands in the file of that number, and tells the status. Where a
# second number follows, so many lines come by the input, too: the file. When its input ends, so
# does the guest.
jobs=$(dirname "$0")

# The first process of a kernel finds nothing where programs expect something.
if [ $$ = 1 ]; then
	if ! [ -c /dev/null ]; then
		mount -t devtmpfs dev /dev
		mkdir -p /dev/pts
		mount -t devpts devpts /dev/pts
		exec </dev/console >/dev/console 2>&1
		stty raw -echo # what comes in is taken as it is, and not printed
	fi
	mount -t proc proc /proc
	echo 1 >/proc/sys/kernel/printk # its lines would come between ours
	mount -t sysfs sysfs /sys
	mount -t tmpfs tmpfs /run
	mkdir -p /dev/shm
	mount -t tmpfs tmpfs /dev/shm
	ip link set lo up
fi

echo "sockspec: ready"
while read -r job lines; do
	[ -z "$lines" ] || head -n "$lines" >"$jobs/$job"
	sh "$jobs/$job" </dev/null 2>"$jobs/$job.err"
	echo "sockspec: $job $?"
done

if [ $$ = 1 ]; then
	echo o >/proc/sysrq-trigger
	sleep 60 # it switches off meanwhile; one that cannot panics then, and so ends, too
fi
