/*
 * conversation: call a server, ask as the contract says, and hear the whole answer.
 *
 * For programs that are about when and how often somebody asks, not about what. A step that fails
 * ends the program as must() does.
 */
#ifndef CONVERSATION_H
#define CONVERSATION_H

#include "address.h"
#include "contract.h"

struct conversation {
	struct address server;
	int sock;
	struct octets request;	/* what was asked, and is not answered yet */
	struct octets heard;	/* what has come since */
	size_t taken;		/* of that: what conversation_must_hear_next() has told */
	bool is_greeted;	/* has it heard what the server says first? */
};

enum heard {
	HEARD_ANSWER,		/* all of it, and as it should be */
	HEARD_OTHERWISE,	/* another one, or more than that */
	HEARD_END,		/* the server has left before; errno is ECONNRESET, or 0 */
};

/** conversation_begin() - of a socket that is connected to the server, or will be */
void conversation_begin(struct conversation *talk, int sock, const struct address *server);

/** conversation_call() - connect, and say nothing yet */
void conversation_call(struct conversation *talk, const struct address *server);

/**
 * conversation_call_at_once() - the same, where the queue of callers may have no room
 *
 * listen(2): of a queue that is full, Linux drops who calls, and its kernel tries again a
 * second later.
 *
 * Return: false if there was no room: nobody has called then.
 */
bool conversation_call_at_once(struct conversation *talk, const struct address *server);

/**
 * conversation_request() - the request of the caller of this number
 * @number:	from 1 on; one who asks again has the same
 *
 * Return: the bytes, which the caller frees, or conversation_say() takes.
 */
struct octets conversation_request(const struct conversation *talk, size_t number);

/** conversation_message() - the same of another message of the contract, as it is there */
struct octets conversation_message(const struct conversation *talk, struct octets message,
				   size_t number);

/**
 * conversation_say() - send a request, whole
 * @request:	its bytes are the conversation's from now on, which frees them
 *
 * That the server has left already is seen when it is heard.
 */
void conversation_say(struct conversation *talk, struct octets request);

/** conversation_send() - send bytes that are no request of their own, in the same way */
void conversation_send(struct conversation *talk, struct octets bytes);

/**
 * conversation_end_request() - half-close, where the contract has a request end so
 *
 * For who sends the request by itself; conversation_ask() does it.
 */
void conversation_end_request(const struct conversation *talk);

/**
 * conversation_greeted() - read what the server says first, if that is what it does
 *
 * Return: false if the server has left before.
 */
bool conversation_greeted(struct conversation *talk);

/** conversation_must_be_greeted() - the same, where the server may not leave, by die() */
void conversation_must_be_greeted(struct conversation *talk);

/**
 * conversation_ask() - be greeted, and send the request of the caller of this number
 *
 * Return: false if the server has left before it had greeted.
 */
bool conversation_ask(struct conversation *talk, size_t number);

/** conversation_must_ask() - the same, where the server may not leave before, by die() */
void conversation_must_ask(struct conversation *talk, size_t number);

/** conversation_hear() - read until the answer is whole, or the server has left */
enum heard conversation_hear(struct conversation *talk);

/**
 * conversation_must_hear() - as conversation_hear(), where the server may not leave
 * @number:	the caller's: one whom the server leaves is the program's end, by die()
 *
 * Return: the place of the first byte that is otherwise, from 0 on; -1 if none is.
 */
ssize_t conversation_must_hear(struct conversation *talk, size_t number);

/**
 * conversation_must_hear_next() - the same, where more may follow, as the next answer
 *
 * Asked again it hears what comes behind the last answer.
 */
ssize_t conversation_must_hear_next(struct conversation *talk, size_t number);

/** conversation_hear_end() - read, and throw away, all that the server says until it has left */
void conversation_hear_end(struct conversation *talk);

/**
 * conversation_ask_early() - ask before anybody listens, where the server does not speak first
 *
 * conversation_is_answered() asks who could not ask yet.
 */
void conversation_ask_early(struct conversation *talk, size_t number);

/**
 * conversation_is_answered() - ask, unless that was done early, and hear the answer
 *
 * Any other one, and a server that leaves, is the end of the program, by die().
 */
void conversation_is_answered(struct conversation *talk, size_t number);

/** conversation_close() - close the socket, and free what was asked and heard */
void conversation_close(struct conversation *talk);

#endif
