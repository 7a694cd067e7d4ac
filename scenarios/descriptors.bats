#!/usr/bin/env bats
# Descriptors: the numbers by which a program knows its sockets.

load vocabulary

# 0, 1 and 2 are taken when a program starts. To know which number comes next is seldom of
# use; to know that a number comes again is: it may still stand for the old socket somewhere.
# source: notes 1; POSIX 2.6; POSIX socket    level: must    tests: stack
# control: client=forgets_its_first_socket
@test "1.11 a socket is a descriptor: the lowest free number, read and written, free again after close" {
	cast server=iterative_echo_server client=descriptor_client

	happens 'client socket = 3' 'client socket = 4' 'client close = 0' 'client socket = 3 #2'
	happens 'client socket = 3 #2' 'client write = 6' 'client read > 0'
}
