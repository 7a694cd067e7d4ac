#!/usr/bin/env bats
# The handshake: how a conversation begins, before anything is said in it.

load vocabulary

# Each side names the number from which it counts its bytes, and each hears that the other has
# heard it; before that nobody knows that both are there, and now. (That the numbers match,
# the client's kernel says by returning from connect.)
# source: notes 4; RFC 9293 3.5    level: must    tests: stack
# control: server=datagram_server client=three_datagrams_client
# control: client=speaks_in_its_syn
@test "4.1 a connection begins with SYN, SYN+ACK and ACK, before any data" {
	cast server=reading_server client=three_writes_client

	happens 'client enters connect' \
		'wire client>server SYN' \
		'wire server>client SYN+ACK' \
		'wire client>server ACK' \
		'client connect = 0'
	happens 'client connect = 0' 'wire client>server DATA = 3'
	never   'wire DATA' until 'client connect = 0'
	never   'wire RST'
}
