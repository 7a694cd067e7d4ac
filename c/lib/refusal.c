#include "refusal.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>

#include "fixture.h"

bool refusal_is_shortage(int error)
{
	switch (error) {
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		say("cannot accept: %s", strerror(error));
		return true;
	case EBADF:
	case EFAULT:
	case EINVAL:
	case ENOTSOCK:
		errno = error;
		cannot("accept");
	default:
		return false;
	}
}

void refusal_outlast(int error)
{
	if (refusal_is_shortage(error))
		(void)poll(NULL, 0, REFUSAL_PAUSE_MS); /* ends early by a signal: all the better */
}
