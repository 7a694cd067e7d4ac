#!/usr/bin/env bats
# Domain, type and protocol: which sockets there are, and which there are not.

load vocabulary

# Nobody is there: the SYN and the datagram are only to show what the two speak.
# source: notes 2; POSIX socket    level: must    tests: stack
# control: program='names_another_protocol {host} {port}'
@test "2.10 protocol 0 is TCP for a stream and UDP for datagrams" {
	cast program='default_protocols {host} {port}'
	over ipv4 ipv6

	happens 'program socket(SOCK_STREAM) > 0' 'program enters connect' 'wire SYN'
	happens 'program socket(SOCK_DGRAM) > 0' \
		'program enters write(datagram)' \
		'wire DATAGRAM = 5'
	prints    program 'stream: protocol 6'
	prints    program 'datagram: protocol 17'
}

# POSIX knows no error for an unknown type, and leaves it open whether a protocol that has
# another type is EPROTONOSUPPORT or EPROTOTYPE. Which of the numbers without a meaning are
# EINVAL is Linux's affair: those that no type can ever have.
# source: notes 2; POSIX socket; socket(2)    level: linux    tests: stack
# control: program='default_protocols {host} {port}'
@test "2.11 a socket whose domain, type and protocol do not go together is refused" {
	cast program=mismatched_sockets

	happens 'program socket(SOCK_STREAM) = EPROTONOSUPPORT'
	happens 'program socket(SOCK_DGRAM) = EPROTONOSUPPORT'
	happens 'program socket = EAFNOSUPPORT'
	happens 'program socket = ESOCKTNOSUPPORT'
	happens 'program socket = EINVAL'
	never   'program socket > 0'
}

# One client and one server, as they are, and two addresses to call. Over IPv4 the server
# sees an IPv4 address in the clothes of IPv6.
# source: notes 2; RFC 3493 3.7    level: must    tests: stack
# control: client='knows_only_ipv4 ::1 {port}'
@test "2.12 the same programs work over IPv6 as over IPv4" {
	requires ipv6
	cast server=dual_stack_echo_server client='half_close_client ::1 {port}'
	over ipv4

	happens 'client socket(AF_INET6) > 0' 'wire client>server SYN' 'server accept > 0'
	happens 'wire client>server DATA' 'wire server>client DATA'
	prints    server 'called by [::1]'
	prints    client 'got 5 back, unchanged'

	cast server=dual_stack_echo_server client=half_close_client
	over ipv4

	happens 'client socket(AF_INET) > 0' 'wire client>server SYN' 'server accept > 0'
	happens 'wire client>server DATA' 'wire server>client DATA'
	prints    server 'called by [::ffff:127.0.0.1]'
	prints    client 'got 5 back, unchanged'
}
