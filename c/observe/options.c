#include "options.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/names.h"
#include "tracer/kernel.h"

static const char USAGE[] =
	"usage: observe --out DIR [options] --role NAME [role options] --arg PROGRAM [--arg X]…\n"
	"\n"
	"Runs the roles in a world of their own and writes DIR/record.jsonl and DIR/wire.pcap.\n"
	"\n"
	"options\n"
	"  --out DIR            an existing folder for what is recorded\n"
	"  --deadline MS        end the run then at the latest (default 10000)\n"
	"  --idle MS            end it when nothing but timers has gone off for so long (1000)\n"
	"  --cpu N              run on this core; 'any' binds to none (default: where it starts)\n"
	"  --events N           end the run after so many events (default 2000000)\n"
	"  --port N             whoever talks to or from this port talks to the cast (see --hold)\n"
	"  --output BYTES       keep so much of each role's output (default 1048576)\n"
	"  --memory MIB         end the run when its programs hold more (default 2048)\n"
	"  --setting NAME=VALUE a sysctl of the run's own network, such as net.ipv4.tcp_rmem\n"
	"  --mtu BYTES          of the run's own loopback (default 65536)\n"
	"  --without MEANS      ask as on a kernel that lacks these: syscall-info, memory,\n"
	"                       descriptors, place, namespaces; or tracing: of programs that tell\n"
	"  --offload 0|1        0: no frame is cut late, or put together (default 1)\n"
	"  --as-host            the run's own network has the settings of the machine's\n"
	"  --emulator LINE      what the kernel runs by another program: a line as its\n"
	"                       binfmt_misc takes\n"
	"role options, after --role NAME (given twice, it is one role of two programs)\n"
	"  --serves [tcp:|udp:][ADDRESS:]PORT\n"
	"                       the next role starts when this one serves that (port 0: any)\n"
	"  --waits              the next role starts when everything waits\n"
	"  --stdin FILE         its standard input (default: none; '-': never comes, never ends)\n"
	"  --terminal           a terminal as its standard input, output and error\n"
	"  --env KEY=VALUE      added to its environment\n"
	"  --arg X              the program, then its arguments\n"
	"acts, on patterns as c/observe/acts/pattern.h describes them\n"
	"  --hold CALL [--from EVENT] [--until EVENT] [--or-quiet | --or-waits] [--each]\n"
	"                                  such calls wait at their entry, until they are let go,\n"
	"                                  or each time; of CALLs without names\n"
	"                                  all, once the role is ready. Calls that move data, or\n"
	"                                  end it, are those of conversations with the cast, here\n"
	"                                  and below\n"
	"  --short CALL --bytes N          such calls are asked for N bytes at most\n"
	"  --fail CALL [--from EVENT] --errno NAME\n"
	"                                  the first such call since EVENT fails, and is not made\n"
	"  --signal ROLE:NAME --when EVENT NAME may be CAUGHT: one that it has a handler for\n"
	"  --limit ROLE:N --when EVENT     each of its processes can open N more descriptors\n"
	"  --type ROLE:TEXT --when EVENT   into ROLE's terminal\n";

enum option_key {
	OPT_OUT = 256, OPT_DEADLINE, OPT_CPU, OPT_EVENTS, OPT_OUTPUT, OPT_SETTING, OPT_MTU,
	OPT_ROLE, OPT_SERVES, OPT_WAITS, OPT_STDIN, OPT_TERMINAL, OPT_ENV, OPT_ARG, OPT_HOLD,
	OPT_UNTIL, OPT_SHORT, OPT_BYTES, OPT_FAIL, OPT_ERRNO, OPT_SIGNAL, OPT_WHEN, OPT_TYPE,
	OPT_LIMIT, OPT_FROM, OPT_OR_QUIET, OPT_OR_WAITS, OPT_EACH, OPT_PORT, OPT_IDLE, OPT_MEMORY,
	OPT_WITHOUT, OPT_OFFLOAD, OPT_AS_HOST, OPT_EMULATOR, OPT_HELP,
};

static const struct option OPTIONS[] = {
	{ "out", required_argument, NULL, OPT_OUT },
	{ "deadline", required_argument, NULL, OPT_DEADLINE },
	{ "idle", required_argument, NULL, OPT_IDLE },
	{ "cpu", required_argument, NULL, OPT_CPU },
	{ "events", required_argument, NULL, OPT_EVENTS },
	{ "output", required_argument, NULL, OPT_OUTPUT },
	{ "memory", required_argument, NULL, OPT_MEMORY },
	{ "setting", required_argument, NULL, OPT_SETTING },
	{ "mtu", required_argument, NULL, OPT_MTU },
	{ "without", required_argument, NULL, OPT_WITHOUT },
	{ "offload", required_argument, NULL, OPT_OFFLOAD },
	{ "as-host", no_argument, NULL, OPT_AS_HOST },
	{ "emulator", required_argument, NULL, OPT_EMULATOR },
	{ "role", required_argument, NULL, OPT_ROLE },
	{ "serves", required_argument, NULL, OPT_SERVES },
	{ "waits", no_argument, NULL, OPT_WAITS },
	{ "stdin", required_argument, NULL, OPT_STDIN },
	{ "terminal", no_argument, NULL, OPT_TERMINAL },
	{ "env", required_argument, NULL, OPT_ENV },
	{ "arg", required_argument, NULL, OPT_ARG },
	{ "hold", required_argument, NULL, OPT_HOLD },
	{ "until", required_argument, NULL, OPT_UNTIL },
	{ "short", required_argument, NULL, OPT_SHORT },
	{ "bytes", required_argument, NULL, OPT_BYTES },
	{ "fail", required_argument, NULL, OPT_FAIL },
	{ "errno", required_argument, NULL, OPT_ERRNO },
	{ "signal", required_argument, NULL, OPT_SIGNAL },
	{ "when", required_argument, NULL, OPT_WHEN },
	{ "type", required_argument, NULL, OPT_TYPE },
	{ "limit", required_argument, NULL, OPT_LIMIT },
	{ "port", required_argument, NULL, OPT_PORT },
	{ "from", required_argument, NULL, OPT_FROM },
	{ "or-quiet", no_argument, NULL, OPT_OR_QUIET },
	{ "or-waits", no_argument, NULL, OPT_OR_WAITS },
	{ "each", no_argument, NULL, OPT_EACH },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};
_Static_assert(sizeof(OPTIONS) / sizeof(*OPTIONS) - 1 == OPT_HELP - OPT_OUT + 1,
	       "each key has its option");

/* One sentence, and the value by which a caller passes it on. */
__attribute__((format(printf, 1, 2))) static int wrong(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)fputs("observe: ", stderr);
	(void)vfprintf(stderr, format, args);
	(void)fputs("; see observe --help\n", stderr);
	va_end(args);
	return -EINVAL;
}

static int number(const char *option, const char *text, int64_t most, int64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoll(text, &end, 10);
	if (errno || !*text || *end || *value < 0 || *value > most)
		return wrong("--%s wants a number from 0 to %lld, not '%s'", option,
			     (long long)most, text);
	return 0;
}

static int small_number(const char *option, const char *text, int most, int *value)
{
	int64_t wide;
	int rc = number(option, text, most, &wide);

	if (!rc)
		*value = (int)wide;
	return rc;
}

static const char WORD[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

static int role_begin(struct cast *cast, const char *name)
{
	/* It stands in patterns and in names of files. */
	if (!*name || strlen(name) > 64 || name[strspn(name, WORD)])
		return wrong("the role '%s' is not named by letters, digits, _ and -", name);
	if (cast->roles == ROLES_MAX)
		return wrong("more than %d roles", ROLES_MAX);
	cast->role[cast->roles++] = (struct role){ .name = name };
	return 0;
}

/* "tcp:" and "udp:": of a server of both, which comes first says nothing of the other. */
static char *take_transport(struct role *role, char *value)
{
	if (strncmp(value, "tcp:", 4) != 0 && strncmp(value, "udp:", 4) != 0)
		return value;
	role->serves = *value == 't' ? TRANSPORT_TCP : TRANSPORT_UDP;
	return value + 4;
}

/* PORT, 127.0.0.1:PORT or [::1]:PORT, and before it perhaps the transport */
static int serves_option(struct role *role, char *value)
{
	char *ip = take_transport(role, value);
	char *colon = strrchr(ip, ':');

	role->readiness = READY_SERVING;
	if (!colon)
		return small_number("serves", ip, 65535, &role->port);
	*colon = '\0';
	if (*ip == '[' && colon > ip && colon[-1] == ']') {
		colon[-1] = '\0';
		ip++;
		role->address.v6 = true;
	}
	role->has_address = true;
	if (inet_pton(role->address.v6 ? AF_INET6 : AF_INET, ip, role->address.ip) != 1)
		return wrong("--serves wants an address in digits, not '%s'", ip);
	return small_number("serves", colon + 1, 65535, &role->port);
}

static int role_option(struct cast *cast, int key, char *value)
{
	struct role *role = cast->roles ? &cast->role[cast->roles - 1] : NULL;

	if (!role)
		return wrong("--arg and the other role options come after a --role");
	switch (key) {
	case OPT_SERVES:
		return serves_option(role, value);
	case OPT_WAITS:
		role->readiness = READY_WAITING;
		return 0;
	case OPT_STDIN:
		role->stdin_held = !strcmp(value, "-");
		role->stdin_path = role->stdin_held ? NULL : value;
		return 0;
	case OPT_TERMINAL:
		role->terminal = true;
		return 0;
	case OPT_ENV:
		if (role->environment_count == ENVIRONMENT_MAX)
			return wrong("more than %d --env for role '%s'", ENVIRONMENT_MAX,
				     role->name);
		if (!strchr(value, '='))
			return wrong("--env wants KEY=VALUE, not '%s'", value);
		role->environment[role->environment_count++] = value;
		return 0;
	default:
		if (role->argc == ARGUMENTS_MAX)
			return wrong("more than %d --arg for role '%s'", ARGUMENTS_MAX, role->name);
		role->argv[role->argc++] = value;
		return 0;
	}
}

/* Of a role of two programs, the later one: who is called by the others starts last. */
static int role_place(const struct cast *cast, const char *name, size_t len)
{
	for (int i = cast->roles - 1; i >= 0; i--)
		if (strlen(cast->role[i].name) == len && !memcmp(cast->role[i].name, name, len))
			return i;
	return -1;
}

static int parse_pattern(struct pattern *pattern, const char *text)
{
	const char *field = text;

	if (pattern_parse(pattern, text, &field))
		return wrong("in the pattern '%s': '%s' is not understood or missing", text, field);
	return 0;
}

static int aim_signal(struct act *act)
{
	if (!strcmp(act->text, "CAUGHT")) {
		act->signal = SIGNAL_CAUGHT;
		return 0;
	}
	act->signal = signal_number(act->text);
	return act->signal > 0 ? 0 : wrong("'%s' is no signal", act->text);
}

/* ROLE:SIGNAL, ROLE:TEXT or ROLE:NUMBER */
static int aim(const struct cast *cast, struct act *act, const char *option, const char *value)
{
	const char *colon = strchr(value, ':');

	act->role = colon ? role_place(cast, value, (size_t)(colon - value)) : -1;
	if (act->role < 0)
		return wrong("--%s wants ROLE:%s of a role named before it, not '%s'", option,
			     option, value);
	act->text = colon + 1;
	if (act->kind == ACT_SIGNAL)
		return aim_signal(act);
	if (act->kind == ACT_LIMIT)
		return small_number(option, act->text, 65535, &act->descriptors);
	return 0;
}

static const struct {
	int key;
	enum act_kind kind;
	const char *aimed;	/* the option's name, if it names a role */
} ACTS[] = {
	{ OPT_HOLD, ACT_HOLD, NULL },	     { OPT_SHORT, ACT_SHORT, NULL },
	{ OPT_FAIL, ACT_FAIL, NULL },	     { OPT_SIGNAL, ACT_SIGNAL, "signal" },
	{ OPT_TYPE, ACT_TYPE, "type" },	     { OPT_LIMIT, ACT_LIMIT, "limit" },
};
_Static_assert(sizeof(ACTS) / sizeof(*ACTS) == ACT_KINDS, "each kind of act has an option");

static int act_begin(struct cast *cast, int key, const char *value)
{
	struct act *act = &cast->act[cast->acts];
	size_t place = 0;
	int rc;

	if (cast->acts == ACTS_MAX)
		return wrong("more than %d acts", ACTS_MAX);
	while (ACTS[place].key != key)
		place++;
	*act = (struct act){ .kind = ACTS[place].kind };
	cast->acts++;
	if (ACTS[place].aimed)
		return aim(cast, act, ACTS[place].aimed, value);
	rc = parse_pattern(&act->call, value);
	if (!rc && act->call.role)
		act->role = role_place(cast, act->call.role, strlen(act->call.role));
	return rc;
}

static int act_option(struct cast *cast, int key, const char *value)
{
	struct act *act = cast->acts ? &cast->act[cast->acts - 1] : NULL;

	if (!act)
		return wrong("--from, --until, --when, --bytes and --errno come after their act");
	switch (key) {
	case OPT_BYTES:
		return number("bytes", value, INT64_MAX, &act->bytes);
	case OPT_ERRNO:
		act->error = errno_number(value);
		return act->error > 0 ? 0 : wrong("'%s' is no error", value);
	case OPT_OR_WAITS:
		act->or_waits = true;
		act->or_quiet = true;
		return 0;
	case OPT_OR_QUIET:
		act->or_quiet = true;
		return 0;
	case OPT_EACH:
		act->each = true;
		return 0;
	case OPT_FROM:
		act->has_from = true;
		return parse_pattern(&act->from, value);
	default:
		act->has_mark = true;
		return parse_pattern(&act->mark, value);
	}
}

static int cpu_option(struct cast *cast, const char *value)
{
	if (!strcmp(value, "any")) {
		cast->cpu = CPU_ANY;
		return 0;
	}
	return small_number("cpu", value, 4095, &cast->cpu);
}

static int port_option(struct cast *cast, const char *value)
{
	if (cast->ports == PORTS_MAX)
		return wrong("more than %d --port", PORTS_MAX);
	return small_number("port", value, 65535, &cast->port[cast->ports++]);
}

static int setting_option(struct wishes *wishes, char *value)
{
	const int most = sizeof(wishes->setting) / sizeof(*wishes->setting);

	if (wishes->settings == most)
		return wrong("more than %d settings", most);
	if (setting_parse(&wishes->setting[wishes->settings++], value))
		return wrong("--setting wants net.NAME=VALUE, not '%s'", value);
	return 0;
}

static int without_option(const char *value)
{
	if (kernel_do_without(value) == 0)
		return 0;
	return wrong("--without wants syscall-info, memory, descriptors, place, namespaces or "
		     "tracing, "
		     "not '%s'", value);
}

static int mtu_option(struct wishes *wishes, const char *value)
{
	/* The least that IPv4 may have, and IPv6 comes with (RFC 791, 3.2; RFC 8200, 5: 1280). */
	const int least = 68;
	int rc = small_number("mtu", value, MTU_OF_LO, &wishes->mtu);

	return rc || wishes->mtu >= least ? rc : wrong("--mtu wants at least %d", least);
}

static int memory_option(struct cast *cast, const char *value)
{
	int rc = number("memory", value, INT64_MAX >> 20, &cast->memory_max);

	cast->memory_max <<= 20;
	return rc;
}

static int world_option(struct cast *cast, int key, char *value)
{
	switch (key) {
	case OPT_SETTING:
		return setting_option(&cast->wishes, value);
	case OPT_MTU:
		return mtu_option(&cast->wishes, value);
	case OPT_OFFLOAD:
		return small_number("offload", value, 1, &cast->wishes.offload);
	case OPT_AS_HOST:
		cast->wishes.as_host = true;
		return 0;
	case OPT_EMULATOR:
		cast->emulator = value;
		return 0;
	case OPT_WITHOUT:
		return without_option(value);
	default:
		return memory_option(cast, value);
	}
}

static int take(struct cast *cast, int key, char *value)
{
	switch (key) {
	case OPT_OUT:
		cast->out = value;
		return 0;
	case OPT_DEADLINE:
		return number("deadline", value, 86400000, &cast->deadline_ms);
	case OPT_IDLE:
		return number("idle", value, 86400000, &cast->idle_ms);
	case OPT_CPU:
		return cpu_option(cast, value);
	case OPT_PORT:
		return port_option(cast, value);
	case OPT_EVENTS:
		return number("events", value, INT64_MAX, &cast->events_max);
	case OPT_OUTPUT:
		return number("output", value, INT64_MAX, &cast->output_max);
	case OPT_SETTING:
	case OPT_MTU:
	case OPT_OFFLOAD:
	case OPT_AS_HOST:
	case OPT_EMULATOR:
	case OPT_WITHOUT:
	case OPT_MEMORY:
		return world_option(cast, key, value);
	case OPT_ROLE:
		return role_begin(cast, value);
	case OPT_HOLD:
	case OPT_SHORT:
	case OPT_FAIL:
	case OPT_SIGNAL:
	case OPT_TYPE:
	case OPT_LIMIT:
		return act_begin(cast, key, value);
	case OPT_FROM:
	case OPT_OR_QUIET:
	case OPT_OR_WAITS:
	case OPT_EACH:
	case OPT_UNTIL:
	case OPT_WHEN:
	case OPT_BYTES:
	case OPT_ERRNO:
		return act_option(cast, key, value);
	default:
		return role_option(cast, key, value);
	}
}

static int check_act(const struct cast *cast, const struct act *act)
{
	bool call = act->kind == ACT_HOLD || act->kind == ACT_SHORT || act->kind == ACT_FAIL;

	if (call && act->call.kind != EVENT_ENTER)
		return wrong("'%s': an act is on a call's entry", act->call.shown);
	if (act->kind == ACT_HOLD && !act->has_mark && !act->or_quiet)
		return wrong("--hold without --until or --or-quiet");
	if (act->kind == ACT_HOLD && act->role < 0)
		return wrong("'%s': there is no such role", act->call.shown);
	if (!call && !act->has_mark)
		return wrong("--signal, --type or --limit without --when");
	if (act->kind == ACT_TYPE && !cast->role[act->role].terminal)
		return wrong("--type: the role '%s' has no --terminal", cast->role[act->role].name);
	if (act->kind == ACT_SHORT && act->bytes < 1)
		return wrong("--short without --bytes of at least 1");
	if (act->kind == ACT_FAIL && act->error < 1)
		return wrong("--fail without --errno");
	return 0;
}

static int check(const struct cast *cast)
{
	int rc = 0;

	if (!cast->out)
		return wrong("--out is missing");
	if (!cast->roles)
		return wrong("no --role");
	for (int i = 0; i < cast->roles; i++)
		if (!cast->role[i].argc)
			return wrong("the role '%s' has no --arg", cast->role[i].name);
	for (int i = 0; !rc && i < cast->acts; i++)
		rc = check_act(cast, &cast->act[i]);
	return rc;
}

int options_parse(struct cast *cast, int argc, char **argv)
{
	int key, rc = 0;

	*cast = (struct cast){ .deadline_ms = 10000,
			       .idle_ms = 1000,
			       .cpu = CPU_HERE,
			       .events_max = 2000000,
			       .output_max = 1 << 20,
			       .memory_max = 2048LL << 20,
			       .wishes = { .mtu = MTU_OF_LO, .offload = 1 } };
	while (!rc && (key = getopt_long(argc, argv, "", OPTIONS, NULL)) != -1) {
		if (key == OPT_HELP)
			return fputs(USAGE, stdout) < 0 ? -EIO : 1;
		/* getopt_long(3) has said what it did not know. */
		rc = key == '?' ? -EINVAL : take(cast, key, optarg);
	}
	if (!rc && optind < argc)
		rc = wrong("'%s' is not an option", argv[optind]);
	return rc ? rc : check(cast);
}
