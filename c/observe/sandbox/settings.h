/*
 * settings: what the network of a world is told, so that no claim depends on the machine's tuning.
 *
 * A network namespace takes some of its settings from the machine, and may have been changed in
 * others before we see it. Those that claims rest on are written with the kernel's defaults, as
 * sysctl(8) names them.
 */
#ifndef OBSERVE_SANDBOX_SETTINGS_H
#define OBSERVE_SANDBOX_SETTINGS_H

#include <stddef.h>

/* Those of every world, those that are wished for, and those that are the machine's: host.h. */
enum { SETTINGS_OWN = 16, SETTINGS_WISHED = 16, SETTINGS_HOST = 480,
       SETTINGS_MAX = SETTINGS_OWN + SETTINGS_WISHED + SETTINGS_HOST };
enum { MTU_OF_LO = 65536 };

struct setting {
	const char *name;	/* "net.ipv4.tcp_rmem" */
	const char *value;
};

/** settings_of_ours() - those that every world gets, ended by one without a name. */
const struct setting *settings_of_ours(void);

/** setting_path() - the file of a setting, or the folder of some. Return: 0, or -errno */
int setting_path(const char *name, char *path, size_t size);

/**
 * setting_write() - write one setting of this network namespace
 *
 * Return: 0, or -errno
 */
int setting_write(const struct setting *setting);

/** setting_parse() - split NAME=VALUE, in place. Return: 0, or -EINVAL if it is no net.NAME */
int setting_parse(struct setting *setting, char *text);

/** file_write() - write to a file that is there. Return: 0, or -errno */
int file_write(const char *path, const char *text);

#endif
