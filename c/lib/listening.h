/* A listening stream socket, for programs that are about something else. */
#ifndef LISTENING_H
#define LISTENING_H

/**
 * listening() - a stream socket that listens on every local address
 * @port:	a decimal number, as "9190"; anything else ends the program with exit status 2
 * @backlog:	as listen() takes it
 *
 * IPv6 where HOST in the environment is an address of it: address_any(). SO_REUSEADDR is set, so
 * that the port can be bound again at once. A step that fails ends the program by cannot().
 * Programs that are about socket(), bind() or listen() make these calls themselves.
 *
 * Return: the socket, which is the caller's to close.
 * Source: POSIX socket(), setsockopt(), bind(), listen(); socket(7), SO_REUSEADDR.
 */
int listening(const char *port, int backlog);

/** listening_with_room() - the same, with so many bytes for the input of each caller: room.h */
int listening_with_room(const char *port, int backlog, int room);

#endif
