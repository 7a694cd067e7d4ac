#!/usr/bin/env bats
# Refused: calling where nobody listens.

load vocabulary

# Somebody listens at this address, but on another port. A SYN for which there is no listener
# is answered by a reset, so the caller is told at once, and not by silence.
# source: notes 1; RFC 9293 3.10.7.1; POSIX connect    level: must    tests: stack
# control: neighbour='naming_server {port}'
@test "1.3 a connection to a port at which no socket listens is refused" {
	cast neighbour='naming_server 9191' client=calling_client
	over ipv4 ipv6
	hold 'client connect' until 'neighbour prints listening at'

	happens 'client enters connect' 'wire SYN' 'wire RST' 'client connect = ECONNREFUSED'
	never   'wire SYN+ACK'
}

# A telephone that has its number but is not on the network. To the caller there is no
# difference to nobody at all.
# source: notes 1; RFC 9293 3.10.7.1; POSIX listen    level: must    tests: stack
# control: callee='naming_server {port}'
@test "1.4 a socket that is bound but does not listen refuses connections" {
	cast callee='bound_program {port}' client=calling_client
	over ipv4 ipv6
	hold 'client connect' until 'callee prints bound'

	happens 'callee bind = 0' \
		'client enters connect' \
		'wire client>callee SYN' \
		'wire callee>client RST' \
		'client connect = ECONNREFUSED'
	never   'wire SYN+ACK'
}
