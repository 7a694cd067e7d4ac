/* spins_on_end_of_file: takes an end-of-file for "nothing yet". */
#include <unistd.h>

int main(void)
{
	char byte;

	while (read(STDIN_FILENO, &byte, 1) != 1)
		continue;
	return 0;
}
