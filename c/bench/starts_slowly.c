/*
 * starts_slowly: CALLS calls on a file, as an interpreter makes that loads its modules; then
 * PROGRAM takes its place.
 *
 * An observer that stops for each of them makes such a server slow to judge.
 *
 * Says:  nothing
 * Exit:  as PROGRAM does; 2 wrong usage; 99 a step failed
 */
#include <fcntl.h>
#include <unistd.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	if (argc < 3)
		usage("CALLS PROGRAM [ARGUMENT...]");
	size_t calls = argument(argc, argv, 1, 1);
	char bytes[64];

	for (size_t i = 0; i < calls; i += 2) {
		int file = must(open(argv[2], O_RDONLY), "open the program");

		must((int)read(file, bytes, sizeof(bytes)), "read of it");
		must(close(file), "close");
	}
	must(execv(argv[2], argv + 2), "execute the program");
	return 99;
}
