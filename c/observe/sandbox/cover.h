/*
 * cover: the sockets of the machine's programs do not answer in a run.
 *
 * To connect to a socket in a file system one needs no more than to be allowed to write to it, and
 * a read-only mount does not forbid that (unix(7)). The kernel finds the socket by its inode
 * (net/unix/af_unix.c, unix_find_bsd), and under a layer of overlayfs a file has another inode. So
 * every folder of the machine gets a layer, one that nobody can write to.
 *
 * Each costs the kernel two grace periods (fs/overlayfs/super.c, ovl_free_fs), all of them 4 ms a
 * run, and most programs have no use for such a socket. So before a run those folders are covered
 * in which the machine has a socket, most often none beside /run, which is empty here; and all
 * others when a role asks for its first socket of that family, goes to another folder, or opens a
 * file to write to it (calls/reach.c): a named pipe leads out, too, and is another one under a
 * cover (fifo(7)).
 */
#ifndef OBSERVE_SANDBOX_COVER_H
#define OBSERVE_SANDBOX_COVER_H

#include <sys/types.h>

#include "sandbox/parts.h"

/* An empty folder and an empty file in /dev, which is the world's own and read-only. */
#define COVER_FOLDER ".nothing"
#define COVER_FILE ".no-file"

/**
 * cover_look() - which folders of the machine have sockets in them?
 *
 * Called in the machine's network namespace: /proc/net/unix, unix(7).
 */
void cover_look(struct covers *covers);

/** cover_known() - cover those; called in the new world. Return: as cover_sockets() */
int cover_known(const struct sandbox *world);

/**
 * cover_sockets() - cover all, in the mount namespace of a process that is stopped
 *
 * Return: 0; how many folders could not be covered; or -errno if nothing was done
 */
int cover_sockets(const struct sandbox *world, pid_t pid);

/**
 * cover_is_evaded() - is a process of that mount namespace in a folder that is covered, or has it
 * one open, or a socket or a pipe there, from before?
 */
bool cover_is_evaded(pid_t pid);

#endif
