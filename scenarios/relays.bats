#!/usr/bin/env bats
# Relays: a path that is itself made of programs, and owes what a wire gives.

load vocabulary

# Three that have arrived at the relay together leave it as three; then one of each size, the
# largest and the empty one, too, there and back.
# usually: It keeps datagrams in a buffer as if they were a stream, or its buffer is too small.
# cure: One receive into 65,507 bytes, one send of just that length.
# source: notes 2; RFC 768    level: must    tests: stack via
# control: via=merges_datagrams
@test "2.13 a relay passes each datagram on whole and by itself, of no bytes and of 65,507" {
	cast server=datagram_server via=udp_relay client=three_datagrams_client
	hold 'via read' until 'client ends'

	happens 'client ends' 'server read = 3' 'server read = 5' 'server read = 7'

	cast server=udp_echo_server via=udp_relay client=datagram_sizes_client

	happens 'wire client>via DATAGRAM = 65507' 'wire via>server DATAGRAM = 65507'
	happens 'wire server>via DATAGRAM = 65507' 'wire via>client DATAGRAM = 65507'
	happens 'wire client>via DATAGRAM = 0' 'wire via>server DATAGRAM = 0'
	happens 'wire server>via DATAGRAM = 0' 'wire via>client DATAGRAM = 0'
	prints    client '65507 came back unchanged'
	prints    client '0 came back unchanged'
}

# The first datagram finds nobody, and the relay's system is told; by then the server is back,
# and the second datagram waits. To send it is refused, but it is the first of which that is
# said. (To tell the caller of the first, a relay would have to send an ICMP message.)
# usually: It drops the datagram whose predecessor was refused (ECONNREFUSED), or ends.
# cure: The error is of the datagram before: send this one again.
# source: udp(7); RFC 1122 4.1.3.3    level: should    tests: via
# control: via=drops_what_was_refused
@test "6.16 a relay whose server was gone passes on what comes when the server is back" {
	cast server=returning_udp_server via=udp_relay client=address_keeping_client
	hold 'via write' until 'server close = 0'
	hold 'server bind #2' until 'wire PORT-UNREACHABLE'
	hold 'via read' until 'client ends'
	hold 'via write #2' until 'server bind = 0 #2'

	happens 'server close = 0' \
		'wire via>server DATAGRAM = 3' \
		'wire PORT-UNREACHABLE' \
		'server bind = 0'
	happens 'server bind = 0 #2' 'server read = 6'
}

# First the caller finishes, and is answered all the same; then the server does, and is sent the
# rest. A relay has two connections, and each of their four directions ends by itself.
# usually: It closes both sides at the first end-of-file.
# cure: shutdown(SHUT_WR) on the other side, and go on in the other direction.
# source: notes 7; RFC 9293 3.6    level: must    tests: stack via
# control: via=closes_both_at_one_fin
@test "7.13 a half-close passes through a relay, from either side, and ends one direction only" {
	cast server=forking_echo_server via=tcp_relay client='half_close_client {host} {port} 30011'
	hold 'server read' until 'wire via>server FIN' or quiet

	happens 'wire client>via FIN' 'wire via>server FIN' 'server enters write' 'client read > 0'
	happens 'wire via>server FIN' 'wire server>via FIN' 'wire via>client FIN' 'client read = 0'
	prints    client 'got 30011 back, unchanged'
	never   'wire RST'

	cast server=draining_server via=tcp_relay client='half_close_client {host} {port} 200000'
	hold 'client write' until 'wire via>client FIN' or quiet

	happens 'wire server>via FIN' 'wire via>client FIN' 'client enters write' 'server read > 0'
	happens 'wire via>client FIN' 'wire client>via FIN' 'wire via>server FIN' 'server read = 0'
	prints    server 'drained 200000'
	never   'wire RST'
}

# Who reads the end-of-file has heard all; who is cut off must not believe it. The server breaks
# off in the first run, the caller in the second.
# usually: It closes in order when a read fails: a reset becomes an end-of-file.
# cure: Pass a reset on as one: SO_LINGER with 0, then close.
# source: RFC 9293 3.6 MUST-12    level: must    tests: stack via
# control: via=takes_a_reset_for_an_end
@test "7.14 a reset passes through a relay as a reset, and never as an end-of-file" {
	cast server=closes_with_unread_data via=tcp_relay client=asking_client
	hold 'server close' until 'wire via>server DATA'

	happens 'wire server>via RST' 'wire via>client RST' 'client read = ECONNRESET'
	never   'wire via>client FIN'
	never   'client read = 0'

	cast server=reading_server via=tcp_relay client='aborts_instead_of_closing {host} {port} 5'
	hold 'server read' until 'wire via>server RST'

	happens 'wire client>via RST' 'wire via>server RST' 'server read = ECONNRESET'
	never   'wire via>server FIN'
	never   'server read = 0'
}

# A caller that has said everything and gone leaves 200,000 bytes to the path, and the server
# reads none of them before: they are in the relay's hands then, and in the four buffers around.
# usually: It passes the end on before the last bytes, or drops what is unsent when one side has
#   gone.
# cure: Write all of it, then shutdown(SHUT_WR).
# source: notes 5; RFC 9293 3.6    level: must    tests: stack via
# control: via=passes_the_fin_before_the_bytes
# control: via='tcp_relay {listen} {host} {port} stop:request:199999'
@test "7.15 the end passes through a relay behind the last byte, though its sender is gone" {
	cast server=reading_server via=tcp_relay client='single_write_client {host} {port} 200000'
	hold 'server read' until 'client ends'

	happens 'client close = 0' \
		'client ends' \
		'server read > 0' \
		'wire via>server FIN' \
		'server read = 0'
	prints    server 'total 200000'
	never   'wire RST'
}
