#include "fixture.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Longer than any sentence here; a pipe takes as much in one piece (PIPE_BUF is 4,096). */
#define LINE_SIZE 1024

enum { EXIT_USAGE = 2, EXIT_STEP_FAILED = 99 };

/* Writes "PREFIX: MESSAGE\n", or without @prefix "MESSAGE\n", by one call. */
static void line_write(int fd, const char *prefix, const char *format, va_list arguments)
{
	char line[LINE_SIZE];
	size_t len = 0;

	if (prefix != NULL) {
		int n = snprintf(line, sizeof(line), "%s: ", prefix);
		len = n < 0 ? 0 : (size_t)n;
	}
	if (len < sizeof(line)) {
		int n = vsnprintf(line + len, sizeof(line) - len, format, arguments);
		len += n < 0 ? 0 : (size_t)n;
	}
	if (len > sizeof(line) - 1)
		len = sizeof(line) - 1;
	line[len++] = '\n';

	/* Nobody is left to tell when the telling itself fails. */
	if (write(fd, line, len) != (ssize_t)len)
		_exit(EXIT_STEP_FAILED);
}

void say(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	line_write(STDOUT_FILENO, NULL, format, arguments);
	va_end(arguments);
}

void die(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	line_write(STDERR_FILENO, program_invocation_short_name, format, arguments);
	va_end(arguments);
	exit(EXIT_STEP_FAILED);
}

void cannot(const char *verb)
{
	die("cannot %s: %s", verb, strerror(errno));
}

int must(int result, const char *verb)
{
	if (result == -1)
		cannot(verb);
	return result;
}

void misuse(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	line_write(STDERR_FILENO, program_invocation_short_name, format, arguments);
	va_end(arguments);
	exit(EXIT_USAGE);
}

void usage(const char *arguments)
{
	(void)dprintf(STDERR_FILENO, "usage: %s%s%s\n", program_invocation_short_name,
		      *arguments ? " " : "", arguments);
	exit(EXIT_USAGE);
}

size_t argument(int argc, char *argv[], int index, size_t otherwise)
{
	if (index >= argc)
		return otherwise;

	char *end;
	errno = 0;
	long long number = strtoll(argv[index], &end, 10);
	if (errno != 0 || end == argv[index] || *end != '\0' || number <= 0)
		misuse("not a whole number above 0: %s", argv[index]);
	return (size_t)number;
}
