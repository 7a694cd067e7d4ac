/* ticks thread|process|alarm: looks at the clock again and again, beside a first thread that waits. */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "fixture.h"

static _Noreturn void *tick(void *unused)
{
	const struct timespec moment = { 0, 50000000 };

	(void)unused;
	for (;;)
		(void)nanosleep(&moment, NULL);
}

static void on_alarm(int signal)
{
	(void)signal;
}

int main(int argc, char **argv)
{
	const struct itimerval often = { { 0, 50000 }, { 0, 50000 } };
	const char *how = argc > 1 ? argv[1] : "thread";
	pthread_t thread;

	if (!strcmp(how, "thread"))
		must(-pthread_create(&thread, NULL, tick, NULL), "make a thread");
	else if (!strcmp(how, "process") && must(fork(), "fork") == 0)
		(void)tick(NULL);
	else if (!strcmp(how, "alarm") && signal(SIGALRM, on_alarm) != SIG_ERR)
		must(setitimer(ITIMER_REAL, &often, NULL), "set a timer");
	for (;;)
		(void)pause();
}
