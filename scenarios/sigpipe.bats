#!/usr/bin/env bats
# SIGPIPE: the signal that comes with EPIPE, and how to live with it.

load vocabulary

# Both writes come after the sending direction has been ended. The first says that it wants no
# signal; before the second the program ignores it, as a server does that has more than
# one caller.
# source: POSIX send; POSIX write    level: must    tests: stack
# control: client=writes_after_half_closing
@test "7.18 with MSG_NOSIGNAL, or with SIGPIPE ignored, EPIPE is an error like any other" {
	cast server=reading_server client=surviving_client

	happens 'client shutdown = 0' \
		'client sendto(MSG_NOSIGNAL) = EPIPE' \
		'client rt_sigaction(SIGPIPE) = 0' \
		'client write = EPIPE #2'
	never   'client gets SIGPIPE' until 'client enters rt_sigaction(SIGPIPE)'
	prints    client 'write: Broken pipe'
	exits   client 0
}

# The signal is there for filters in a pipeline, whose output nobody wants any more. A datagram
# socket is no part of one.
# source: POSIX send    level: must    tests: stack
# control: server=reading_server client=writes_after_half_closing
# control: client=zero_datagram_client
@test "7.19 on a datagram socket EPIPE comes without SIGPIPE" {
	cast server=udp_echo_server client=silenced_udp_client

	happens 'client shutdown = 0' 'client sendto = EPIPE'
	never   'client gets SIGPIPE'
	never   'wire DATAGRAM'
	exits   client 0
}

# Two threads, and either could have the handler run.
# source: POSIX send    level: must    tests: stack
# control: client=keeps_sigpipe_for_its_first_thread
@test "7.20 SIGPIPE comes to the thread that has written" {
	cast server=reading_server client=writing_thread_client

	happens 'client write = EPIPE' \
		'client gets SIGPIPE' \
		'client prints SIGPIPE came to the writer'
}

# One has said 100,003 bytes and left before the server does anything, and does not hear its answers. The
# second of them is the deadly one: whether it ends a thread, a process or all of them, the caller
# who was there before is answered as before.
# usually: A write to a client that has gone kills it, and everybody else's connection, by SIGPIPE.
# cure: Ignore SIGPIPE for the whole process, or send with MSG_NOSIGNAL.
# source: POSIX write; notes 10    level: must    tests: server
# control: server=leaves_sigpipe_to_all_its_threads
@test "7.30 a client that leaves without reading breaks no other connection" {
	cast server=forking_echo_server other='echo_client {host} {port}' client=leaving_client
	stdin other 'one' 'two' 'Q'
	hold 'client connect' until 'other prints one'
	pause server from 'client enters connect' until 'client prints left'
	hold 'other write #2' until waits

	happens 'other prints one' 'client prints left' 'other enters write #2' 'other prints two'
}
