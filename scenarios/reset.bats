#!/usr/bin/env bats
# Reset: what the caller is told of a connection that the other side has thrown away.

load vocabulary

setup_file() {
	cast server=closes_with_unread_data client=inquiring_client
	hold 'server close' until 'wire server>client ACK'
}

# POSIX has both errors for send, and leaves open which comes when. The first write after the reset
# is told of it; after that there is only no connection any more. (Had a read been told of it,
# the first write would be the second.)
# source: POSIX send; net/ipv4/tcp_input.c, tcp_reset    level: linux    tests: stack
# control: server=draining_server
@test "7.24 the first write after a reset fails with ECONNRESET, the next with EPIPE" {
	cast server=closes_with_unread_data client=unlucky_client
	hold 'server close' until 'wire server>client ACK'

	happens 'wire server>client RST' 'client sendto = ECONNRESET' 'client sendto = EPIPE'
	never   'client enters read'
}

# An error waits until somebody is told, and is told to one only: here by SO_ERROR, after poll has
# said that there is one.
# source: POSIX getsockopt, SO_ERROR    level: must    tests: stack
# control: server=draining_server also 7.26
@test "7.25 SO_ERROR tells that a connection was reset, and tells it once" {
	happens 'wire server>client RST' 'client getsockopt(SO_ERROR) = 0'
	happens 'client prints SO_ERROR: Connection reset by peer' \
		'client prints SO_ERROR again: none'
}

# All at once, so that whoever waits for anything is woken. A program that looks for POLLIN before it
# looks for POLLERR is not wrong: its read will be told.
# source: POSIX poll; net/ipv4/tcp.c, tcp_poll    level: linux    tests: stack
# control: server=draining_server also 7.25
@test "7.26 to poll, a connection that was reset is readable, writable, in error and hung up" {
	happens 'wire server>client RST' 'client poll = 1'
	prints    client 'poll: readable writable in error hung up'
}

# Fifty are served and then break off; one more comes and goes as it should. Of the fifty nothing is
# left: no descriptor, and nothing that wakes the server again and again.
# usually: It does not look at errors of read: what was reset stays open, or is polled for ever.
# cure: Close at every result of read that is 0 or an error other than EINTR and EAGAIN.
# source: POSIX recv, ECONNRESET; epoll_ctl(2)    level: must    tests: server    speaks: any more
# control: server=overlooks_a_reset
@test "7.31 a server closes all of fifty connections that were reset, and rests" {
	cast server=forking_echo_server client=resets_in_turn_client

	happens   'wire client>server RST #50' 'client prints reset 50' 'client prints answered'
	connections server 0
	rests     server
}
