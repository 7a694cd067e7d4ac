#!/usr/bin/env bats
# Bad callers: those who say nonsense, who stop in the middle, who leave, and who come in crowds.

load vocabulary

# The first half of a request, and then the end of what the caller says. It will never be whole, so to wait
# for the rest is to wait for ever. What the server answers, if anything, is its own affair. (Over IPv4
# alone, as all of this file: none of it is about addresses.)
# usually: A descriptor is never closed: often the parent's copy after fork, or one after an error.
# cure: Close it on every path; the parent closes its copy.
# source: RFC 9293 3.6    level: must    tests: server    speaks: contract request
# control: server=keeps_the_parents_copy
@test "7.62 a caller who half-closes in the middle of a request is left, and nothing is kept" {
	cast server=forking_echo_server client='asks_badly_client {host} {port} half' \
		other='calls_in_turn_client {host} {port} 1'
	over ipv4
	hold 'other connect' until 'client ends' or quiet

	happens 'client prints asked badly' 'client prints the server has left'
	prints      other 'answered 1'
	connections server 0
}

# Bytes that make no sense, and then the end of what the caller says. The server may answer them, with an
# error or by chance, or hang up.
# usually: It trusts what it reads: a byte it does not expect ends it, or leads it out of its
#   buffer.
# cure: Look at each byte before it is used; answer with an error, or hang up on that caller only.
# source: RFC 1122 1.2.2    level: must    tests: server    speaks: contract
# control: server=dies_of_a_strange_byte
@test "5.84 a server outlives bytes that make no sense, and ends that conversation" {
	cast server=forking_echo_server client='asks_badly_client {host} {port} nonsense' \
		other='calls_in_turn_client {host} {port} 1'
	over ipv4
	hold 'other connect' until 'client ends' or quiet

	happens 'client prints the server has left'
	prints      other 'answered 1'
	connections server 0
}

# usually: Its buffer has an end, and what it reads has none.
# cure: Refuse what does not fit: answer with an error, or hang up on that caller only.
# source: RFC 1122 1.2.2    level: must    tests: server    speaks: contract
# control: server=dies_of_a_long_line
@test "5.85 a server outlives a request that is too large, and ends that conversation" {
	cast server=forking_echo_server client='asks_badly_client {host} {port} large' \
		other='calls_in_turn_client {host} {port} 1'
	over ipv4
	hold 'other connect' until 'client ends' or quiet

	happens 'client prints the server has left'
	prints      other 'answered 1'
	connections server 0
}

# Three callers close: one in the middle of its request, one before its answer, one in its middle. In the first
# run each leaves when the server has had time for what it was sent, in the other before the server does
# anything, also to accept. Then another calls.
# usually: A descriptor is never closed: often the parent's copy after fork, or one after an error.
# cure: Close it on every path; the parent closes its copy.
# source: RFC 9293 3.6; POSIX accept; POSIX write    level: must    tests: server    speaks: contract request answer
# control: server=keeps_the_parents_copy
# control: server=spins_when_nobody_is_left
@test "7.63 a server keeps nothing of callers who leave anywhere, and serves the next" {
	cast server=forking_echo_server client=leaves_midway_client \
		other='calls_in_turn_client {host} {port} 1'
	over ipv4
	hold each 'client close' until waits
	hold 'other connect' until 'client ends' or quiet

	happens 'client prints left in the middle of the answer' 'other prints answered 1'
	connections server 0
	zombies     server 0
	rests       server

	cast server=forking_echo_server client='leaves_midway_client {host} {port}' \
		other='calls_in_turn_client {host} {port} 1'
	over ipv4
	pause server until 'client prints left without an answer' or quiet
	hold 'other connect' until 'client ends' or quiet

	happens 'client prints left in the middle of the answer' 'other prints answered 1'
	connections server 0
	zombies     server 0
}

# The same three, and each leaves by a reset.
# usually: It ends at the first error of read, write or accept, or does not look at errors of read
#   at all.
# cure: Close at every result of read that is 0 or an error other than EINTR and EAGAIN.
# source: RFC 9293 3.6; POSIX recv, ECONNRESET    level: must    tests: server    speaks: contract request answer
# control: server=gives_up_at_a_reset
# control: server=overlooks_a_reset
@test "7.64 a server keeps nothing of callers who reset anywhere, and serves the next" {
	cast server=forking_echo_server client='leaves_midway_client {host} {port} reset' \
		other='calls_in_turn_client {host} {port} 1'
	over ipv4
	hold each 'client close' until waits
	hold 'other connect' until 'client ends' or quiet

	happens 'client prints left in the middle of the answer' 'other prints answered 1'
	connections server 0
	zombies     server 0
	rests       server
}

# usually: It reads until the request is whole, and serves nobody meanwhile.
# cure: A process or a thread for each client, or poll all of them.
# source: RFC 4732 2.1.2    level: must    tests: server    speaks: contract request more
# control: server=iterative_echo_server
@test "10.80 a caller is served while another has stopped in the middle of its request" {
	cast server=forking_echo_server client=stops_midway_client
	over ipv4
	hold 'client connect #2' until waits

	happens 'client prints the second is answered' 'client prints the first is answered'
}

# It asks and asks, and does not listen: as often as its contract allows, up to 256 KiB of answers. That is
# more than all buffers between the two hold, which are small here. Five more call when all have come to
# rest, and are answered before it listens; then it gets all of its own answers, in order.
# usually: It waits in write for a client that does not read, and serves nobody meanwhile.
# cure: Do not block: keep what is unsent for each client, or a thread for each.
# source: RFC 9293 3.8.6; POSIX write    level: must    tests: server    speaks: contract pipelined request answer more
# control: server=blocks_in_write
# control: server=iterative_echo_server
@test "10.81 callers are served while another does not read its answers, and it loses none" {
	cast server=forking_echo_server client='asks_ahead_client {host} {port} 262144' \
		other='calls_in_turn_client {host} {port} 5'
	over ipv4
	hold 'other connect' until waits
	hold 'client read' until 'other prints answered 5' or quiet

	happens 'client enters write' 'other prints answered 5' 'client read > 0'
	never   'client enters read' until 'other prints answered 5'
	prints  client 'all answers have come'
}

# Two hundred call and say nothing, and the next five always when the server waits for somebody. How many a
# server takes at a time is its own choice, and one of processes, say, may have fewer; but who has nothing
# to say costs little, and so it is the usual way to keep others from being served. (More than that, at two
# processes each, are more than a run may have.)
# usually: Each silent caller costs it a process, a thread or a place, of which it has a few.
# cure: Poll all of them, or hang up on who is silent when places are short; look for its limit.
# source: RFC 4732 2.1.2    level: should    tests: server    speaks: contract
# control: server='with_few_descriptors 100 {epoll_echo_server} {port}'
@test "10.82 a caller is served while two hundred others are silent" {
	cast server=epoll_echo_server client='silent_masses_client {host} {port} 200' \
		other='calls_in_turn_client {host} {port} 1'
	over ipv4
	hold each 'client getsockopt' until waits
	hold 'other connect' until 'client prints all have called' or quiet
	hold 'other connect' until waits
	signal client SIGKILL when 'other prints answered 1'

	happens 'client prints all have called' 'other prints answered 1'
}
