/*
 * event: what happens in a run, as a type. One for each line of docs/record-format.md, and one
 * for a call's entry, which is not written.
 *
 * An event is made where it is found out, once, and shown to run_tell(): the record writes it, and
 * the acts see it. What it points to is gone when that has returned.
 */
#ifndef OBSERVE_EVENT_H
#define OBSERVE_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "calls/call.h"
#include "text/json.h"
#include "wire/capture.h"
#include "wire/flow.h"
#include "wire/packet.h"

enum event_kind {
	EVENT_RUN,
	EVENT_BORN,
	EVENT_EXEC,
	EVENT_ENDED,
	EVENT_REAPED,
	EVENT_UNLAUNCHED,
	EVENT_READY,
	EVENT_UNREADY,
	EVENT_ENTER,	/* of a call; not written */
	EVENT_CALL,	/* has returned, or was cut off */
	EVENT_REPEATS,
	EVENT_SIGNAL,
	EVENT_WIRE,
	EVENT_SAYS,
	EVENT_ACT,
	EVENT_LOST,
	EVENT_CENSUS,
	EVENT_END,
	EVENT_COUNT
};

/** Kinds of frames, as patterns speak of them; a frame is of several. */
enum frame_kind { KIND_SYN, KIND_SYN_ACK, KIND_ACK, KIND_FIN, KIND_RST, KIND_DATA,
		  KIND_WINDOW, KIND_DATAGRAM, KIND_QUESTION, KIND_ANSWER, KIND_UNREACHABLE,
		  KIND_FRAME, KIND_COUNT };

/** Who an event is about. */
struct who {
	const char *role;	/* NULL: nobody's; of a frame, who sent it */
	pid_t pid;		/* 0: of no process */
	pid_t tid;
	bool first;		/* the process was launched by the observer */
};

struct call_event {
	const struct call *call;
	bool open;		/* it has not returned, and will not */
	bool foreign;		/* of a conversation with others than the cast: owner.h */
	bool ready;		/* the role serves, or need not */
};

struct wire_event {
	const char *to;		/* a role, or NULL */
	uint32_t kinds;		/* bits 1 << enum frame_kind */
	const struct frame *frame;
	const struct packet *packet;
	const struct flow_view *view;
};

struct ended_event {
	pid_t parent;
	int status;		/* as wait(2) gives it */
	bool last;		/* none of the role is left */
	bool faulted;
	uint64_t fault;		/* address, with @faulted */
	const char *in;		/* what it died in, or NULL */
};

/** What the observer has done to a run; what is 0, NULL or false is not said. */
struct act_event {
	const char *what;
	const char *call;
	const char *until;
	const char *signal;
	const char *text;
	bool is_release;	/* then @met is said */
	bool met;
	bool quiet;
	bool is_limit;		/* then @descriptors is said */
	int descriptors;
};

struct exec_event {
	const char *path;
	const char *argv;	/* ended by NUL each, as in /proc/PID/cmdline */
	size_t argv_len;
};

struct unready_event {
	const char *because;
	const char *address;	/* where it is called, or NULL */
	int port;		/* -1: it is to serve none */
	const struct json *blocked;	/* member "blocked" */
};

struct event {
	enum event_kind kind;
	int64_t t_ns;		/* CLOCK_REALTIME; 0: now */
	struct who who;
	union {
		struct { pid_t parent; const char *how; } born;
		struct exec_event exec;
		struct ended_event ended;
		struct { pid_t by; } reaped;
		struct { const char *path, *error; } unlaunched;
		struct { const char *how, *address; } ready;
		struct unready_event unready;
		struct call_event call;
		struct { const char *name; int error; } repeats;
		struct { int number; bool has_sender; pid_t sender; } signal;
		struct wire_event wire;
		struct { const char *stream, *line; size_t len; bool partial; } says;
		struct act_event act;
		struct { const char *what, *because; bool has_count; int64_t count; } lost;
		const struct json *members;	/* of run, census, end */
	};
};

#endif
