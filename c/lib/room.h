/* How much a kernel keeps for a stream, in programs that count on its being full. */
#ifndef ROOM_H
#define ROOM_H

enum { ROOM_USUAL = 65536 }; /* what Linux gives to its input, if nobody has changed it */

/**
 * room_for_input() - so much may come that nobody has read, whatever this machine is set to
 * @sock:	before it listens or connects: the handshake tells of it
 * @bytes:	the kernel takes twice as much, for its own needs, and no more than rmem_max
 *
 * A failure ends the program by cannot(). Source: socket(7), SO_RCVBUF; tcp(7), tcp_rmem.
 */
void room_for_input(int sock, int bytes);

/** room_for_output() - the same of what has been written and not been acknowledged: SO_SNDBUF */
void room_for_output(int sock, int bytes);

#endif
