#!/usr/bin/env bats
# Reuse: a server that starts again while the kernel still remembers its last connection.

load vocabulary

# The server has hung up first, so it is its port that stays in TIME-WAIT, for a minute. Twice
# another server wants it then: one says that it knows (SO_REUSEADDR), one does not. What the
# option allows is left to the protocol by POSIX; Linux wants it from the old socket, too.
# source: socket(7); RFC 9293 3.6.1; POSIX setsockopt    level: linux    answers: stack
# control: again='restarts_without_reuseaddr {port}'
# control: again='iterative_echo_server {port}'
@test "9.1 a port in TIME-WAIT is had with SO_REUSEADDR, and is EADDRINUSE without" {
	hold 'again bind' until 'server ends'
	hold 'again bind' until 'client ends'
	over ipv4 ipv6
	observe server=hangs_up_first_server client=hearing_client again='iterative_echo_server {port}'

	happens 'wire server>client FIN' 'wire client>server FIN' 'again bind = 0' 'again listen = 0'
	happens 'again setsockopt(SO_REUSEADDR) = 0' 'again bind = 0'

	hold 'again bind' until 'server ends'
	hold 'again bind' until 'client ends'
	over ipv4 ipv6
	observe server=hangs_up_first_server client=hearing_client again='restarts_without_reuseaddr {port}'

	happens 'wire server>client FIN' 'wire client>server FIN' 'again bind = EADDRINUSE'
	never   'again setsockopt(SO_REUSEADDR)'
}
