#include "calls/sock.h"

const char *fd_kind_name(enum fd_kind kind)
{
	static const char *const names[] = {
		[FD_LISTENER] = "listener", [FD_CONNECTION] = "connection",
		[FD_STREAM] = "stream",	    [FD_DATAGRAM] = "datagram",
		[FD_SOCKET] = "socket",	    [FD_PIPE] = "pipe",
		[FD_TERMINAL] = "terminal", [FD_FILE] = "file",
		[FD_OTHER] = "other",
	};
	_Static_assert(sizeof(names) / sizeof(*names) == FD_KINDS, "each kind has a name");

	return names[kind];
}

bool fd_is_network(enum fd_kind kind)
{
	return kind == FD_LISTENER || kind == FD_CONNECTION || kind == FD_STREAM ||
	       kind == FD_DATAGRAM;
}
