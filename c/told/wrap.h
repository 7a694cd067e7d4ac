/* wrap: how a function that tells is put in front of the C library's. */
#ifndef TOLD_WRAP_H
#define TOLD_WRAP_H

#include "told.h"

/**
 * WRAP() - what stands before the body of the function that is called instead of @name
 *
 * The linker gives all who call @name that function, and the library's own by another name: ld(1),
 * --wrap.
 */
#define WRAP(type, name, parameters)                           \
	type real_##name parameters __asm__("__real_" #name);  \
	type tells_##name parameters __asm__("__wrap_" #name); \
	type tells_##name parameters

/** W() - an argument, a number or a pointer, as the kernel gets it */
#define W(argument) ((uint64_t)(intptr_t)(argument))

/** LIST(), NOTHING - what of the memory belongs to the call: { at, length }, … */
#define LIST(...) ((struct piece[]){ __VA_ARGS__, { NULL, 0 } })
#define NOTHING NULL

/** ASKED() - an argument, as whoever answers at the gate has it */
#define ASKED(place) ((size_t)call.argument[place])

/**
 * TELL() - the body: tell, make the call, and tell what came of it
 * @name:	the kernel's
 * @in:		the pieces that are passed in
 * @make:	the call itself
 * @out:	those that are given back, which may name its `result`
 *
 * What follows are the arguments.
 */
#define TELL(name, in, make, out, ...)                                               \
	struct told call = told_enter(name, (uint64_t[6]){ __VA_ARGS__ }, in);       \
	__typeof__(make) result = told_skips(&call) ? (__typeof__(make))-1 : (make); \
                                                                                     \
	told_leave(&call, (int64_t)result, out);                                     \
	return result

#endif
