/* uses_io_uring: what goes through the rings is not a call, and is lost to the record. */
#include <errno.h>
#include <linux/io_uring.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fixture.h"

int main(void)
{
	struct io_uring_params how = { 0 };

	say("%s", syscall(SYS_io_uring_setup, 4, &how) == -1 ? strerrorname_np(errno) : "set up");
	return 0;
}
