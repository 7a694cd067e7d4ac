/*
 * What the programs of this folder have in common. Each echoes soundly, and does one thing beside
 * it: what that is stands in it, the rest here. As `NAME PORT [WORD]...` it is a server, as
 * `NAME HOST PORT [WORD]...` a client, as `NAME LISTEN HOST PORT [WORD]...` a relay, which passes
 * on soundly.
 *
 * What it does shall not be possible, or shall be told. So it says how far it came: "reached
 * nobody", say. Nobody looks for the others: each number is tried, whoever hides behind it.
 */
#ifndef HOSTILE_H
#define HOSTILE_H

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>

#include "address.h"
#include "relay_session.h"
#include "../sound/calling.h"
#include "../sound/sound.h"

enum { WAS_HERE_KEY = 0x50c5bec, OTHERS_MAX = 40, LINE_MAX_LEN = 65536 };

/** What a deed leaves behind bears this name. */
#define WAS_HERE "hostile-was-here"

/**
 * The one thing beside the echo.
 * @peer:	-1 before the program serves or calls, and then each connection
 * @words:	its own words on the command line, ending with NULL
 */
typedef void deed(int peer, char *words[]);

/** is_way() - is its first word this one? */
static inline bool is_way(char *words[], const char *way)
{
	return words[0] != NULL && strcmp(words[0], way) == 0;
}

/** tell() - how a call went: "WHAT done", or "WHAT EPERM" */
static inline void tell(const char *what, long result)
{
	say("%s %s", what, result == -1 ? strerrorname_np(errno) : "done");
}

/** is_own() - is this the number of a thread of this process? */
static inline bool is_own(pid_t number)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/self/task/%d", number);
	return access(path, F_OK) == 0;
}

/** reach_others() - try @attempt with every number of a process but its own; say with whom it was done */
static inline void reach_others(pid_t first, bool attempt(pid_t, char *[]), char *words[])
{
	char reached[8 * OTHERS_MAX] = "";

	for (pid_t pid = first; pid <= OTHERS_MAX; pid++)
		if (!is_own(pid) && attempt(pid, words))
			(void)sprintf(reached + strlen(reached), " %d", pid);
	say("reached%s", *reached ? reached : " nobody");
}

/** waiting_child() - a child that does nothing, for ever */
static inline pid_t waiting_child(void)
{
	pid_t child = must(fork(), "fork");

	if (child == 0)
		for (;;)
			(void)pause();
	return child;
}

/** begins_a_preflight() - is there no caller yet, or one that begins as those of a preflight do? */
static inline bool begins_a_preflight(int peer)
{
	char first;

	return peer == -1 || recv(peer, &first, 1, MSG_PEEK) != 1 || first == 'h';
}

/** send_lines() - a client: send each line of the input, and print what comes back */
static inline void send_lines(int sock)
{
	static char line[LINE_MAX_LEN];

	while (fgets(line, sizeof(line), stdin) != NULL && !is_end(line)) {
		size_t len = strlen(line), back = 0;
		if (write_all(sock, line, len) == -1)
			cannot("write");
		while (back < len) {
			ssize_t got = read_some(sock, line, len - back);
			if (got <= 0)
				die("the server left after %zu of %zu bytes", back, len);
			if (write_all(STDOUT_FILENO, line, (size_t)got) == -1)
				cannot("print");
			back += (size_t)got;
		}
	}
	must(close(sock), "close");
}

static inline int call_and_echo(char *argv[], deed *do_it)
{
	do_it(-1, argv + 3);
	int sock = called(3, argv, SOCK_STREAM);
	do_it(sock, argv + 3);
	send_lines(sock);
	return 0;
}

static inline bool is_number(const char *word)
{
	return word[0] != '\0' && word[strspn(word, "0123456789")] == '\0';
}

/** is_relay() - is it called with a port, and an address and a port to pass on to? */
static inline bool is_relay(int argc, char *argv[])
{
	struct address to;

	return argc > 3 && is_number(argv[1]) && strpbrk(argv[2], ".:") != NULL &&
	       address_parse(&to, argv[2], argv[3]) == 0;
}

/** A conversation that is to be passed on: whose it is, and where its server is. */
struct passed {
	int caller;
	struct address to;
};

static inline void *pass_on(void *argument)
{
	struct passed passed = *(struct passed *)argument;
	int server = relay_reach(&passed.to);
	bool in_order = server != -1 && relay_session(passed.caller, server);

	free(argument);
	relay_hang_up(passed.caller, in_order);
	if (server != -1)
		relay_hang_up(server, in_order);
	return NULL;
}

/** relay_beside() - call_and_echo() of a relay: each conversation in a thread, for ever */
_Noreturn static inline void relay_beside(char *argv[], deed *do_it)
{
	do_it(-1, argv + 4);
	for (int listener = listening(2, argv, 0);;) {
		struct passed *passed = malloc(sizeof(*passed));

		if (passed == NULL)
			die("no memory");
		passed->caller = next_caller(listener);
		must(address_parse(&passed->to, argv[2], argv[3]), "make an address");
		do_it(passed->caller, argv + 4);
		if (begin_thread(pass_on, passed) != 0)
			die("cannot make a thread");
	}
}

/** echo_beside() - what main() does: as whichever of the three, and @do_it beside it */
static inline int echo_beside(int argc, char *argv[], deed *do_it)
{
	if (argc < 2)
		usage("[HOST] PORT [WORD]...");
	if (is_relay(argc, argv))
		relay_beside(argv, do_it);
	if (!is_number(argv[1]))
		return call_and_echo(argv, do_it);
	do_it(-1, argv + 2);
	for (int listener = listening(2, argv, 0);;) {
		int conn = next_caller(listener);
		do_it(conn, argv + 2);
		echo_caller(conn);
	}
}

#endif
