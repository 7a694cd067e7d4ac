/* passes_a_futex: two threads wake each other in turn, by a call that is not recorded. */
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fixture.h"

static _Atomic uint32_t turn;

static void *play(void *own)
{
	const uint32_t mine = *(const uint32_t *)own;

	for (;;) {
		while (atomic_load(&turn) != mine)
			(void)syscall(SYS_futex, &turn, FUTEX_WAIT, 1 - mine, NULL, NULL, 0);
		atomic_store(&turn, 1 - mine);
		(void)syscall(SYS_futex, &turn, FUTEX_WAKE, 1, NULL, NULL, 0);
	}
	return NULL;
}

int main(void)
{
	uint32_t number[2] = { 0, 1 };
	pthread_t other;

	if (pthread_create(&other, NULL, play, &number[1]) != 0)
		die("no thread");
	(void)play(&number[0]);
}
