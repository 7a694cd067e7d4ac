/* eats_memory: as many MiB as it is told, touched, and kept until it is told to end. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	size_t len = argument(argc, argv, 1, 64) << 20;
	char *memory = malloc(len);

	if (memory == NULL)
		cannot("allocate");
	memset(memory, 1, len);
	say("full %d", memory[len - 1]);
	for (;;)
		(void)pause();
}
