/*
 * emulator: programs for another processor run in a run as if they were for this one.
 *
 * The kernel starts an emulator where a file begins in a registered way, whoever executes it: a
 * program that executes another, too. Since Linux 6.7 a user namespace can have such a list of
 * its own, and all below it use that (fs/binfmt_misc.c, load_binfmt_misc). Its files belong to
 * root, who has to be somebody there, and in a world of ours a user remains who he is. So the
 * list is kept by a namespace around the world.
 */
#ifndef OBSERVE_SANDBOX_EMULATOR_H
#define OBSERVE_SANDBOX_EMULATOR_H

/**
 * emulator_register() - enter a user namespace with this list of emulators
 * @line:	":NAME:M:OFFSET:MAGIC:MASK:EMULATOR:FLAGS", as the kernel's binfmt-misc.rst has it
 *
 * Where it fails the namespace may have been entered all the same. The list lasts as long as this
 * process, or one that it has forked and that does not call exec(3).
 *
 * Return: 0, or -errno
 */
int emulator_register(const char *line);

#endif
