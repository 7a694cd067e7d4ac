#!/usr/bin/env bats
# alarm: a signal to oneself, after so many seconds.

load vocabulary

# The first alarm is taken back, and so the next call finds that none is set. The second comes
# into a sleep of three seconds, and ends it. How long all this takes is not judged: late
# is not wrong.
# source: notes 10; POSIX alarm; POSIX sleep    level: must    tests: stack
# control: program=never_sets_its_alarm
# control: program=leaves_its_alarm_set
@test "10.9 SIGALRM comes after alarm and ends a sleep early; alarm(0) takes it back" {
	cast program=alarmed_sleeper

	happens 'program prints alarm(60): none was set' \
		'program prints alarm(0): one was set' \
		'program prints alarm(1): none was set' \
		'program gets SIGALRM' \
		'program prints woken'
	happens 'program prints alarm(1): none was set' \
		'program sleep = EINTR' \
		'program prints woken'
}

# source: POSIX fork; POSIX exec; POSIX alarm    level: must    tests: stack
# control: program=guards_its_child_by_its_own_alarm
@test "10.33 an alarm stays set over exec, and is not set in the child of fork" {
	cast program=alarm_over_exec

	happens 'program prints the child: none left' \
		'program.child ends' \
		'program.parent enters execve' \
		'program prints after exec: some left'
}
