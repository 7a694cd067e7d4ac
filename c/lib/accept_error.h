/* What a server does when accept() has given it no caller. */
#ifndef ACCEPT_ERROR_H
#define ACCEPT_ERROR_H

#include <stdbool.h>

/**
 * accept_error_is_shortage() - was there none for want of something, of which some may come free?
 * @error:	errno, as accept() has set it
 *
 * A shortage, of descriptors or of memory, is said. A lasting refusal ends the program by
 * cannot(): the listener is none, and no accept will ever do better. Anything else concerns
 * one caller, who has gone, or nobody had called: what has befallen a connection before it
 * was accepted is told by accept(), too, as ECONNABORTED or ENETDOWN, and is no reason to
 * stop. errno is not kept.
 *
 * Return: true if it makes no sense to accept again at once.
 * Source: POSIX accept(); accept(2), "Error handling".
 */
bool accept_error_is_shortage(int error);

/**
 * How long to wait, in milliseconds, when nothing of one's own can end a shortage: nobody
 * tells when others have given up theirs. To ask at once and again would be to spin.
 */
enum { REFUSAL_PAUSE_MS = 100 };

/**
 * accept_error_outlast() - wait until it makes sense to accept again
 * @error:	errno, as accept() has set it
 *
 * For servers that do nothing but accept. A shortage is waited for: a pause long, or
 * until a signal comes, as SIGCHLD from a child that has given up its share. All else is as
 * accept_error_is_shortage() has it.
 */
void accept_error_outlast(int error);

#endif
