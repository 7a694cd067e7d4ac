#!/usr/bin/env bats
# Requests: however the bytes of a request come, it is the same request.

load vocabulary

# Each time another caller asks, and its request is cut at another place: at every one, or at 48 of a long
# request. The second piece is sent when the server waits for it. (Over IPv4 alone, as all of this file:
# no request looks at the family.)
# usually: It takes what one read brings for one request.
# cure: Gather what comes until a request is whole; then answer it.
# source: RFC 9293 3.7    level: must    tests: server    speaks: contract request more
# control: server=takes_each_read_for_a_line
@test "5.80 a request that is cut in two, at whatever place, is answered as if it came whole" {
	cast server=forking_echo_server client=cutting_client
	over ipv4
	hold each 'client write' until waits

	happens 'wire client>server DATA' 'wire client>server DATA #2'
	prints  client 'cut at each of'
}

# Both are sent by one write, to a server that does nothing before they are there. The border between
# them is in their bytes and nowhere else; what is read with the first is not lost for the second.
# usually: It takes one read for one request, and drops what came behind it.
# cure: Keep what is left in the buffer, and look there first.
# source: RFC 9112 9.3.2    level: must    tests: server    speaks: contract pipelined request more
# control: server=forgets_what_it_has_read_too_much
@test "5.81 two requests that come in one segment are both answered" {
	cast server=forking_echo_server client=asks_ahead_client
	over ipv4
	pause server until 'wire client>server DATA'

	prints client 'all answers have come'
}

# Two callers, and each of the server's writes takes seven bytes at most.
# usually: It does not look at what write returns.
# cure: Go on with the rest, until everything has been written.
# source: POSIX write    level: must    tests: server    speaks: contract answer
# control: server=answers_by_one_write
@test "5.82 a server whose writes are made short finishes any answer" {
	cast server=forking_echo_server client='calls_in_turn_client {host} {port} 2'
	over ipv4
	short 'server write' 7

	prints client 'answered 2'
}

# Whichever call a signal interrupts: a caller comes for each, in turn, and one of each kind fails so.
# usually: Somewhere it takes EINTR for an error.
# cure: Call again after EINTR, at each call that can wait, accept and poll among them.
# source: POSIX read, EINTR; POSIX write, EINTR; POSIX accept, EINTR; POSIX poll, EINTR
# level: should    tests: server    speaks: contract request answer
# control: server=takes_an_interruption_for_an_end
# control: server=gives_up_when_interrupted
@test "5.83 a server whose calls fail with EINTR, one after the other, answers all the same" {
	cast server=forking_echo_server client='calls_in_turn_client {host} {port} 5'
	over ipv4
	hold each 'client connect' until waits
	fail 'server accept' EINTR from 'wire client>server SYN'
	fail 'server read' EINTR from 'wire client>server SYN #2'
	fail 'server write' EINTR from 'wire client>server SYN #3'
	fail 'server poll' EINTR from 'wire client>server SYN #4'

	prints client 'answered 5'
}

# The FIN is there before the server has read the request. That the caller will say no more is no reason to
# leave what it has said unanswered; and when it has been answered, there is nothing to wait for.
# usually: It takes the end-of-file for a hang-up, and closes with answers still to send; or another
#   process keeps the socket open.
# cure: Send what is owed, then shutdown(SHUT_WR): that ends the direction, in all copies.
# source: RFC 9293 3.6    level: must    tests: server    speaks: contract request answer more
# control: server=hangs_up_at_end_of_file
# control: server=keeps_the_parents_copy
@test "7.60 a request that is followed by a half-close at once is answered, and the conversation ended" {
	cast server=forking_echo_server client=asks_and_ends_client
	over ipv4
	pause server until 'wire client>server FIN' or quiet
	pause server from 'wire client>server DATA' until 'wire client>server FIN'

	happens 'client prints asked' 'client prints answered' 'client prints the server has left'
	connections server 0
}

# Behind its request the caller has sent 100,003 bytes that nobody has asked for, before the server does
# anything. Whoever closes now, without reading them, resets the connection, and of an answer that
# is still on its way that destroys the rest. What is to be done is to end the own direction only,
# and to read for a while what still comes.
# usually: It closes with bytes unread: its kernel resets, and what was still on the way is thrown
#   away.
# cure: shutdown(SHUT_WR), read to the end-of-file, and close then.
# source: RFC 2525 2.17; RFC 9112 9.6    level: should    tests: server    speaks: contract request answer more
# control: server=hangs_up_after_its_first_answer
@test "7.61 no reset follows an answer, though the caller has said more than was read" {
	cast server=forking_echo_server client=says_more_client
	over ipv4
	pause server until 'client prints said all' or quiet
	pause server from 'wire client>server DATA' until 'client prints said all'
	hold each 'client read' until waits

	happens 'client prints said all' 'client prints answered'
	never   'wire server>client RST' until 'client enters close'
}
