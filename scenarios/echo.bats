#!/usr/bin/env bats
# Echo: what every echo server owes its callers, however it is built.

load vocabulary

# A mebibyte, in a pattern that shows a loss, a repetition and a change of order. The client
# reads while it writes, and asks for one byte more at the end: it must be the next.
# usually: It sends its whole buffer, or more or less than it has read.
# cure: Send as many bytes as read has returned, and count them.
# source: notes 4; RFC 862    level: must    tests: via server
# control: server=echoes_its_whole_buffer
@test "4.6 every byte comes back, in order, once" {
	cast server=forking_echo_server client=duplex_echo_client

	prints client '1048576 bytes came back unchanged'
	prints client 'nothing came twice'
}

# A thousand bytes of every value but the newline. A NUL ends a string in C and nothing on the
# wire; a message need not end with a newline, nor be text at all.
# usually: It treats what comes as text: strlen, fgets, a decoder, a line end made another.
# cure: Read and write bytes with their count; a NUL and 0xff are bytes.
# source: notes 5; RFC 862    level: must    tests: server
# control: server=treats_bytes_as_text
@test "4.9 bytes that are no text come back as they are" {
	cast server=forking_echo_server client='duplex_echo_client {host} {port} 1000'

	prints client '1000 bytes came back unchanged'
	prints client 'nothing came twice'
}

# Seventeen lines: with a carriage return, empty, with printf's conversions, telnet's 255, a word such
# as quit. A terminal, a chat or a web server may make something of them; an echo server does not.
# usually: It reads lines as a terminal does, and gives a meaning to some bytes, such as Ctrl+D.
# cure: Read with read or recv: a stream has no bytes that mean something.
# source: RFC 862    level: must    tests: server
# control: server=reads_lines_like_a_terminal
@test "4.16 what other programs give a meaning to comes back as it is" {
	cast server=forking_echo_server client=meaningful_bytes_client

	prints client 'all came back unchanged'
}

# Four buffers lie between the client's write and its read, and on its side they are small
# here. A client that does not read while they fill stops the server's writing, which stops
# the server's reading, which stops the client's writing.
# usually: It reads everything before it writes, or writes all before it reads on.
# cure: Answer piece by piece, and wait for the socket to be writable while it is not.
# source: notes 5; RFC 9293 3.8.6    level: must    tests: server
# control: client='writes_all_before_reading {host} {port} 1048576 4096'
@test "5.16 more than all buffers hold goes there and back if the client reads while it writes" {
	cast server=forking_echo_server client='duplex_echo_client {host} {port} 1048576 4096'

	prints client '1048576 bytes came back unchanged'
}

# The first caller resets the connection while an answer to it is on its way; another leaves in
# all order, but without listening, so that it is the answers that are reset. To the server
# the one is ECONNRESET at a read, the other EPIPE and SIGPIPE at a write, and both are
# the end of one conversation. The other has said 100,003 bytes and left before the server
# does anything: more than it reads at once, so that it writes again after the reset. A server that is
# on its way down may serve one more: so another calls when everything has come to rest.
# usually: A write to a client that has gone kills it by SIGPIPE, or an error of read ends it.
# cure: Ignore SIGPIPE (or MSG_NOSIGNAL), and close only that connection.
# source: RFC 9293 3.6; POSIX recv; POSIX write    level: must    tests: server
# control: server=gives_up_at_a_reset
# control: server=dies_of_sigpipe
@test "7.12 a server survives a peer that resets, and serves the next client" {
	cast server=forking_echo_server client=resetting_client \
		other='calls_in_turn_client {host} {port} 1'
	hold 'client close' until 'wire server>client DATA' or quiet
	hold 'other connect' until quiet

	happens 'wire client>server RST' 'client prints answered' 'other prints answered 1'

	cast server=forking_echo_server client=leaving_client \
		other='calls_in_turn_client {host} {port} 1'
	pause server until 'client prints left'
	hold 'other connect' until quiet

	happens 'client prints left' 'client prints hello again' 'other prints answered 1'
}

# usually: It serves one client at a time, and the next waits until that one has gone.
# cure: A process or a thread for each client, or poll all of them.
# source: notes 10    level: must    tests: server    speaks: any
# control: server=iterative_echo_server
@test "10.12 the second client is served while the first is silent" {
	cast server=forking_echo_server client=silent_caller_client

	happens 'client prints the second is answered' 'client prints the first is answered'
}
