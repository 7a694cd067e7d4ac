#!/usr/bin/env bats
# The listener: what the accepted sockets have from it, and what they keep when it is gone.

load vocabulary

# Once the listener is closed there is nobody at the port for a new caller; the conversation
# that was accepted before has a socket of its own, and goes on.
# source: notes 1; RFC 9293 3.9.1; POSIX close    level: must    tests: stack
# control: server=iterative_echo_server
@test "1.12 a closed listener refuses new connections, and those it has accepted stay open" {
	cast server=last_caller_server client=echo_client late='calling_client {host} {port}'
	stdin client 'one' 'two' 'Q'
	hold 'late connect' until 'server close(listener) = 0'
	hold 'client write #2' until 'late connect returns'

	happens 'server close(listener) = 0' \
		'wire late>server SYN' \
		'wire server>late RST' \
		'late connect = ECONNREFUSED'
	happens 'late connect = ECONNREFUSED' \
		'client enters write #2' \
		'server read > 0' \
		'client prints two'
}

# The listener does not wait, and says so: nobody has called. The read on the accepted socket does
# wait, until the client writes. POSIX leaves this open; on BSD it would fail with EAGAIN, so
# who wants it one way says which.
# source: POSIX accept; accept(2)    level: linux    tests: stack
# control: fail 'server read' EAGAIN
@test "1.13 an accepted socket waits although the listener does not" {
	cast server=nonblocking_listener_server client=single_write_client
	hold 'client connect' until 'server accept = EAGAIN'
	hold 'client write' until 'server enters read'

	happens 'server accept = EAGAIN' \
		'client enters connect' \
		'server accept > 0' \
		'server enters read' \
		'client enters write' \
		'server read > 0'
	never   'server read = EAGAIN'
}
