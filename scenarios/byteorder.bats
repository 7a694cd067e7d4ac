#!/usr/bin/env bats
# Byte order: how a port and an address lie in memory, and how they cross the wire.

load vocabulary

# 9190 is 0x23e6, and crosses the wire as 0x23, 0xe6: the SYN goes to where the server is. Who
# sends it the other way round calls 58915. First a client that must do it right, then a
# server: if it did not, it would listen where nobody calls. Both make an address of IPv4 by hand.
# usually: The port is put into the address as the machine has it in memory.
# cure: htons() for the port, htonl() for an IPv4 address.
# source: notes 3; RFC 9293 3.1; POSIX htons    level: must    tests: client
# control: client=forgets_the_ports_byte_order
# control: callee='listens_at_the_swapped_port {port}'
@test "3.1 the port crosses the wire with its most significant byte first" {
	cast server=iterative_echo_server client=hand_made_address_client
	over ipv4
	stdin client 'hello network' 'Q'

	happens 'wire client>server SYN' 'wire server>client SYN+ACK' 'wire client>server ACK'

	cast callee='hand_made_address_server {port}' caller='calling_client {host} {port}'
	hold 'caller connect' until 'callee listen = 0'

	happens 'wire caller>callee SYN' 'wire callee>caller SYN+ACK' 'wire caller>callee ACK'
}

# Here is no palindrome: what the server is called by is what was on the wire, and it has
# read it from there, most significant byte first.
# source: notes 3; RFC 791 3.1; POSIX netinet/in.h    level: must    tests: stack
# control: client='forgets_the_addresses_byte_order 127.1.2.3 {port}'
@test "3.2 an address is 32 bits, most significant first, in sockaddr_in and on the wire" {
	cast server=naming_server client='hand_made_address_client 127.1.2.3 {port}'
	over ipv4

	prints    client 'port bytes 35 230'
	prints    client 'address bytes 127 1 2 3'
	happens 'wire client>server SYN' \
		'server accept > 0' \
		'server prints called at 127.1.2.3:9190'
}
