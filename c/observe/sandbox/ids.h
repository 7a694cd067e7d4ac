/* ids: who one is in a user namespace. */
#ifndef OBSERVE_SANDBOX_IDS_H
#define OBSERVE_SANDBOX_IDS_H

#include <sys/types.h>

/**
 * ids_map() - the same user inside as outside, so that files belong to whom they belong
 *
 * The calling process has just come into a user namespace; @uid and @gid are what it was before.
 *
 * Return: 0, or -errno
 * Source: user_namespaces(7)
 */
int ids_map(uid_t uid, gid_t gid);

#endif
