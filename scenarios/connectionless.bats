#!/usr/bin/env bats
# Connectionless: what UDP does not do, and its programs need not do.

load vocabulary

# A line there and the line back are two frames. To make a socket, to bind it, to connect and
# to close it are matters between a program and its own kernel.
# source: notes 6; RFC 768    level: must    answers: stack
# control: server=iterative_echo_server client=echo_client
@test "6.1 between two UDP sockets nothing crosses but the datagrams" {
	given client 'hello'
	over ipv4 ipv6
	observe server=udp_echo_server client=connected_udp_client

	happens 'server bind = 0' 'client connect = 0' 'wire client>server DATAGRAM = 6' 'wire server>client DATAGRAM = 6' 'client close = 0'
	never   'wire FRAME' until 'client write'
	never   'wire FRAME #3'
}

# source: notes 6; POSIX sendto    level: must    answers: stack server
# control: server=iterative_echo_server client=echo_client
@test "6.6 a UDP server and its client need no listen and no accept" {
	given client 'hello'
	over ipv4 ipv6
	observe server=udp_echo_server client=udp_echo_client

	happens 'wire client>server DATAGRAM = 6' 'wire server>client DATAGRAM = 6' 'client read = 6'
	never   'server listen'
	never   'server accept'
	says    client 'hello'
}
