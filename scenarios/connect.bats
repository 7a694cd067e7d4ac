#!/usr/bin/env bats
# Connect: what a client does to reach a server, and what is done for it.

load vocabulary

# A client is found by nobody, so it needs no number that others know: it gets one that is
# free, when it calls. Of which range is left to the system (here: ip_local_port_range).
# source: notes 1; POSIX connect; ip(7)    level: must    answers: stack
# control: client='naming_client {host} {port} {host} 9191'
@test "1.2 a client needs only socket and connect, and is given its address" {
	observe server=naming_server client=unnamed_client

	happens 'client socket(SOCK_STREAM) > 0' 'client connect' 'wire client>server SYN' 'client connect = 0'
	never   'client bind'
	says    client 'before 0.0.0.0:0'
	says    client 'after 127.0.0.1'
	says    client 'the port is in the ephemeral range'
}

# To whom else would the next byte go? A conversation has two ends, and this is one of them; for
# another there must be another socket. What was said on the first is not disturbed.
# source: notes 2; POSIX connect    level: must    answers: stack
# control: client='calls_in_turn_client {host} {port} 2'
@test "2.4 a stream is one to one: a second connect on a connected socket fails" {
	over ipv4 ipv6
	observe server=iterative_echo_server client=calls_twice_client

	happens 'client connect = 0' 'client connect = EISCONN' 'client write = 6' 'client read > 0'
	never   'wire SYN #2'
}
