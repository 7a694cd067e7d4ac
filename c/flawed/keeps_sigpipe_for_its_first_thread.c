/*
 * keeps_sigpipe_for_its_first_thread: block SIGPIPE where it comes, handle it where not.
 *
 * The mistake: the thread that writes blocks SIGPIPE, so that the first thread, which
 * looks after signals, gets it. It is made because that works for signals that are
 * sent to the process; but this one is sent to the thread that writes, and waits
 * there, blocked, for ever.
 * Broken: POSIX send(): SIGPIPE to the calling thread; 2.4.1.
 * Sound: writing_thread_client, but for 7 lines.
 *
 * Says:  the writer: REASON; SIGPIPE came to another
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

static volatile sig_atomic_t got_it; /* the number of the thread */

static void on_broken_pipe(int number)
{
	(void)number;
	got_it = gettid();
}

static void *write_in_vain(void *sock)
{
	sigset_t broken_pipe;
	must(sigemptyset(&broken_pipe), "empty a set");
	must(sigaddset(&broken_pipe, SIGPIPE), "add to a set");
	errno = pthread_sigmask(SIG_BLOCK, &broken_pipe, NULL);
	if (errno != 0)
		cannot("block SIGPIPE");

	ssize_t sent = write(*(int *)sock, "hello", 5);
	say("the writer: %s", sent == -1 ? strerror(errno) : "sent");
	say("SIGPIPE came to %s", got_it == gettid() ? "the writer" : "another");
	return NULL;
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	struct sigaction action = { .sa_handler = on_broken_pipe };
	must(sigaction(SIGPIPE, &action, NULL), "handle SIGPIPE");

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, &server.name, server.len), "connect");
	must(shutdown(sock, SHUT_WR), "shut down the sending direction");

	pthread_t writer;
	errno = pthread_create(&writer, NULL, write_in_vain, &sock);
	if (errno != 0)
		cannot("make a thread");
	errno = pthread_join(writer, NULL);
	if (errno != 0)
		cannot("join the thread");

	must(close(sock), "close");
	return 0;
}
