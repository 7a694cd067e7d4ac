/* runs_cat: what each caller says goes to a cat of its own, as under tcpserver or inetd. */
#include "sound.h"

static void become_cat(int conn)
{
	char *const cat[] = { "cat", NULL };

	must(dup2(conn, STDIN_FILENO), "put the connection in place");
	must(dup2(conn, STDOUT_FILENO), "put the connection in place");
	must(close(conn), "close the connection"); /* neither 0 nor 1: those are open */
	execvp(cat[0], cat);
	cannot("run cat");
}

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, SOCK_CLOEXEC);
	pid_t parent = getpid();

	if (signal(SIGCHLD, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGCHLD");
	for (;;) {
		int conn = next_caller(listener);
		pid_t child = fork();
		if (child == 0) {
			end_with(parent);
			become_cat(conn);
		}
		if (child == -1)
			say("cannot fork: %s", strerror(errno));
		hang_up(conn);
	}
}
