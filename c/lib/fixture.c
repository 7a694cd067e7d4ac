#include "fixture.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, EXIT_STEP_FAILED = 99 };

/* Nobody is left to tell when the telling itself fails. */
static void write_line(int fd, const char *line, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, line, len);
		if (n == -1 && errno != EINTR)
			_exit(EXIT_STEP_FAILED);
		line += n == -1 ? 0 : n;
		len -= n == -1 ? 0 : (size_t)n;
	}
}

/* Writes "PREFIX: MESSAGE\n", or without @prefix "MESSAGE\n": by one call, if it fits in a pipe. */
static void line_write(int fd, const char *prefix, const char *format, va_list arguments)
{
	char *message, *line;

	if (vasprintf(&message, format, arguments) == -1)
		_exit(EXIT_STEP_FAILED);
	int len = prefix ? asprintf(&line, "%s: %s\n", prefix, message)
			 : asprintf(&line, "%s\n", message);
	if (len == -1)
		_exit(EXIT_STEP_FAILED);
	write_line(fd, line, (size_t)len);
	free(line);
	free(message);
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

const char *error_text(int error)
{
	return error == 0 ? "none" : strerror(error);
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
