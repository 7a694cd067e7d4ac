#!/usr/bin/env bats
# Stopped relays: what becomes of a conversation, and of the port, when its relay is told to end.

load vocabulary

# A conversation is open, and all wait, when the relay is told. When nothing more happens the client speaks
# once more; and when it has left, and the relay has ended, the same command line is started again.
setup_file() {
	cast server=forking_echo_server via=tcp_relay client='told_client {host} {port} 2' \
		again='{via}' later='calls_in_turn_client {host} {port} 1' clock=telling_program
	hold 'clock write(stdout)' until 'client prints answered 1'
	hold 'clock write(stdout)' until waits
	signal via SIGTERM when 'clock prints now'
	hold 'client write #2' until 'clock prints now'
	hold 'client write #2' until quiet
	pause again until 'via.last ends' or quiet
	hold 'later connect' until quiet
}

# What the client says then may be answered, or it is told that nobody will, but it is not swallowed. Who
# calls the relay that was started again is served: the one before it hung up, so its port
# may be in TIME-WAIT.
# usually: At SIGTERM it waits for its conversations to end, or restarts without SO_REUSEADDR.
# cure: End them at SIGTERM, at least after a while; SO_REUSEADDR before bind.
# source: POSIX kill; socket(7), SO_REUSEADDR; RFC 9293 3.6.1    level: should    tests: via
# control: via=hears_its_callers_out_in_vain also 10.66
# control: via=relays_without_reuseaddr also 10.66
@test "10.65 a relay told to end lets no client wait in vain, ends, and can be started again" {
	happens 'client prints answered 1' 'clock prints now' 'client ends'
	happens 'clock prints now' 'via.last ends' 'wire later>again SYN' 'later prints answered 1'
}

# Most systems end a program's connections in order when it is ended, and with them the conversations: so it
# is written down, and no failure. A relay that has prepared for it has them reset, and
# nobody takes a half of an answer for the whole. (One that sees them through ends nothing.)
# usually: It closes in order what it breaks off.
# cure: Nothing to mend: but a reset tells both ends that something is missing.
# source: RFC 9293 3.6; socket(7), SO_LINGER    level: record    tests: via
# control: via=ends_in_order_what_is_not_over
@test "10.66 a relay that is ended in the midst of a conversation resets it" {
	happens 'clock prints now' 'client ends'
	never   'client read = 0'
}
