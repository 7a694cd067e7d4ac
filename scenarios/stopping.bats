#!/usr/bin/env bats
# Stopping: what is left of a server that was told to end, and whether another can take its place.

load vocabulary

# A caller is being served by a child when its parent is told to end. The child ends with it (the
# kernel sees to that: PR_SET_PDEATHSIG), the caller hears of it, and the port can be had
# at once. Once by SIGTERM, as kill and service managers do it, once by SIGINT.
# source: notes 10; POSIX kill; prctl(2)    level: must    tests: stack
# control: server=outlived_echo_server
@test "10.15 SIGTERM or SIGINT ends a server with its children, and the port is free" {
	cast server=forking_echo_server client=staying_client again='iterative_echo_server {port}'
	signal server SIGTERM when 'client prints answered'
	hold 'again bind' until 'client read = 0'
	hold 'again bind' until 'server.child ends'

	happens 'client prints answered' \
		'server.parent ends = SIGTERM' \
		'server.child ends' \
		'again bind = 0' \
		'again listen = 0'
	happens 'server.parent gets SIGTERM' \
		'wire server>client FIN' \
		'client read = 0' \
		'client prints the server has left'

	cast server=forking_echo_server client=staying_client again='iterative_echo_server {port}'
	signal server SIGINT when 'client prints answered'
	hold 'again bind' until 'client read = 0'
	hold 'again bind' until 'server.child ends'

	happens 'client prints answered' \
		'server.parent ends = SIGINT' \
		'server.child ends' \
		'again bind = 0' \
		'again listen = 0'
	happens 'server.parent gets SIGINT' \
		'wire server>client FIN' \
		'client read = 0' \
		'client prints the server has left'
}

# Nobody is being served when it is told: so there is nothing to finish, and no reason to stay. (What it
# has made beside itself may stay, as long as it does not stay at the port. It is told when all wait.)
# usually: It ignores SIGTERM, looks at it only at the next client, or leaves children behind.
# cure: Have the signal interrupt the wait (no SA_RESTART, signalfd, self-pipe), and end the
#   children.
# source: notes 10; POSIX kill    level: should    tests: server    speaks: any
# control: server=stops_at_the_next_caller
# control: server=ends_without_its_children
@test "10.20 a server ends on SIGTERM, and its port is free" {
	cast server=forking_echo_server client='calls_in_turn_client {host} {port} 1' \
		again='iterative_echo_server {port}' clock=telling_program
	hold 'clock write(stdout)' until 'client ends'
	hold 'clock write(stdout)' until waits
	signal server SIGTERM when 'clock prints now'
	hold 'again bind' until 'server.last ends' or quiet

	happens 'client ends' \
		'clock prints now' \
		'server.last ends' \
		'again bind = 0' \
		'again listen = 0'
}

# Not every server takes its conversations with it. This one's children go on with theirs, and as
# they do not hold the listener, a new server can listen at the port meanwhile.
# source: notes 10; POSIX fork; POSIX close    level: must    tests: stack
# control: server=keeps_the_listener
@test "10.21 a server can be started again while children of the one before still serve" {
	cast server=outlived_echo_server client=echo_client again='iterative_echo_server {port}'
	stdin client 'one' 'two' 'Q'
	signal server SIGTERM when 'client prints one'
	hold 'again bind' until 'server.parent ends'
	hold 'client write #2' until 'again listen = 0'

	happens 'server.parent ends = SIGTERM' \
		'again bind = 0' \
		'again listen = 0' \
		'client enters write #2' \
		'server.child read > 0' \
		'client prints two'
}

# Here the children exist before the callers do, and the parent has nothing to do but to wait for
# this signal: it passes it on, and takes the status of each before it goes.
# source: notes 10; POSIX sigwait; POSIX kill    level: must    tests: stack
# control: server=ends_without_its_children
@test "10.22 a server of processes made beforehand ends them all, and reaps them" {
	cast server=preforking_echo_server client=staying_client \
		again='iterative_echo_server {port}'
	signal server SIGTERM when 'client prints answered'
	hold 'again bind' until 'client read = 0'
	hold 'again bind' until 'server.parent ends'

	happens 'client prints answered' \
		'server.child ends = SIGTERM #4' \
		'server.parent wait > 0 #4' \
		'server.parent ends = 0' \
		'again bind = 0' \
		'again listen = 0'
	happens 'client prints answered' \
		'wire server>client FIN' \
		'client prints the server has left'
}

# A caller has been answered, and is silent since. To wait for its next word would be to wait for ever:
# when nothing else can happen, the server must have ended. (How long it gives its callers to finish
# is its own affair, and so is how it ends what they do not. It is told when all wait: whether a
# signal that comes just before a call is lost on it would be luck.)
# usually: At SIGTERM it waits until its clients have left.
# cure: Close the listener, and end the conversations, at least after a while.
# source: notes 10; POSIX kill    level: should    tests: server    speaks: any
# control: server=waits_for_its_callers_to_leave
@test "10.41 a server ends on SIGTERM although a silent client is connected" {
	cast server=forking_echo_server client=staying_client clock=telling_program
	hold 'clock write(stdout)' until 'client prints answered'
	hold 'clock write(stdout)' until waits
	signal server SIGTERM when 'clock prints now'

	happens 'client prints answered' 'clock prints now' 'server.last ends'
}
