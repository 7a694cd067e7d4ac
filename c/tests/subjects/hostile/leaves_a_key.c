/*
 * leaves_a_key session|user|user-session [notified]: leaves a key in a keyring that others share
 * (keyrings(7)); by calls that the observer is not told of.
 */
#include <linux/keyctl.h>

#include "notified.h"

static int keyring(char *words[])
{
	if (is_way(words, "user"))
		return KEY_SPEC_USER_KEYRING;
	return is_way(words, "session") ? KEY_SPEC_SESSION_KEYRING : KEY_SPEC_USER_SESSION_KEYRING;
}

static void leave_a_key(int peer, char *words[])
{
	if (peer != -1)
		return;
	if (words[0] != NULL && words[1] != NULL)
		notify_of(SYS_add_key, SYS_request_key);
	tell("add_key", syscall(SYS_add_key, "user", WAS_HERE, "x", 1, keyring(words)));
	tell("request_key", syscall(SYS_request_key, "user", WAS_HERE, NULL, 0));
	tell("keyctl", syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, keyring(words), 0));
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, leave_a_key);
}
