/*
 * relays_otherwise WAY: a relay that passes on soundly what begins as the lines of the preflight
 * do. With any other caller it answers by itself (`itself`), passes on to nobody what it has taken
 * (`nowhere`), changes a byte (`changed`), or ends at once (`killed`). It calls itself for everybody,
 * a few times (`loop`).
 */
#include "hostile.h"

static const char *way;

static void change(int caller, int server)
{
	char bytes[16384];
	ssize_t got = read_some(caller, bytes, sizeof(bytes));

	if (got > 0) {
		bytes[0] ^= 1;
		(void)write_all(server, bytes, (size_t)got);
	}
}

static void *serve(void *argument)
{
	struct passed *passed = argument;
	int server = -1;

	if (strcmp(way, "itself") == 0 || strcmp(way, "nowhere") == 0) {
		char byte;
		while (strcmp(way, "nowhere") == 0 && read_some(passed->caller, &byte, 1) > 0)
			;
		echo_caller(passed->caller);
		return NULL;
	}
	if (strcmp(way, "killed") == 0)
		(void)kill(getpid(), SIGKILL);
	server = must(relay_reach(&passed->to), "call");
	if (strcmp(way, "changed") == 0)
		change(passed->caller, server);
	(void)relay_session(passed->caller, server);
	relay_hang_up(passed->caller, true);
	relay_hang_up(server, true);
	return NULL;
}

int main(int argc, char *argv[])
{
	if (argc != 5)
		usage("LISTEN HOST PORT WAY");
	way = argv[4];
	for (int listener = listening(2, argv, 0), calls = 0;; calls++) {
		while (calls == 20 && strcmp(way, "loop") == 0)
			(void)pause();
		struct passed *passed = malloc(sizeof(*passed));

		if (passed == NULL)
			die("no memory");
		passed->caller = next_caller(listener);
		bool is_first = begins_a_preflight(passed->caller);
		const char *port = strcmp(way, "loop") == 0 ? argv[1] : argv[3];
		must(address_parse(&passed->to, argv[2], port), "make an address");
		if (begin_thread(is_first ? pass_on : serve, passed) != 0)
			die("cannot make a thread");
	}
}
