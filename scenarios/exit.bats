#!/usr/bin/env bats
# exit: what becomes of a connection when its process ends, and nobody has called close.

load vocabulary

# source: POSIX _exit; RFC 9293 3.6    level: must    tests: stack
# control: client=exits_without_reading
@test "7.27 a process that ends has closed its connections: the peer gets a FIN" {
	cast server=iterative_echo_server client=exits_after_reading

	happens 'client read = 6' 'client enters exit' 'wire client>server FIN' 'server read = 0'
	never   'client enters close'
	never   'wire RST'
}

# The answer is there, and is not read. The same with SIGKILL, which no program can do anything
# about: its peer is told all the same.
# source: POSIX _exit; RFC 9293 3.6.1 SHLD-3    level: should    tests: stack
# control: client=exits_after_reading
@test "7.28 a process that ends or is killed with unread data has reset its connections" {
	cast server=iterative_echo_server client=exits_without_reading

	happens 'client poll = 1' \
		'client enters exit' \
		'wire client>server RST' \
		'server read = ECONNRESET'
	never   'client enters close'
	never   'wire client>server FIN'

	cast server=iterative_echo_server client=exits_without_reading
	hold 'client exit' until 'client ends'
	signal client SIGKILL when 'client prints an answer is there'

	happens 'client poll = 1' 'wire client>server RST' 'server read = ECONNRESET'
	never   'wire client>server FIN'
	exits   client SIGKILL
}
