/*
 * Calls by the gate of 32 bits, which a program of 64 bits can use, too: int 0x80. From its own
 * code, or from code of 32 bits, into which it jumps: there the kernel takes it for a program of
 * 32 bits, and shows others its registers as such a one has them.
 */
#ifndef OLD_GATE_H
#define OLD_GATE_H

#include <errno.h>
#include <stdint.h>
#include <string.h>
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

/*
 * Below: keep the stack pointer; jump far, to the segment of 32 bits (0x23, as the kernel numbers
 * them: arch/x86/include/asm/segment.h); int 0x80; jump back (0x33); restore it; return.
 */
enum { NARROW_KEPT = 64, NARROW_FAR = 72, NARROW_CODE = 19, NARROW_BACK = 28 };

static inline unsigned char *narrow_code(void)
{
	static const unsigned char code[] = {
		0x48, 0x89, 0x24, 0x25, 0, 0, 0, 0, 0x90, 0x90, 0x90, 0x90,
		0xff, 0x2c, 0x25, 0, 0, 0, 0,
		0xcd, 0x80, 0xea, 0, 0, 0, 0, 0x33, 0x00,
		0x48, 0x8b, 0x24, 0x25, 0, 0, 0, 0, 0xc3,
	};
	unsigned char *at = low_memory(4096);
	const unsigned base = (unsigned)(uintptr_t)at;
	const unsigned kept = base + NARROW_KEPT, far = base + NARROW_FAR;
	const unsigned narrow = base + NARROW_CODE, back = base + NARROW_BACK;

	if (at == MAP_FAILED || mprotect(at, 4096, PROT_READ | PROT_WRITE | PROT_EXEC) == -1)
		return NULL;
	memcpy(at, code, sizeof(code));
	memcpy(at + 4, &kept, 4), memcpy(at + 15, &far, 4), memcpy(at + 22, &back, 4);
	memcpy(at + 32, &kept, 4);
	memcpy(at + NARROW_FAR, &narrow, 4), memcpy(at + NARROW_FAR + 4, "\x23", 2);
	return at;
}

/** narrow_gate() - the same, from code of 32 bits */
static inline long narrow_gate(long number, long first, long second, long third)
{
#ifdef __x86_64__
	static unsigned char *code;
	int result;

	if (code == NULL && (code = narrow_code()) == NULL)
		return -1;
	/* Beyond what a function without calls of its own may keep below its stack pointer. */
	__asm__ volatile("sub $128, %%rsp; call *%[code]; add $128, %%rsp"
			 : "=a"(result)
			 : "a"(number), "b"(first), "c"(second), "d"(third), "S"(0L), [code] "D"(code)
			 : "memory", "r8", "r9", "r10", "r11", "cc");
	if (result >= 0)
		return result;
	errno = -result;
#else
	(void)number, (void)first, (void)second, (void)third, (void)narrow_code;
	errno = ENOSYS;
#endif
	return -1;
}

#endif
