#!/usr/bin/env bats
# Signals: what they interrupt, and what is left of their handling.

load vocabulary

# What the parent of a program has set up reaches the program, as far as it can: a program that
# finds SIGPIPE ignored has seldom asked for it.
# source: POSIX exec    level: must    answers: stack
# control: program=ignores_by_an_empty_handler
@test "10.36 exec keeps a signal ignored, and sets one that is handled to its default" {
	observe program=signals_over_exec

	happens 'program rt_sigaction(SIGUSR1) = 0' 'program execve' 'program says SIGPIPE is ignored' 'program gets SIGUSR1'
	exits   program SIGUSR1
}
