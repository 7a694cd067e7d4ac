#!/usr/bin/env bats
# Orphans: processes that are still there when their parent has ended.

load vocabulary

# A zombie waits for its parent; but who waits for the child of a parent that has gone? It is
# given to init, who waits for everybody; in a run's world the observer is init. Nobody of
# the family waits for the grandchild, and still nobody has its number when it has ended.
# source: POSIX _exit; wait(2)    level: must    tests: stack
# control: program=waits_for_its_daemon
@test "10.6 an orphan gets another parent, which takes its status" {
	cast program=detaching_parent
	hold 'program.parent kill' until 'program.child ends = 7'

	happens 'program prints the grandchild: its parent has made it' \
		'program.child ends = 3' \
		'program.parent wait > 0' \
		'program prints the grandchild: its parent is another'
	happens 'program prints the grandchild: its parent is another' \
		'program.child ends = 7' \
		'program.parent kill = ESRCH'
	never   'program enters wait #2'
}

# POSIX leaves open who the new parent is. On Linux it need not be init.
# source: prctl(2), PR_SET_CHILD_SUBREAPER    level: linux    tests: stack
# control: program=detaching_parent
@test "10.30 a subreaper gets the orphans among its descendants, and their status" {
	cast program=adopting_grandparent

	happens 'program.child ends = 3' \
		'program.parent wait > 0' \
		'program prints the grandchild: its parent is the first process'
	happens 'program.child ends = 7' 'program.parent wait(exited 7) > 0'
}
