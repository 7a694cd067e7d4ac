/* limits_itself WAY: leaves itself nothing of one thing, when a caller is there: a failure of its own. */
#include <sys/resource.h>

#include "hostile.h"

static void limit(int peer, char *words[])
{
	const struct rlimit none = { 0, 0 };
	static const struct {
		const char *way;
		int what;
	} limits[] = {
		{ "descriptors", RLIMIT_NOFILE }, { "memory", RLIMIT_AS },
		{ "processes", RLIMIT_NPROC },	  { "files", RLIMIT_FSIZE },
		{ "stack", RLIMIT_STACK },
	};

	for (size_t i = 0; peer != -1 && i < sizeof(limits) / sizeof(*limits); i++)
		if (is_way(words, limits[i].way))
			must(setrlimit((__rlimit_resource_t)limits[i].what, &none), "set a limit");
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, limit);
}
