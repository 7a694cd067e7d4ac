#!/usr/bin/env bats
# The orderly close: how a conversation ends when nobody has broken it off.

load vocabulary

# Each direction is ended by its own side, and the other side acknowledges it. The server is
# kept from reading until its kernel has acknowledged: else the ACK could wait for the
# server's own FIN and go with it, and three segments would do for four.
# source: notes 4; notes 7; RFC 9293 3.6    level: must    tests: stack
# control: client=aborts_instead_of_closing
# control: server=closes_with_unread_data client=asking_client
@test "4.7 a connection ends with FIN and ACK from either side, and no RST" {
	cast server=iterative_echo_server client=hanging_up_client
	hold 'server read' until 'wire server>client ACK'

	happens 'wire client>server FIN' \
		'wire server>client ACK' \
		'server read = 0' \
		'wire server>client FIN' \
		'wire client>server ACK'
	never   'wire RST'
}

# When a server closes, and by which segment it acknowledges its caller's FIN, is its own affair: that
# it ends its own direction, too, and by a FIN, is not. (The caller's kernel answers that by an ACK.)
# usually: It closes with bytes unread, resets (SO_LINGER 0), or leaves a copy of the socket open in
#   another process.
# cure: Read to the end-of-file, close every copy: the parent its own, too.
# source: notes 4; notes 7; RFC 9293 3.6    level: must    tests: server
# control: server=avoids_time_wait_by_a_reset
# control: server=keeps_the_parents_copy
@test "4.12 a server ends a connection that its client has ended, by a FIN and not by a RST" {
	cast server=forking_echo_server client='calls_in_turn_client {host} {port} 1'

	happens 'client prints answered 1'
	happens 'wire client>server FIN' 'wire server>client FIN' 'wire client>server ACK'
	never   'wire server>client RST'
	never   'wire client>server RST'
}

# Who closes first sends the last ACK, and nobody tells it whether that has arrived: so its end
# remembers the connection for a while, to answer a FIN that is sent again, and to let late
# segments die. That is a burden, and a port (9.1). First it is the server's, then the client's.
# source: RFC 9293 3.6.1 MUST-13; notes 7    level: must    tests: stack
# control: server=iterative_echo_server client=hanging_up_client
# control: server=hangs_up_first_server client=hearing_client
@test "4.8 the side that closes first is left in TIME-WAIT, and the other is not" {
	cast server=hangs_up_first_server client=hearing_client

	happens 'wire server>client FIN' 'wire client>server FIN'
	sockets server TIME_WAIT 1
	sockets client TIME_WAIT 0

	cast server=iterative_echo_server client=hanging_up_client

	happens 'wire client>server FIN' 'wire server>client FIN'
	sockets server TIME_WAIT 0
	sockets client TIME_WAIT 1
}
