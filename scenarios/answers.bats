#!/usr/bin/env bats
# Answers: what a client makes of one that is whole, however it comes.

load vocabulary

# Before each byte the client has come to rest, so no read brings more than one. That is an answer in
# two pieces, cut at every place, and a slow one, too. Who takes a part for all leaves too early.
# usually: One read is taken for the whole answer.
# cure: Read on until the protocol says that the answer is whole.
# source: RFC 9293 3.7; POSIX read    level: must    tests: client    speaks: contract
# control: client=takes_one_read_for_the_answer
@test "5.68 an answer that comes byte by byte is understood" {
	cast server='answering_server {port} 1' client=whole_answer_client
	hold each 'server write' until waits

	prints server 'answered'
	exits  client 0
}

# The other way round: all is there, and each read brings one byte of it.
# usually: It expects a line, or a header, in one piece.
# cure: Keep what has come, and look again when more is there.
# source: POSIX read    level: must    tests: client    speaks: contract
# control: client=takes_one_read_for_the_answer
@test "5.69 a client whose reads bring one byte each understands its answer" {
	cast server=answering_server client=whole_answer_client
	short 'client read' 1

	exits client 0
}

# usually: It does not look at how much write has taken.
# cure: Write the rest, until all of the request has been taken.
# source: POSIX write    level: must    tests: client    speaks: contract
# control: client=asks_by_one_write
@test "5.70 a client whose writes are made short finishes its request" {
	cast server=answering_server client=whole_answer_client
	short 'client write' 3

	prints server 'answered'
	exits  client 0
}

# A signal, and its handler, are no news of the conversation. Here it is the observer that has the first
# write and the first read fail so.
# usually: EINTR is treated as an error of the connection.
# cure: Call again at EINTR, or install handlers with SA_RESTART.
# source: POSIX read, EINTR; POSIX write, EINTR    level: should    tests: client    speaks: contract
# control: client=leaves_when_interrupted
@test "5.71 a client whose calls fail with EINTR calls again" {
	cast server=answering_server client=whole_answer_client
	fail 'client write' EINTR
	fail 'client read' EINTR

	exits client 0
}
