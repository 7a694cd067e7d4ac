/* bind_mount: show what is at one path at another, too, or in another way (mount namespaces). */
#ifndef OBSERVE_SANDBOX_BIND_MOUNT_H
#define OBSERVE_SANDBOX_BIND_MOUNT_H

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

#endif
