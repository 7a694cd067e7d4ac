/*
 * cover: the sockets of the machine's programs do not answer in a run.
 *
 * To connect to a socket in a file system one needs no more than to be allowed to write to it, and
 * a read-only mount does not forbid that (unix(7)). The kernel finds the socket by its inode
 * (net/unix/af_unix.c, unix_find_bsd), and under a layer of overlayfs a file has another inode. So
 * every folder of the machine gets a layer, one that nobody can write to.
 */
#ifndef OBSERVE_SANDBOX_COVER_H
#define OBSERVE_SANDBOX_COVER_H

#include "sandbox/sandbox.h"

/**
 * cover_sockets() - lay the covers; called when /run, /dev and /proc are the world's own
 *
 * What cannot be covered is told of in @world.
 *
 * Return: 0, or -errno if not even a beginning could be made
 */
int cover_sockets(struct sandbox *world);

#endif
