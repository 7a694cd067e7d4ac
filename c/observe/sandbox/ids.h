/* ids: who one is in a user namespace. */
#ifndef OBSERVE_SANDBOX_IDS_H
#define OBSERVE_SANDBOX_IDS_H

#include <sys/types.h>

struct ids {
	uid_t uid;
	gid_t gid;
};

/** ids_now() - who this process is. */
struct ids ids_now(void);

/**
 * ids_map() - one user outside is that one inside; who is the same keeps what belongs to him
 *
 * The calling process has just come into a user namespace; @outside is what it was before.
 *
 * Return: 0, or -errno
 * Source: user_namespaces(7)
 */
int ids_map(const struct ids *inside, const struct ids *outside);

#endif
