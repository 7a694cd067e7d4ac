#!/usr/bin/env bats
# The buffers of a socket: what they still hold when a call returns, and at close.

load vocabulary

# Two connections between the same two programs, and the server reads nothing of either. One is
# filled until it takes no byte more; then the client is held at its next words until all that
# was under way has arrived, and fills it again. The other takes five bytes, and they cross.
# source: notes 5; POSIX send    level: must    tests: stack
# control: client=puts_two_conversations_in_one
@test "5.9 each socket has buffers of its own: one that is full leaves the other its room" {
	cast server=two_callers_server client=two_connections_client
	hold 'server read' until 'client write = 5'
	hold 'client write(stdout)' until quiet

	happens 'client write = EAGAIN' 'client write = EAGAIN' 'client write = 5'
	happens 'wire client>server DATA = 5' 'server read = 5'
	never   'server enters read' until 'client write = 5'
	prints    server 'from the second 5'
}

# To have written is to have handed over, no more: whoever needs to know that the other side
# has read must be told so by the other side.
# source: notes 5; POSIX send    level: must    tests: stack
# control: client=writes_more_than_both_buffers
@test "5.10 write returns when the bytes are in the output buffer, before the peer reads any" {
	cast server=reading_server client=single_write_client
	hold 'server read' until 'client write returns'

	happens 'client write > 0' 'server read > 0'
	never   'server read > 0' until 'client write > 0'
}

# 16 MiB by one write: more than the buffers of both sides hold. The server does not read before
# its window is closed, and until it does the write cannot return. Then the window is opened
# again, and everything comes. In the second run it is a relay's window that the client sees: it
# must close, too, for what the server does not do. Between the relay's two sockets there is room
# for 10 MiB at the most (tcp_rmem, tcp_wmem). (The server is kept from reading until the write
# has returned, which it must not, or nothing more can happen. Of the window there may be left
# what is too little for a segment.)
# usually: It reads on and keeps everything, or drops what is not taken.
# cure: Read from one side only while the other takes it.
# source: notes 5; RFC 9293 3.8.6    level: must    tests: stack via
# control: client=drops_what_is_not_taken
# control: client=single_write_client also 5.12
# control: via=keeps_what_nobody_reads
@test "5.11 a reader that does not read closes the window, and the writer waits" {
	cast server=reading_server client=patient_client
	hold 'server read' until 'wire server>client WINDOW = 0'

	happens 'wire server>client WINDOW = 0' \
		'server enters read' \
		'wire server>client WINDOW > 0' \
		'wire client>server DATA'
	happens 'wire server>client WINDOW = 0' 'client write = 16777216'
	never   'client write returns' until 'server read > 0'
	prints    server 'total 16777216'

	cast server=reading_server via=tcp_relay client=patient_client
	hold 'server read' until 'client write returns' or quiet

	happens 'wire via>client WINDOW < 1000' \
		'server read > 0' \
		'wire client>via DATA' \
		'client write = 16777216'
	never   'client write returns' until 'server read > 0'
	prints    server 'total 16777216'
}

# The same run as 5.11. Where the sender waits for room, it has filled what it was told of to the
# last byte, and one byte more would be one that the receiver may throw away.
# usually: It asks for more room than it has, or reads ahead without bound.
# cure: Leave flow control to the kernel: read when there is room to keep it.
# source: notes 6; RFC 9293 3.8.6; RFC 9293 3.10.7.4    level: must    tests: stack via
# control: as_if 'wire client>server DATA #2' = 16777216
@test "5.12 no more is in flight than the receiver has announced room for" {
	cast server=reading_server client=patient_client
	hold 'server read' until 'wire server>client WINDOW = 0'

	happens 'wire client>server DATA' \
		'wire server>client WINDOW = 0' \
		'wire server>client WINDOW > 0' \
		'wire client>server DATA'
	never   'wire DATA(past its window)'
}

# 200,000 bytes are more than the server's window of 64 KiB and less than the client's output
# buffer. The server reads when the client's process is gone: what was left comes from the
# kernel alone.
# usually: It closes with SO_LINGER 0, or sends on only a part of what it has read.
# cure: Write all, then close: the kernel delivers what is in its buffer.
# source: notes 5; RFC 9293 3.10.4; POSIX close    level: must    tests: stack via
# control: client=aborts_instead_of_closing
@test "5.13 what is in the output buffer at close is delivered, then the FIN" {
	cast server=reading_server client='single_write_client {host} {port} 200000'
	hold 'server read' until 'client ends'

	happens 'client write = 200000' 'client close = 0' 'client ends'
	happens 'client ends' 'server read > 0' 'wire client>server FIN' 'server read = 0'
	prints    server 'total 200000'
	never   'wire RST'
}

# The bytes that nobody has read cannot be delivered any more, and their sender should know:
# that is why it is told by a reset. (RFC 9293 says SHOULD; Linux does it.) The server of
# this run is the one that makes the mistake.
# source: notes 5; RFC 9293 3.6.1 SHLD-3; RFC 2525 2.17    level: should    tests: stack
# control: server=draining_server also 5.15
@test "5.14 to close with unread data resets the connection" {
	cast server=closes_with_unread_data client=asking_client
	hold 'server close' until 'wire client>server DATA'

	happens 'wire client>server DATA' 'server enters close' 'wire server>client RST'
	never   'wire server>client FIN'
}

# First the same run: the reset is an error of the client's read, in place of its end-of-file.
# Then a server that has the same answer for the same request, and reads on before it closes.
# source: RFC 2525 2.17; POSIX recv    level: should    tests: stack
# control: server=closes_with_unread_data
@test "5.15 what a server has sent arrives to the end if it drains before it closes" {
	cast server=closes_with_unread_data client=asking_client
	hold 'server close' until 'wire client>server DATA'

	happens 'wire server>client RST' 'client read = ECONNRESET'

	cast server=draining_server client=asking_client
	hold 'server close' until 'wire client>server DATA'

	happens 'client read = 9' 'client read = 0' 'client enters close'
	never   'wire RST'
}

# 200,000 bytes again, more than the server's window. The server is held until the close has returned,
# which it must not, or nothing else can happen.
# (The time to linger is a minute, and is not waited for here.)
# source: POSIX close; POSIX 2.10.16    level: must    tests: stack
# control: client='single_write_client {host} {port} 200000'
@test "7.29 with SO_LINGER, close waits until the other side has everything" {
	cast server=reading_server client=lingering_client
	hold 'server read' until 'client close returns' or quiet

	happens 'client setsockopt(SO_LINGER) = 0' \
		'client enters close' \
		'server read > 0' \
		'wire client>server FIN' \
		'client close = 0'
	never   'client close returns' until 'wire client>server FIN'
	prints    server 'total 200000'
}
