/*
 * sockaddr: socket addresses as the kernel takes them, as people read them.
 */
#ifndef OBSERVE_TEXT_SOCKADDR_H
#define OBSERVE_TEXT_SOCKADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "wire/packet.h"

enum { SOCKADDR_TEXT = 128 };

/**
 * sockaddr_text() - "127.0.0.1:9190", "[::1]:9190", "unix:/path", "AF_UNSPEC", "family 17"
 * @bytes:	a socket address, as a program passed it
 * @len:	its length; shorter than its family wants it: "short"
 */
void sockaddr_text(char text[SOCKADDR_TEXT], const uint8_t *bytes, size_t len);

/**
 * sockaddr_endpoint() - an IPv4 or IPv6 address and its port
 *
 * Return: false, and @end cleared, if it is short or of another family
 */
bool sockaddr_endpoint(struct endpoint *end, const uint8_t *bytes, size_t len);

#endif
