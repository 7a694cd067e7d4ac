#!/usr/bin/env bats
# Relay service: a path made of programs goes on, whatever its ends, its system and its signals do.
#
# A relay may be one process or many, keep connections or processes of its own, and call the server when it
# is called, when it is spoken to, or before: so none of that is claimed here. What it leaves behind counts
# where it is as much as one for each caller.

load vocabulary

setup_file() {
	cast server=iterative_echo_server via=tcp_relay \
		first='calls_in_turn_client {host} {port} 1' client=told_client
	signal server SIGTERM when 'first ends'
	hold 'client connect' until 'server.last ends'
	hold 'client write' until quiet
}

# One has been served, and then the server has ended: nobody is at its port, and who calls now is to be told
# so, sooner or later. To be kept on the line without a word is no answer. (That a relay waits
# until the server is back is its right, if it is meant.) The client speaks when everything has come to
# rest, so that a relay that calls at the first byte has called, too.
# usually: It has accepted the client, cannot reach the server, and keeps the client waiting.
# cure: When connect fails, close the client's connection, best by a reset.
# source: RFC 9293 3.10.7.1; POSIX connect    level: should    tests: via
# control: via=forgets_a_caller_without_a_server also 4.41
@test "4.40 a client whose server is not there learns it, and hears nothing before" {
	happens 'server.last ends' 'client enters connect' 'client ends'
	never   'client read > 0'
	exits   client 0
}

# Who could tell it by a reset, or had refused the call, has told no more than it knows; an end-of-file
# is also what a server sends that has nothing to say. Neither RFC 9293 nor POSIX speaks of relays, a
# server that has no time hangs up so, too, and nothing has been cut off: so it is only written down.
# usually: It ends the client's connection in order, as if the server had said nothing and gone.
# cure: Reset it (SO_LINGER with 0, then close): so the client can tell.
# source: RFC 9293 3.6; RFC 9293 3.5.2    level: record    tests: via
# control: via=ends_in_order_what_is_not_over
@test "4.41 a client whose server is not there is told by a refusal or a reset, and by no end-of-file" {
	happens 'server.last ends' 'client enters connect' 'client prints told'
	never   'client read = 0'
}

# The server takes one conversation, and closes its listener. That nobody else is served is no matter of
# the one who is.
# usually: It ends, or hangs up on everybody, when connect fails for one client.
# cure: An error of connect is about that client: close that one only.
# source: POSIX connect, ECONNREFUSED; RFC 9293 3.10.7.1    level: must    tests: via
# control: via=ends_when_the_server_refuses
@test "4.42 a conversation through a relay goes on when the server refuses another client" {
	cast server=last_caller_server via=tcp_relay client=echo_client \
		other='told_client {host} {port}'
	stdin client 'one' 'two' 'Q'
	hold 'other connect' until 'client prints one'
	hold 'client write #2' until 'other ends' or quiet

	happens 'client prints one' 'client enters write #2' 'client prints two'
	exits   client 0
}

# The server is told to end, somebody calls while there is none, and then it is started again. A relay may
# take its time to believe it (a pause after a failure, say): so it should, and need not at once.
# usually: It remembers that the server was gone, or has ended of it.
# cure: Call the server anew for each client.
# source: POSIX connect    level: should    tests: via
# control: via=gives_its_server_up_for_ever
# control: via=ends_when_the_server_refuses
@test "4.43 a client is served when the server has been gone and has come back" {
	cast server=iterative_echo_server via=tcp_relay \
		first='calls_in_turn_client {host} {port} 1' again='{server}' \
		middle='told_client {host} {port}' \
		client='calls_in_turn_client {host} {port} 1'
	signal server SIGTERM when 'first ends'
	hold 'middle connect' until 'server.last ends'
	hold 'again bind' until 'middle ends' or quiet
	hold 'client connect' until quiet

	happens 'first prints answered 1' \
		'server.last ends' \
		'again listen = 0' \
		'client prints answered 1'
}

# The server has room for two who wait, and two have called: of the third its system says nothing, no yes
# and no no. A second later the relay's system asks again (RFC 6298), and by then the server has taken
# them. How long a relay waits is its choice; a single segment can be lost on any way.
# usually: It has a short limit for connect, and gives the client up.
# cure: Let connect take what the system gives it: a lost SYN is sent again after a second.
# source: RFC 6298 2.1; listen(2)    level: should    tests: via
# control: via=gives_a_slow_server_up
@test "4.44 a client whose server has no room for it yet is served when there is room" {
	cast server=crowded_echo_server via=tcp_relay first='told_client {host} {port}' \
		second='told_client {host} {port}' late='told_client {host} {port}'
	hold 'second connect' until 'wire first>via DATA'
	hold 'late connect' until 'wire second>via DATA'
	hold 'server accept' until 'wire via>server SYN #3' or quiet

	happens 'wire late>via SYN' 'late prints answered 1'
	prints    first 'answered 1'
	prints    second 'answered 1'
}

# What has befallen a caller before it was accepted is told by accept on some systems, and of some
# mishaps on Linux. The observer has two accepts fail so, while a conversation is open. (One that has
# been made by then takes the first of the others; so there are three.)
# usually: It takes every error of accept for its end.
# cure: After ECONNABORTED call accept again: it was about a client that has gone.
# source: POSIX accept, ECONNABORTED; accept(2)    level: must    tests: via
# control: via=ends_at_a_failed_accept
@test "4.45 a relay whose accept fails with ECONNABORTED goes on, and takes the next client" {
	cast server=forking_echo_server via=tcp_relay client=echo_client \
		other='calls_in_turn_client {host} {port} 3'
	stdin client 'one' 'two' 'Q'
	fail 'via accept' ECONNABORTED from 'client prints one'
	fail 'via accept' ECONNABORTED from 'client prints one'
	hold 'other connect' until 'client prints one'
	hold 'client write #2' until 'other ends' or waits

	happens 'client enters write #2' 'client prints two'
	prints    other 'answered 3'
}

# Each is answered, and has left before the next one calls. When all have gone, a relay may still hold some
# connections for those who come, but not one for each who came.
# usually: It never closes a side, or never waits for its children.
# cure: Close both sides when both directions have ended; wait for ended children.
# source: POSIX close; POSIX wait    level: must    tests: via
# control: via=shuts_down_and_never_closes
# control: via=leaves_its_children_unreaped
@test "10.60 nothing is left in a relay of 200 clients that came in turn" {
	cast server=forking_echo_server via=tcp_relay client=calls_in_turn_client
	over ipv4

	prints      client 'answered 200'
	connections via '< 200'
	zombies     via 0
}

# usually: It never closes a side, or never waits for its children.
# cure: Close both sides when both directions have ended; wait for ended children.
# source: POSIX close; POSIX wait    level: must    tests: via
# control: via=shuts_down_and_never_closes
# control: via=leaves_its_children_unreaped
@test "10.61 nothing is left in a relay of fifty clients that were there at once" {
	cast server=forking_echo_server via=tcp_relay client=calls_at_once_client
	over ipv4

	happens   'wire client>via SYN'
	connections via '< 50'
	zombies     via 0
}

# Fifty are answered and then break off; one more comes and goes as it should. The relay is not the only one
# who would keep them: the server waits for as long as it is not told.
# usually: It keeps the other side of a connection that was reset.
# cure: An error of one side ends both.
# source: RFC 9293 3.6; POSIX recv, ECONNRESET    level: must    tests: via
# control: via=keeps_what_was_broken_off
@test "10.62 nothing is left in a relay, or behind it, of fifty clients that reset" {
	cast server=forking_echo_server via=tcp_relay client=resets_in_turn_client
	over ipv4

	happens   'wire client>via RST #50' 'client prints reset 50' 'client prints answered'
	connections via '< 50'
	connections server '< 50'
	zombies     via 0
}

# Each is answered before the next one calls, and none leaves before all are answered. How many a relay
# takes at once is its own choice, but fifty are few.
# usually: It drops clients when many come at once.
# cure: Accept until EAGAIN, and call the server without waiting for one call's end.
# source: POSIX accept; POSIX poll    level: should    tests: via
# control: via=takes_a_reset_for_an_end
@test "10.63 fifty clients that are there at once are all answered through a relay" {
	cast server=forking_echo_server via=tcp_relay client=calls_at_once_client
	over ipv4

	prints client 'answered 50'
	prints client 'left'
}

# They have called, say nothing, and stay until the one behind them has been answered, or everything has
# come to rest. Then they leave, and nothing is left of them.
# usually: It has one conversation at a time, or waits for a client's first bytes.
# cure: A process or a thread for each client, or poll all of them.
# source: POSIX accept; POSIX poll    level: should    tests: via
# control: via=takes_a_reset_for_an_end
# control: via=shuts_down_and_never_closes
# control: via=leaves_its_children_unreaped
@test "10.64 twenty clients that say nothing keep no other waiting in a relay" {
	cast server=forking_echo_server via=tcp_relay \
		silent='silent_crowd_client {host} {port} 20' \
		client='calls_in_turn_client {host} {port} 1'
	over ipv4
	hold 'client connect' until 'silent prints all have called'
	hold 'silent close' until 'client ends' or quiet

	happens 'silent prints all have called' \
		'client prints answered 1' \
		'silent prints all have left' \
		'silent prints answered'
	connections via '< 20'
	zombies     via 0
}

# There is no descriptor for the first client, and nobody whose leaving would make one free: what is short
# is held by others (ENFILE), or was for a moment. The client may wait, or be hung up on; who calls after
# that is to be served. The observer has accept fail.
# usually: It ends, or never accepts again, after EMFILE.
# cure: Go on with those who are there, and accept when a descriptor is free.
# source: POSIX accept, EMFILE; accept(2)    level: must    tests: via
# control: via=ends_at_a_failed_accept
@test "10.67 a relay whose accept fails for want of a descriptor serves the next client" {
	cast server=forking_echo_server via=tcp_relay client=calls_again_client
	fail 'via accept' EMFILE
	hold 'client connect #2' until quiet

	happens 'via accept = EMFILE' 'client prints answered'
}

# From the first answer on, each process of the relay can open eight descriptors more, or nine, and twelve
# call. (One conversation may take six: two connections, and two pipes to splice by.) They may wait, be
# hung up on, or be tried again now and then; without end and at once, nobody else has the
# processor. First the shortage lasts as long as the run. Then all leave, and there is room for one.
# With nine, one may be taken for whom there is none left to call the server by.
# usually: After EMFILE it calls accept again at once, and again.
# cure: Leave the listener out of poll until a connection is closed, or wait a while.
# source: POSIX accept, EMFILE; POSIX socket, EMFILE    level: should    tests: via
# control: via=relays_and_accepts_again_at_once
# control: via=ends_at_a_failed_accept
# control: via=ends_when_the_server_refuses
@test "10.68 a relay without descriptors rests as long as there are none, and serves afterwards" {
	cast server=forking_echo_server via=tcp_relay \
		first='calls_in_turn_client {host} {port} 1' \
		client='staying_crowd_client {host} {port} 12'
	limit via descriptors 8 when 'first ends'
	hold 'client connect' until 'first ends'

	happens 'first ends' 'client prints all have called'
	rests   via

	cast server=forking_echo_server via=tcp_relay \
		first='calls_in_turn_client {host} {port} 1' \
		client='silent_crowd_client {host} {port} 12'
	limit via descriptors 8 when 'first ends'
	hold 'client connect' until 'first ends'
	hold 'client close' until quiet
	hold 'client connect #13' until quiet

	happens 'first ends' 'client prints all have called' 'client prints answered'

	cast server=forking_echo_server via=tcp_relay \
		first='calls_in_turn_client {host} {port} 1' \
		client='silent_crowd_client {host} {port} 12'
	limit via descriptors 9 when 'first ends'
	hold 'client connect' until 'first ends'
	hold 'client close' until quiet
	hold 'client connect #13' until quiet

	happens 'first ends' 'client prints all have called' 'client prints answered'
}

# Whichever call it is that a signal interrupts: here it is the observer that has each fail, one of each
# kind, so that it does not matter where the relay happened to be.
# usually: Somewhere it takes EINTR for an error.
# cure: Call again after EINTR, at each call that can wait, accept and poll among them.
# source: POSIX read, EINTR; POSIX write, EINTR; POSIX accept, EINTR    level: should    tests: via
# control: via=hangs_up_when_interrupted
# control: via=ends_at_a_failed_accept
@test "10.69 a relay whose calls fail with EINTR, one after the other, calls again" {
	cast server=forking_echo_server via=tcp_relay client=echo_client \
		other='calls_in_turn_client {host} {port} 2'
	stdin client 'one' 'two' 'three' 'Q'
	fail 'via accept' EINTR from 'client prints one'
	fail 'via read' EINTR from 'client prints one'
	fail 'via write' EINTR from 'client prints two'
	hold 'other connect' until 'client ends' or quiet

	happens 'client prints one' 'client prints two' 'client prints three'
	prints    other 'answered 2'
}

# The signal comes while all wait for the client's second line: one that comes by itself, as SIGCHLD, and
# only to those processes of the relay that have a handler for it. (A process that has the handler from its
# parent, and no children, is never sent one by the system, but by whoever may: so it should.)
# usually: It takes EINTR for an error or for the end of the conversation.
# cure: Call again after EINTR, or install the handler with SA_RESTART.
# source: POSIX poll, EINTR; POSIX sigaction    level: should    tests: via
# control: via=hangs_up_when_interrupted
@test "10.70 a conversation survives a signal that its relay has a handler for" {
	cast server=forking_echo_server via=tcp_relay client=echo_client clock=telling_program
	stdin client 'one' 'two' 'Q'
	hold 'clock write(stdout)' until 'client prints one'
	hold 'clock write(stdout)' until waits
	signal via CAUGHT when 'clock prints now'
	hold 'client write #2' until 'clock ends'

	happens 'client prints one' 'clock prints now' 'client prints two'
	exits   client 0
}

# The client has half-closed, and the server keeps it on the line: nothing happens, and nobody has anything
# to do. To ask a side that has ended again and again costs others the processor, and no byte: so it should.
# usually: It goes on polling a side that has ended.
# cure: Leave a direction that has ended out of poll, until the other has ended, too.
# source: POSIX poll    level: should    tests: via
# control: via=goes_round_at_an_end
@test "10.71 a relay rests while one side has ended and the other is silent" {
	cast server=unanswering_server via=tcp_relay client=half_close_client

	happens 'client enters shutdown(SHUT_WR)' 'wire client>via FIN'
	rests   via
}
