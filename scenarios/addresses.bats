#!/usr/bin/env bats
# Addresses: their texts, their structure, and which of them a socket can have.

load vocabulary

# Four decimal numbers from 0 to 255 with dots between, and nothing else: the shorter forms of
# older functions are no addresses to inet_pton. POSIX does not say what is in the address
# after a refusal; here it is as it was.
# source: notes 3; POSIX inet_pton    level: linux    tests: stack
# control: program=takes_inaddr_none_for_an_address
@test "3.3 an address and its text are made from each other, and what is none is refused" {
	cast program=address_texts

	prints program '"127.0.0.1": bytes 127 0 0 1, back 127.0.0.1'
	prints program '"0.0.0.0": bytes 0 0 0 0, back 0.0.0.0'
	prints program '"203.0.113.254": bytes 203 0 113 254, back 203.0.113.254'
	prints program '"256.0.0.1": refused, the address is unchanged'
	prints program '"1.2.3.4.5": refused, the address is unchanged'
	prints program '"127.1": refused, the address is unchanged'
	prints program '"1.2.3.4 ": refused, the address is unchanged'
	prints program '"loopback": refused, the address is unchanged'
	prints program '"": refused, the address is unchanged'
}

# The older function has one number for "no address" and for the address whose bits are all
# set; the newer ones give the address apart from the answer.
# source: notes 3; inet(3); POSIX inet_addr    level: must    tests: stack
# control: program=takes_an_address_for_an_error
@test "3.4 255.255.255.255 is an address, and inet_addr cannot tell it from an error" {
	cast program=broadcast_texts

	prints program 'inet_pton: "255.255.255.255": 255.255.255.255'
	prints program 'inet_pton: "256.256.256.256": refused'
	prints program 'inet_aton: "255.255.255.255": 255.255.255.255'
	prints program 'inet_aton: "256.256.256.256": refused'
	prints program 'inet_addr: "255.255.255.255": 255.255.255.255'
	prints program 'inet_addr: "256.256.256.256": 255.255.255.255'
}

# The sizes are this system's (POSIX only says that every address can be passed as a sockaddr),
# and so is that nobody looks at the padding. Elsewhere it must be zero.
# source: notes 3; POSIX bind; ip(7)    level: linux    tests: stack
# control: program=passes_the_size_of_a_pointer
@test "3.5 sockaddr_in has the 16 bytes of sockaddr, and its last 8 are only padding" {
	cast program=padded_address

	prints    program 'sockaddr 16'
	prints    program 'sockaddr_in 16'
	happens 'program bind = EINVAL' 'program bind = 0'
	prints    program 'padding zero'
}

# Every address of 127.0.0.0/8 is this machine's (RFC 1122 3.2.1.3). The server has bound to none
# of them, and learns from the accepted socket which one was called.
# source: notes 3; ip(7); POSIX getsockname    level: must    tests: stack
# control: server=binds_to_one_address
@test "3.6 who binds to INADDR_ANY is reached at every local address, and learns which" {
	cast server=naming_server client='calling_client 127.0.0.1 {port}' \
		other='calling_client 127.0.0.2 {port}'
	over ipv4

	prints    server 'listening at 0.0.0.0:9190'
	happens 'wire client>server SYN' 'client connect = 0'
	happens 'wire other>server SYN' 'other connect = 0'
	prints    server 'called at 127.0.0.1:9190'
	prints    server 'called at 127.0.0.2:9190'
}

# source: POSIX bind    level: must    tests: stack
# control: program=any_port_program
@test "3.7 bind fails for another family, for an address not ours, and the second time" {
	cast program=refused_binds

	happens 'program bind = EAFNOSUPPORT' \
		'program bind = EADDRNOTAVAIL' \
		'program bind = 0' \
		'program bind = EINVAL'
}
