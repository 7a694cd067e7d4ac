/*
 * sockaddr: socket addresses as the kernel takes them, as people read them.
 */
#ifndef OBSERVE_SOCKADDR_H
#define OBSERVE_SOCKADDR_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum { SOCKADDR_TEXT = 128 };

/**
 * sockaddr_text() - "127.0.0.1:9190", "[::1]:9190", "unix:/path", "AF_UNSPEC", "family 17"
 * @bytes:	a socket address, as a program passed it
 * @len:	its length; shorter than its family wants it: "short"
 */
void sockaddr_text(char text[SOCKADDR_TEXT], const uint8_t *bytes, size_t len);

/** sockaddr_port() - of IPv4 and IPv6, in host byte order; 0 for others. */
uint16_t sockaddr_port(const struct sockaddr_storage *address);

#endif
