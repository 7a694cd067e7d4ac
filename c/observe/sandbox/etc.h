/*
 * etc: what is known by name in a world - its own resolv.conf, hosts, nsswitch.conf and the
 * rest of what the C library reads of /etc when it looks up a name or a service.
 *
 * So a name means the same on every machine, and the machine's own name server is never asked:
 * questions go to 127.0.0.1, where a role of the run may answer, or else nxdomain.h does.
 */
#ifndef OBSERVE_SANDBOX_ETC_H
#define OBSERVE_SANDBOX_ETC_H

/**
 * etc_furnish() - put the world's own files in the place of the machine's
 *
 * Needs a mount namespace of its own and a /run in memory that can be written to. All of
 * /etc gets a layer that hides the machine's files; where something is mounted below /etc, as
 * containers do, each file that is there is covered by itself.
 *
 * Return: 0, or -errno if neither can be done: then names mean what the machine says.
 * Source: resolv.conf(5), hosts(5), nsswitch.conf(5), host.conf(5), gai.conf(5), services(5)
 */
int etc_furnish(void);

#endif
