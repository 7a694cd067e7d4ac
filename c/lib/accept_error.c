#include "accept_error.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>

#include "fixture.h"

bool accept_error_is_shortage(int error)
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

void accept_error_outlast(int error)
{
	if (accept_error_is_shortage(error))
		(void)poll(NULL, 0, REFUSAL_PAUSE_MS); /* ends early by a signal: all the better */
}
