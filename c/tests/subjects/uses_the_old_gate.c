/*
 * uses_the_old_gate: ask for the own process by the gate of 32 bits.
 *
 * Some kernels have none, and some machines below them pass none on: there it ends by SIGSEGV.
 * Exit:  0 there is one; 1 there is none
 */
#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hostile/old_gate.h"

enum { GETPID_OF_32_BITS = 20 };

int main(void)
{
	return old_gate(GETPID_OF_32_BITS, 0, 0, 0, 0) == getpid() ? 0 : 1;
}
