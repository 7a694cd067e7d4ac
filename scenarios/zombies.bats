#!/usr/bin/env bats
# Zombies: children that have ended and wait for somebody to ask how.

load vocabulary

# Of an ended child its number and its status remain, until the parent takes the status. One
# of these ends by exit(3), the other by returning 7 from main; the parent lives and does
# not ask.
# source: notes 10; POSIX exit; POSIX wait    level: must    tests: stack
# control: program=waiting_parent
@test "10.3 a child that has ended stays a zombie until its status is taken" {
	cast program=unwaited_children

	happens 'program.child ends = 3'
	happens 'program.child ends = 7'
	never   'program enters wait'
	zombies program 2
}

# source: notes 10; POSIX wait    level: must    tests: stack
# control: program=ignores_the_status
@test "10.4 the status tells the exit code, or the signal that killed" {
	cast program=waiting_parent

	happens 'program.child ends = 3' 'program.parent wait(exited 3) > 0'
	happens 'program.child ends = 7' 'program.parent wait(exited 7) > 0'
	happens 'program.child ends = SIGKILL' 'program.parent wait(killed SIGKILL) > 0'
	prints    program 'exited 3'
	prints    program 'killed by signal 9'
}

# A zombie can still be named; the first question is put when the child has ended. As soon as
# its status has been taken, its number is nobody's.
# source: notes 10; POSIX kill; POSIX wait    level: must    tests: stack
# control: program=looks_without_taking
@test "10.31 a child is gone when its status has been taken, and not before" {
	cast program=signalling_parent
	hold 'program kill' until 'program.child ends'

	happens 'program.child ends = 3' \
		'program kill = 0' \
		'program wait(exited 3) > 0' \
		'program kill = ESRCH' \
		'program wait = ECHILD'
}

# In one program SIGCHLD is ignored, in the other it is handled with SA_NOCLDWAIT. The children end
# when their parent waits. There is no status for it to get, and it is told so when the
# last of them has ended.
# source: notes 10; POSIX _exit; POSIX wait; POSIX sigaction    level: must    tests: stack
# control: program=relies_on_the_default_of_sigchld
@test "10.32 who ignores SIGCHLD has no zombies, and waits until the last child has ended" {
	cast program=disowning_parent
	hold 'program.child exit' until 'program.parent enters wait'

	happens 'program.parent enters wait' 'program.child ends #2' 'program.parent wait = ECHILD'
	zombies program 0

	cast program=unasked_children
	hold 'program.child exit' until 'program.parent enters wait'

	happens 'program.parent enters wait' 'program.child ends #2' 'program.parent wait = ECHILD'
	zombies program 0
}

# source: notes 10; POSIX signal.h, SIGCHLD    level: must    tests: stack
# control: program=never_unblocks_sigchld
@test "10.7 SIGCHLD comes when a child ends" {
	cast program=sigchld_listener

	happens 'program.child ends' \
		'program.parent gets SIGCHLD' \
		'program.parent wait(exited 0) > 0'
	never   'program gets SIGCHLD' until 'program.child ends'
}

# A signal that is pending is not sent again, so one SIGCHLD can stand for fifty children. Here
# the first wait is held until all have ended: there are fifty statuses to take, and not
# more than two signals to be told by.
# source: notes 10; POSIX 2.4.1; sigaction(2)    level: must    tests: stack
# control: program=reaps_one_child_a_signal
@test "10.8 a handler that waits until there is nothing to wait for leaves no zombie" {
	cast program=reaping_parent
	hold 'program wait' until 'program.child ends #50'

	happens 'program.child ends #50' 'program.parent wait > 0 #50'
	prints    program 'reaped 50'
	zombies program 0
}

# After fork the connection has two holders. If the parent keeps its copy, the child's close is
# not the last: the caller gets no FIN, and the parent has one descriptor less, each time. (Over IPv4
# alone: 200 clients are enough.)
# usually: A descriptor is never closed: often the parent's copy after fork, or one after an error.
# cure: Close it on every path; the parent closes its copy.
# source: notes 10; POSIX close    level: must    tests: server    speaks: any
# control: server=keeps_the_parents_copy
@test "10.13 no connection is left open in the server after 200 clients" {
	cast server=forking_echo_server client=calls_in_turn_client
	over ipv4

	prints      client 'answered 200'
	connections server 0
}

# First 200 callers, one after the other; then fifty that are all served and leave at once. If the
# server has made children, it does nothing before all fifty have ended. (That fifty are served at
# once is asked in 10.42, and here no matter. Over IPv4 alone: 250 clients are enough.)
# usually: It does not wait for its children, or waits for one at each SIGCHLD.
# cure: At SIGCHLD loop over waitpid(-1, …, WNOHANG), or ignore SIGCHLD.
# source: notes 10; POSIX wait; sigaction(2)    level: must    tests: server    speaks: any
# control: server=never_reaps
# control: server=reaps_one_caller_a_signal
@test "10.14 no zombie is left in the server, after clients in turn and clients at once" {
	cast server=forking_echo_server client=calls_in_turn_client
	over ipv4

	happens 'wire client>server SYN #200'
	zombies server 0

	cast server=forking_echo_server client=calls_at_once_client
	over ipv4
	pause server.parent from 'client prints answered 50' until 'server.child ends #50' or quiet

	happens 'wire client>server SYN'
	zombies server 0
}

# A child that is not ended where its conversation is goes on as its parent does: it waits for the next
# caller. How many processes a server has is its own choice: it may make them before, or at need, up to some
# number, and replace those that end. What is asked is that of fifty more callers no 25 are left two seconds
# after the last: a process may stay for a while. (Over IPv4 alone: 200 clients are enough.)
# usually: A child does not end with its client: it waits for another, or for its listener.
# cure: Call _exit in the child when its client has gone.
# source: notes 10; POSIX fork; POSIX exit    level: must    tests: server    speaks: any
# control: server=forgets_to_end_its_child
@test "10.44 a server does not have a process more for each client that came in turn" {
	cast server=forking_echo_server client=calls_in_turn_client clock='telling_program 2000'
	over ipv4
	hold 'clock poll' until 'client ends' or quiet

	happens 'wire client>server SYN #200' 'clock prints now'
	processes server '< 25' since 'wire client>server SYN #150'
}

# Five come and go in turn, and one who half-closes. When nothing more happens there is nothing to do: not
# for a server that all have left, nor for one that has not taken one of them, or has not let one go.
# usually: It goes on polling a descriptor that has ended.
# cure: Close a connection at its end, and take it out of poll.
# source: notes 10; POSIX poll    level: must    tests: server    speaks: any
# control: server=spins_when_nobody_is_left
@test "10.40 a server whose clients have all gone rests" {
	cast server=forking_echo_server client='calls_in_turn_client {host} {port} 5' \
		other='half_close_client {host} {port}'

	happens 'wire client>server SYN'
	happens 'wire other>server SYN'
	rests   server
}

# Each is answered before the next one calls, and none leaves before all are answered. How many callers
# a server takes at once is its own choice, but fifty are few.
# usually: It serves one client at a time, or drops those whom it has no room for.
# cure: A process or a thread for each client, or poll all of them.
# source: notes 10; RFC 862    level: should    tests: server    speaks: any
# control: server=iterative_echo_server
@test "10.42 fifty clients at once are all answered" {
	cast server=forking_echo_server client=calls_at_once_client

	prints client 'answered 50'
	prints client 'left'
}
