#include "refusal.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>

#include "fixture.h"

enum refusal refusal_of(int error)
{
	switch (error) {
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		return REFUSAL_SHORTAGE;
	case EBADF:
	case EFAULT:
	case EINVAL:
	case ENOTSOCK:
		return REFUSAL_LASTING;
	default:
		return REFUSAL_PASSING;
	}
}

void refusal_outlast(int error)
{
	switch (refusal_of(error)) {
	case REFUSAL_PASSING:
		return;
	case REFUSAL_SHORTAGE:
		say("cannot accept: %s", strerror(error));
		(void)poll(NULL, 0, REFUSAL_PAUSE_MS); /* ends early by a signal: all the better */
		return;
	case REFUSAL_LASTING:
		errno = error;
		cannot("accept");
	}
}
