#!/usr/bin/env bats
# Reuse: a server that starts again while the kernel still remembers its last connection.

load vocabulary

# The server has hung up first, so it is its port that stays in TIME-WAIT, for a minute. Twice
# another server wants it then: one says that it knows (SO_REUSEADDR), one does not. What the
# option allows is left to the protocol by POSIX; Linux wants it from the old socket, too.
# source: socket(7); RFC 9293 3.6.1; POSIX setsockopt    level: linux    tests: stack
# control: again='restarts_without_reuseaddr {port}'
# control: again='iterative_echo_server {port}'
@test "9.1 a port in TIME-WAIT is had with SO_REUSEADDR, and is EADDRINUSE without" {
	cast server=hangs_up_first_server client=hearing_client again='iterative_echo_server {port}'
	hold 'again bind' until 'server ends'
	hold 'again bind' until 'client ends'

	happens 'wire server>client FIN' \
		'wire client>server FIN' \
		'again bind = 0' \
		'again listen = 0'
	happens 'again setsockopt(SO_REUSEADDR) = 0' 'again bind = 0'

	cast server=hangs_up_first_server client=hearing_client \
		again='restarts_without_reuseaddr {port}'
	hold 'again bind' until 'server ends'
	hold 'again bind' until 'client ends'

	happens 'wire server>client FIN' 'wire client>server FIN' 'again bind = EADDRINUSE'
	never   'again enters setsockopt(SO_REUSEADDR)'
}

# The server is told to end while a caller is there and all wait, and so it is the one who ends the
# conversation: its port is in TIME-WAIT when it is started again, by the same command line. (If it
# waits for the caller to leave, that one does, when everything has come to rest; there is no
# TIME-WAIT on the server's side then.) Another calls when it had its time to begin.
# usually: It binds without SO_REUSEADDR, and connections of its former life are in TIME_WAIT.
# cure: setsockopt(SO_REUSEADDR) before bind.
# source: socket(7); RFC 9293 3.6.1    level: should    tests: server    speaks: any
# control: server=restarts_without_reuseaddr
@test "9.6 a server that had to end a connection can be started again at once" {
	cast server=forking_echo_server client=yielding_client again='{server}' \
		later='calls_in_turn_client {host} {port} 1' clock=telling_program
	hold 'clock write(stdout)' until 'client prints answered'
	hold 'clock write(stdout)' until waits
	signal server SIGTERM when 'clock prints now'
	hold 'client.child write(stdout)' until quiet
	pause again until 'server.last ends' or quiet
	hold 'later connect' until quiet

	happens 'client prints answered' \
		'server.last ends' \
		'wire later>again SYN' \
		'later prints answered 1'
}
