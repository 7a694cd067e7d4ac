#!/usr/bin/env bats
# Peers: where a datagram comes from, where its answer goes, and who else could be answering.

load vocabulary

# Both have sent when the server does anything. What is for the one must not go to the other.
# usually: It answers the sender of the first datagram always, or has connected its socket.
# cure: sendto the address that recvfrom has told with this datagram.
# source: notes 6; RFC 862    level: must    tests: stack server
# control: server=answers_its_first_caller_always
@test "6.2 one socket talks to two peers, and answers each at its own address" {
	cast server=udp_echo_server client=udp_echo_client other='udp_echo_client {host} {port}'
	stdin client 'one'
	stdin other 'second'
	hold 'other write' until 'client write > 0'
	pause server until 'other write > 0'

	happens 'other write = 7' 'wire server>client DATAGRAM = 4' 'client read = 4'
	happens 'other write = 7' 'wire server>other DATAGRAM = 7' 'other read = 7'
	prints    client 'one'
	prints    other 'second'
	never   'wire server>client DATAGRAM = 7'
}

# Nobody has called bind. What getsockname says before there is an address, POSIX leaves open;
# Linux says port 0. Which port it is afterwards is the system's choice, too.
# source: notes 6; POSIX getsockname; ip(7)    level: linux    tests: stack
# control: client='bound_udp_client {host} {port} 9191'
# control: client=opens_a_socket_for_each_datagram
@test "6.3 the first sendto gives a socket its address, and it keeps it" {
	cast server='datagram_server {port} 2' client=address_keeping_client

	happens 'client prints port 0 before' \
		'client sendto = 3' \
		'client prints the first gave it a port'
	happens 'client sendto = 6' 'client prints the second left it the port'
	happens 'wire client>server DATAGRAM = 3' 'wire client>server DATAGRAM = 6'
	never   'client enters bind'
}

# Two callers, each bound to a port that is known beforehand.
# source: notes 6; POSIX recvfrom; RFC 768    level: must    tests: stack
# control: server=gives_no_room_for_the_address
@test "6.4 the sender's address comes with each datagram" {
	cast server=sender_telling_server client='bound_udp_client {host} {port} 9191' \
		other='bound_udp_client {host} {port} 9192'
	over ipv4
	hold 'other sendto' until 'client sendto > 0'

	happens 'server prints from 127.0.0.1 port 9191' 'server prints from 127.0.0.1 port 9192'
}

# The server of this run has a stranger beside it: another socket, with another port, that sends
# "impostor" to every caller before the right answer. Without a connection it reaches the
# client, and only the client can tell. Both come when the client waits, or has not waited.
# usually: It takes whatever comes to its port for the answer.
# cure: connect the socket to the server, or compare the address of recvfrom.
# source: notes 6; POSIX recvfrom    level: should    tests: client
# control: client=udp_echo_client
@test "6.12 a client does not take a stranger's datagram for the answer" {
	cast server=impostor_beside_server client=checking_udp_client
	stdin client 'hello network' 'Q'
	hold 'server write' until 'client ends' or waits

	happens 'wire server>client DATAGRAM = 9' \
		'wire server>client DATAGRAM > 9' \
		'client prints hello network'
	never   'client prints impostor'
}

# The server hears at every address of its machine, and is asked at 127.0.0.2. Left to itself, the
# system answers by the address that is first on the way back, 127.0.0.1. To the client, which
# is connected, that is a stranger: it is not given the answer, and waits for ever. (A server
# that has bound one address is not there at another: that the client is told, and then there is
# no answer at all.)
# usually: It is bound to all addresses, and lets the system choose that of the answer.
# cure: Ask for the address by IP_PKTINFO, and send from it; or bind a socket to each.
# source: RFC 1122 3.3.4.2; RFC 1122 4.1.3.5    level: should    tests: stack server    speaks: any answer
# control: server=udp_echo_server
@test "6.15 no answer comes from another address than the one that was asked" {
	cast server=same_address_echo_server client='udp_calls_in_turn_client 127.0.0.2 {port} 1'
	over ipv4

	never   'wire server>client DATAGRAM(from 127.0.0.1)'
	happens 'wire DATAGRAM(to 127.0.0.2) > 0' 'client ends'
}

# Each of three datagrams is answered when the caller's process is gone. That nobody is there is told to
# the server's machine each time (ICMP), and to a server that has asked for it, or is connected to its
# caller, as an error of its next call. It is no error of the next caller.
# usually: It takes ECONNREFUSED for its end: a client that has gone is told to it so.
# cure: Go on: the error is about the datagram before.
# source: RFC 1122 4.1.3.3; udp(7)    level: must    tests: server    speaks: any
# control: server=gives_up_when_a_caller_has_gone
@test "6.18 a UDP server whose client has gone before its answer answers the next" {
	cast server=udp_echo_server client=udp_leaving_client \
		other='udp_calls_in_turn_client {host} {port} 1'
	pause server until 'client ends'
	hold 'other connect' until quiet

	happens 'client ends' 'other enters write'
	prints    other 'answered 1'
}

# 3,004 bytes, of which the last three are asked for. What does not fit into the buffer of a receive is
# gone, and comes with no later one.
# usually: Its buffer is smaller than the answer, and the rest of a datagram is lost.
# cure: Receive into 65,507 bytes, or look for MSG_TRUNC.
# source: notes 6; POSIX recv; RFC 768    level: must    tests: client
# control: client=receives_into_a_small_buffer
@test "6.19 a UDP client prints an answer of 3,004 bytes to its end" {
	cast server=udp_echo_server client=udp_echo_client
	stdin client '{0123456789*300} end' 'Q'
	hold 'server write' until 'client ends' or waits

	prints client 'end'
}
