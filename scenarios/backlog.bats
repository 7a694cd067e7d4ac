#!/usr/bin/env bats
# The backlog: callers who wait to be accepted, and one for whom there is no room.

load vocabulary

# All three have got through, one after the other, when the server accepts for the first time.
# source: notes 4; POSIX accept    level: must    tests: stack
# control: server=serves_the_latest_first
# control: first='introducing_client {host} {port} third' third='introducing_client {host} {port} first'
@test "4.2 clients that wait are accepted in the order in which they connected" {
	cast server=greeting_server first='introducing_client {host} {port} first' \
		second='introducing_client {host} {port} second' \
		third='introducing_client {host} {port} third'
	hold 'second connect' until 'first connect = 0'
	hold 'third connect' until 'second connect = 0'
	hold 'server accept' until 'third connect = 0'

	happens 'first connect = 0' 'second connect = 0' 'third connect = 0' 'server accept > 0'
	happens 'server prints first' 'server prints second' 'server prints third'
	prints    first 'welcome first'
	prints    third 'welcome third'
}

# A backlog of 1 is a hint (POSIX listen): Linux lets two wait, and a third is told nothing. The
# standard would also let it be refused; but then it would have to try again by itself.
# So it is the kernel that tries again, a second later, and by then there is room. The bytes of
# the second caller go the same way as the late SYN, and behind it: their ACK shows that the
# server's kernel has seen that SYN, too.
# source: notes 4; POSIX listen; listen(2)    level: linux    tests: stack
# control: server='greeting_server {port} 5'
@test "4.5 a full backlog admits no further client until there is room again" {
	cast server='greeting_server {port} 1' first='introducing_client {host} {port} first' \
		second='introducing_client {host} {port} second' \
		late='introducing_client {host} {port} late'
	hold 'second connect' until 'first connect = 0'
	hold 'late connect' until 'second connect = 0'
	hold 'second write' until 'wire late>server SYN'
	hold 'server accept' until 'wire server>second ACK'

	happens 'first connect = 0' \
		'second connect = 0' \
		'wire late>server SYN' \
		'wire server>second ACK' \
		'server accept > 0'
	never   'wire server>late FRAME' until 'server enters accept'
	happens 'wire late>server SYN #2' 'wire server>late SYN+ACK' 'late connect = 0'
	prints    late 'welcome late'
}

# All five have called before the server does anything: to one that is told of callers by edges, as by
# epoll with EPOLLET, that is one event. (Five are as many as the shortest queue in use has room for.)
# usually: It takes one connection an event, with edge-triggered epoll or the like.
# cure: Call accept until EAGAIN, or have epoll tell levels (without EPOLLET).
# source: notes 4; POSIX listen; epoll(7)    level: must    tests: server    speaks: any
# control: server=accepts_one_caller_an_event
@test "4.14 clients that have all connected before the first accept are all served" {
	cast server=forking_echo_server client='crowding_client {host} {port} 5'
	pause server until 'client prints all have called'

	happens 'client prints all have called' 'client prints answered 5'
}

# Fifty, or as many as its queue has room for, have called before the server does anything. Whoever was let
# into the queue is to be listened to some time: also the one behind those that a server takes at a
# time. They leave one after the other, so that one which serves few at once can get to all.
# usually: It takes a few connections an event, and is not told of the others again.
# cure: Call accept until EAGAIN, or have epoll tell levels (without EPOLLET).
# source: notes 4; POSIX listen; epoll(7)    level: should    tests: server    speaks: any
# control: server=accepts_six_callers_an_event
@test "4.15 all of fifty clients whom the queue had room for are served" {
	cast server=epoll_echo_server client=filling_client
	pause server until 'client prints all have called'

	happens 'client prints all have called' 'client prints all are answered'
}
