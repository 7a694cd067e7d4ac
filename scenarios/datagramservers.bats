#!/usr/bin/env bats
# Datagram servers: what who asks by a datagram may expect, whatever is spoken.

load vocabulary

# Both have asked when the server does anything. Each is answered at its own address, and once.
# usually: It answers at the address of whoever has sent last, or first.
# cure: Answer each datagram at the address that recvfrom has brought with it.
# source: RFC 768; POSIX recvfrom    level: must    tests: server    speaks: contract answer
# control: server=answers_its_first_caller_always
@test "6.60 each of two callers of a UDP server that have both asked is answered once" {
	cast server=udp_echo_server client='udp_calls_in_turn_client {host} {port} 1' \
		other='udp_calls_in_turn_client {host} {port} 1'
	hold 'other connect' until 'client write > 0'
	pause server until 'other write > 0'

	happens 'other write > 0' 'wire server>client DATAGRAM' 'client prints answered 1'
	happens 'other write > 0' 'wire server>other DATAGRAM' 'other prints answered 1'
	never   'wire server>client DATAGRAM #2'
}

# None of them says that it has gone, and none does before the last has been answered. How the server
# makes its answers is its own affair; a process that it has made for one is to be waited for.
# usually: It makes a process for each datagram, and waits for none; or it serves its first caller alone.
# cure: Wait for each that ends, or ignore SIGCHLD; keep no caller's address beyond the answer.
# source: RFC 768; POSIX wait    level: must    tests: server    speaks: any
# control: server=answers_its_first_caller_always
# control: server=answers_by_children_it_forgets
@test "6.61 a UDP server answers fifty callers in turn, and leaves no zombie" {
	cast server=udp_echo_server client=udp_calls_in_turn_client
	over ipv4

	prints  client 'answered 50'
	zombies server 0
}

# Whether there is an answer to it is the protocol's affair. Without a connection there is no end-of-file.
# usually: It takes a datagram of no bytes for an end.
# cure: Go on: 0 is a length.
# source: RFC 768    level: must    tests: server    speaks: contract
# control: server=takes_zero_for_end_of_file
@test "6.62 a UDP server that was sent a datagram of no bytes answers the next caller" {
	cast server=udp_echo_server client='udp_bothering_client {host} {port} nothing'

	happens 'wire client>server DATAGRAM = 0' 'client prints answered'
}

# usually: It trusts what it has read: looks up what is not there, or ends at a surprise.
# cure: Look before you use a byte; drop what makes no sense, and go on.
# source: RFC 1122 1.2.2; RFC 768    level: must    tests: server    speaks: contract
# control: server=dies_of_a_strange_datagram
@test "6.63 a UDP server that was sent bytes that make no sense answers the next caller" {
	cast server=udp_echo_server client='udp_bothering_client {host} {port} nonsense'

	happens 'client prints sent' 'client prints answered'
}

# More than 65,507 bytes do not fit into one. (Over IPv4 alone, where that is so.)
# usually: Its buffer is shorter, and what does not fit is an error that ends it.
# cure: Drop what is too long, and go on.
# source: RFC 1122 1.2.2; RFC 768    level: must    tests: server    speaks: contract
# control: server=dies_of_a_large_datagram
@test "6.64 a UDP server that was sent a datagram of 65,507 bytes answers the next caller" {
	cast server=udp_echo_server client='udp_bothering_client {host} {port} much'
	over ipv4

	happens 'wire client>server DATAGRAM = 65507' 'client prints answered'
}

# It is started again at once, by the same command line. Another asks when it had its time to begin.
# usually: Its handler only sets a flag, and the call that waits is restarted.
# cure: End in the handler, or by signalfd or a pipe that is polled, too; without SA_RESTART a signal may still come just before the call.
# source: POSIX kill; socket(7)    level: should    tests: server    speaks: any
# control: server=stops_at_the_next_datagram
@test "6.65 a UDP server ends on SIGTERM, and can be started again at once" {
	cast server=udp_echo_server client='udp_calls_in_turn_client {host} {port} 1' \
		again='{server}' later='udp_calls_in_turn_client {host} {port} 1' clock=telling_program
	hold 'clock write(stdout)' until 'client ends'
	hold 'clock write(stdout)' until waits
	signal server SIGTERM when 'clock prints now'
	pause again until 'server.last ends' or quiet
	hold 'later connect' until quiet

	happens 'client ends' \
		'clock prints now' \
		'server.last ends' \
		'wire later>again DATAGRAM' \
		'later prints answered 1'
}
