/* faults: touches the address 16, where nothing is. */
#include <stddef.h>
#include <unistd.h>

int main(void)
{
	volatile char *volatile nothing = NULL;	/* so that no compiler looks through it */

	(void)close(-1);	/* a call that fails has no part in what follows */
	nothing[16] = 1; /* NOLINT(clang-analyzer-core.NullDereference) */
	return 0;
}
