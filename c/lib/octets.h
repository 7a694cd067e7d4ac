/* Bytes, with their length: NULs may be among them. */
#ifndef OCTETS_H
#define OCTETS_H

#include <stddef.h>
#include <sys/types.h>

/** Whose they are is said where they are; whoever adds to some has allocated them here. */
struct octets {
	const char *at;
	size_t len;
};

/** octets_add() - put @len bytes behind @octets; want of memory ends the program by cannot() */
void octets_add(struct octets *octets, const char *at, size_t len);

/** octets_add_often() - the same with @more, @times */
void octets_add_often(struct octets *octets, struct octets more, size_t times);

/**
 * octets_read() - read what is there, waiting for it if nothing is, and put it behind @octets
 *
 * Return: as read_some().
 */
ssize_t octets_read(int fd, struct octets *octets);

/** octets_drop() - take @len bytes off the front; at most as many as there are */
void octets_drop(struct octets *octets, size_t len);

/** octets_free() - free them; none are left */
void octets_free(struct octets *octets);

#endif
