/* gains_nothing: says what it may beyond others, now and by any program that it could become. */
#include "hostile.h"

static void say_what_it_may(int peer, char *words[])
{
	char line[256];
	FILE *status;

	(void)words;
	if (peer != -1)
		return;
	status = fopen("/proc/self/status", "re");
	if (status == NULL)
		cannot("open its status");
	while (fgets(line, sizeof(line), status) != NULL)
		if (strncmp(line, "CapEff:", 7) == 0 || strncmp(line, "CapPrm:", 7) == 0 ||
		    strncmp(line, "CapInh:", 7) == 0 || strncmp(line, "CapAmb:", 7) == 0 ||
		    strncmp(line, "NoNewPrivs:", 11) == 0)
			say("%.*s", (int)strcspn(line, "\n"), line);
	must(fclose(status), "close");
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, say_what_it_may);
}
