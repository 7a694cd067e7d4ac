#!/usr/bin/env bats
# Interrupted: what a signal does to a server that waits for callers.

load vocabulary

# Nobody calls before the signal has come: so it meets an accept that waits. By default that accept
# fails, and it is for the server to call again; with SA_RESTART the same accept goes on, and
# takes the caller. Either way the server has lost nothing.
# source: notes 10; POSIX sigaction; POSIX accept    level: must    answers: stack
# control: server=gives_up_when_interrupted
# control: server=signalled_echo_server
@test "10.11 a signal ends an accept with EINTR, or with SA_RESTART does not, and the server lives" {
	signal server SIGUSR1 when 'server accept'
	hold 'client connect' until 'server accept = EINTR'
	observe server=signalled_echo_server client=half_close_client

	happens 'server accept' 'server gets SIGUSR1' 'server says interrupted'
	happens 'server accept' 'server accept = EINTR' 'client connect' 'server accept > 0'
	never   'server accept > 0' until 'server accept #2'
	says    client 'got 5 back, unchanged'

	signal server SIGUSR1 when 'server accept'
	hold 'client connect' until 'server gets SIGUSR1'
	observe server='signalled_echo_server {port} restart' client=half_close_client

	happens 'server accept' 'server gets SIGUSR1' 'client connect' 'server accept > 0'
	never   'server accept = EINTR'
	never   'server accept #2' until 'client connect'
	says    client 'got 5 back, unchanged'
}
