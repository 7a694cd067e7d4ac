#!/usr/bin/env bats
# Datagrams: each is a message with borders of its own, and nobody promises that it arrives.

load vocabulary

setup_file() {
	cast server=datagram_server client=three_datagrams_client
	hold 'server read' until 'client ends'
}

# All three have arrived when the first is taken, and it could hold fifteen bytes.
# source: notes 2; RFC 768    level: must    tests: stack
# control: server=reads_a_datagram_in_pieces also 6.5
@test "2.5 three datagrams of 3, 5 and 7 bytes are three receives of 3, 5 and 7" {
	happens 'wire client>server DATAGRAM = 3' \
		'wire client>server DATAGRAM = 5' \
		'wire client>server DATAGRAM = 7'
	happens 'server read = 3' 'server read = 5' 'server read = 7'
}

# The rest of a datagram does not wait for the next read, as that of a stream does: the next
# read brings the next datagram. That MSG_TRUNC, passed to the call, has it return the
# true length is Linux's; POSIX only has recvmsg say that something is missing.
# source: POSIX recvfrom; recv(2) MSG_TRUNC    level: linux    tests: stack
# control: server=datagram_server
@test "2.6 a short buffer takes the front of a datagram, and the rest is gone" {
	cast server=short_buffer_server client=three_datagrams_client

	happens 'server read = 2' 'server read(MSG_TRUNC) = 5' 'server read = 7'
	prints    server 'front ab'
	prints    server 'whole ijklmno'
	never   'server read = 1'
}

# Without a connection there is no end-of-file. Who stops at 0, as he has learned to with TCP,
# can be stopped by anybody.
# usually: It takes 0 for an end-of-file, as of a stream.
# cure: Of a datagram 0 is a length like any other: answer it, and go on.
# source: RFC 768; RFC 862    level: must    tests: stack server
# control: server=takes_zero_for_end_of_file
@test "2.7 a datagram of no bytes arrives, and is not the end" {
	cast server=udp_echo_server client=zero_datagram_client

	happens 'wire client>server DATAGRAM = 0' \
		'wire server>client DATAGRAM = 0' \
		'client read = 0'
	happens 'client read = 0' \
		'wire client>server DATAGRAM = 5' \
		'wire server>client DATAGRAM = 5' \
		'client read = 5'
}

# An IPv4 packet has 65,535 bytes at most, and 28 of them are headers. One byte more is an
# error of the call and not half a message.
# source: notes 2; RFC 768; RFC 791 3.1; POSIX sendto    level: must    tests: stack
# control: client=truncates_what_does_not_fit
@test "2.8 a datagram of 65,507 bytes crosses, and of one of 65,508 nothing does" {
	cast server='datagram_server {port} 2' client=largest_datagram_client
	over ipv4

	happens 'client enters write' 'wire client>server DATAGRAM = 65507' 'server read = 65507'
	happens 'client write = 65507' 'client write = EMSGSIZE' 'client write = 1'
	never 'wire client>server DATAGRAM' after 'client enters write #2' \
		until 'client enters write #3'
}

# IPv6 does not count its own header among the 65,535 bytes of a packet, so there is room for 20 more.
# source: RFC 8200 3; RFC 768; POSIX sendto    level: must    tests: stack
# control: client='largest_datagram_client {host} {port} 65507'
@test "2.15 over IPv6 a datagram of 65,527 bytes crosses, and of one of 65,528 nothing does" {
	cast server='datagram_server {port} 2' client='largest_datagram_client {host} {port} 65527'
	over ipv6

	happens 'client enters write' 'wire client>server DATAGRAM = 65527' 'server read = 65527'
	happens 'client write = 65527' 'client write = EMSGSIZE' 'client write = 1'
	never 'wire client>server DATAGRAM' after 'client enters write #2' \
		until 'client enters write #3'
}

# Fifty datagrams of 1,000 bytes, and a server with room for a few that reads when the client
# is gone. What becomes of the others is left open (RFC 768); Linux drops what finds the
# buffer full, and nobody is told.
# source: notes 2; RFC 768; udp(7)    level: linux    tests: stack
# control: server=burst_server
@test "2.9 a full receive buffer drops datagrams, and the sender gets no error" {
	cast server='burst_server {port} 4096' client=burst_client
	hold 'server read' until 'client ends'

	happens 'client write = 1000 #50'
	never   'client write fails'
	happens 'client ends' 'server read = 1000' 'server read = EAGAIN'
	never   'server read = 1000 #50'
	prints    server 'changed 0'
}

# The receiver comes late: its sender has ended before it reads for the first time.
# source: notes 6; RFC 768    level: must    tests: stack
# control: server=reads_a_datagram_in_pieces also 2.5
@test "6.5 every sendto is one recvfrom, also for a receiver that starts late" {
	happens 'client write = 3' 'client write = 5' 'client write = 7' 'client ends'
	happens 'client ends' 'server read = 3' 'server read = 5' 'server read = 7'
}

# 1,472 bytes fill an Ethernet frame, 65,507 are the most there is. A server whose buffer is
# shorter than what it is sent cuts its answer, and does not even notice. (For no bytes, see 2.7.)
# usually: Its buffer is smaller than a datagram can be.
# cure: Receive into 65,507 bytes, and send back as many as came.
# source: RFC 862; RFC 768    level: must    tests: server
# control: server=cuts_answers_to_its_buffer
@test "6.7 the answer to a datagram is the same datagram, of one byte and of 65,507" {
	cast server=udp_echo_server client='datagram_sizes_client {host} {port} 3'

	happens 'wire client>server DATAGRAM = 1'     'wire server>client DATAGRAM = 1'
	happens 'wire client>server DATAGRAM = 1472'  'wire server>client DATAGRAM = 1472'
	happens 'wire client>server DATAGRAM = 65507' 'wire server>client DATAGRAM = 65507'
	prints    client '1 came back unchanged'
	prints    client '1472 came back unchanged'
	prints    client '65507 came back unchanged'
}
