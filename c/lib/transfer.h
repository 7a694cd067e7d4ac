/* Moving bytes, in programs that are not about how bytes are moved. */
#ifndef TRANSFER_H
#define TRANSFER_H

#include <stddef.h>
#include <sys/types.h>

/**
 * write_all() - write every byte, however few the kernel takes at a time
 * @fd:		a descriptor that blocks
 * @data:	@len bytes
 *
 * A signal that interrupts it is no reason to stop. After a failure nobody
 * knows how much of @data has left.
 *
 * Return: 0, or -1 with errno as write(2) set it.
 */
int write_all(int fd, const void *data, size_t len);

/**
 * read_some() - read what is there, waiting for it if nothing is
 * @fd:		a descriptor that blocks
 * @buffer:	room for @size bytes
 *
 * As read(2), but a signal that interrupts it is no reason to stop.
 *
 * Return: how many bytes, 0 at the end, or -1 with errno as read(2) set it.
 */
ssize_t read_some(int fd, void *buffer, size_t size);

/**
 * pattern_fill() - bytes that show a loss, a repetition or a change of order
 * @buffer:	@len bytes are written to it
 * @offset:	where in the endless pattern to begin
 *
 * Every byte value but the newline, in turn: so there are NULs and 0xff in it,
 * no line ever ends, and its period of 255 is no divisor of a usual buffer size.
 */
void pattern_fill(void *buffer, size_t len, size_t offset);

/**
 * pattern_match() - how far do these bytes follow the pattern?
 * @offset:	where in the pattern they should begin
 *
 * Return: the number of bytes, from the first on, that are as pattern_fill()
 *	   makes them; @len if all are.
 */
size_t pattern_match(const void *buffer, size_t len, size_t offset);

#endif
