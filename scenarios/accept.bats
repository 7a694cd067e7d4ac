#!/usr/bin/env bats
# Accept: from the listening socket to a connection, and what is known of the caller then.

load vocabulary

# Each step is the condition of the next: a telephone, its number, the network, the receiver.
# Whoever leaves the last one out is not refused to anybody, but nobody is heard.
# source: notes 1; POSIX accept    level: must    tests: stack
# control: server=never_accepts also 1.8
@test "1.1 a server is made by socket, bind, listen and accept, in this order" {
	cast server=iterative_echo_server client=half_close_client

	happens 'server socket(SOCK_STREAM) >= 0' \
		'server bind = 0' \
		'server listen = 0' \
		'server accept >= 0'
	happens 'server listen = 0' 'wire client>server SYN' 'server accept >= 0'
}

# What a caller sees of these steps: the call goes through, and somebody is there. In what order a
# server makes them, and with which calls, is its own affair.
# usually: It never reaches accept, or waits for more than a line before it answers.
# cure: Loop: accept, read, answer what was read, until read returns 0.
# source: notes 1; RFC 9293 3.5; RFC 862    level: must    tests: server
# control: server=never_accepts
@test "1.17 a client that connects and sends a line gets an answer" {
	cast server=forking_echo_server client='calls_in_turn_client {host} {port} 1'

	happens 'wire client>server SYN' \
		'wire server>client SYN+ACK' \
		'wire client>server DATA' \
		'wire server>client DATA'
	prints    client 'answered 1'
}

# The client has called, spoken and hung up before the server picks up for the first time:
# all of it is the kernel's work, and nothing of it is lost. POSIX has accept take "pending
# connections", and leaves it open how far those have come.
# source: notes 1; notes 4; RFC 9293 3.10.1    level: linux    tests: stack
# control: callee='bound_program {port}'
@test "1.5 a connection is complete before accept is called" {
	cast callee='reading_server {port}' client=single_write_client
	over ipv4 ipv6
	hold 'client connect' until 'callee listen = 0'
	hold 'callee accept' until 'client ends'

	happens 'wire client>callee SYN' \
		'wire callee>client SYN+ACK' \
		'wire client>callee ACK' \
		'callee enters accept'
	happens 'client connect = 0' 'client write = 15' 'client close = 0' 'callee enters accept'
	happens 'callee accept > 0' 'callee read = 15' 'callee read = 0'
}

# The accepted socket is a further one; it has the port of the listening socket, which is
# there for the next caller as before. What the server prints are addresses of IPv4.
# source: notes 1; notes 4; POSIX accept    level: must    tests: stack
# control: server=closes_its_listener_after_one
@test "1.6 accept makes a new socket at the same port, and the listening one goes on listening" {
	cast server=naming_server client=calling_client other='calling_client {host} {port}'
	over ipv4

	happens 'server getsockname(listener) = 0' \
		'server accept > 0' \
		'server getsockname(connection) = 0'
	happens 'server prints listening at 0.0.0.0:9190' 'server prints called at 127.0.0.1:9190'
	happens 'server close(connection) = 0' \
		'server accept > 0 #2' \
		'server prints called at 127.0.0.1:9190 #2'
	never   'server enters close(listener)'
}

# The client has an address of its own choice here, so that it cannot be taken for another.
# source: POSIX accept; POSIX getsockname    level: must    tests: stack
# control: server=takes_its_own_name_for_the_callers
@test "1.7 accept reports the address that the client has for itself" {
	cast server=naming_server client='naming_client {host} {port} 127.0.0.2 41000'
	over ipv4

	prints client 'my name is 127.0.0.2:41000'
	prints server 'called by 127.0.0.2:41000'
}

# Once with a client that speaks first, once with a server that does. Neither needs anything
# more than the one connection.
# source: notes 1; POSIX accept    level: must    tests: stack
# control: server=reading_server
@test "1.8 after accept both sides send and receive on the one connection" {
	cast server=iterative_echo_server client=half_close_client

	happens 'client enters write' 'wire client>server DATA' 'server read > 0'
	happens 'server accept > 0' \
		'server read > 0' \
		'server enters write' \
		'wire server>client DATA' \
		'client read > 0'
	never   'wire SYN #2'

	cast server=talking_server client=answering_client

	happens 'server accept > 0' \
		'server enters write' \
		'wire server>client DATA' \
		'client read > 0'
	happens 'client read > 0' 'client enters write' 'wire client>server DATA' 'server read > 0'
	never   'wire SYN #2'
}

# The client is held until accept returns, which it must not before there is a caller, or until all
# else has come to rest: accept is what it rests in.
# source: notes 1; POSIX accept    level: must    tests: stack
# control: server=gives_up_when_nobody_calls
@test "1.9 accept waits until a client connects" {
	cast server=naming_server client=calling_client
	hold 'client connect' until 'server accept returns' or quiet

	happens 'server enters accept' 'client enters connect' 'server accept > 0'
	never   'server accept returns' until 'client enters connect'
}

# source: POSIX accept    level: must    tests: stack
# control: fail 'program accept(stream)' EAGAIN
# control: fail 'program accept(datagram)' EAGAIN
@test "1.10 accept fails with EINVAL where nobody listens, with EOPNOTSUPP on datagrams" {
	cast program=refused_accepts

	happens 'program accept(stream) = EINVAL' \
		'program bind = 0' \
		'program accept(stream) = EINVAL #2'
	happens 'program accept(datagram) = EOPNOTSUPP'
}
