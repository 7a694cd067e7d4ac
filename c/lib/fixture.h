/* What every fixture program needs beside the calls it is about. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <stddef.h>

/**
 * say() - print one line of narration
 * @format:	as in printf(3), without a newline at its end
 *
 * One write(2) a line on standard output and no stdio, so that what is said and
 * what is asked of the kernel have one order. (A line that a pipe has no room for, of
 * more than 4,096 bytes, can take several.) Not for use in a signal handler.
 */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * die() - end with one sentence on standard error and exit status 99
 * @format:	as in printf(3); the program's name is put before it
 */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * cannot() - end because a call failed: "PROGRAM: cannot VERB: reason"
 * @verb:	what was attempted, as "connect"; the reason is errno's
 */
_Noreturn void cannot(const char *verb);

/**
 * must() - a call that is no more than a step on the way
 * @result:	what the call returned; -1 ends the program by cannot()
 * @verb:	as for cannot()
 *
 * The calls that a program is about are not wrapped: their results are looked
 * at where they are made.
 *
 * Return: @result, which is not -1.
 */
int must(int result, const char *verb);

/** error_text() - the text of an error; "none" for 0, of which POSIX leaves the text open */
const char *error_text(int error);

/** misuse() - end with one sentence on standard error, as die(), and exit status 2 */
_Noreturn void misuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * usage() - end with exit status 2, telling how the program is called
 * @arguments:	as "HOST PORT [BYTES]"; "" where it takes none
 */
_Noreturn void usage(const char *arguments);

/**
 * argument() - the number given as an optional argument
 * @argc, @argv:	as main() has them
 * @index:		which argument
 * @otherwise:		its value where it is not given
 *
 * What is no whole number above 0 ends the program with exit status 2.
 */
size_t argument(int argc, char *argv[], int index, size_t otherwise);

#endif
