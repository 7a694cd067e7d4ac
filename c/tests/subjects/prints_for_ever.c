/* prints_for_ever: lines without end. They are bounded on disk, and it is said so. */
#include <unistd.h>

int main(void)
{
	static const char line[] = "The quick brown fox jumps over the lazy dog, and again, and again.\n";

	while (write(STDOUT_FILENO, line, sizeof(line) - 1) > 0)
		continue;
	return 1;
}
