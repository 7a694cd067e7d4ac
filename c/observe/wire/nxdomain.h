/*
 * nxdomain: the name server of a run in which no role is one. It knows no name.
 *
 * Programs look up who calls them, or what they are called themselves. Without a server they
 * would wait for one that never answers, or be refused; with this one they are told at once that
 * there is no such name, as on any machine that has none.
 */
#ifndef OBSERVE_WIRE_NXDOMAIN_H
#define OBSERVE_WIRE_NXDOMAIN_H

#include <stddef.h>
#include <stdint.h>

enum { NXDOMAIN_ROOM = 512 };	/* RFC 1035, 4.2.1: a message over UDP */

/**
 * nxdomain_answer() - what to answer to a message. Pure.
 * @answer:	its own id and question, and RCODE 3; 1 where the question is none, 4 where it is
 *		no query
 *
 * Return: the answer's length; 0 where there is nothing to answer to
 * Source: RFC 1035, 4.1
 */
size_t nxdomain_answer(uint8_t answer[NXDOMAIN_ROOM], const uint8_t *message, size_t len);

/** nxdomain_open() - a socket at 127.0.0.1:53 of this network. Return: it, or -errno */
int nxdomain_open(void);

/** nxdomain_serve() - answer all that has been asked, without waiting. */
void nxdomain_serve(int fd);

#endif
