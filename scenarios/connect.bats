#!/usr/bin/env bats
# Connect: what a client does to reach a server, and what is done for it.

load vocabulary

# A client is found by nobody, so it needs no number that others know: it gets one that is
# free, when it calls. Of which range is left to the system (here: ip_local_port_range). What the
# client prints are addresses of IPv4.
# source: notes 1; POSIX connect; ip(7)    level: must    tests: stack
# control: client='naming_client {host} {port} {host} 9191'
@test "1.2 a client needs only socket and connect, and is given its address" {
	cast server=naming_server client=unnamed_client
	over ipv4

	happens 'client socket(SOCK_STREAM) > 0' \
		'client enters connect' \
		'wire client>server SYN' \
		'client connect = 0'
	never   'client enters bind'
	prints    client 'before 0.0.0.0:0'
	prints    client 'after 127.0.0.1'
	prints    client 'the port is in the ephemeral range'
}

# To whom else would the next byte go? A conversation has two ends, and this is one of them; for
# another there must be another socket. What was said on the first is not disturbed.
# source: notes 2; POSIX connect    level: must    tests: stack
# control: client='calls_in_turn_client {host} {port} 2'
@test "2.4 a stream is one to one: a second connect on a connected socket fails" {
	cast server=iterative_echo_server client=calls_twice_client

	happens 'client connect = 0' 'client connect = EISCONN' 'client write = 6' 'client read > 0'
	never   'wire SYN #2'
}

# Nobody listens at 9190. The SYN comes back to the socket that has sent it, and which waits for one:
# so it answers. Who looks for a server at a port of his own machine can find himself.
# source: RFC 9293 3.5 MUST-10; POSIX connect    level: must    tests: stack
# control: program='self_calling_program {host} {port} 9191'
@test "1.15 a socket can be connected to itself, and reads what it writes" {
	cast program='self_calling_program {host} {port}'
	over ipv4 ipv6

	happens 'program enters connect' \
		'wire program>program SYN' \
		'wire program>program SYN+ACK' \
		'program connect = 0'
	happens 'program connect = 0' 'wire program>program DATA = 5' 'program read = 5'
	prints    program 'heard: hello'
}

# To send without a connection is ENOTCONN, says POSIX. Linux says EPIPE, as if there had been one.
# source: POSIX getpeername; POSIX recv; POSIX send    level: linux    tests: stack
# control: fail 'program recvfrom' EAGAIN
# control: fail 'program sendto' ENOTCONN
# control: signal program SIGPIPE when 'program enters sendto'
@test "1.16 what needs a connection is ENOTCONN without one, but send is EPIPE" {
	cast program=unconnected_calls

	happens 'program getpeername = ENOTCONN' \
		'program recvfrom = ENOTCONN' \
		'program sendto(MSG_NOSIGNAL) = EPIPE'
	never   'program gets SIGPIPE'
}
