#!/usr/bin/env bats
# The moved server: its name is what it was, its address is another.

load vocabulary

# A first caller finds the server at 127.0.0.1. Then it moves: it starts again at 127.0.0.2, and the
# name server with another record. The client is started after that, with the same command line.
# usually: The address is written into the program, or was looked up when it was built.
# cure: Look the name up when you connect (getaddrinfo).
# source: notes 8; RFC 1123 2.1; POSIX getaddrinfo    level: should    tests: client    speaks: any
# control: client=has_the_address_written_in
@test "8.6 a client that looks the name up when it starts finds the server where it is" {
	cast dns='dnsmasq home' server='placed_answering_server 127.0.0.1 {port}' \
		earlier='whole_answer_client 127.0.0.1 {port}' \
		restarted='placed_answering_server 127.0.0.2 {port}' client=named_echo_client \
		moved='dnsmasq moved'
	over ipv4
	stdin client 'hello after' 'Q'
	signal server SIGTERM when 'earlier ends'
	signal dns SIGTERM when 'earlier ends'
	hold 'moved bind' until 'dns ends'
	hold 'restarted bind' until 'server ends'
	pause client until 'restarted listen = 0'
	pause client until 'moved listen = 0'

	happens 'wire earlier>server SYN(to 127.0.0.1)' 'earlier prints answered' 'server ends'
	happens 'server ends' \
		'restarted listen = 0' \
		'wire client>restarted SYN(to 127.0.0.2)' \
		'wire client>restarted DATA'
}

# The same move, while the client runs: between its first line and its second the server that it
# was connected to is gone. Nothing in the library remembers the old address for it.
# source: notes 8; POSIX getaddrinfo    level: must    tests: stack
# control: client=caches_the_address_for_ever
@test "8.7 a client that asks again when its connection has ended reaches the new address" {
	cast dns='dnsmasq home' server='placed_answering_server 127.0.0.1 {port}' \
		client=returning_client restarted='placed_answering_server 127.0.0.2 {port}' \
		moved='dnsmasq moved'
	over ipv4
	signal server SIGTERM when 'client prints first'
	signal dns SIGTERM when 'client prints first'
	hold 'moved bind' until 'dns ends'
	hold 'restarted bind' until 'server ends'
	hold 'client write(connection) #2' until 'wire server>client FIN'
	hold 'client sendto(datagram) #2' until 'restarted listen = 0'
	hold 'client sendto(datagram) #2' until 'moved listen = 0'

	happens 'wire client>dns QUESTION(A, server.example.test)' \
		'wire client>server SYN(to 127.0.0.1)' \
		'client prints first'
	happens 'client prints first' \
		'wire client>moved QUESTION(A, server.example.test)' \
		'wire client>restarted SYN(to 127.0.0.2)' \
		'client prints second'
}

# The name stands for ::1, too, and there nobody listens. Who asks for both and takes the first for the
# only one has not found the server.
# usually: It tries the first address of the name only.
# cure: Try each address that getaddrinfo returns, until a connect succeeds.
# source: notes 8; RFC 6724 2; RFC 1123 2.3    level: should    tests: client    speaks: any
# control: client=tries_one_address
@test "8.8 a client finds a server at the one of its addresses where it listens" {
	requires ipv6
	cast dns='dnsmasq two_families' server='placed_answering_server 127.0.0.1 {port}' \
		client=named_echo_client
	over ipv4
	stdin client 'hello network' 'Q'

	happens 'wire client>dns QUESTION(server.example.test)' \
		'wire client>server SYN(to 127.0.0.1)' \
		'wire client>server DATA'
}

# The same run, of our own client, which asks for both.
# source: RFC 6724 2.1; RFC 6724 10.3; RFC 1123 2.3; POSIX getaddrinfo    level: should    tests: stack
# control: client=tries_one_address
# control: client='echo_client 127.0.0.1 {port}'
@test "8.15 the address of IPv6 comes first, and a refusal there is one of that address only" {
	requires ipv6
	cast dns='dnsmasq two_families' server='placed_answering_server 127.0.0.1 {port}' \
		client='named_echo_client {host} {port}'
	over ipv4
	stdin client 'hello network' 'Q'

	happens 'wire client>dns QUESTION(AAAA, server.example.test)' \
		'wire SYN(to ::1)' \
		'wire RST(from ::1)'
	happens 'wire RST(from ::1)' \
		'client connect = ECONNREFUSED' \
		'wire client>server SYN(to 127.0.0.1)' \
		'client prints hello network'
}
