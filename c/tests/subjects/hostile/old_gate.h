/* Calls by the gate of 32 bits, which a program of 64 bits can use, too: int 0x80. */
#ifndef OLD_GATE_H
#define OLD_GATE_H

#include <errno.h>
#include <sys/mman.h>

#ifndef MAP_32BIT
#define MAP_32BIT 0
#endif

/** low_memory() - @len bytes at an address of 32 bits, or MAP_FAILED; for ever */
static inline void *low_memory(size_t len)
{
	return mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1,
		    0);
}

/** old_gate() - call @number of 32 bits; fails with ENOSYS where there is no such gate */
static inline long old_gate(long number, long first, long second, long third, long fourth)
{
#ifdef __x86_64__
	int result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(first), "c"(second), "d"(third), "S"(fourth)
			 : "memory", "r8", "r9", "r10", "r11");
	if (result >= 0)
		return result;
	errno = -result;
#else
	(void)number, (void)first, (void)second, (void)third, (void)fourth;
	errno = ENOSYS;
#endif
	return -1;
}

#endif
