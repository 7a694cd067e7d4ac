/*
 * start_pair: a server, and its client as soon as the server listens; nothing else.
 *
 * What a pair costs that nobody watches, and what other tracers are given to follow.
 * The kernel is asked whether PORT is served (sock_diag(7), some us a time): a trial
 * connection would be one more caller for the server.
 *
 * Says:  nothing
 * Exit:  as the client; 2 wrong usage; 99 a step failed, or the server ended early
 */
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

enum { NO_PROGRAM = 127, STEP_FAILED = 99 };

static pid_t start(char *argv[])
{
	pid_t pid = must(fork(), "fork");

	if (pid == 0) {
		(void)execv(argv[0], argv);
		_exit(NO_PROGRAM);
	}
	return pid;
}

/* The lookup of an arriving SYN: it finds the listener, whatever address that has. */
static int is_served(int diag, size_t port)
{
	struct {
		struct nlmsghdr head;
		struct inet_diag_req_v2 body;
	} ask = {
		.head = { .nlmsg_len = sizeof(ask), .nlmsg_type = SOCK_DIAG_BY_FAMILY,
			  .nlmsg_flags = NLM_F_REQUEST },
		.body = { .sdiag_family = AF_INET, .sdiag_protocol = IPPROTO_TCP,
			  .idiag_states = ~0u,
			  .id = { .idiag_sport = htons((uint16_t)port),
				  .idiag_src = { htonl(INADDR_LOOPBACK) },
				  .idiag_dst = { htonl(INADDR_LOOPBACK) },
				  .idiag_cookie = { INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE } } },
	};
	union {
		struct nlmsghdr head;
		char room[1024];
	} answer = { 0 };

	must((int)send(diag, &ask, sizeof(ask), 0), "ask for a listener");
	must((int)recv(diag, &answer, sizeof(answer), 0), "hear of a listener");
	return answer.head.nlmsg_type == SOCK_DIAG_BY_FAMILY;
}

static void await_listener(size_t port, pid_t server)
{
	int diag = must(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG),
			"open a diagnostic socket");

	while (!is_served(diag, port)) {
		if (waitpid(server, NULL, WNOHANG) == server)
			die("the server ended before it listened");
		(void)sched_yield();
	}
	must(close(diag), "close the diagnostic socket");
}

static int find(int argc, char *argv[], const char *word)
{
	int at = 1;

	while (at < argc && strcmp(argv[at], word) != 0)
		at++;
	return at;
}

int main(int argc, char *argv[])
{
	int border = find(argc, argv, "--");
	if (border < 3 || border + 1 >= argc)
		usage("PORT SERVER [ARG...] -- CLIENT [ARG...]");
	size_t port = argument(argc, argv, 1, 0);
	argv[border] = NULL;

	pid_t server = start(argv + 2);
	await_listener(port, server);

	int status;
	pid_t client = start(argv + border + 1);
	must(waitpid(client, &status, 0), "wait for the client");

	must(kill(server, SIGTERM), "stop the server");
	must(waitpid(server, NULL, 0), "wait for the server");
	return WIFEXITED(status) ? WEXITSTATUS(status) : STEP_FAILED;
}
