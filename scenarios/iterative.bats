#!/usr/bin/env bats
# The iterative server: one caller after the other, by one listening socket.

load vocabulary

# The second has got through, and what it says is taken and acknowledged - by the kernel. The
# server does not know of it before it accepts again. The first leaves only then.
# source: notes 4; notes 10; POSIX listen    level: must    tests: stack
# control: server=forking_echo_server
@test "4.3 an iterative server serves the second client only after the first has gone" {
	cast server=iterative_echo_server first='echo_client {host} {port}' \
		second='echo_client {host} {port}'
	stdin first 'one'
	stdin second 'two'
	hold 'second connect' until 'first read > 0'
	hold 'first close' until 'wire server>second ACK'

	happens 'second connect = 0' \
		'wire second>server DATA' \
		'wire server>second ACK' \
		'first enters close'
	happens 'first enters close' 'server read = 0' 'server accept > 0 #2' 'second read > 0'
	never   'server accept > 0 #2' until 'first enters close'
	prints    second 'two'
}

# Each accept makes a socket for one caller, and the listening one is for all who come. A sixth comes
# when the five have gone and the server has come to rest.
# usually: It closes its listener, or ends, after one client.
# cure: Close the socket that accept has returned, and call accept again.
# source: notes 4; POSIX accept    level: must    tests: server    speaks: any
# control: server=serves_one_caller
@test "4.4 a server serves five clients in turn, and goes on listening meanwhile" {
	cast server=iterative_echo_server client='calls_in_turn_client {host} {port} 5' \
		sixth='calls_in_turn_client {host} {port} 1'
	hold 'sixth connect' until quiet

	happens 'wire client>server SYN #5' \
		'wire server>client SYN+ACK #5' \
		'client prints answered 5'
	happens 'client ends' \
		'wire sixth>server SYN' \
		'wire server>sixth SYN+ACK' \
		'sixth prints answered 1'
}
