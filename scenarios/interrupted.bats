#!/usr/bin/env bats
# Interrupted: what a signal does to a call that waits, and what it leaves of a transfer half-way.

load vocabulary

# Nobody calls before the signal has come: so it meets an accept that waits. By default that accept
# fails, and it is for the server to call again; with SA_RESTART the same accept goes on, and
# takes the caller. Either way the server has lost nothing.
# source: notes 10; POSIX sigaction; POSIX accept    level: must    tests: stack
# control: server=gives_up_when_interrupted
# control: server=signalled_echo_server
@test "10.11 a signal ends an accept with EINTR, or with SA_RESTART does not, and the server lives" {
	cast server=signalled_echo_server client=half_close_client
	signal server SIGUSR1 when 'server enters accept'
	hold 'client connect' until 'server accept = EINTR'

	happens 'server enters accept' 'server gets SIGUSR1' 'server prints interrupted'
	happens 'server enters accept' \
		'server accept = EINTR' \
		'client enters connect' \
		'server accept > 0'
	never   'server accept > 0' until 'server enters accept #2'
	prints    client 'got 5 back, unchanged'

	cast server='signalled_echo_server {port} restart' client=half_close_client
	signal server SIGUSR1 when 'server enters accept'
	hold 'client connect' until 'server gets SIGUSR1'

	happens 'server enters accept' \
		'server gets SIGUSR1' \
		'client enters connect' \
		'server accept > 0'
	never   'server accept = EINTR'
	never   'server enters accept #2' until 'client enters connect'
	prints    client 'got 5 back, unchanged'
}

# 16 MiB by one call. The first signal comes when the window is closed and a part has been taken. Then
# all room is filled, and the second comes as another call begins. Then the server reads, and has
# all of it in the end: so the number that the first call told was the right one.
# source: POSIX send; POSIX write    level: must    tests: stack
# control: client=has_its_write_restarted
@test "5.17 a write that a signal interrupts tells what it has taken, or EINTR if that is nothing" {
	cast server=reading_server client=interrupted_writer
	hold 'server read' until 'client sendto(MSG_NOSIGNAL) returns #2'
	signal client SIGUSR1 when 'wire server>client WINDOW = 0'
	signal client SIGUSR1 when 'client enters sendto(MSG_NOSIGNAL) #2'

	happens 'client enters sendto' \
		'wire server>client WINDOW = 0' \
		'client sendto(MSG_NOSIGNAL) < 16777216' \
		'client sendto(MSG_DONTWAIT) = EAGAIN' \
		'client sendto(MSG_NOSIGNAL) = EINTR'
	prints    server 'total 16777216'
}

# The server says 6 bytes, and 7 more when the first read has returned. The signal comes when the 6
# have been acknowledged, and so are there to be read.
# source: POSIX recv, MSG_WAITALL    level: must    tests: stack
# control: client=takes_waitall_at_its_word
# control: fail 'client recvfrom' EINTR
@test "5.18 a read with MSG_WAITALL that a signal interrupts returns the part that it has" {
	cast server=talking_server client=interrupted_reader
	hold 'server write' until 'client enters recvfrom'
	hold 'server write #2' until 'client recvfrom returns'
	signal client SIGUSR1 when 'wire client>server ACK #2'

	happens 'client enters recvfrom(MSG_WAITALL)' \
		'wire server>client DATA = 6' \
		'client recvfrom(MSG_WAITALL) = 6' \
		'client recvfrom(MSG_WAITALL) = 7'
	never   'client recvfrom = EINTR'
	prints    client 'total 13'
}

# The server waits for the second line when the signal comes: one that comes by itself, as SIGCHLD, and
# only if the server has a handler for it. Without SA_RESTART the call that waits fails with EINTR,
# and that is no news of the conversation. (The clock is a program that speaks when all
# wait, be it for a while only: some servers hang up on who is silent for long.)
# usually: It takes EINTR for an error or for the end of the conversation.
# cure: Call again after EINTR, or install the handler with SA_RESTART.
# source: POSIX read, EINTR; POSIX sigaction    level: must    tests: server
# control: server=takes_an_interruption_for_an_end
@test "5.23 a connection survives a signal that the server has a handler for" {
	cast server=forking_echo_server client=echo_client clock=telling_program
	stdin client 'one' 'two' 'Q'
	hold 'clock write(stdout)' until 'client prints one'
	hold 'clock write(stdout)' until waits
	signal server CAUGHT when 'clock prints now'
	hold 'client write #2' until 'clock ends'

	happens 'client prints one' 'clock prints now' 'client prints two'
	never   'wire server>client RST'
	never   'wire client>server RST'
}

# Whichever call it is that a signal interrupts: here it is the observer that has each fail, one of
# each kind, so that it does not matter where the server happened to be.
# usually: Somewhere it takes EINTR for an error.
# cure: Call again after EINTR, at each call that can wait, accept and poll among them.
# source: POSIX read, EINTR; POSIX write, EINTR; POSIX accept, EINTR    level: should    tests: server
# control: server=takes_an_interruption_for_an_end
# control: server=gives_up_when_interrupted
@test "5.24 a server whose calls fail with EINTR, one after the other, calls again" {
	cast server=forking_echo_server client=echo_client \
		other='calls_in_turn_client {host} {port} 2'
	stdin client 'one' 'two' 'three' 'Q'
	fail 'server accept' EINTR from 'client prints one'
	fail 'server read' EINTR from 'client prints one'
	fail 'server write' EINTR from 'client prints two'
	hold 'other connect' until 'client ends' or quiet

	happens 'client prints one' 'client prints two' 'client prints three'
	prints    other 'answered 2'
}
