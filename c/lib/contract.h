/*
 * contract: what a server and who calls it say to each other, as data.
 *
 * The programs that act speak no protocol. What they send, how they know that an answer is
 * whole, and what it must be comes from a file whose path CONTRACT has in the environment. The
 * driver makes it of fixtures/contracts/NAME.toml (docs/contracts.md). Where there is none, echo is
 * spoken: a line, and the same line back.
 *
 * The file is fields, one after the other: its name, a space, its length in bytes, a newline; so
 * many bytes; a newline. So nothing in it has to be escaped.
 */
#ifndef CONTRACT_H
#define CONTRACT_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "octets.h"

/** How one knows that a message is whole. */
enum whole {
	WHOLE_UNSAID,	/* there is no such message */
	WHOLE_REQUEST,	/* it is as long as the request was: echo */
	WHOLE_BYTES,	/* it has so many bytes */
	WHOLE_UNTIL,	/* it ends with these bytes, at the first place where they are */
	WHOLE_PATTERN,	/* its front is what a regular expression matches, regex(7) */
	WHOLE_PREFIX,	/* so many bytes say how many come after them, the first the most */
	WHOLE_HEADER,	/* what is in its header says how many bytes come after that */
	WHOLE_CLOSE,	/* the connection ends */
	WHOLE_DATAGRAM,	/* it is one datagram */
	WHOLE_NOTHING,	/* nothing is said */
};

struct rule {
	enum whole kind;
	size_t number;		/* of WHOLE_BYTES and WHOLE_PREFIX */
	struct octets text;	/* of WHOLE_UNTIL, and where the header of WHOLE_HEADER ends */
	regex_t pattern;	/* of WHOLE_PATTERN; with a number as its group, of WHOLE_HEADER */
};

/** What who serves says to one kind of request. */
struct served {
	regex_t to;		/* what the request begins with, or is */
	struct rule whole;	/* how one knows that it is whole; unsaid: by @to alone */
	struct octets text;	/* {0}: the request, {1} to {9}: groups of @to, {AT+LEN}: bytes */
	bool is_result;		/* it is what the caller has called for */
	bool is_last;		/* who serves ends the conversation with it */
};

enum { CHANGING_MAX = 16, SERVED_MAX = 16 };

struct contract {
	struct octets request;		/* this, and the next two, as contract_fill() takes them */
	struct octets nonsense;		/* what no server understands */
	struct octets large;		/* a request that is too large */
	size_t pipelined;		/* so many requests may be sent before an answer is read */
	struct rule greeting;		/* what who serves says first, if anything */
	struct rule answer;
	struct octets expected;		/* what was answered when it was first asked, if it was */
	regex_t changing[CHANGING_MAX];	/* what of an answer may be otherwise */
	int changes;
	bool request_ends;		/* who asks says no more behind it, and half-closes */
	bool is_echo;			/* the answer is the request */
	struct octets welcome;		/* what a server of ours says first, if anything */
	struct served served[SERVED_MAX];	/* the first that matches is the answer */
	int answers;
};

/**
 * contract_spoken() - the contract of this run
 *
 * A file that cannot be read ends the program by die(), one that is none by misuse(). Asked
 * again, it is the same.
 *
 * Return: the contract, which nobody frees.
 */
const struct contract *contract_spoken(void);

/**
 * contract_parse() - make a contract of what is in such a file
 * @contract:	contract_free() frees what it has, also where this fails
 * @text:	stays where it is as long as @contract is used
 * @why:	room for @size bytes; is set to what is wrong, where anything is
 *
 * Return: 0, or -1.
 */
int contract_parse(struct contract *contract, struct octets text, char *why, size_t size);

/** contract_free() - free what contract_parse() has made */
void contract_free(struct contract *contract);

/**
 * contract_fill() - a message of a contract, with its placeholders filled in
 * @number:	{n}: the caller's, from 1 on
 * @host, @port:	{host} and {port}, as text
 *
 * {TEXT*N} is TEXT, N times.
 *
 * Return: the message, which the caller frees.
 */
struct octets contract_fill(struct octets message, size_t number, const char *host,
			    const char *port);

/**
 * rule_whole() - is a message whole?
 * @heard:	all that has come
 * @asked:	how many bytes the request had
 * @ended:	nothing more will come
 *
 * Return: how many of the first bytes are the message; -1 if it is not whole yet.
 */
ssize_t rule_whole(const struct rule *rule, struct octets heard, size_t asked, bool ended);

/**
 * contract_difference() - where an answer is otherwise than it should be
 * @request:	what was asked
 *
 * What may change is left out of both. Where nothing is expected yet, anything is right.
 *
 * Return: the place of the first byte that is otherwise, from 0 on; -1 if there is none.
 */
ssize_t contract_difference(const struct contract *contract, struct octets answer,
			    struct octets request);

/** What a server of ours is to say to a request; @text is whose who asks for it, and frees it. */
struct reply {
	struct octets text;
	bool is_result; /* as in struct served; where none is marked, each is */
	bool is_last;
};

/**
 * contract_answer() - what is to be said to what has come
 * @heard:	what has come, and is not answered yet
 * @ended:	nothing more will come
 * @reply:	set where a request is whole
 *
 * Return: how many of the first bytes are the request; 0 if it is not whole yet, or is none to
 *	   which the contract has an answer.
 */
size_t contract_answer(const struct contract *contract, struct octets heard, bool ended,
		       struct reply *reply);

#endif
