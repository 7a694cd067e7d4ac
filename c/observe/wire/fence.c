#include "wire/fence.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* To be connected to itself keeps out what others send there: udp(7). */
static bool turn_to_itself(int fd)
{
	struct sockaddr_in here = { .sin_family = AF_INET,
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(here);

	return bind(fd, (const struct sockaddr *)&here, sizeof(here)) == 0 &&
	       getsockname(fd, (struct sockaddr *)&here, &size) == 0 &&
	       connect(fd, (const struct sockaddr *)&here, sizeof(here)) == 0;
}

void fence_open(struct fence *fence)
{
	const int kind = SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK;

	*fence = (struct fence){ .fd = socket(AF_INET, kind, 0) };
	if (fence->fd >= 0 && !turn_to_itself(fence->fd)) {
		(void)close(fence->fd);
		fence->fd = -1;
	}
}

bool fence_send(struct fence *fence)
{
	fence->number++;
	return fence->fd >= 0 && send(fence->fd, &fence->number, sizeof(fence->number), 0) ==
					 (ssize_t)sizeof(fence->number);
}

bool fence_has_come(struct fence *fence)
{
	uint64_t number;

	while (recv(fence->fd, &number, sizeof(number), 0) == (ssize_t)sizeof(number))
		if (number == fence->number)
			return true;
	return false;
}
