#!/usr/bin/env bats
# Connected UDP: a peer that is written down, and no connection.

load vocabulary

# The same stranger as in 6.12. Its datagram is addressed to the client's port and comes first;
# the kernel looks at where it comes from, and does not deliver it. (Linux tells the stranger
# that nobody is at that port.)
# source: notes 6; POSIX connect    level: must    tests: stack
# control: client=checking_udp_client
@test "6.8 a connected UDP socket sends without an address, and receives from its peer only" {
	cast server=impostor_beside_server client=connected_udp_client
	stdin client 'hello network'

	never   'wire FRAME' until 'client enters write'
	happens 'client connect = 0' \
		'client enters write' \
		'wire server>client DATAGRAM = 9' \
		'wire server>client DATAGRAM = 14' \
		'client read = 14'
	never   'client read = 9'
	never   'client enters sendto'
}

# Nobody is at 9191. The kernel there says so, and what it says is about a datagram that has
# been sent successfully: so the error is one of the next call. A socket without a peer sends
# to many, and is not told: which of them would the error be about? (RFC 1122 wants it to be
# passed on, and leaves open how. Linux tells who has one peer, or has asked: IP_RECVERR.)
# source: RFC 1122 4.1.3.3; udp(7)    level: linux    tests: stack
# control: client=connected_udp_client
@test "6.9 an unreachable port is the next error of a connected UDP socket, and of no other" {
	cast server=udp_echo_server client='connected_udp_client {host} 9191'
	stdin client 'hello'

	happens 'client connect = 0' \
		'client enters write' \
		'wire PORT-UNREACHABLE' \
		'client read = ECONNREFUSED'
	happens 'client write = 6' 'client read = ECONNREFUSED'

	cast server=udp_echo_server client='unheard_udp_client {host} 9191'
	hold 'client write #2' until 'wire PORT-UNREACHABLE'
	hold 'client read' until 'wire PORT-UNREACHABLE #2'

	happens 'wire PORT-UNREACHABLE' \
		'client enters write #2' \
		'wire PORT-UNREACHABLE #2' \
		'client read = EAGAIN'
	never   'client write fails'
}

# What is written down can be written over, and struck out.
# source: notes 6; POSIX connect; POSIX send    level: must    tests: stack
# control: client='stays_with_its_first_peer {host} {port} 9191'
@test "6.10 to connect a UDP socket again changes its peer, and AF_UNSPEC takes it away" {
	cast server=udp_echo_server other='udp_echo_server 9191' \
		client='changing_udp_client {host} {port} 9191'
	hold 'client connect' until 'other bind = 0'

	happens 'client connect = 0' \
		'wire client>server DATAGRAM = 3' \
		'wire server>client DATAGRAM = 3' \
		'client read = 3'
	happens 'client connect = 0 #2' \
		'wire client>other DATAGRAM = 6' \
		'wire other>client DATAGRAM = 6' \
		'client read = 6'
	never   'wire client>server DATAGRAM' after 'client enters connect #2'
	happens 'client read = 6' 'client connect = 0' 'client write = EDESTADDRREQ'
	never   'wire client>other DATAGRAM #2'
}
