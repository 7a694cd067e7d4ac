#!/usr/bin/env bats
# Ports: the numbers by which the sockets of one address are told apart.

load vocabulary

# The server has two sockets of IPv4.
# source: notes 3; RFC 9293 3.1    level: must    tests: stack
# control: server=confuses_its_ports
@test "3.8 a program holds two ports, and knows to which one a client has connected" {
	cast server=two_port_server client=hearing_client other='hearing_client {host} 9191'
	over ipv4

	happens 'server bind = 0 #2' 'wire client>server SYN' 'wire server>client DATA'
	happens 'wire other>server SYN' 'wire server>other DATA'
	prints    client 'this is port 9190'
	prints    other 'this is port 9191'
}

# A port of TCP and one of UDP have nothing in common but the number.
# source: notes 3; RFC 768; RFC 9293 3.1    level: must    tests: stack
# control: server=binds_two_streams_to_one_port
@test "3.9 the same number is a port of TCP and a port of UDP at once" {
	cast server=both_protocols_echo_server client=half_close_client \
		other='udp_echo_client {host} {port}'
	stdin other 'hello network' 'Q'
	hold 'client connect' until 'server listen = 0'

	happens 'wire client>server SYN' 'wire client>server DATA' 'wire server>client DATA'
	happens 'wire other>server DATAGRAM' 'wire server>other DATAGRAM'
	prints    client 'got 5 back, unchanged'
	prints    other 'hello network'
}

# Both have set SO_REUSEADDR, which lets a port be taken over from the past. While somebody
# listens there, it is taken; POSIX leaves it to the protocol what SO_REUSEADDR allows.
# source: POSIX bind; socket(7)    level: linux    tests: stack
# control: server=shares_its_port rival='shares_its_port {port}'
@test "3.10 a port on which somebody listens cannot be bound again, and its server goes on" {
	cast server=iterative_echo_server rival='iterative_echo_server {port}' \
		client=half_close_client
	hold 'client connect' until 'rival bind = EADDRINUSE'

	happens 'server listen = 0' 'rival setsockopt(SO_REUSEADDR) = 0' 'rival bind = EADDRINUSE'
	happens 'rival bind = EADDRINUSE' 'wire client>server SYN' 'server accept > 0'
	prints    client 'got 5 back, unchanged'
}

# Once a proof that a service is root's, by now a custom: 1024 is where Linux begins, unless
# ip_unprivileged_port_start says otherwise. POSIX only knows that some need a privilege.
# source: bind(2) EACCES; ip(7); POSIX bind    level: linux    tests: stack
# control: program='bound_program {port}'
@test "3.11 a port below 1024 is refused to an ordinary user" {
	cast program='bound_program 1023'

	happens 'program bind = EACCES'
	prints    program 'not bound: Permission denied'

	cast program='bound_program 1024'

	happens 'program bind = 0'
}

# POSIX has no word for port 0 in bind; it is everybody's custom.
# source: ip(7); POSIX getsockname; RFC 6056    level: linux    tests: stack
# control: program=insists_on_its_port
@test "3.12 who binds to port 0 is given a free port, and getsockname tells which" {
	cast program=any_port_program

	happens 'program bind = 0' \
		'program getsockname = 0' \
		'program bind = 0 #2' \
		'program getsockname = 0 #2'
	prints    program 'two different ports'
	happens 'program enters connect' \
		'wire program>program SYN' \
		'program connect = 0' \
		'program accept > 0'
}

# SO_REUSEADDR is about a port that nobody listens at any more (9.1): from one who listens it takes
# nothing, neither his address nor all addresses, of which his is one.
# source: socket(7); ip(7); POSIX bind    level: linux    tests: stack
# control: program='shares_where_it_should_reuse {port}'
@test "3.13 a listener cannot be displaced by another bind, to its address or to all of them" {
	cast program='second_binds {port}'

	happens 'program setsockopt(SO_REUSEADDR) = 0' \
		'program bind = 0' \
		'program listen = 0' \
		'program bind(127.0.0.1) = EADDRINUSE'
	happens 'program listen = 0' \
		'program bind(0.0.0.0) = EADDRINUSE' \
		'program setsockopt(SO_REUSEADDR) = 0' \
		'program bind(0.0.0.0) = EADDRINUSE' \
		'program bind(127.0.0.2) = 0'
	never   'program bind(0.0.0.0) = 0'
}
