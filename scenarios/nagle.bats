#!/usr/bin/env bats
# Nagle's algorithm: small writes that wait for one another, and how to switch it off.

load vocabulary

# Three messages of a byte are handed over at once. By default the first goes, and while it is
# not acknowledged nothing else does. With TCP_NODELAY all three have gone, each in a segment
# of its own, before the call returns. (RFC 9293 has the first as SHOULD, the second as MUST.) The
# client closes only after the acknowledgement: a FIN takes along what waits.
# source: RFC 9293 3.7.4 SHLD-7; RFC 9293 3.7.4 MUST-17; tcp(7)    level: should    tests: stack
# control: client=prompt_writes_client
# control: client=small_writes_client
@test "9.2 small writes wait for the acknowledgement of the one before, but not with TCP_NODELAY" {
	cast server=late_acknowledging_server client=small_writes_client
	hold 'client write' until 'server setsockopt(TCP_QUICKACK) = 0'
	hold 'client close' until 'wire server>client ACK'

	happens 'wire client>server DATA = 1' 'wire server>client ACK' 'wire client>server DATA'
	happens 'client prints sent 3' 'client enters close'
	never 'wire client>server DATA' after 'wire client>server DATA #1' \
		until 'wire server>client ACK'
	prints    server 'total 3'

	cast server=late_acknowledging_server client=prompt_writes_client
	hold 'client write' until 'server setsockopt(TCP_QUICKACK) = 0'

	happens 'client enters write' \
		'wire client>server DATA = 1' \
		'wire client>server DATA = 1 #2' \
		'wire client>server DATA = 1 #3' \
		'client prints sent 3'
	prints    server 'total 3'
}
