/* A datagram to ourselves: it comes once, the last one counts, and without a socket none does. */
#include <sched.h>
#include <unistd.h>

#include "check.h"
#include "wire/fence.h"

static bool comes(struct fence *fence)
{
	for (int i = 0; i < 1000000; i++) {
		if (fence_has_come(fence))
			return true;
		(void)sched_yield();
	}
	return false;
}

static void it_comes_once(void)
{
	struct fence fence;

	fence_open(&fence);
	assert(fence_send(&fence));
	assert(comes(&fence));
	assert(!fence_has_come(&fence));
	(void)close(fence.fd);
}

static void only_the_last_counts(void)
{
	struct fence fence;

	fence_open(&fence);
	assert(fence_send(&fence));
	fence.number++;	/* as if another had been sent, and were on its way */
	for (int i = 0; i < 1000; i++)
		assert(!fence_has_come(&fence));
	assert(fence_send(&fence));
	assert(comes(&fence));
	(void)close(fence.fd);
}

static void nothing_is_sent_without_a_socket(void)
{
	struct fence none = { .fd = -1 };

	assert(!fence_send(&none));
	assert(!fence_has_come(&none));
}

int main(void)
{
	it_comes_once();
	ok("fence: it comes once");
	only_the_last_counts();
	ok("fence: only the last one counts");
	nothing_is_sent_without_a_socket();
	ok("fence: nothing is sent without a socket");
	return 0;
}
