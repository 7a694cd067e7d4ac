#!/usr/bin/env bats
# wait: how a parent learns that a child has ended, at once or in its own time.

load vocabulary

# The first parent waits. Its child is held until the wait has returned, which it must not, or
# nothing else can happen any more. The second
# parent asks without waiting, and its child is let go by the answer.
# source: POSIX wait    level: must    tests: stack
# control: program=asking_parent
# control: program=blocking_parent
@test "10.5 wait waits until a child ends; with WNOHANG it returns 0, and ECHILD where there is none" {
	cast program=blocking_parent
	hold 'program.child exit' until 'program.parent wait returns' or quiet

	happens 'program.parent enters wait' \
		'program.child ends = 3' \
		'program.parent wait(exited 3) > 0'
	never   'program.parent wait returns' until 'program.child ends'

	cast program=asking_parent
	hold 'program.child exit' until 'program.parent wait(WNOHANG) = 0'

	happens 'program.parent wait(WNOHANG) = 0' \
		'program.child ends = 3' \
		'program.parent wait(exited 3) > 0' \
		'program.parent wait(WNOHANG) = ECHILD'
	prints    program 'not yet'
}

# The child stops itself, and goes on when the parent has seen that. Without the flag it would
# have been told of both.
# source: POSIX sigaction; POSIX wait    level: must    tests: stack
# control: program=takes_a_stop_for_an_end
@test "10.35 with SA_NOCLDSTOP, SIGCHLD comes when a child ends, and not when it stops" {
	cast program=job_control_parent

	happens 'program.child gets SIGSTOP' \
		'program.parent wait(stopped SIGSTOP) > 0' \
		'program.child ends = 3' \
		'program.parent gets SIGCHLD'
	happens 'program.child ends = 3' 'program.parent wait(exited 3) > 0'
	never   'program.parent gets SIGCHLD' until 'program.child ends'
}
