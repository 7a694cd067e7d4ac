#!/usr/bin/env bats
# The orderly close: how a conversation ends when nobody has broken it off.

load vocabulary

# Each direction is ended by its own side, and the other side acknowledges it. The server is
# kept from reading until its kernel has acknowledged: else the ACK could wait for the
# server's own FIN and go with it, and three segments would do for four.
# source: notes 4; notes 7; RFC 9293 3.6    level: must    answers: stack path server
# control: client=aborts_instead_of_closing
# control: server=closes_with_unread_data client=asking_client
@test "4.7 a conversation ends with FIN and ACK from either side, and no RST" {
	hold 'server read' until 'wire server>client ACK'
	observe server=iterative_echo_server client=hanging_up_client

	happens 'wire client>server FIN' 'wire server>client ACK' 'server read = 0' 'wire server>client FIN' 'wire client>server ACK'
	never   'wire RST'
}
