/* What a server does when accept() has given it no caller. */
#ifndef REFUSAL_H
#define REFUSAL_H

/** Why there was none, as far as the next step depends on it. */
enum refusal {
	REFUSAL_PASSING,	/* that caller has gone, or nobody had called: accept again */
	REFUSAL_SHORTAGE,	/* of descriptors or of memory: accept when some have come free */
	REFUSAL_LASTING		/* the listener is none: no accept will ever do better */
};

/**
 * refusal_of() - what accept() meant
 * @error:	errno, as accept() has set it
 *
 * What has befallen a connection before it was accepted is told by accept(), too, as
 * ECONNABORTED or ENETDOWN: it concerns one caller, and is no reason to stop.
 *
 * Source: POSIX accept(); accept(2), "Error handling".
 */
enum refusal refusal_of(int error);

/**
 * How long to wait, in milliseconds, when nothing of one's own can end a shortage: nobody
 * tells when others have given up theirs. To ask at once and again would be to spin.
 */
enum { REFUSAL_PAUSE_MS = 100 };

/**
 * refusal_outlast() - wait until it makes sense to accept again
 * @error:	errno, as accept() has set it
 *
 * For servers that do nothing but accept. A shortage is said, and waited for: a pause
 * long, or until a signal comes, as SIGCHLD from a child that has given up its share. A
 * lasting refusal ends the program by cannot(). errno is not kept.
 */
void refusal_outlast(int error);

#endif
