#!/usr/bin/env bats
# Options: what a socket can be told, and what it can be asked.

load vocabulary

# To linger for no time at all is to abort (RFC 9293 3.10.5): the peer has no end-of-file but an
# error. POSIX only says how long a close may wait, and not what becomes of the connection then.
# The client of this run is a flawed one, as a reset is seldom what is wanted.
# source: socket(7); RFC 9293 3.10.5; POSIX 2.10.16    level: linux    tests: stack
# control: client=hanging_up_client
@test "9.3 close with SO_LINGER of zero seconds resets the connection" {
	cast server=reading_server client='aborts_instead_of_closing {host} {port} 5'
	hold 'server read' until 'wire client>server RST'

	happens 'client setsockopt(SO_LINGER) = 0' \
		'client enters close' \
		'wire client>server RST' \
		'server read = ECONNRESET'
	never   'wire client>server FIN'
}

# There is nobody at the port that is called. A connect that does not wait for its outcome has one
# all the same, and SO_ERROR is the only place where it can be learned.
# source: POSIX getsockopt; POSIX connect    level: must    tests: stack
# control: client=takes_writable_for_connected
@test "9.4 SO_TYPE, SO_ACCEPTCONN and SO_ERROR tell what a socket is, and what came of it" {
	cast client=option_asking_client
	over ipv4 ipv6

	happens 'client getsockopt(SO_TYPE) = 0' \
		'client listen = 0' \
		'client getsockopt(SO_ACCEPTCONN) = 0 #2'
	prints    client 'stream type SOCK_STREAM'
	prints    client 'datagram type SOCK_DGRAM'
	prints    client 'not listening: SO_ACCEPTCONN 0'
	prints    client 'listening: SO_ACCEPTCONN 1'
	happens 'client connect = EINPROGRESS' 'client poll = 1' 'client getsockopt(SO_ERROR) = 0'
	happens 'wire RST' 'client poll = 1'
	happens 'client prints connect: Connection refused' 'client prints asked again: none'
}

# The server says nothing, and stays: without a time-out there is nothing to wake the reader.
# source: POSIX setsockopt; POSIX recv; socket(7)    level: must    tests: stack
# control: client=waits_for_ever
@test "9.5 a read that has waited for the time of SO_RCVTIMEO ends with EAGAIN" {
	cast server=reading_server client=impatient_client

	happens 'client setsockopt(SO_RCVTIMEO) = 0' 'client enters read' 'client read = EAGAIN'
	prints    client 'waited 100 or more'
	happens 'client read = EAGAIN' 'wire client>server FIN' 'server read = 0'
}
