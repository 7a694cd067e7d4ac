/*
 * exchange: ask a server by one datagram, as the contract says, and hear the one that answers.
 *
 * What conversation.h is for streams. A step that fails ends the program as must() does.
 */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "address.h"
#include "contract.h"

struct exchange {
	struct address server;
	int sock;		/* its own: to the server, each is another caller */
	struct octets request;	/* what was asked */
	struct octets answer;	/* what came back */
};

/** exchange_call() - make a socket whose peer is the server, and send nothing yet */
void exchange_call(struct exchange *exchange, const struct address *server);

/** exchange_ask() - send the request of the caller of this number, from 1 on */
void exchange_ask(struct exchange *exchange, size_t number);

/**
 * exchange_must_hear() - hear the answer
 * @number:	the caller's: where nobody is at the server's port, the program ends by die()
 *
 * By a contract whose answer is nothing, there is none to wait for: then it is looked whether the
 * request has come to somebody (udp(7): an unreachable port is told before send() returns, on the
 * same machine).
 *
 * Return: the place of the first byte that is otherwise than expected, from 0 on; -1 if none is.
 */
ssize_t exchange_must_hear(struct exchange *exchange, size_t number);

/** exchange_close() - close the socket, and free what was asked and heard */
void exchange_close(struct exchange *exchange);

#endif
