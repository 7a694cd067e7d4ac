/* real: the C library's own functions, behind those that tell. */
#ifndef TOLD_REAL_H
#define TOLD_REAL_H

#include <signal.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>

ssize_t real_write(int fd, const void *from, size_t len) __asm__("__real_write");
ssize_t real_sendmsg(int fd, const struct msghdr *message, int flags) __asm__("__real_sendmsg");
ssize_t real_recvfrom(int fd, void *to, size_t len, int flags, struct sockaddr *from,
		      socklen_t *from_len) __asm__("__real_recvfrom");
int real_sigmask(int how, const sigset_t *set, sigset_t *before) __asm__("__real_pthread_sigmask");
int real_sigaction(int number, const struct sigaction *action,
		   struct sigaction *before) __asm__("__real_sigaction");
int real_kill(pid_t whom, int number) __asm__("__real_kill");
int real_socketpair(int domain, int type, int protocol, int pair[2]) __asm__("__real_socketpair");
int real_fcntl(int fd, int command, ...) __asm__("__real_fcntl");
int real_close(int fd) __asm__("__real_close");

#endif
