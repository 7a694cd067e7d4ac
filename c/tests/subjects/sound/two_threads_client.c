/*
 * two_threads_client: one thread sends, another prints what comes back. The end of the input
 * becomes the end of what is sent, and the server's end that of the client.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

#include "calling.h"

static void *print_answers(void *argument)
{
	int sock = (int)(intptr_t)argument;
	char buffer[4096];
	ssize_t got;

	do {
		got = read(sock, buffer, sizeof(buffer));
		if (got > 0 && write_all(STDOUT_FILENO, buffer, (size_t)got) == -1)
			cannot("print");
	} while (got > 0 || (got == -1 && errno == EINTR));
	_exit(got == 0 ? 0 : 99); /* with the thread that may still wait for input */
}

int main(int argc, char *argv[])
{
	int sock = called(argc, argv, SOCK_STREAM);
	char line[4096];
	pthread_t printer;

	if (pthread_create(&printer, NULL, print_answers, (void *)(intptr_t)sock) != 0)
		die("cannot make a thread");
	while (fgets(line, sizeof(line), stdin) != NULL && !is_end(line))
		if (write_all(sock, line, strlen(line)) == -1)
			cannot("write");
	if (shutdown(sock, SHUT_WR) == -1 && errno != ENOTCONN)
		cannot("shut down");
	(void)pthread_join(printer, NULL);
	return 99; /* the printer ends the process */
}
