#!/usr/bin/env bats
# Input: a client that is given much, little or nothing, and has to bring all of it there and back.

load vocabulary

# 128 lines of 16 KiB, and a server whose buffers are small: two mebibytes are more than those of both
# sides hold. A client that listens while it sends, or between two lines, has no trouble; one that
# sends everything first and listens then waits for a server that waits for it.
# usually: It sends all of its input first and reads afterwards; both sides wait for each other.
# cure: Read while you write: poll both directions, or use a thread for each.
# source: notes 5; RFC 9293 3.8.6    level: must    tests: client
# control: client=sends_its_input_before_listening
@test "5.25 a client that is given more than all buffers hold reads before all of it is sent" {
	cast server=narrow_echo_server client=echo_client
	stdin client '{0123456789abcde*1092}...' '*128' 'Q'

	happens 'wire client>server DATA' 'client ends'
	happens 'wire client>server FIN' 'client ends'
	never   'wire server>client RST'
	never   'wire client>server RST'
}

# A stream has no longest message. It comes back in pieces, and its end is one of them. It comes when
# the client waits for it, or has not waited; and so below. What is printed is what was read: before
# it has read anything a client may print its own line, as a terminal does, but the end comes again.
# usually: Its line is as long as its buffer, and what is longer is cut or printed unread.
# cure: Read and print until the line's end has come back, whatever its length.
# source: notes 5; RFC 9293 3.7    level: must    tests: client
# control: client=cuts_its_lines_to_its_buffer
# control: client=prints_what_it_is_given
@test "5.26 a line of 8,000 bytes comes back to its end" {
	cast server=forking_echo_server client=echo_client
	stdin client '{0123456789*800} end' 'Q'
	hold 'server write' until 'client ends' or waits

	prints    client 'end'
	happens 'client read > 0' 'client prints end' 'client ends'
}

# Seven bytes come first, and the seventh is the first half of a character. The others come when the
# client waits for them. It may put them on its output as they come, but not make text of a half.
# usually: It decodes each read by itself, and half a character becomes a mark of an error.
# cure: Print bytes as they come, or use a decoder that keeps the half (incremental).
# source: RFC 9293 3.7; RFC 3629 3    level: must    tests: client
# control: client=decodes_each_read_by_itself
@test "5.27 a character of two bytes that the network cuts in two comes out whole" {
	cast server='slicing_echo_server {port} 7' client=echo_client
	stdin client 'sechs über' 'Q'
	hold 'server write' until 'client ends' or waits
	hold 'server write #2' until 'client ends' or waits

	prints client 'sechs über'
}

# Who types may type Q; a file and a pipe just end. First there is one line and no Q, and it has its
# answer all the same; then nothing.
# usually: At the end of its input it waits for the server, which waits for it.
# cure: At end-of-file, shutdown(SHUT_WR), read what is still to come, then end.
# source: POSIX fgets; POSIX read    level: should    tests: client
# control: client=waits_for_the_server_to_leave
@test "5.28 a client whose input ends without a Q prints the answer, and ends" {
	cast server=forking_echo_server client=echo_client
	stdin client 'hello network'
	hold 'server write' until 'client ends' or waits

	prints  client 'hello network'
	happens 'client prints hello network' 'client ends'

	cast server=forking_echo_server client=echo_client

	happens 'client ends'
	never   'wire server>client RST'
	never   'wire client>server RST'
}

# It is there, and waits to be told something: at a terminal, where somebody begins to type when
# everything has come to rest: a line, a line Q, and the end (Ctrl+D).
# usually: It takes an input that has nothing yet for one that has ended.
# cure: Only 0 is the end: wait for the input, by poll or a blocking read.
# source: POSIX read; POSIX fgets    level: should    tests: client
# control: client=takes_nothing_yet_for_the_end
@test "5.29 a client whose input comes late waits for it" {
	cast server=forking_echo_server client=echo_client clock=telling_program
	hold 'clock write(stdout)' until quiet
	hold 'server write' until 'client ends' or waits
	terminal client
	type client 'hello network^JQ^J^D' when 'clock prints now'

	happens 'clock prints now' \
		'wire client>server DATA' \
		'wire server>client DATA' \
		'client ends'
}

# A line comes back, and behind it 1,989 bytes that nobody has asked for. Whatever a client makes of
# that - to print it, to leave, to complain - its own memory is not the place for it.
# usually: It reads more than its buffer has room for, or writes a NUL behind its end.
# cure: Ask read for at most what the buffer has left, less one for a NUL.
# source: notes 5; POSIX read    level: must    tests: client
# control: client=reads_what_it_has_no_room_for
# control: signal client SIGSEGV when 'client enters read'
# control: signal client SIGABRT when 'client enters read'
# control: signal client SIGBUS when 'client enters read'
@test "5.30 a client that is sent more than it has asked for is not overwritten by it" {
	cast server=generous_server client=echo_client
	stdin client 'hello network' 'Q'
	hold 'server write' until 'client ends' or waits

	happens 'wire client>server DATA' 'wire server>client DATA' 'client ends'
	never   'client ends = SIGSEGV'
	never   'client ends = SIGABRT'
	never   'client ends = SIGBUS'
}
