/*
 * What the servers of this folder have in common. Each is sound, and is made in another way:
 * what it differs in is written out in it, the rest stands here.
 */
#ifndef SOUND_H
#define SOUND_H

#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "accept_error.h"
#include "transfer.h"

/** bound() - a socket of @type at every local address and the port that main() was given */
static inline int bound(int argc, char *argv[], int type)
{
	struct address own;

	if (argc < 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");
	int sock = must(socket(own.name.sa_family, type, 0), "create a socket");
	must(setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(sock, &own.name, own.len), "bind");
	return sock;
}

/**
 * hearing() - a socket of datagrams at this port, which is told at which address each was sent
 *
 * The answer is to come from there (RFC 1122 4.1.3.5): sendmsg() is given the control data
 * that recvmsg() has filled in (ip(7), IP_PKTINFO).
 */
static inline int hearing(int argc, char *argv[])
{
	int sock = bound(argc, argv, SOCK_DGRAM);

	must(setsockopt(sock, IPPROTO_IP, IP_PKTINFO, &(int){ 1 }, sizeof(int)), "set IP_PKTINFO");
	return sock;
}

/** What is told of a datagram beside its bytes. */
union control {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(struct in_pktinfo))];
};

/** listening() - a listener at this port; @flags as SOCK_NONBLOCK, or 0 */
static inline int listening(int argc, char *argv[], int flags)
{
	int listener = bound(argc, argv, SOCK_STREAM | flags);

	must(listen(listener, 128), "listen");
	return listener;
}

/** next_caller() - wait for the next caller, whatever befalls those before. Return: its socket */
static inline int next_caller(int listener)
{
	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn != -1)
			return conn;
		accept_error_outlast(errno);
	}
}

/** hang_up() - close a connection: it is gone then, even if close() complains (close(2)) */
static inline void hang_up(int conn)
{
	if (close(conn) == -1)
		say("close: %s", strerror(errno));
}

/** echo_caller() - send back what comes, until the end or a breach, and hang up */
static inline void echo_caller(int conn)
{
	char buffer[16384];
	ssize_t got;

	while ((got = read_some(conn, buffer, sizeof(buffer))) > 0)
		if (write_all(conn, buffer, (size_t)got) == -1)
			break;
	hang_up(conn);
}

/** begin_thread() - a thread that nobody waits for. Return: 0, or an error's number */
static inline int begin_thread(void *work(void *), void *argument)
{
	pthread_t thread;
	int error = pthread_create(&thread, NULL, work, argument);

	return error != 0 ? error : pthread_detach(thread);
}

/** serve_in_a_thread() - have @work serve @conn; without a thread for it, hang up */
static inline void serve_in_a_thread(void *work(void *), int conn)
{
	int error = begin_thread(work, (void *)(intptr_t)conn);

	if (error != 0) {
		say("cannot make a thread: %s", strerror(error));
		hang_up(conn);
	}
}

static inline void *echo_thread(void *conn)
{
	echo_caller((int)(intptr_t)conn);
	return NULL;
}

/** serve_by_threads() - serve each caller in a thread of its own, for ever */
_Noreturn static inline void serve_by_threads(int listener)
{
	for (;;)
		serve_in_a_thread(echo_thread, next_caller(listener));
}

/** end_with() - have this process end with its parent, @parent (prctl(2), PR_SET_PDEATHSIG) */
static inline void end_with(pid_t parent)
{
	must(prctl(PR_SET_PDEATHSIG, SIGKILL), "ask to end with the parent");
	if (getppid() != parent) /* it has ended before */
		_exit(1);
}

#endif
