#include "room.h"

#include <sys/socket.h>

#include "fixture.h"

void room_for_input(int sock, int bytes)
{
	must(setsockopt(sock, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes)), "set SO_RCVBUF");
}

void room_for_output(int sock, int bytes)
{
	must(setsockopt(sock, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes)), "set SO_SNDBUF");
}
