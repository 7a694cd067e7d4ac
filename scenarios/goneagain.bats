#!/usr/bin/env bats
# Gone again: callers who have left before they were accepted.

load vocabulary

# The reset has come while the caller was waiting. POSIX allows accept to fail with ECONNABORTED
# then, as on BSD. Linux hands the connection over, and what was said before the reset with it.
# source: POSIX accept; accept(2)    level: linux    tests: stack
# control: client=hanging_up_client
@test "1.14 a connection that was reset before accept is accepted, and read up to its ECONNRESET" {
	cast server=reading_server client='aborts_instead_of_closing {host} {port} 5'
	hold 'server accept' until 'wire client>server RST'

	happens 'wire client>server RST' \
		'server enters accept' \
		'server accept > 0' \
		'server read = 5' \
		'server read = ECONNRESET'
}

# The server is kept from everything until the reset has come. It may be on its way down then, and
# serve one more: so another calls when everything has come to rest.
# usually: It ends at the first error of read, write or accept.
# cure: ECONNRESET ends that connection only: close it, and accept the next.
# source: POSIX accept; POSIX recv    level: must    tests: server    speaks: any
# control: server=gives_up_at_a_reset
@test "4.10 a server survives a client that resets before it is accepted" {
	cast server=forking_echo_server client=resetting_client \
		other='calls_in_turn_client {host} {port} 1'
	pause server until 'wire client>server RST'
	hold 'other connect' until quiet

	happens 'wire client>server RST' 'client prints answered' 'other prints answered 1'
}

# On Linux a reset is told by the read (1.14), and accept tells of other mishaps of a connection that
# waits (accept(2)); elsewhere it is accept that tells. The observer has the first accept fail so.
# usually: It takes every error of accept for the end of the server.
# cure: After ECONNABORTED call accept again: it was about a client that has gone.
# source: POSIX accept    level: must    tests: server    speaks: any
# control: server=gives_up_when_interrupted
@test "4.11 a server whose accept fails with ECONNABORTED accepts the next client" {
	cast server=forking_echo_server client='calls_in_turn_client {host} {port} 1'
	fail 'server accept' ECONNABORTED

	happens 'server accept = ECONNABORTED' 'client prints answered 1'
}

# The same, while somebody else is being served: a caller who has gone is no matter of the others. Two
# are said to have gone.
# usually: At an error of accept it closes everything and begins anew.
# cure: The error is about one client that has gone: leave the others alone.
# source: POSIX accept    level: must    tests: server
# control: server=tears_all_down_at_one_refusal
@test "4.13 a connection goes on when accept fails with ECONNABORTED for another client" {
	cast server=forking_echo_server client=echo_client other='calls_again_client {host} {port}'
	stdin client 'one' 'two' 'Q'
	fail 'server accept' ECONNABORTED from 'client prints one'
	fail 'server accept' ECONNABORTED from 'client prints one'
	hold 'other connect' until 'client prints one'
	hold 'client write #2' until 'other prints answered' or waits

	happens 'client enters write #2' 'client prints two'
	prints    other 'answered'
}
