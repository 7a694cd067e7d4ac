#!/usr/bin/env bats
# The terminal: whom its keys reach.

load vocabulary

# First a family that is in the foreground as a whole; then one whose child has left the group, and
# is still there when nothing more can happen. The parent is the first of its session, as a
# shell is: if it ended, the terminal would hang up, and that is another signal.
# source: notes 10; POSIX 11.1.9; POSIX setpgid    level: must    tests: stack
# control: program=background_child
# control: program=foreground_family
@test "10.10 Ctrl+C sends SIGINT to the whole foreground process group, and to no other process" {
	cast program=foreground_family
	terminal program
	type program '^C' when 'program prints both are there'

	happens 'program prints both are there' 'program.parent gets SIGINT'
	happens 'program prints both are there' \
		'program.child gets SIGINT' \
		'program.child ends = SIGINT' \
		'program.parent wait(killed SIGINT) > 0'
	exits   program 0

	cast program=background_child
	terminal program
	type program '^C' when 'program prints both are there'

	happens 'program prints both are there' 'program.parent gets SIGINT'
	never   'program.child gets SIGINT'
	never   'program ends'
}
