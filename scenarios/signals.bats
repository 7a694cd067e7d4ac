#!/usr/bin/env bats
# Signals: what they interrupt, and what is left of their handling.

load vocabulary

# What the parent of a program has set up reaches the program, as far as it can: a program that
# finds SIGPIPE ignored has seldom asked for it.
# source: POSIX exec    level: must    tests: stack
# control: program=ignores_by_an_empty_handler
@test "10.36 exec keeps a signal ignored, and sets one that is handled to its default" {
	cast program=signals_over_exec

	happens 'program rt_sigaction(SIGUSR1) = 0' \
		'program enters execve' \
		'program prints SIGPIPE is ignored' \
		'program gets SIGUSR1'
	exits   program SIGUSR1
}

# The guard of the books: a signal that ends the wait for an answer. The server never answers, and
# the observer sends the signal. First it comes when recvfrom has been called. Then it comes
# one call earlier, as it may if the machine is slow: its handler has run by the time of
# recvfrom, and nothing is left to end that. Who must not wait for ever lets the signal in
# only while waiting (ppoll), or has the socket keep the time (9.5).
# source: POSIX sigaction; POSIX recvfrom    level: must    tests: stack
# control: client=restarts_what_its_alarm_is_to_end
# control: fail 'client recvfrom' EINTR
@test "10.37 a signal ends a recvfrom that waits, and is lost on one that has not begun" {
	cast server='datagram_server {port} 2' client=guarded_udp_client
	signal client SIGALRM when 'client enters recvfrom'

	happens 'client enters recvfrom' \
		'client recvfrom = EINTR' \
		'client prints gave up: Interrupted system call'

	cast server='datagram_server {port} 2' client=guarded_udp_client
	signal client SIGALRM when 'client enters sendto'

	happens 'client sendto = 5' 'client gets SIGALRM' 'client enters recvfrom'
	never   'client recvfrom returns'
}
