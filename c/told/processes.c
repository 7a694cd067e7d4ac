/* processes: how a program's processes and threads begin, become another program, and end. */
#include <errno.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "told.h"
#include "wrap.h"

WRAP(pid_t, fork, (void))
{
	struct told call = told_birth("fork", (uint64_t[6]){ 0 });
	pid_t pid = told_skips(&call) ? -1 : real_fork();

	if (pid == 0) {
		told_is_child(&call, true);
		return 0;
	}
	told_is_parent(&call);
	told_leave(&call, pid, NOTHING);
	return pid;
}

/* What a new thread begins with; on the stack of who makes it, who waits until it has been read. */
struct start {
	void *(*function)(void *);
	void *argument;
	struct told call;
	atomic_int number; /* 0: not begun */
};

static void *begin_thread(void *at)
{
	struct start *start = at;
	void *(*function)(void *) = start->function;
	void *argument = start->argument;

	told_is_child(&start->call, false);
	atomic_store(&start->number, (int)syscall(SYS_gettid));
	argument = function(argument);
	told_thread_ends();
	return argument;
}

static const uint64_t OF_A_THREAD =
	CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;

WRAP(int, pthread_create,
     (pthread_t * thread, const pthread_attr_t *attributes, void *(*function)(void *),
      void *argument))
{
	struct start start = { .function = function, .argument = argument };
	int error;

	start.call = told_birth("clone", (uint64_t[6]){ OF_A_THREAD });
	if (told_skips(&start.call))
		error = errno;
	else
		error = real_pthread_create(thread, attributes, begin_thread, &start);
	if (error)
		told_is_parent(&start.call);
	while (!error && !atomic_load(&start.number))
		(void)sched_yield(); /* nobody but the new thread is waited for */
	errno = error;
	told_leave(&start.call, error ? -1 : atomic_load(&start.number), NOTHING);
	return error;
}

WRAP(int, execve, (const char *path, char *const argv[], char *const environment[]))
{
	told_to_exec();
	TELL("execve", NOTHING, real_execve(path, argv, environment), NOTHING, W(path), W(argv),
	     W(environment));
}

WRAP(int, execv, (const char *path, char *const argv[]))
{
	told_to_exec();
	TELL("execve", NOTHING, real_execv(path, argv), NOTHING, W(path), W(argv));
}

WRAP(int, execvp, (const char *file, char *const argv[]))
{
	told_to_exec();
	TELL("execve", NOTHING, real_execvp(file, argv), NOTHING, W(file), W(argv));
}

_Noreturn void real_exit(int status) __asm__("__real_exit");
_Noreturn void tells_exit(int status) __asm__("__wrap_exit");
_Noreturn void tells_exit(int status)
{
	(void)told_enter("exit_group", (uint64_t[6]){ W(status) }, NOTHING);
	real_exit(status);
}

_Noreturn void real__exit(int status) __asm__("__real__exit");
_Noreturn void tells__exit(int status) __asm__("__wrap__exit");
_Noreturn void tells__exit(int status)
{
	(void)told_enter("exit_group", (uint64_t[6]){ W(status) }, NOTHING);
	real__exit(status);
}
