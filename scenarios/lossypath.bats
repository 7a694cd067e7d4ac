#!/usr/bin/env bats
# A lossy path: what a datagram may go through, and what its two ends must make of it.

load vocabulary

# First the answer is lost: the client has waited for a while, and asks again. Then it is late:
# there are two answers to the first question, and the second of them is there before the
# answer to the next question can be. It bears the number of the first, and is passed over.
# (The while is 100 ms here. On a slow machine the client asks more often than it need, which
# must do no harm either.)
# source: notes 6; RFC 8085 3.3    level: should    tests: stack
# control: client=udp_echo_client
# control: client=takes_a_late_answer_for_the_next
@test "6.11 a client whose answer is lost asks again, and takes no late one for the next" {
	cast server=udp_echo_server via='udp_relay {listen} {host} {port} drop:answer:1' \
		client=retrying_udp_client
	stdin client 'one' 'second' 'Q'

	happens 'wire client>via DATAGRAM = 6' \
		'client read = EAGAIN' \
		'wire client>via DATAGRAM = 6' \
		'wire via>client DATAGRAM = 6'
	happens 'wire via>client DATAGRAM = 6' 'client prints one' 'client prints second'
	exits   client 0

	cast server=udp_echo_server via='udp_relay {listen} {host} {port} delay:answer:1:2' \
		client=retrying_udp_client
	stdin client 'one' 'second' 'Q'

	happens 'client write = 6' \
		'client read = EAGAIN' \
		'client write = 6' \
		'client read = 6' \
		'client prints one'
	happens 'client read = 6' \
		'client write = 9' \
		'client read = 6' \
		'client read = 9' \
		'client prints second'
	never   'client prints one #2'
	exits   client 0
}

# The path keeps the first datagram back until two more have passed, doubles the second, which
# is the first message again, and loses an answer. So the server is sent the first message
# three times, the last time when its turn is over. What makes a conversation of that is two
# numbers: the client's, of the answer that it waits for, and the server's, of what it has
# delivered.
# source: notes 6; RFC 8085 3.3    level: should    tests: stack
# control: client=udp_echo_client
# control: server=delivers_every_copy
@test "6.13 with numbers every message is delivered once and in order, whatever the path does" {
	cast server=delivering_udp_server \
		via='udp_relay {listen} {host} {port} delay:request:1:3 double:request:2 drop:answer:3' \
		client=retrying_udp_client
	stdin client 'one' 'second' 'third' 'Q'

	happens 'wire via>server DATAGRAM = 6 #3'
	happens 'server prints one' 'server prints second' 'server prints third'
	never   'server prints one #2'
	never   'server prints second #2'
	never   'server prints third #2'
	happens 'client prints one' 'client prints second' 'client prints third'
	exits   client 0
}

# Whether it asks again or gives up is its own choice, and when, too (a run lasts ten seconds).
# But one that waits without end is of no use any more, and tells nobody why.
# usually: It waits in recv for an answer that was lost.
# cure: Set a limit (SO_RCVTIMEO, poll), and ask again, or give up and say so.
# source: notes 6; RFC 8085 3.3    level: should    tests: client
# control: client=udp_echo_client
@test "6.14 a client does not wait for ever for an answer that was lost" {
	cast server=udp_echo_server via='udp_relay {listen} {host} {port} drop:answer:1' \
		client=retrying_udp_client
	stdin client 'hello network' 'Q'

	happens 'wire client>via DATAGRAM' 'client ends'
}

# Nobody is there yet, and the client's machine is told so. A client that is connected hears of it as
# ECONNREFUSED; another hears nothing, as if its question had been lost. Either asks again.
# usually: It asks once; that nobody was there it is told, or not, and it waits or ends.
# cure: Ask again after a while, a few times.
# source: RFC 8085 3.3; RFC 1122 4.1.3.3; udp(7)    level: should    tests: client
# control: client=connected_udp_client
# control: client=udp_echo_client
@test "6.20 a client that asks before its server is there asks again" {
	cast client=retrying_udp_client server=udp_echo_server
	stdin client 'hello network' 'Q'
	hold 'server bind' until 'wire PORT-UNREACHABLE'

	happens 'wire PORT-UNREACHABLE' \
		'server bind = 0' \
		'wire client>server DATAGRAM' \
		'client prints hello network'
}
