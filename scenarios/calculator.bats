#!/usr/bin/env bats
# The calculator: a protocol that says itself where a request ends, over a stream that does not.

load vocabulary

# A request is a number of operands, the operands, and an operator: 14 bytes here. First it is
# sent in two pieces, cut at each of its thirteen borders in turn; then the server's reads
# bring one byte each, so that it is cut at all of them.
# source: notes 5; RFC 9293 3.7; POSIX read    level: must    tests: stack
# control: server=reads_its_request_once
@test "5.6 a request that is cut at any byte gets the right answer" {
	cast server=calculator_server client=calculator_client

	happens 'wire client>server DATA = 1' \
		'wire client>server DATA = 13' \
		'wire client>server DATA = 2' \
		'wire client>server DATA = 12'
	happens 'wire client>server DATA = 12' \
		'wire client>server DATA = 2' \
		'wire client>server DATA = 13' \
		'wire client>server DATA = 1'
	happens 'client prints 2 + 3 + 4 = 9 #13'

	cast server=calculator_server client=calculator_client
	short 'server read' 1

	happens 'server read = 1 #14' 'client prints 2 + 3 + 4 = 9 #13'
	never   'server read > 1'
}

# A request of 14 bytes and one of 10, by one write and in one segment. Who reads more than
# belongs to the first must keep it for the second.
# usually: It takes one read for one request, and drops what came behind it.
# cure: Keep what is left in the buffer, and look there first.
# source: notes 5; POSIX read    level: must    tests: stack via
# control: server=forgets_the_rest_of_its_buffer
@test "5.7 two requests in one segment are two requests, and none is lost" {
	cast server=calculator_server client=two_requests_client

	happens 'client enters write' \
		'wire client>server DATA = 24' \
		'client prints 2 + 3 + 4 = 9' \
		'client prints 6 * 7 = 42'
}
