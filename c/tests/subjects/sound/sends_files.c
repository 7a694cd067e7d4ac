/*
 * sends_files: writes what a caller says to a file in memory, and sends the file (sendfile(2)).
 * What is sent so is not copied: so each piece has a file of its own, and none is written twice.
 */
#include <sys/mman.h>
#include <sys/sendfile.h>

#include "sound.h"

/* Return: 0, or -1 with errno set. */
static int send_file(int conn, int file, size_t len)
{
	off_t at = 0; /* sendfile moves it on */

	while ((size_t)at < len)
		if (sendfile(conn, file, &at, len - (size_t)at) == -1 && errno != EINTR)
			return -1;
	return 0;
}

/* The same. */
static int echo_piece(int conn, const char *piece, size_t len)
{
	int file = memfd_create("echo", 0);
	if (file == -1)
		return -1;

	int result = write_all(file, piece, len);
	if (result == 0)
		result = send_file(conn, file, len);
	must(close(file), "close a file");
	return result;
}

static void *serve(void *argument)
{
	int conn = (int)(intptr_t)argument;
	char buffer[16384];
	ssize_t got;

	while ((got = read_some(conn, buffer, sizeof(buffer))) > 0)
		if (echo_piece(conn, buffer, (size_t)got) == -1)
			break;
	hang_up(conn);
	return NULL;
}

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, 0);

	for (;;)
		serve_in_a_thread(serve, next_caller(listener));
}
