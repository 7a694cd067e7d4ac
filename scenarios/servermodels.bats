#!/usr/bin/env bats
# Server models: processes, multiplexing and threads, and what a caller may expect of each.

load vocabulary

# One process a caller; one thread for all, which waits by select, by poll or by epoll; one thread
# a caller. A caller cannot tell which: nobody waits for another who is silent, everything
# comes back, and what was said before the FIN is answered after it. (Fifteen pairs, over IPv4
# alone: no model looks at the family.)
# source: notes 10; RFC 862    level: must    tests: stack
# control: server=iterative_echo_server
@test "10.17 processes, multiplexing and threads serve the same echo" {
	cast server=forking_echo_server client=silent_caller_client
	over ipv4
	happens 'client prints the second is answered' 'client prints the first is answered'
	cast server=select_echo_server client=silent_caller_client
	over ipv4
	happens 'client prints the second is answered' 'client prints the first is answered'
	cast server=poll_echo_server client=silent_caller_client
	over ipv4
	happens 'client prints the second is answered' 'client prints the first is answered'
	cast server=epoll_echo_server client=silent_caller_client
	over ipv4
	happens 'client prints the second is answered' 'client prints the first is answered'
	cast server=threaded_echo_server client=silent_caller_client
	over ipv4
	happens 'client prints the second is answered' 'client prints the first is answered'

	cast server=forking_echo_server client='duplex_echo_client {host} {port} 65536'
	over ipv4
	prints    client '65536 bytes came back unchanged'
	cast server=select_echo_server client='duplex_echo_client {host} {port} 65536'
	over ipv4
	prints    client '65536 bytes came back unchanged'
	cast server=poll_echo_server client='duplex_echo_client {host} {port} 65536'
	over ipv4
	prints    client '65536 bytes came back unchanged'
	cast server=epoll_echo_server client='duplex_echo_client {host} {port} 65536'
	over ipv4
	prints    client '65536 bytes came back unchanged'
	cast server=threaded_echo_server client='duplex_echo_client {host} {port} 65536'
	over ipv4
	prints    client '65536 bytes came back unchanged'

	cast server=forking_echo_server client='half_close_client {host} {port} 30011'
	over ipv4
	hold 'server read' until 'wire client>server FIN'
	prints    client 'got 30011 back, unchanged'
	cast server=select_echo_server client='half_close_client {host} {port} 30011'
	over ipv4
	hold 'server read' until 'wire client>server FIN'
	prints    client 'got 30011 back, unchanged'
	cast server=poll_echo_server client='half_close_client {host} {port} 30011'
	over ipv4
	hold 'server read' until 'wire client>server FIN'
	prints    client 'got 30011 back, unchanged'
	cast server=epoll_echo_server client='half_close_client {host} {port} 30011'
	over ipv4
	hold 'server read' until 'wire client>server FIN'
	prints    client 'got 30011 back, unchanged'
	cast server=threaded_echo_server client='half_close_client {host} {port} 30011'
	over ipv4
	hold 'server read' until 'wire client>server FIN'
	prints    client 'got 30011 back, unchanged'
}

# The client sends four megabytes and does not listen. Most servers leave it alone when its answers
# have filled all buffers; some keep them in memory, and have read everything when all comes to
# rest. Then twenty more call, and are answered before the first begins to listen. (Not before: a
# window that is closed for a moment is only a server that is slow.) What they say is something else,
# and long: were it put where the first one's answer lies, that one would hear it. (Over IPv4 alone:
# four megabytes twice would say no more.)
# usually: It waits in write for a client that does not read, and serves nobody meanwhile.
# cure: Do not block: keep what is unsent for each client, or a thread for each.
# source: notes 10; RFC 9293 3.8.6; POSIX write    level: must    tests: server
# control: server=blocks_in_write
# control: server=iterative_echo_server
# control: server=shares_its_buffer
@test "10.19 a client that does not read keeps no other client waiting, and loses nothing" {
	cast server=forking_echo_server other='calls_in_turn_client {host} {port} 20 16384' \
		client='flooding_client {host} {port} 4194304'
	over ipv4
	hold 'other connect' until quiet
	hold 'client read' until 'other prints answered 20' or quiet

	happens 'client enters write' \
		'other enters connect' \
		'other prints answered 20' \
		'client read > 0'
	never   'client enters read' until 'other prints answered 20'
	prints    client '4194304 bytes came back unchanged'
}

# The first client's answer waits to be written until the second's is to be, too: what several threads
# keep in one place is mixed up by then. A server of one thread answers the first before it reads from
# the second.
# usually: Two conversations share a buffer or a variable.
# cure: Keep what belongs to a conversation with that conversation, not in static variables.
# source: notes 10; RFC 862    level: must    tests: server
# control: server=shares_its_buffer
@test "10.43 two clients that are answered at the same time each get their own back" {
	cast server=forking_echo_server other='echo_client {host} {port}' client=echo_client
	stdin other 'this the first one said'
	stdin client 'and that is of the other'
	hold 'server write' until 'server enters write #2' or quiet

	prints other 'this the first one said'
	prints client 'and that is of the other'
}
