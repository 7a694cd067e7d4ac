/*
 * stat: what the kernel shows of a process, whoever it is, in /proc.
 */
#ifndef OBSERVE_TRACER_STAT_H
#define OBSERVE_TRACER_STAT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** read_of_thread() - one of its files under /proc, ended by NUL. Return: bytes, or -1 */
ssize_t read_of_thread(pid_t pid, pid_t tid, const char *what, char *text, size_t len);

/** process_state() - the letter in /proc/PID/task/TID/stat (proc(5)), 0 if it is gone. */
char process_state(pid_t pid, pid_t tid);

/** process_exit_code() - how a zombie has ended, as wait(2) tells; SIGKILL of who is gone */
int process_exit_code(pid_t pid);

/** process_has_begun() - is it another program than the observer by now? */
bool process_has_begun(pid_t pid);

/** process_parent() - who would take its status if it ended now; 0 if it is gone. */
pid_t process_parent(pid_t pid);

/** process_is_gone() - it has ended and nobody is owed its status any more. */
bool process_is_gone(pid_t pid);

#endif
