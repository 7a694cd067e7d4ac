#!/usr/bin/env bats
# Shortage: what a server does when it has no descriptor, or no process, for a caller.

load vocabulary

# The server may hold eight descriptors, and six call. Who has no place stays in the queue, and is
# there when one comes free. Until then to ask again is no use: so the first caller
# stays until the server has asked twice, or everything has come to rest.
# source: POSIX accept; accept(2)    level: must    tests: stack
# control: server='with_few_descriptors 8 {accepts_again_at_once} {port}'
# control: server='with_few_descriptors 8 {gives_up_without_descriptors} {port}'
@test "10.18 a server out of descriptors rests until a client leaves, and serves all" {
	cast server='with_few_descriptors 8 {select_echo_server} {port}' client=crowding_client
	hold 'client close' until 'server accept = EMFILE #2' or quiet

	happens 'server accept = EMFILE' \
		'client enters close' \
		'server enters close' \
		'server accept > 0'
	never   'server accept = EMFILE #2' until 'client enters close'
	prints    client 'answered 6'

	cast server='with_few_descriptors 8 {poll_echo_server} {port}' client=crowding_client
	hold 'client close' until 'server accept = EMFILE #2' or quiet

	happens 'server accept = EMFILE' \
		'client enters close' \
		'server enters close' \
		'server accept > 0'
	never   'server accept = EMFILE #2' until 'client enters close'
	prints    client 'answered 6'

	cast server='with_few_descriptors 8 {epoll_echo_server} {port}' client=crowding_client
	hold 'client close' until 'server accept = EMFILE #2' or quiet

	happens 'server accept = EMFILE' \
		'client enters close' \
		'server enters close' \
		'server accept > 0'
	never   'server accept = EMFILE #2' until 'client enters close'
	prints    client 'answered 6'
}

# There is no descriptor for the first caller, and nobody whose leaving would make one free: what is
# short is held by others (ENFILE), or was for a moment. The server may let the caller
# wait, or hang up on it and on all who wait with it (libuv does); who calls after that is
# to be answered. The observer has accept fail.
# usually: It ends, or never accepts again, after EMFILE.
# cure: Go on with those who are there, and accept when a descriptor is free.
# source: POSIX accept; accept(2)    level: must    tests: server    speaks: any
# control: server=gives_up_without_descriptors
@test "10.23 a server whose accept fails for want of a descriptor serves the next client" {
	cast server=forking_echo_server client=calls_again_client
	fail 'server accept' EMFILE
	hold 'client connect #2' until quiet

	happens 'server accept = EMFILE' 'client prints answered'
}

# The same for want of memory. Who knows EMFILE and ENFILE alone takes this for the end of its listener.
# usually: It ends, or never accepts again, when accept fails for want of something.
# cure: Go on with those who are there, and accept again after a while.
# source: POSIX accept, ENOBUFS; accept(2)    level: must    tests: server    speaks: contract
# control: server=gives_up_without_descriptors
@test "10.83 a server whose accept fails for want of memory serves the next client" {
	cast server=forking_echo_server client=calls_again_client
	over ipv4
	fail 'server accept' ENOBUFS
	hold 'client connect #2' until quiet

	happens 'server accept = ENOBUFS' 'client prints answered'
}

# The same with the process, or the thread, that was to serve the first caller.
# source: POSIX fork; POSIX pthread_create    level: must    tests: stack
# control: server=gives_up_without_processes
@test "10.24 a server that could not make a process or a thread for a client serves the next" {
	cast server=forking_echo_server client=calls_again_client
	fail 'server fork' EAGAIN from 'server accept returns'

	happens 'server prints cannot fork: Resource temporarily unavailable' \
		'client prints hung up on' \
		'client prints answered'

	cast server=threaded_echo_server client=calls_again_client
	fail 'server fork' EAGAIN from 'server accept returns'

	happens 'server prints cannot make a thread: Resource temporarily unavailable' \
		'client prints hung up on' \
		'client prints answered'
}

# From the first answer on, each process of the server can open five descriptors more, and seven call. (One
# caller may take several: of a pipe to a program there are four.) The server may let them wait, hang
# up on them, or try again now and then; but to try again without end, as long as the shortage lasts,
# leaves nobody else the processor. First it lasts as long as the run. Then all leave, and when
# that has been seen to, there is room for one.
# usually: After EMFILE it calls accept again at once, and again.
# cure: Leave the listener out of poll until a connection is closed, or wait a while.
# source: POSIX accept; accept(2)    level: should    tests: server    speaks: any
# control: server=accepts_again_at_once
# control: server=gives_up_without_descriptors
@test "10.38 a server without descriptors rests as long as there are none, and serves afterwards" {
	cast server=forking_echo_server first='calls_in_turn_client {host} {port} 1' \
		client='staying_crowd_client {host} {port} 7'
	limit server descriptors 5 when 'first ends'
	hold 'client connect' until 'first ends'

	happens 'first ends' 'client prints all have called'
	rests   server

	cast server=forking_echo_server first='calls_in_turn_client {host} {port} 1' \
		client='silent_crowd_client {host} {port} 7'
	limit server descriptors 5 when 'first ends'
	hold 'client connect' until 'first ends'
	hold 'client close' until quiet
	hold 'client connect #8' until quiet

	happens 'first ends' 'client prints all have called' 'client prints answered'
}

# The first process, or thread, that is made once somebody has called cannot be made. (Nobody calls before
# the server has come to rest: those that it makes beforehand are no matter of a caller.) Its caller
# may be hung up on, or be served otherwise; who calls after that is to be answered.
# usually: It ends when fork or the making of a thread fails.
# cure: Close that client, or wait a while; serve the next.
# source: POSIX fork; POSIX pthread_create    level: must    tests: server    speaks: any
# control: server=gives_up_without_processes
@test "10.39 a server that could not make a process or a thread serves the next client" {
	cast server=forking_echo_server client=calls_again_client
	hold 'client connect' until quiet
	fail 'server fork' EAGAIN from 'wire client>server SYN'
	hold 'client connect #2' until quiet

	prints client 'answered'
}
