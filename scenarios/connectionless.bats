#!/usr/bin/env bats
# Connectionless: what UDP does not do, and its programs need not do.

load vocabulary

# A line there and the line back are two frames. To make a socket, to bind it, to connect and
# to close it are matters between a program and its own kernel.
# source: notes 6; RFC 768    level: must    tests: stack
# control: server=iterative_echo_server client=echo_client
@test "6.1 between two UDP sockets nothing crosses but the datagrams" {
	cast server=udp_echo_server client=connected_udp_client
	stdin client 'hello'

	happens 'server bind = 0' \
		'client connect = 0' \
		'wire client>server DATAGRAM = 6' \
		'wire server>client DATAGRAM = 6' \
		'client close = 0'
	never   'wire FRAME' until 'client enters write'
	never   'wire FRAME #3'
}

# source: notes 6; POSIX sendto    level: must    tests: stack
# control: server=iterative_echo_server client=echo_client
@test "6.6 a UDP server and its client need no listen and no accept" {
	cast server=udp_echo_server client=udp_echo_client
	stdin client 'hello'

	happens 'wire client>server DATAGRAM = 6' \
		'wire server>client DATAGRAM = 6' \
		'client read = 6'
	never   'server enters listen'
	never   'server enters accept'
	prints    client 'hello'
}

# What a caller sees of that: it has asked by one frame, and is answered by one.
# usually: It answers more often than it is asked, or sends something by itself.
# cure: One sendto for each recvfrom.
# source: notes 6; RFC 862; RFC 8085 3.1    level: must    tests: server    speaks: any answer
# control: server=answers_twice
@test "6.17 a UDP server answers one datagram by one, and sends nothing else" {
	cast server=udp_echo_server client='udp_calls_in_turn_client {host} {port} 1'

	happens 'wire client>server DATAGRAM' 'wire server>client DATAGRAM'
	prints    client 'answered 1'
	never   'wire server>client FRAME #2'
}
