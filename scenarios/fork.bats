#!/usr/bin/env bats
# fork: one process becomes two, and what each of them has of its own.

load vocabulary

# Both go on behind the same call; what it returned is all that tells them which of the two
# they are. The record has the return in the parent, and what the child got it says itself.
# The number is good for something: the parent can wait for the process that has it.
# source: notes 10; POSIX fork    level: must    tests: stack
# control: program=takes_the_parent_for_the_child
# control: program=makes_a_thread_for_a_child
@test "10.1 fork returns twice: the child's number in the parent, 0 in the child" {
	cast program=forking_parent

	happens 'program.parent enters fork' \
		'program prints fork returned 0 in the child' \
		'program.child ends = 3'
	prints    program 'in a new process, whose parent has called fork'
	happens 'program.parent fork > 0' \
		"program prints fork returned the child's number in the parent"
	happens 'program.child ends = 3' 'program.parent wait(exited 3) > 0'
	never   'program enters fork #2'
}

# A global and a local variable, both 1 before fork. Whose turn it is, pipes tell.
# source: notes 10; POSIX fork    level: must    tests: stack
# control: program=makes_a_thread_for_a_child
@test "10.2 memory is copied by fork: neither sees what the other changes" {
	cast program=memory_copies

	happens 'program prints the child: global 1, local 1' \
		'program prints the child: changed to 2, 2' \
		'program prints the parent: global 1, local 1'
	happens 'program prints the parent: changed to 3, 3' \
		'program prints the child: global 2, local 2'
}

# What stdio has not written yet is copied, too. It is in both buffers when the two go their ways,
# and who ends by _exit does not write it.
# source: notes 10; POSIX 2.5.1; POSIX _exit    level: must    tests: stack
# control: program=exits_where_it_should_leave
@test "10.34 a line that stdio still holds at fork is not written by a child that ends by _exit" {
	cast program=buffering_parent

	happens 'program enters fork' \
		'program.child ends = 0' \
		'program.parent enters write(stdout)' \
		'program prints printed before fork'
	never   'program.child enters write(stdout)'
	never   'program prints printed before fork #2'
}
