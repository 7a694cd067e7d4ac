/* waits_in_a_vforked_child: and so the parent waits, too, where no signal reaches it. */
#include <unistd.h>

#include "fixture.h"

int main(void)
{
	int pair[2];
	char byte;

	must(pipe(pair), "make a pipe");
	/* It is what must not be done. NOLINTBEGIN */
	if (vfork() == 0)
		_exit((int)read(pair[0], &byte, 1));
	/* NOLINTEND */
	return 0;
}
