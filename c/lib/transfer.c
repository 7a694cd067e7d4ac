#include "transfer.h"

#include <errno.h>
#include <unistd.h>

int write_all(int fd, const void *data, size_t len)
{
	const char *rest = data;

	while (len > 0) {
		ssize_t written = write(fd, rest, len);
		if (written == -1) {
			if (errno == EINTR)
				continue;
			return -1;
		}
		rest += written;
		len -= (size_t)written;
	}
	return 0;
}

ssize_t read_some(int fd, void *buffer, size_t size)
{
	ssize_t got;

	do {
		got = read(fd, buffer, size);
	} while (got == -1 && errno == EINTR);
	return got;
}

static unsigned char pattern_byte(size_t offset)
{
	size_t value = offset % 255;

	return (unsigned char)(value < '\n' ? value : value + 1);
}

void pattern_fill(void *buffer, size_t len, size_t offset)
{
	unsigned char *bytes = buffer;

	for (size_t i = 0; i < len; i++)
		bytes[i] = pattern_byte(offset + i);
}

size_t pattern_match(const void *buffer, size_t len, size_t offset)
{
	const unsigned char *bytes = buffer;
	size_t i = 0;

	while (i < len && bytes[i] == pattern_byte(offset + i))
		i++;
	return i;
}
