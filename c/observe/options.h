/*
 * options: who takes part in a run and what the observer does to them, as the
 * command line says it.
 *
 * Limits: ROLES_MAX roles of ARGUMENTS_MAX arguments, ACTS_MAX acts.
 */
#ifndef OBSERVE_OPTIONS_H
#define OBSERVE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/packet.h"
#include "acts/pattern.h"
#include "sandbox/sandbox.h"

enum { ROLES_MAX = 8, ARGUMENTS_MAX = 256, ENVIRONMENT_MAX = 16, ACTS_MAX = 32, PORTS_MAX = 8 };

enum readiness {
	READY_AT_ONCE,
	READY_SERVING,	/* listens on, or has bound a datagram socket to, its port */
	READY_WAITING,	/* everything in the run waits */
};

enum transport { TRANSPORT_ANY, TRANSPORT_TCP, TRANSPORT_UDP };

struct role {
	const char *name;
	char *argv[ARGUMENTS_MAX + 1];
	int argc;
	char *environment[ENVIRONMENT_MAX];
	int environment_count;
	const char *stdin_path;	/* NULL: no input, end-of-file at once */
	bool stdin_held;	/* input that never comes and never ends */
	bool terminal;
	enum readiness readiness;
	enum transport serves;	/* READY_SERVING: by which it is called */
	int port;		/* READY_SERVING: host byte order, 0 is any */
	bool has_address;	/* READY_SERVING: callers will come to this one */
	struct endpoint address;
};

enum act_kind { ACT_HOLD, ACT_SHORT, ACT_FAIL, ACT_SIGNAL, ACT_TYPE, ACT_LIMIT,
		ACT_KINDS };

/* As a signal's number: one that the process catches, whichever (acts.c). */
enum { SIGNAL_CAUGHT = -1 };

struct act {
	enum act_kind kind;
	struct pattern call;	/* hold, short, fail: to which calls */
	struct pattern from;	/* hold, short, fail: not before */
	bool has_from;
	struct pattern mark;	/* hold: until; signal, type, limit: when */
	bool has_mark;
	bool or_quiet;		/* hold: to be let go when everything has come to rest, too */
	bool or_waits;		/* and before: when all wait, be it for a timer */
	bool each;		/* hold: also those that come when it has let go */
	int64_t bytes;		/* short */
	int descriptors;	/* limit: so many more */
	int error;		/* fail: errno */
	int signal;
	int role;		/* signal, type, limit; hold of any call: place in the cast */
	const char *text;	/* type */
	bool begun;		/* @from has happened */
	bool done;		/* met, or used up */
};

struct cast {
	struct role role[ROLES_MAX];
	int roles;
	struct act act[ACTS_MAX];
	int acts;
	int port[PORTS_MAX];	/* of the cast's conversations, host byte order */
	int ports;
	const char *out;	/* the folder of the run */
	int64_t deadline_ms;
	int64_t idle_ms;
	int cpu;		/* -1: the one it starts on; CPU_ANY: not bound to one */
	int64_t events_max;
	int64_t output_max;	/* bytes a role */
	int64_t memory_max;	/* bytes, of all */
	struct wishes wishes;	/* of the network of its world */
	const char *emulator;	/* NULL: none; else as emulator.h has it */
};

enum { CPU_HERE = -1, CPU_ANY = -2 };

/**
 * options_parse() - read the command line
 * @cast:	filled; strings point into @argv
 *
 * Return: 0, or -EINVAL after a sentence on stderr; 1 if only help was asked for.
 */
int options_parse(struct cast *cast, int argc, char **argv);

#endif
