#!/usr/bin/env bats
# One conversation, two processes: one of them writes, the other reads.

load vocabulary

# The server is kept until the writer's FIN has come: so all answers are still to come, and the reader
# has them, and then the end, from the server. If the writer gives up its own copy only, both wait
# for ever, and that is seen at once.
# usually: It closes in one process what another still has open, so that no FIN is sent or seen.
# cure: shutdown(SHUT_WR): it ends the connection's direction, not one copy.
# source: notes 10; notes 7; POSIX shutdown    level: must    tests: stack via server
# control: client=closes_only_its_own_copy
@test "10.16 of a writer and a reader in two processes, the writer ends the connection by shutdown" {
	cast server=forking_echo_server client=split_client
	pause server until 'wire client>server FIN'

	happens 'client.child enters shutdown(SHUT_WR)' \
		'wire client>server FIN' \
		'wire server>client FIN' \
		'client.parent read = 0'
	prints    client 'got 30011 back, unchanged'
	never   'client.child enters read'
	never   'client.parent enters write'
	never   'wire server>client RST'
	never   'wire client>server RST'
	exits   client 0
}
