#!/usr/bin/env bats
# Relayed datagrams: a path of programs keeps callers apart, and knows of no end and no order of turns.
#
# UDP promises no delivery. But a path that loses the same datagram each time loses it by its making.
# For how long a relay keeps a caller in mind, by how many sockets and processes, is its own choice.

load vocabulary

# Both have asked before the relay does anything, and before the first of them is answered; and one asks
# once more when it has been.
setup_file() {
	cast server=udp_echo_server via=udp_relay client=connected_udp_client \
		other='connected_udp_client {host} {port}'
	stdin client 'one' 'three' 'Q'
	stdin other 'two' 'Q'
	hold 'other write' until 'wire client>via DATAGRAM'
	pause via until 'wire other>via DATAGRAM'
	pause server until 'wire via>server DATAGRAM #2' or quiet
}

# To a server one of its callers may look like another; to them it must not.
# usually: It sends answers to whoever asked last, or first.
# cure: A socket towards the server for each client, or a table of them.
# source: RFC 768; RFC 862    level: must    tests: via
# control: via=drops_what_was_refused also 6.41
# control: via=answers_whoever_called_first also 6.41
@test "6.40 no client of a relay is sent the answer to another" {
	happens 'wire client>via DATAGRAM' 'wire via>server DATAGRAM'
	happens 'wire other>via DATAGRAM'
	never   'client prints two'
	never   'other prints one'
}

# They are connected to the address that they have called (connect(2)), and receive from no other.
# usually: It has one client at a time.
# cure: A socket towards the server for each client, and poll all of them.
# source: RFC 768; POSIX connect    level: should    tests: via
# control: via=relays_for_its_first_caller_only also 6.40
@test "6.41 two clients of a relay that ask at once are both answered, from where they called" {
	prints client 'one'
	prints client 'three'
	prints other 'two'
}

# A relay that takes calls at every address answers from the one that was called, as a server does (6.15).
# One that takes them at a single address has the client's system say so.
# usually: It takes whatever comes to its socket for the server's answer.
# cure: connect the socket that faces the server.
# source: RFC 1122 4.1.3.5    level: should    tests: via
# control: via=drops_what_was_refused
@test "6.42 no answer comes through a relay from another address than the one that was called" {
	cast server=same_address_echo_server via=udp_relay \
		client='connected_udp_client 127.0.0.2 {port}'
	over ipv4
	stdin client 'hello network' 'Q'

	never   'wire via>client DATAGRAM(from 127.0.0.1)'
	happens 'wire DATAGRAM(to 127.0.0.2) = 14' 'client ends'
}

# Nothing in a datagram says how many answers it has. (A relay that is made for questions with one answer,
# as a name server's are, is told how many by its user.)
# usually: It closes after one answer.
# cure: Keep the socket for a while: one datagram may have several answers.
# source: RFC 768; RFC 4787 4.3    level: should    tests: via
# control: via=waits_for_one_answer_each
@test "6.43 both of two answers to one datagram come through a relay" {
	cast server=twice_answering_udp_server via=udp_relay client=listening_on_udp_client

	happens 'client prints question' 'client prints more'
}

# The second comes a second after the first. A translator of addresses, which has the same to do, keeps a
# caller for two minutes at the least (RFC 4787, REQ-5).
# usually: It forgets the client after one answer or a short time.
# cure: Keep its socket until nothing has come for some seconds at least.
# source: RFC 4787 4.3 REQ-5    level: should    tests: via
# control: via=forgets_its_caller_in_a_moment
# control: via=waits_for_one_answer_each
@test "6.44 an answer that comes a second later still comes through a relay" {
	cast server='twice_answering_udp_server {port} 1000' via=udp_relay \
		client=listening_on_udp_client

	happens 'client prints question' 'client prints more'
}

# A server knows a caller by address and port. To one that keeps something for its callers (DTLS, QUIC,
# TFTP) another port is another caller.
# usually: It takes a new socket for each datagram.
# cure: Keep the socket of a client while it speaks.
# source: RFC 4787 4.1 REQ-1    level: should    tests: via
# control: via=waits_for_one_answer_each
@test "6.45 two datagrams of one client come to the server from one address and port" {
	cast server=sender_comparing_server via=udp_relay client=connected_udp_client
	stdin client 'one' 'two' 'Q'

	happens 'server prints from a new sender' 'server prints from the same sender'
}

# The server is told to end, the client asks until it is answered, and the server is started again when the
# first question has found nobody. Some may be lost, but not all that follow.
# usually: It ends when the server's port is unreachable.
# cure: Go on: ECONNREFUSED is about the datagram before.
# source: udp(7); RFC 1122 4.1.3.3; RFC 8085 3.3    level: should    tests: via
# control: via=ends_when_its_server_is_gone
@test "6.46 a client that asks again is answered through a relay when its server is back" {
	cast server=udp_echo_server via=udp_relay \
		client='retrying_udp_client {host} {port} 5' again='{server}'
	stdin client 'one' 'two' 'Q'
	signal server SIGTERM when 'client prints one'
	hold 'client write #2' until 'server.last ends'
	hold 'again bind' until 'wire PORT-UNREACHABLE' or quiet

	happens 'client prints one' 'server.last ends' 'again bind = 0' 'client prints two'
}

# The relay's system is told that nobody is at the server's port, and a relay that is connected to it hears
# of that. A program sends no ICMP, so its client is told nothing, and takes the question for lost; a
# path that is no program (a router, a translator) passes it on. Neither is wrong.
# usually: It asks the server by a connected socket, and passes the error on.
# cure: Nothing to mend: whether a client should know is open.
# source: RFC 1122 4.1.3.3; udp(7)    level: record    tests: via
# control: fail 'client read' ECONNREFUSED also 6.49
@test "6.47 a client of a relay whose server's port is unreachable is not told" {
	cast server=udp_echo_server via=udp_relay client=connected_udp_client
	stdin client 'one' 'two' 'Q'
	signal server SIGTERM when 'client prints one'
	hold 'client write #2' until 'server.last ends'

	happens 'server.last ends' 'client enters write #2'
	never   'client read = ECONNREFUSED'
}

# To say that nobody is there by a datagram is to put words into the server's mouth: one of no bytes, too, is
# a message.
# usually: It passes on what a failed receive has left in its buffer.
# cure: Look at what recv returns before anything is sent.
# source: RFC 768; RFC 862    level: must    tests: via
# control: via=passes_an_error_on_as_a_datagram
@test "6.49 a client of a relay is sent no datagram that no server has sent" {
	cast server=udp_echo_server via=udp_relay client=connected_udp_client
	stdin client 'one' 'two' 'Q'
	signal server SIGTERM when 'client prints one'
	hold 'client write #2' until 'server.last ends'

	happens 'server.last ends' 'wire client>via DATAGRAM'
	never   'wire via>client DATAGRAM' after 'server.last ends'
}

# Three datagrams are answered when the process that has sent them is gone. That nobody is there may be told
# to a relay, and is no matter of the next client.
# usually: It serves its first client only, or ends when that one's port is unreachable.
# cure: Go on: ECONNREFUSED is about the datagram before.
# source: RFC 1122 4.1.3.3; udp(7)    level: must    tests: via
# control: via=relays_for_its_first_caller_only
@test "6.48 a relay whose client has gone before its answer serves the next" {
	cast server=udp_echo_server via=udp_relay client=three_datagrams_client \
		other='udp_echo_client {host} {port}'
	stdin other 'hello network' 'Q'
	pause server until 'client ends'
	hold 'other write' until quiet

	happens 'client ends' 'other enters write'
	prints  other 'hello network'
}

# A datagram of no bytes is one. Whether it arrives, 2.13 asks; here it is what comes after it.
# usually: It takes a receive of 0 bytes for the end of the conversation.
# cure: A datagram socket has no end: pass the empty datagram on.
# source: RFC 768; POSIX recvfrom    level: must    tests: via
# control: via=takes_an_empty_datagram_for_an_end
@test "2.40 what a client sends after an empty datagram is answered through a relay" {
	cast server=udp_echo_server via=udp_relay client=empty_between_client

	happens 'client prints before' 'client prints after'
}

# Each is answered before the next one asks, and all keep their sockets: nothing tells a relay that one of
# them has gone. How many it keeps in mind is its own choice, but fifty are few. (What it keeps of
# them is no matter: it has to keep something. Ended processes nobody needs.)
# usually: It serves its first client only, or makes a child a client and never waits for it.
# cure: Forget a client after a while; wait for ended children.
# source: RFC 768; POSIX wait    level: should    tests: via
# control: via=relays_for_its_first_caller_only
# control: via=relays_datagrams_by_children_it_forgets
@test "6.50 fifty clients that ask in turn are answered through a relay, and leave no zombie" {
	cast server=udp_echo_server via=udp_relay client=udp_calls_in_turn_client

	prints  client 'answered 50'
	zombies via 0
}
