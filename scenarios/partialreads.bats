#!/usr/bin/env bats
# Partial reads and writes: a stream is bytes in order, and one call moves as many as it moves.

load vocabulary

# Eight megabytes in pieces of 1 to 65,536 bytes, read in pieces of other sizes. The socket never
# waits, and the server reads when it has been full for the first time, so that writes are cut
# and refused. A byte that is lost, changed or moved gives another digest. Then the same by way
# of a relay, which cuts the pieces anew.
# usually: It takes what write was given for what write has taken.
# cure: Go on with the rest, until everything has been written.
# source: notes 2; RFC 9293 3.7; POSIX socket, SOCK_STREAM    level: must    tests: stack via
# control: client=loses_what_was_not_taken
# control: via='tcp_relay {listen} {host} {port} stop:request:8388607'
@test "2.1 a stream loses, changes and moves no byte, in pieces of any size" {
	cast server=pieces_server client=pieces_client
	hold 'server read' until 'client write = EAGAIN'

	happens 'client write = EAGAIN' \
		'server read > 0' \
		'client write > 0' \
		'client enters close' \
		'server read = 0'
	prints    client 'sent 8388608, digest d808085687c5ef71'
	prints    server 'read 8388608, digest d808085687c5ef71'

	cast server=pieces_server via='tcp_relay {listen} {host} {port} cut:request:20000' \
		client=pieces_client
	hold 'server read' until 'client write = EAGAIN'

	happens 'client write = EAGAIN' \
		'server read > 0' \
		'client write > 0' \
		'client enters close' \
		'server read = 0'
	prints    client 'sent 8388608, digest d808085687c5ef71'
	prints    server 'read 8388608, digest d808085687c5ef71'
}

# The server reads only when all three writes and the end are there: nothing shows it any
# more where one write ended and the next began.
# source: notes 2; POSIX socket, SOCK_STREAM    level: must    tests: stack
# control: server=reads_one_write_at_a_time
@test "2.2 several writes are read by one read" {
	cast server=reading_server client=three_writes_client
	hold 'server read' until 'wire client>server FIN'

	happens 'client write = 3' 'client write = 5' 'client write = 7' 'server read = 15'
}

# source: notes 2; POSIX read    level: must    tests: stack
# control: server=reading_server
@test "2.3 one write is read by several reads" {
	cast server='reading_server {port} 5' client=single_write_client

	happens 'client write = 15' 'client enters close'
	happens 'server read = 5' 'server read = 5' 'server read = 5' 'server read = 0'
}

# What the notes call the problem of the echo client. Nothing went wrong on the way: the
# server is free to answer in two pieces, and the read had to return with the first. The
# client of this run is the one that makes the mistake.
# source: notes 5; POSIX read    level: must    tests: stack
# control: client=echo_client
@test "5.1 a client that reads once can get a part of its answer" {
	cast server='slicing_echo_server {port} 7' client=reads_its_answer_once
	stdin client 'hello network' 'Q'
	hold 'server write #2' until 'client read > 0'

	happens 'client write = 14' 'client read = 7' 'client enters close'
	never   'client read > 0 #2'
}

# The client knows how much it has sent, so it knows when the answer is whole. How the
# server or the network cuts it - in two, byte by byte, not at all - makes no difference. The
# first two or three pieces come when the client waits for them, or has not waited.
# usually: It reads once and takes that for the whole answer.
# cure: Read until as many bytes are there as were sent, or the line's end.
# source: notes 5; RFC 862    level: must    tests: client
# control: client=reads_its_answer_once
@test "5.2 a client that reads until all is back gets its bytes, however they are cut" {
	cast server='slicing_echo_server {port} 7' client=echo_client
	stdin client 'hello network' 'Q'
	hold 'server write' until 'client ends' or waits
	hold 'server write #2' until 'client ends' or waits

	prints    client 'hello network'
	happens 'wire server>client DATA' 'wire server>client DATA' 'client ends'

	cast server='slicing_echo_server {port} 1' client=echo_client
	stdin client 'hello network' 'Q'
	hold 'server write' until 'client ends' or waits
	hold 'server write #2' until 'client ends' or waits
	hold 'server write #3' until 'client ends' or waits

	prints    client 'hello network'
	happens 'wire server>client DATA = 1' 'wire server>client DATA = 1' 'client ends'

	cast server='slicing_echo_server {port} 4096' client=echo_client
	stdin client 'hello network' 'Q'
	hold 'server write' until 'client ends' or waits

	prints    client 'hello network'
	happens 'wire server>client DATA' 'client ends'
}

# A loop that adds up what it reads must see that 0 adds nothing and never will. The loop in
# the notes looks for -1 only, and goes round for ever.
# usually: It does not look for 0, the end-of-file, and reads again for ever.
# cure: End the loop when read returns 0, and say that the answer was cut short.
# source: notes 5; POSIX read    level: must    tests: client
# control: client=takes_no_notice_of_end_of_file
@test "5.3 a server that leaves in the middle of its answer ends the client's loop" {
	cast server=half_answering_server client=echo_client
	stdin client 'hello network' 'Q'
	hold 'server write' until 'client ends' or waits

	happens 'wire client>server DATA' 'wire server>client DATA' 'client ends'
}

# The room shrinks with every read of the loop. Who asks for the whole buffer each time lets
# the server write behind its end - the loop in the notes does. Who reads once has no loop,
# and has not shown anything.
# source: notes 5; POSIX read    level: must    tests: stack
# control: client=reads_past_its_buffer
@test "5.4 a read that continues another never asks for more than the buffer has left" {
	cast server='slicing_echo_server {port} 7' client=echo_client
	stdin client 'hello network' 'Q'
	hold 'server write #2' until 'client read > 0'

	happens 'client read > 0' 'client read > 0 #2' 'client ends'
	never   'client enters read(past its buffer)'
}

# The second byte is sent when the first has been answered, the third when the second has; or, to a
# server that waits for a line, when everything has come to rest. So there are reads that bring one
# byte, whatever the network does.
# usually: It takes what one read brings for one request.
# cure: Gather what comes until a request is whole; then answer it.
# source: notes 5; RFC 862    level: must    tests: via server    speaks: any request answer
# control: server=takes_each_read_for_a_line
@test "5.5 a server that is sent one byte at a time answers as if sent all at once" {
	cast server=forking_echo_server client=trickling_client
	hold 'client write #2' until 'wire server>client DATA' or quiet
	hold 'client write #3' until 'wire server>client DATA #2' or quiet

	happens 'wire client>server DATA = 1' \
		'wire client>server DATA = 1' \
		'client enters write #3' \
		'client read > 0'
	prints    client 'answered'
}

# write returns how many bytes were taken. On a blocking socket that is nearly always all of
# them, so the loop around it is easily left out; here each takes three at most. What the server has
# been sent shows it. (It reads when all has come, and so answers at once: how the client reads is not the
# matter.)
# usually: It does not look at what write returns.
# cure: Go on with the rest, until everything has been written.
# source: POSIX write    level: must    tests: client
# control: client=ignores_short_writes
@test "5.8 a short write is finished" {
	cast server=line_telling_server client=echo_client
	stdin client 'hello network' 'Q'
	short 'client write' 3
	hold 'server read' until waits

	happens 'wire client>server DATA = 3' 'wire client>server DATA' 'client ends'
	prints    server 'hello network'
}

# The server speaks only when the client has been told that nothing is there.
# source: POSIX recv, MSG_DONTWAIT    level: must    tests: stack
# control: client=waits_where_it_only_looks
@test "5.19 with MSG_DONTWAIT, a read that would have to wait fails with EAGAIN" {
	cast server=talking_server client=peeking_client
	hold 'server write' until 'client recvfrom returns'
	hold 'server write #2' until 'client recvfrom returns #3'

	happens 'client recvfrom(MSG_DONTWAIT) = EAGAIN' 'server enters write'
	never   'client recvfrom(MSG_DONTWAIT) > 0'
}

# source: POSIX recv, MSG_PEEK    level: must    tests: stack
# control: client=looks_by_reading
@test "5.20 what is looked at with MSG_PEEK is still there to be read" {
	cast server=talking_server client=peeking_client
	hold 'server write' until 'client recvfrom returns'
	hold 'server write #2' until 'client recvfrom returns #3'

	happens 'client recvfrom(MSG_PEEK) = 6' \
		'client prints looked: first' \
		'client recvfrom = 6' \
		'client prints read: first'
}

# The kernel takes what it has room for, and a write may take less than it was given. Here each of a
# server's writes takes seven bytes at most: less than the smallest buffer that is in use.
# usually: It does not look at what write returns.
# cure: Go on with the rest, until everything has been written.
# source: POSIX write; RFC 862    level: must    tests: server
# control: server=answers_by_one_write
@test "5.21 a server whose writes are made short finishes each" {
	cast server=forking_echo_server client='duplex_echo_client {host} {port} 2999'
	short 'server write' 7

	prints client '2999 bytes came back unchanged'
	prints client 'nothing came twice'
}

# The FIN is there before the first byte is read, and the answer takes 429 writes: a server that waits
# for room sees, each time that it looks, that its client has finished. That is no reason to stop.
# usually: It closes at the end-of-file, though a short write has left something to send.
# cure: Keep what is unsent, and close only when it is out.
# source: notes 7; POSIX write; RFC 862    level: must    tests: server
# control: server=hangs_up_while_it_owes_an_answer
@test "5.31 a server whose writes are made short finishes each though its client has half-closed" {
	cast server=forking_echo_server client='half_close_client {host} {port} 2999'
	pause server until 'wire client>server FIN'
	short 'server write' 7

	prints client 'got 2999 back, unchanged'
}

# usually: It takes what one read brings for one request.
# cure: Gather what comes until a request is whole; then answer it.
# source: POSIX read; RFC 862    level: must    tests: server
# control: server=takes_each_read_for_a_line
@test "5.22 a server whose reads bring one byte each answers as if they had brought all" {
	cast server=forking_echo_server client='duplex_echo_client {host} {port} 499'
	short 'server read' 1

	prints client '499 bytes came back unchanged'
	prints client 'nothing came twice'
}
