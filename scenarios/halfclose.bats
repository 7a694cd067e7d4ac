#!/usr/bin/env bats
# Half-close: ending one direction of a conversation, not the conversation.

load vocabulary

setup_file() {
	cast server=forking_echo_server client=half_close_client
	pause server until 'wire client>server FIN' or quiet
}

# The client has hung up: it reset nothing, and the FIN says only that it will not speak. That
# it does not listen either, the server learns from what it says. Its first words are lost,
# without an error; at the second it is killed, as it has not said otherwise.
# source: notes 7; RFC 9293 3.6; POSIX write    level: must    tests: stack
# control: client=half_close_client
@test "7.1 close in both directions loses what the peer still sends" {
	cast server=talking_server client=hanging_up_client
	hold 'server write #2' until 'wire client>server RST'
	hold 'server write' until 'wire client>server FIN'

	happens 'wire client>server FIN' \
		'server write > 0' \
		'server write = EPIPE' \
		'server gets SIGPIPE'
	happens 'wire server>client DATA' 'wire client>server RST' 'server write = EPIPE'
	exits   server SIGPIPE
}

# 200,000 bytes are more than the server's window, and it reads when shutdown has returned:
# so most of them are still in the output buffer then. The FIN waits behind them.
# usually: It passes the FIN on before the bytes, or closes instead of shutting down one direction.
# cure: Write all of it, then shutdown(SHUT_WR).
# source: notes 7; POSIX shutdown; RFC 9293 3.10.4    level: must    tests: stack via
# control: client=closes_instead_of_half_closing
@test "7.2 shutdown of the sending direction sends what is buffered, then the FIN" {
	cast server=narrow_echo_server client='half_close_client {host} {port} 200000'
	hold 'server read' until 'client shutdown = 0'

	happens 'client enters shutdown(SHUT_WR)' 'client shutdown = 0' 'wire client>server DATA'
	happens 'wire client>server DATA' 'wire client>server FIN' 'server read = 0'
	never   'wire client>server FIN' until 'client enters shutdown(SHUT_WR)'
	prints    client 'got 200000 back, unchanged'
}

# A reader learns from 0 that the writer has finished. It must not learn it early, nor before
# it has had every byte.
# usually: It passes the end on before the last bytes.
# cure: Write all of it, then shutdown(SHUT_WR).
# source: notes 7; RFC 9293 3.6; POSIX recv    level: must    tests: stack via
# control: client=falls_silent_instead_of_half_closing also 7.4
@test "7.3 the FIN is the reader's end-of-file, after every byte" {
	happens 'wire client>server FIN' 'server read = 0'
	happens 'server read = 5' 'server read = 0'
	never   'server read = 0' until 'wire client>server FIN'
}

# The server does nothing before the FIN has come, so all that it says is said after it.
# usually: It takes the end of one direction for the end of both.
# cure: Read on and answer after the FIN: shutdown(SHUT_WR) ends the sender's half only.
# source: notes 7; RFC 9293 3.6    level: must    tests: stack via server
# control: client=closes_instead_of_half_closing
@test "7.4 after the FIN, data still arrives from the other side" {
	happens 'wire client>server FIN' \
		'wire server>client DATA' \
		'client read > 0' \
		'client read = 0'
	prints    client 'got 5 back, unchanged'
	never   'wire server>client RST'
	never   'wire client>server RST'
}

# The notes have a client that says thank you when it has the whole file. That the caller
# will send no more is no reason to leave what it has sent unanswered: here are 30,011
# bytes, less than a window, and the FIN is there before the first of them is read. (It is a
# prime number, so that no buffer is filled by them evenly.)
# usually: It takes the end-of-file for a hang-up, and closes with answers still to send; or another
#   process keeps the socket open.
# cure: Send what is owed, then shutdown(SHUT_WR): that ends the direction, in all copies.
# source: notes 7    level: must    tests: via server
# control: server=hangs_up_at_end_of_file
@test "7.5 a server that has seen the end-of-file still answers, to the last byte" {
	cast server=forking_echo_server client='half_close_client {host} {port} 30011'
	pause server until 'wire client>server FIN'

	happens 'wire client>server FIN' 'wire server>client DATA' 'wire server>client FIN'
	prints    client 'got 30011 back, unchanged'
	never   'wire server>client RST'
	never   'wire client>server RST'
}

# The client of this run is the one that makes the mistake. The error comes with a signal, and
# the signal kills: a program that wants to see the error must say so beforehand.
# source: notes 7; POSIX shutdown; POSIX write    level: must    tests: stack
# control: client=half_close_client
@test "7.6 to write after shutdown fails with EPIPE, and SIGPIPE kills" {
	cast server=forking_echo_server client=writes_after_half_closing

	happens 'client shutdown = 0' 'client write = EPIPE' 'client gets SIGPIPE'
	exits   client SIGPIPE
}

# TCP has no way to say "I do not listen". What the peer sends all the same is left open by POSIX
# ("disables further receive operations") and by RFC 9293: Linux acknowledges it, and even
# gives it to a later read. Others throw it away, or reset.
# source: POSIX shutdown; shutdown(2)    level: linux    tests: stack
# control: client=shuts_down_the_wrong_direction
@test "7.7 shutdown of the receiving direction sends nothing, and a read returns 0" {
	cast server=draining_server client=deaf_client
	hold 'server write' until 'client read = 0'
	hold 'client read #2' until 'wire client>server ACK #2'

	happens 'client shutdown(SHUT_RD) = 0' 'client read = 0' 'server enters write'
	never 'wire client>server FRAME' after 'client enters shutdown' \
		until 'server enters write'
	happens 'server enters write' \
		'wire server>client DATA' \
		'wire client>server ACK' \
		'client read = 9'
	never   'wire RST'
}

# A child waits in read; its parent shuts the connection down. The child still holds it, but
# there is nothing left to hold: it reads the end, and it cannot write. The server reads only
# then, so the end is not one that it has sent.
# source: POSIX shutdown; notes 10    level: must    tests: stack
# control: client=closes_what_another_holds
@test "7.8 shutdown of both directions ends them at once, for every process that holds the socket" {
	cast server=reading_server client=shared_connection_client
	hold 'client.parent shutdown' until 'client.child enters read'
	hold 'server read' until 'client.child write fails'

	happens 'client.child enters read' \
		'client.parent enters shutdown(SHUT_RDWR)' \
		'client.child read = 0' \
		'client.child write = EPIPE'
	happens 'client.parent enters shutdown(SHUT_RDWR)' \
		'wire client>server FIN' \
		'server read = 0'
	never   'client enters close' until 'wire client>server FIN'
	never   'wire server>client FIN' until 'client.child read = 0'
}

# A descriptor is a claim to the connection. The server speaks when the first has been given
# up, and is heard by the second.
# source: notes 7; notes 10; POSIX close    level: must    tests: stack
# control: client=shuts_down_what_is_shared
@test "7.9 close ends the connection only when it closes the last descriptor of it" {
	cast server=talking_server client=two_descriptors_client
	hold 'server write' until 'client close = 0'

	happens 'client dup > 0' 'client close = 0' 'wire server>client DATA' 'client read > 0'
	happens 'client read > 0' 'client enters close #2' 'wire client>server FIN'
	never   'wire client>server FIN' until 'client enters close #2'
}

# Nothing is sent by either, so what comes after is not disturbed.
# source: POSIX shutdown    level: must    tests: stack
# control: client=half_close_client
@test "7.10 shutdown fails with ENOTCONN without a connection, with EINVAL without a direction" {
	cast server=reading_server client=misdirected_client

	happens 'client shutdown = ENOTCONN' \
		'client connect = 0' \
		'client shutdown = EINVAL' \
		'client shutdown = 0'
	never   'wire FRAME' until 'client enters connect'
	never   'wire client>server FIN' until 'client enters shutdown #3'
}

# Neither has read anything when it ends its own direction, so neither can know of the other's
# end; both FINs have come before either is read. (Whose is the first on the wire makes no
# difference to them. That two FINs cross on the way, as in RFC 9293, figure 13, needs a
# longer way than there is inside one machine.)
# usually: It closes both directions, or resets, at the first end-of-file.
# cure: End each direction by itself, and close when both have ended.
# source: RFC 9293 3.6    level: must    tests: stack via
# control: server=closes_with_unread_data
# control: client=aborts_instead_of_closing
@test "7.11 both sides may half-close without knowing of each other, and both end in order" {
	cast server=draining_server client=half_close_client
	hold 'server read' until 'wire client>server FIN'
	hold 'client read' until 'wire server>client FIN'

	never   'server enters read' until 'server shutdown(SHUT_WR) = 0'
	never   'client enters read' until 'client shutdown(SHUT_WR) = 0'
	happens 'wire client>server FIN' 'server read = 5' 'server read = 0'
	happens 'wire server>client FIN' 'client read = 9' 'client read = 0'
	never   'wire RST'
	exits   server 0
	exits   client 0
}

# To end what has been ended asks for nothing new, as long as the other side has not ended, too: then
# there is no connection any more, and it is ENOTCONN. So the server is kept from ending.
# source: POSIX shutdown; shutdown(2)    level: linux    tests: stack
# control: client=half_close_client also 7.22
@test "7.21 to shut down the sending direction twice is no error, and sends one FIN" {
	cast server=reading_server client=insistent_client
	hold 'server read' until 'client shutdown returns #2'

	happens 'client shutdown = 0' 'client shutdown = 0' 'client enters read'
	never   'wire client>server FIN #2'
}

# The end is no message that is taken by the first who reads it.
# source: POSIX recv    level: must    tests: stack
# control: client=half_close_client also 7.21
@test "7.22 every read after the end-of-file returns 0 again" {
	cast server=reading_server client=insistent_client
	hold 'server read' until 'client shutdown returns #2'

	happens 'wire server>client FIN' 'client read = 0' 'client read = 0' 'client read = 0'
}

# That the other side has finished is something to read: the end-of-file. Nothing keeps this side from
# speaking, and so the line is not hung up, before this side has finished, too.
# source: POSIX poll; net/ipv4/tcp.c, tcp_poll    level: linux    tests: stack
# control: client=takes_an_end_for_a_hang_up
@test "7.23 to poll, a half-closed connection is readable and writable, and hung up when both have ended" {
	cast server=draining_server client=watching_client

	happens 'wire server>client FIN' \
		'client prints at first: readable writable' \
		'client enters shutdown' \
		'client prints then: readable writable hung up'
	never   'client prints at first: readable writable hung up'
}
