#!/usr/bin/env bats
# Names: how a name becomes an address, an address a name, and what there is to go wrong.

load vocabulary

# A run has a name server of its own, at the only address that its resolv.conf names. The
# library asks it for an address of IPv4, in a datagram to port 53.
# source: notes 8; RFC 1035 4.2.1; POSIX gethostbyname    level: must    tests: stack
# control: client='host_by_name 127.0.0.2'
# control: client='address_info www.example.test'
@test "8.1 a name becomes an address by a question to the configured name server" {
	cast dns='dnsmasq example' client='host_by_name www.example.test'

	happens 'wire client>dns QUESTION(A, www.example.test, to 127.0.0.1:53)' \
		'wire dns>client ANSWER(A) = 1' \
		'client prints address 127.0.0.2'
	never   'wire client>dns QUESTION(AAAA)'
}

# source: notes 8; RFC 1035 3.4.1; POSIX gethostbyname    level: must    tests: stack
# control: client='host_by_name www.example.test'
@test "8.2 a name with several addresses gives them all" {
	cast dns='dnsmasq example' client='host_by_name three.example.test'

	happens 'wire dns>client ANSWER(A, three.example.test) = 3'
	prints    client 'address 127.0.0.3'
	prints    client 'address 127.0.0.4'
	prints    client 'address 127.0.0.5'
}

# Who asks by an alias is told so: the name that he used is one of the aliases, and what the
# domain is really called is its name. Both answers come at once.
# source: notes 8; RFC 1035 3.3.1; POSIX gethostbyname; POSIX getaddrinfo    level: must    tests: stack
# control: client='host_by_name www.example.test' other='address_info www.example.test'
@test "8.3 an alias gives its canonical name" {
	cast dns='dnsmasq example' client='host_by_name web.example.test' \
		other='address_info web.example.test'

	happens 'wire dns>client ANSWER(A, web.example.test) = 2' \
		'client prints name www.example.test' \
		'client prints alias web.example.test'
	happens 'wire dns>other ANSWER(A, web.example.test) = 2' \
		'other prints canonical www.example.test'
}

# The address is written backwards, because in a name the general part comes last.
# source: notes 8; RFC 1035 3.5; POSIX gethostbyaddr; POSIX getnameinfo    level: must    tests: stack
# control: client='host_by_name www.example.test' other='address_info www.example.test'
@test "8.4 an address becomes a name by a question for a pointer" {
	cast dns='dnsmasq example' client='host_by_address 127.0.0.2' other='name_info 127.0.0.2 7'

	happens 'wire client>dns QUESTION(PTR, 2.0.0.127.in-addr.arpa)' \
		'wire dns>client ANSWER(PTR) = 1' \
		'client prints name www.example.test'
	happens 'wire other>dns QUESTION(PTR, 2.0.0.127.in-addr.arpa)' \
		'other prints www.example.test echo'
}

# "There is no such name" is an answer, and final; no answer is none, and may be one tomorrow. A
# program that takes the one for the other gives up where it should try again. (The server is
# stopped before it is asked; the second that passes is the one that these wait for it.)
# source: notes 8; POSIX getaddrinfo; POSIX gethostbyname; RFC 1035 4.1.1    level: must    tests: stack
# control: client='with_little_patience {takes_silence_for_an_answer} nobody.example.test'
# control: client='address_info www.example.test' other='host_by_name www.example.test'
@test "8.5 a name that does not exist is distinguished from a name server that does not answer" {
	cast dns='dnsmasq example' client='address_info nobody.example.test' \
		other='host_by_name nobody.example.test'

	happens 'wire dns>client ANSWER(NXDOMAIN, nobody.example.test)' 'client prints EAI_NONAME'
	happens 'wire dns>other ANSWER(NXDOMAIN, nobody.example.test)' 'other prints HOST_NOT_FOUND'

	cast dns='dnsmasq example' \
		client='with_little_patience {address_info} nobody.example.test' \
		other='with_little_patience {host_by_name} nobody.example.test'
	signal dns SIGSTOP when 'client enters socket'
	hold 'other write' until 'client enters socket'

	happens 'wire client>dns QUESTION(nobody.example.test)' 'client prints EAI_AGAIN'
	happens 'wire other>dns QUESTION(nobody.example.test)' 'other prints TRY_AGAIN'
	never   'wire ANSWER' until 'client ends'
}

# 512 bytes are what a datagram of DNS holds. The server says that there is more, and answers the
# same question by TCP as long as it likes.
# source: RFC 7766 5; RFC 1035 4.2.1    level: must    tests: stack
# control: client='host_by_name three.example.test'
@test "8.9 an answer that is too long for a datagram is asked for again by TCP" {
	cast dns='dnsmasq example' client='host_by_name many.example.test'

	happens 'wire dns>client ANSWER(A, TRUNCATED)' \
		'wire client>dns SYN(to 127.0.0.1:53)' \
		'wire client>dns DATA' \
		'wire dns>client DATA > 512' \
		'client prints address 127.0.1.40'
	happens 'client prints address #40'
}

# source: RFC 3493 6.1; POSIX getaddrinfo    level: must    tests: stack
# control: client='address_info 127.0.0.6 http'
# control: client='host_by_name both.example.test'
@test "8.10 both families are asked for, and a service gives its port" {
	cast dns='dnsmasq example' client='address_info both.example.test http'

	happens 'wire client>dns QUESTION(A, both.example.test)' \
		'wire dns>client ANSWER(A) = 1' \
		'client prints 127.0.0.6:80'
	happens 'wire client>dns QUESTION(AAAA, both.example.test)' \
		'wire dns>client ANSWER(AAAA) = 1' \
		'client prints [::1]:80'
}

# None of these depends on what a name server says, so none of them is a question to it.
# source: POSIX getaddrinfo; RFC 3493 6.1    level: must    tests: stack
# control: program=asks_for_names_in_digits
@test "8.11 text that can be no address has an error of its own, and no name server is asked" {
	cast dns='dnsmasq example' program=impossible_lookups

	prints  program 'nothing: EAI_NONAME'
	prints  program 'a name that must be digits: EAI_NONAME'
	prints  program 'a service that must be digits: EAI_NONAME'
	prints  program 'an unknown service: EAI_SERVICE'
	prints  program 'an unknown family: EAI_FAMILY'
	prints  program 'an unknown type: EAI_SOCKTYPE'
	prints  program 'unknown flags: EAI_BADFLAGS'
	never 'wire QUESTION'
}

# source: POSIX getaddrinfo; RFC 3493 6.1    level: must    tests: stack
# control: client='unnamed_addresses {port} localhost'
@test "8.12 without a name a server gets the address for all, and a client this machine's own" {
	cast client='unnamed_addresses {port}'

	prints client 'to bind: 0.0.0.0:9190'
	prints client 'to call: 127.0.0.1:9190'
}

# An address has a name only if somebody has given it one. Who requires a name is told that there
# is none; that is not the error of a name server that cannot be reached.
# source: POSIX getnameinfo; RFC 3493 6.2    level: must    tests: stack
# control: client='name_info 127.0.0.2 7'
@test "8.13 an address without a name is distinguished from one whose name cannot be asked for" {
	cast dns='dnsmasq example' client='name_info 127.0.0.9 7'

	happens 'wire client>dns QUESTION(PTR, 9.0.0.127.in-addr.arpa)' \
		'wire dns>client ANSWER(NXDOMAIN)' \
		'client prints EAI_NONAME'

	cast dns='dnsmasq example' client='name_info 127.0.0.9 7'
	signal dns SIGTERM when 'client enters socket'
	hold 'client sendto' until 'dns ends'

	happens 'dns ends' \
		'wire client>dns QUESTION(PTR)' \
		'wire PORT-UNREACHABLE' \
		'client prints EAI_AGAIN'
}

# The memory belongs to the library. POSIX lets it be written over; glibc does write over it.
# source: notes 8; POSIX.1-2001 gethostbyname; gethostbyname(3)    level: linux    tests: stack
# control: client='two_lookups www.example.test web.example.test'
@test "8.14 what gethostbyname has returned is written over by the next call" {
	cast dns='dnsmasq example' client='two_lookups www.example.test both.example.test'

	prints client 'first 127.0.0.2'
	prints client 'second 127.0.0.6'
	prints client 'kept 127.0.0.2'
	prints client 'pointed 127.0.0.6'
}
