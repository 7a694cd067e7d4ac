#!/usr/bin/env bats
# Relayed streams: what is slow, late, long or half over goes through a path of programs whole.
#
# A relay has two connections, and no rule of TCP says that one which is half closed, or silent, is over.
# So an answer is late here, by a timer of the server's own: what a relay keeps for so long it keeps. Where time
# goes by, or megabytes, one family tells as much as two.

load vocabulary

# usually: It closes both sides at the first end-of-file.
# cure: shutdown(SHUT_WR) on the other side, and go on in the other direction.
# source: RFC 9293 3.6    level: must    tests: stack via
# control: via=closes_both_at_one_fin
@test "7.40 what a server answers at once after a half-close comes through a relay whole" {
	cast server=late_answering_server via=tcp_relay \
		client='half_close_client {host} {port} 5000'

	happens 'wire client>via FIN' 'wire via>server FIN' 'wire server>via DATA' 'client read > 0' \
		'client read = 0'
	prints client 'got 5000 back, unchanged'
}

# A third of a second: a question to a database.
# usually: It closes both sides at the first end-of-file, or soon after it.
# cure: Give a half-closed conversation as long as any other; look for a switch (half-close,
#   timeout).
# source: RFC 9293 3.6; RFC 5382 REQ-5    level: must    tests: stack via
# control: via='gives_half_open_up {listen} {host} {port} 100'
@test "7.41 an answer that comes 0.3 s after a half-close comes through a relay whole" {
	cast server='late_answering_server {port} 300' via=tcp_relay \
		client='half_close_client {host} {port} 5000'
	over ipv4

	happens 'wire client>via FIN' 'wire via>server FIN' 'wire server>via DATA' 'client read > 0' \
		'client read = 0'
	prints client 'got 5000 back, unchanged'
}

# A second: there are relays that give half of a connection half of that.
# usually: It closes both sides at the first end-of-file, or soon after it.
# cure: Give a half-closed conversation as long as any other; look for a switch (half-close,
#   timeout).
# source: RFC 9293 3.6; RFC 5382 REQ-5    level: must    tests: stack via
# control: via='gives_half_open_up {listen} {host} {port} 500'
@test "7.42 an answer that comes 1 s after a half-close comes through a relay whole" {
	cast server='late_answering_server {port} 1000' via=tcp_relay \
		client='half_close_client {host} {port} 5000'
	over ipv4

	happens 'wire client>via FIN' 'wire via>server FIN' 'wire server>via DATA' 'client read > 0' \
		'client read = 0'
	prints client 'got 5000 back, unchanged'
}

# Four seconds: a report, a compiler. A translator of addresses, which has the same to do, keeps a half-open
# connection for four minutes at the least (RFC 5382, REQ-5).
# usually: It closes both sides at the first end-of-file, or soon after it.
# cure: Give a half-closed conversation as long as any other; look for a switch (half-close,
#   timeout).
# source: RFC 9293 3.6; RFC 5382 REQ-5    level: must    tests: stack via
# control: via='gives_half_open_up {listen} {host} {port} 2000'
@test "7.43 an answer that comes 4 s after a half-close comes through a relay whole" {
	cast server='late_answering_server {port} 4000' via=tcp_relay \
		client='half_close_client {host} {port} 5000'
	over ipv4

	happens 'wire client>via FIN' 'wire via>server FIN' 'wire server>via DATA' 'client read > 0' \
		'client read = 0'
	prints client 'got 5000 back, unchanged'
}

# The other way round: the server has said all, and the client goes on for a while, with pauses that are
# longer than half a second.
# usually: It stops passing on what the client sends when the server has half-closed.
# cure: shutdown(SHUT_WR) towards the client, and go on reading from it.
# source: RFC 9293 3.6    level: must    tests: stack via
# control: via='gives_half_open_up {listen} {host} {port} 300'
@test "7.44 what a client uploads after the server's half-close comes through a relay whole" {
	cast server=draining_server via=tcp_relay client='pausing_client {host} {port} 2 700'
	over ipv4

	happens 'wire server>via FIN' 'wire via>client FIN' 'client read = 0' 'client enters write' \
		'server read = 0'
	prints client 'heard 9'
	prints server 'drained 2000'
}

# Neither has heard the other's end when it says its own: the relay sees both FINs at the same time, each with
# bytes before it. (The server's comes first: a client may have said its own before the relay calls the
# server at all.)
# usually: It closes both sides at the first end-of-file, with bytes of the other direction unsent.
# cure: End each direction by itself, and close when both have ended.
# source: RFC 9293 3.6    level: must    tests: stack via
# control: via=closes_both_at_one_fin
@test "7.45 both sides half-close at once, and each hears the other to the end through a relay" {
	cast server=draining_server via=tcp_relay client='half_close_client {host} {port} 200000'
	hold 'client shutdown' until 'wire server>via FIN'
	pause via from 'wire via>server SYN' until 'client prints half-closed'

	happens 'wire server>via FIN' 'wire via>client FIN' 'client read = 0'
	prints client 'got 9 back'
	prints server 'drained 200000'
}

# usually: It takes one read for a whole message, or loses bytes between two reads.
# cure: Pass on what has come, as it comes; a relay need not know of lines.
# source: RFC 9293 3.7.4    level: must    tests: stack via
# control: via='tcp_relay {listen} {host} {port} stop:answer:7'
@test "5.40 a line that is sent byte by byte comes back through a relay whole" {
	cast server='slicing_echo_server {port} 1' via=tcp_relay client=trickling_client

	happens 'wire client>via DATA = 1' 'wire server>via DATA'
	prints client 'answered'
}

# More than all buffers on the way hold (20 MiB at the most: tcp_wmem, tcp_rmem), in both directions at the same
# time: who first passes on the one and then the other waits for ever.
# usually: It serves the directions in turn, and waits in write while the other side waits, too.
# cure: Poll both directions and write only what is taken, or use a thread for each.
# source: RFC 9293 3.8.6    level: must    tests: stack via
# control: via=passes_the_answer_after_the_request
@test "5.41 megabytes in both directions at once come through a relay, and nobody waits for ever" {
	cast server=forking_echo_server via=tcp_relay client='duplex_echo_client {host} {port} 33554432'
	over ipv4

	prints client '33554432 bytes came back unchanged'
	prints client 'nothing came twice'
}

# The server reads nothing until all wait. By then the four buffers of the kernels around the relay are full, which
# take 20 MiB at the most here (tcp_wmem, tcp_rmem), and so is what the relay has for itself. The client's one
# write of 32 MiB must not be over by then: else a fast sender fills the relay's memory. How much the path had
# taken in by then is told.
# usually: It reads on and keeps in memory what the server does not take.
# cure: Stop reading from the client while more than a bounded amount is unsent.
# source: RFC 9293 3.8.6    level: must    tests: stack via
# control: via=takes_in_without_bound
@test "5.42 a client whose server does not read is slowed down through a relay" {
	cast server=reading_server via=tcp_relay client='single_write_client {host} {port} 33554432'
	over ipv4
	hold 'server read' until quiet

	happens 'client enters write' 'wire via>server DATA' 'server read > 0' 'client write > 0'
	carries 'client>via' '< 33554432' until 'server read > 0'
	prints server 'total 33554432'
}
