/* mounts: the few kinds of mounts that a world is made of (mount_namespaces(7)). */
#ifndef OBSERVE_SANDBOX_MOUNTS_H
#define OBSERVE_SANDBOX_MOUNTS_H

#include <stdbool.h>

/**
 * bind_mount() - mount what is at @from over what is at @onto
 * @onto:	must be there; may be @from itself
 * @read_only:	it cannot be written to there
 *
 * Return: 0, or -errno
 * Source: open_tree(2), mount_setattr(2), move_mount(2)
 */
int bind_mount(const char *from, const char *onto, bool read_only);

/** mount_new() - mount(2) a file system that needs no device. Return: 0, or -errno */
int mount_new(const char *type, const char *where, const char *options, unsigned long flags);

/** make_file() - an empty one, of the user's alone. Return: 0, or -errno */
int make_file(const char *path);

/** make_folder() - one may be there already. Return: 0, or -errno */
int make_folder(const char *path);

/** path_is_inside() - is it that folder, or anything in it? Both absolute, as getcwd(3) tells. */
bool path_is_inside(const char *path, const char *folder);

#endif
