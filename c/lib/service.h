/*
 * service: what is said to a caller, as the contract has it: the serving side of a conversation.
 *
 * For programs that are about how an answer is sent, or how it is left off, not about what it is.
 */
#ifndef SERVICE_H
#define SERVICE_H

#include <stdbool.h>

#include "contract.h"

struct service {
	int sock;
	struct octets heard;	/* what has come, and is not answered yet */
	bool is_greeted, is_over;
};

/** service_begin() - of a connection that was accepted; service_end() closes it */
void service_begin(struct service *service, int sock);

/**
 * service_next() - what is to be said next: the greeting, if there is one, or an answer
 * @reply:	set if there is something to be said; its text is the caller's to free
 *
 * Waits until a request is whole. What the contract has no answer to is waited with, too.
 *
 * Return: false when the caller has left, or the last thing has been said.
 */
bool service_next(struct service *service, struct reply *reply);

/**
 * service_answer() - say to a caller what the contract has, until it leaves, and close
 * @conn:	a connection that was accepted; it is closed in the end
 * @piece:	so many bytes are sent by each write, at most
 *
 * Says "answered" when that has been sent which a caller calls for. SIGPIPE is to be ignored.
 */
void service_answer(int conn, size_t piece);

/** service_hear_out() - read until the caller leaves, whatever it says */
void service_hear_out(struct service *service);

/** service_end() - close the connection, and free what was heard */
void service_end(struct service *service);

#endif
