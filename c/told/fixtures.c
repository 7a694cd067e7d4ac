/*
 * fixtures: all of our programs in one, which tells its calls (told.h).
 *
 *   fixtures PROGRAM [ARGUMENT...]    or by a link of the program's name
 *   fixtures                          prints the names
 *
 * Exit:  as the program; 2 there is no such program
 */
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>

#include "programs.h"

static int no_such(const char *name)
{
	(void)fprintf(stderr, "fixtures: no program is called '%s'; without a name it lists all\n",
		      name);
	return 2;
}

static int run(const struct program *program, int argc, char *argv[])
{
	return program->alone ? program->alone() : program->main(argc, argv);
}

static int list(void)
{
	for (const struct program *program = PROGRAMS; program->name; program++)
		if (puts(program->name) == EOF)
			return 1;
	return 0;
}

static const struct program *find(const char *name)
{
	for (const struct program *program = PROGRAMS; program->name; program++)
		if (strcmp(program->name, name) == 0)
			return program;
	return NULL;
}

int main(int argc, char *argv[])
{
	const struct program *program = find(basename(argv[0]));

	if (program)
		return run(program, argc, argv);
	if (argc < 2)
		return list();
	program = find(argv[1]);
	if (!program)
		return no_such(argv[1]);
	program_invocation_short_name = argv[1];
	return run(program, argc - 1, argv + 1);
}
