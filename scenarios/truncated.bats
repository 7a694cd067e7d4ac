#!/usr/bin/env bats
# Truncated: answers that end before they are whole, and servers that do not answer at all.

load vocabulary

# The server leaves off after an eighth, in the middle, later, before the last byte: what has come is
# the front of an answer, and whoever asked must be told that it is no answer. Programs are told by
# the status. Many read to the end of the stream, and take what they have for all of it.
# usually: It reads until the end of the stream, and takes what it has for the answer.
# cure: Compare what has come with what the protocol says of the length; an early end is an error.
# source: RFC 9112 8; POSIX read; POSIX exit    level: must    tests: client
# speaks: contract delimited
# control: client=takes_the_end_for_whole
@test "5.60 an answer that a FIN cuts short is not taken for whole" {
	cast server='breaking_off_server {port} 1 ends' client=whole_answer_client
	prints server 'broken off'
	exits  client '!= 0'

	cast server='breaking_off_server {port} 4 ends' client=whole_answer_client
	prints server 'broken off'
	exits  client '!= 0'

	cast server='breaking_off_server {port} 6 ends' client=whole_answer_client
	prints server 'broken off'
	exits  client '!= 0'

	cast server='breaking_off_server {port} 8 ends' client=whole_answer_client
	prints server 'broken off'
	exits  client '!= 0'
}

# The reset comes when the client has what was sent, and waits for the rest.
# usually: Its loop ends at a read of -1 as at one of 0, or the error is printed and forgotten.
# cure: Look at errno after a read of -1, and end with a status that is not 0.
# source: RFC 9293 3.5.3; POSIX read, ECONNRESET; POSIX exit    level: must    tests: client
# speaks: contract
# control: client=takes_a_reset_for_whole
@test "5.61 an answer that a reset cuts short is not taken for whole" {
	cast server='breaking_off_server {port} 1 resets' client=whole_answer_client
	hold 'server close' until waits
	prints server 'broken off'
	exits  client '!= 0'

	cast server='breaking_off_server {port} 4 resets' client=whole_answer_client
	hold 'server close' until waits
	prints server 'broken off'
	exits  client '!= 0'

	cast server='breaking_off_server {port} 6 resets' client=whole_answer_client
	hold 'server close' until waits
	prints server 'broken off'
	exits  client '!= 0'

	cast server='breaking_off_server {port} 8 resets' client=whole_answer_client
	hold 'server close' until waits
	prints server 'broken off'
	exits  client '!= 0'
}

# To say nothing and to close is no answer of no bytes.
# usually: To it, an end without a byte is an answer without a byte.
# cure: A read of 0 before the answer is whole is an error, the first read's, too.
# source: RFC 9112 8; POSIX exit    level: must    tests: client    speaks: contract delimited
# control: client=takes_the_end_for_whole
@test "5.62 a client whose server closes without a word does not end with success" {
	cast server='breaking_off_server {port} 0 ends' client=whole_answer_client
	prints server 'broken off after 0'
	exits  client '!= 0'
}

# usually: The error of its first read is not looked at.
# cure: Have each call that fails end the program with a status that is not 0.
# source: RFC 9293 3.5.3; POSIX exit    level: must    tests: client    speaks: contract
# control: client=takes_a_reset_for_whole
@test "5.63 a client whose server resets without a word does not end with success" {
	cast server='breaking_off_server {port} 0 resets' client=whole_answer_client
	hold 'server close' until waits
	prints server 'broken off after 0'
	exits  client '!= 0'
}

# A server that has stopped says neither that there is more nor that there is not. A client may wait as
# long as it likes, or give up; but a pause is no end.
# usually: A time-out is taken for the end of the answer.
# cure: A time-out may end the wait, but as an error: the answer is not there.
# source: RFC 9112 8; POSIX exit    level: must    tests: client    speaks: contract
# control: client=takes_silence_for_whole
@test "5.64 a client whose server stops in the middle of its answer does not end with success" {
	cast server='breaking_off_server {port} 4 stalls' client=whole_answer_client
	prints server 'broken off'
	never  'client.parent ends = 0'
}

# usually: It gives up after a while, and ends as if all were well.
# cure: Who gives up has no answer: say so, and end with a status that is not 0.
# source: POSIX exit    level: must    tests: client    speaks: contract
# control: client=takes_silence_for_whole
@test "5.65 a client whose server never answers does not end with success" {
	cast server='breaking_off_server {port} 0 stalls' client=whole_answer_client
	prints server 'broken off after 0'
	never  'client.parent ends = 0'
}

# Nobody listens at the port.
# usually: The failed connect is told on standard error only.
# cure: End with a status that is not 0 when no address could be reached.
# source: POSIX connect, ECONNREFUSED; POSIX exit    level: must    tests: client    speaks: contract
# control: client=forgives_a_refusal
@test "5.66 a client whose call is refused does not end with success" {
	cast callee='bound_program {port}' client=whole_answer_client
	hold 'client connect' until 'callee prints bound'

	happens 'wire callee>client RST' 'client.parent ends'
	exits   client '!= 0'
}

# The system has answered for the server, which closes its listener before it has accepted anybody. The
# client is connected, and asks when the reset has come: so it is a write that fails, or, of a client that
# is greeted first, a read.
# usually: It takes a connect that has returned 0 for a server that is there.
# cure: Only an answer shows that: look at what each write and read returns.
# source: RFC 9293 3.5.3; POSIX exit    level: must    tests: client    speaks: contract
# control: client=ends_well_without_having_asked
@test "5.67 a client whose connection ends before it was accepted does not end with success" {
	cast server=withdrawing_server client=whole_answer_client
	hold 'server close' until 'wire client>server ACK'
	hold 'client write' until 'wire server>client RST'

	happens 'wire server>client SYN+ACK' 'wire server>client RST' 'client.parent ends'
	exits   client '!= 0'
}
