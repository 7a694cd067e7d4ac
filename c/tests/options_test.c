/* cast: command lines, whole and wrong. */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <unistd.h>

#include "check.h"

enum { WORDS_MAX = 700, NOTED = 256 };

/* A command line: words in one string, with a single '|' between them. */
struct line {
	char text[8192];
	char *argv[WORDS_MAX + 1];
	int argc;
};

static void split(struct line *line, const char *words)
{
	char *rest = line->text;

	assert(strlen(words) < sizeof(line->text));
	memcpy(line->text, words, strlen(words) + 1);
	line->argc = 0;
	line->argv[line->argc++] = "observe";
	while (rest && *words) {
		assert(line->argc < WORDS_MAX);
		line->argv[line->argc++] = strsep(&rest, "|");
	}
	line->argv[line->argc] = NULL;
}

static void release(struct cast *cast)
{
	for (int i = 0; i < cast->acts; i++) {
		pattern_free(&cast->act[i].call);
		pattern_free(&cast->act[i].mark);
	}
}

static int parse(struct cast *cast, struct line *line, const char *words)
{
	split(line, words);
	optind = 0;	/* getopt(3): begin anew */
	return options_parse(cast, line->argc, line->argv);
}

#define ROLE "--out|d|--role|a|--arg|x|"

static struct cast cast;	/* with their lines, too large for a stack */
static struct line line;

static void what_is_not_said(void)
{
	assert(parse(&cast, &line, "--out|dir|--role|client|--arg|./client") == 0);
	expect_text("out", cast.out, "dir");
	assert(cast.deadline_ms == 10000 && cast.cpu == CPU_HERE);
	assert(cast.events_max == 2000000 && cast.output_max == 1048576);
	assert(cast.roles == 1 && cast.acts == 0);
	assert(cast.role[0].readiness == READY_AT_ONCE && !cast.role[0].terminal);
	assert(!cast.role[0].stdin_path && !cast.role[0].stdin_held);
	assert(cast.role[0].argc == 1 && !cast.role[0].argv[1]);
	release(&cast);
	ok("cast: what is not said");
}

static void all_that_can_be_said(void)
{
	assert(parse(&cast, &line,
		     "--out|dir|--deadline|500|--cpu|1|--events|7|--output|0"
		     "|--role|server|--serves|9190|--stdin|-|--env|A=b=c|--env|B=|--arg|./server"
		     "|--arg|--role|--arg||--role|client|--waits|--stdin|in.txt|--terminal|--arg|./client") == 0);
	assert(cast.deadline_ms == 500 && cast.cpu == 1);
	assert(cast.events_max == 7 && cast.output_max == 0);
	assert(cast.roles == 2);

	assert(cast.role[0].readiness == READY_SERVING && cast.role[0].port == 9190);
	assert(cast.role[0].stdin_held && !cast.role[0].stdin_path);
	assert(cast.role[0].environment_count == 2);
	expect_text("environment", cast.role[0].environment[0], "A=b=c");
	assert(cast.role[0].argc == 3);
	expect_text("an argument that looks like an option", cast.role[0].argv[1], "--role");
	expect_text("an empty argument", cast.role[0].argv[2], "");

	expect_text("second role", cast.role[1].name, "client");
	assert(cast.role[1].readiness == READY_WAITING && cast.role[1].terminal);
	expect_text("stdin", cast.role[1].stdin_path, "in.txt");
	release(&cast);

	assert(parse(&cast, &line, "--out|d|--cpu|any|--role|a|--arg|x") == 0);
	assert(cast.cpu == CPU_ANY && cast.wishes.mtu == MTU_OF_LO && cast.wishes.offload && !cast.wishes.settings);
	release(&cast);

	assert(parse(&cast, &line, "--out|d|--mtu|1500|--offload|0|--as-host|"
		     "--setting|net.ipv4.tcp_rmem=1 2 3|--role|a|--arg|x") == 0);
	assert(!cast.wishes.offload && cast.wishes.as_host);
	assert(cast.wishes.mtu == 1500 && cast.wishes.settings == 1);
	expect_text("setting", cast.wishes.setting[0].value, "1 2 3");
	assert(!cast.emulator);
	release(&cast);
	assert(parse(&cast, &line, "--out|d|--emulator|:x:M::a::/e:F|--role|a|--arg|x") == 0);
	expect_text("emulator", cast.emulator, ":x:M::a::/e:F");
	release(&cast);
	ok("cast: all that can be said of roles");
}

static void a_role_of_two_programs(void)
{
	assert(parse(&cast, &line,
		     ROLE "--role|b|--arg|y|--role|b|--arg|z|--signal|b:SIGTERM|--when|ends role=a") == 0);
	assert(cast.roles == 3 && cast.acts == 1);
	assert(cast.act[0].role == 2);	/* the later one */
	release(&cast);
	ok("cast: a role of two programs");
}

static void where_it_serves(void)
{
	static const struct {
		const char *words;
		bool has_address;
		const char *end;	/* what callers will come to */
		enum transport transport;
	} rows[] = {
		{ ROLE "--serves|0", false, "0.0.0.0", TRANSPORT_ANY },
		{ ROLE "--serves|9190", false, "0.0.0.0:9190", TRANSPORT_ANY },
		{ ROLE "--serves|127.0.0.1:9190", true, "127.0.0.1:9190", TRANSPORT_ANY },
		{ ROLE "--serves|[::1]:65535", true, "[::1]:65535", TRANSPORT_ANY },
		{ ROLE "--serves|udp:9190", false, "0.0.0.0:9190", TRANSPORT_UDP },
		{ ROLE "--serves|tcp:[::1]:9190", true, "[::1]:9190", TRANSPORT_TCP },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[ENDPOINT_TEXT];
		struct endpoint end;

		expect(parse(&cast, &line, rows[i].words) == 0, rows[i].words);
		expect(cast.role[0].readiness == READY_SERVING, rows[i].words);
		expect(cast.role[0].has_address == rows[i].has_address, rows[i].words);
		expect(cast.role[0].serves == rows[i].transport, rows[i].words);
		end = cast.role[0].address;
		end.port = (uint16_t)cast.role[0].port;
		endpoint_text(text, &end);
		expect_text(rows[i].words, text, rows[i].end);
	}
	ok("cast: where a role serves");
}

static void acts(void)
{
	assert(parse(&cast, &line,
		     "--out|d|--role|server|--terminal|--arg|x|--role|serve|--arg|y"
		     "|--hold|enter role=server names=close|--until|wire thing=FIN|--each"
		     "|--short|enter role=server names=read|--bytes|1"
		     "|--fail|enter role=serve names=accept4|--errno|EMFILE"
		     "|--signal|serve:SIGTERM|--when|says role=serve text=a b"
		     "|--type|server:a:b|--when|ends role=serve") == 0);
	assert(cast.acts == 5);
	assert(cast.act[0].kind == ACT_HOLD && cast.act[0].has_mark);
	assert(cast.act[0].mark.thing == KIND_FIN && cast.act[0].each);
	assert(cast.act[1].kind == ACT_SHORT && cast.act[1].bytes == 1 && !cast.act[1].has_mark);
	assert(cast.act[2].kind == ACT_FAIL && cast.act[2].error == EMFILE);
	assert(cast.act[3].kind == ACT_SIGNAL && cast.act[3].signal == SIGTERM);
	assert(cast.act[3].role == 1);	/* and not the one whose name begins so */
	expect_text("mark", cast.act[3].mark.says, "a b");
	assert(cast.act[4].kind == ACT_TYPE && cast.act[4].role == 0);
	expect_text("typed", cast.act[4].text, "a:b");
	release(&cast);
	ok("cast: acts");
}

/* Take what is said on stderr into @said while a line is read. */
static int overhear(const char *words, char said[NOTED])
{
	int pair[2], before, rc;
	ssize_t len;

	assert(pipe(pair) == 0);
	(void)fflush(stderr);
	before = dup(STDERR_FILENO);
	assert(before >= 0 && dup2(pair[1], STDERR_FILENO) >= 0 && close(pair[1]) == 0);
	rc = parse(&cast, &line, words);
	release(&cast);
	(void)fflush(stderr);
	assert(dup2(before, STDERR_FILENO) >= 0 && close(before) == 0);
	len = read(pair[0], said, NOTED - 1);
	assert(len >= 0 && close(pair[0]) == 0);
	said[len] = '\0';
	return rc;
}

static void errors(void)
{
	static const struct {
		const char *words;
		const char *said;	/* part of the sentence */
	} rows[] = {
		{ "", "--out is missing" },
		{ "--out|d", "no --role" },
		{ "--role|a|--arg|x", "--out is missing" },
		{ "--out|d|--role|a", "the role 'a' has no --arg" },
		{ "--out|d|--role|a|--role|b|--arg|x", "the role 'a' has no --arg" },
		{ "--out|d|--arg|x", "after a --role" },
		{ "--out|d|--terminal", "after a --role" },
		{ "--out|d|--role||--arg|x", "the role '' is not named" },
		{ "--out|d|--role|../a|--arg|x", "the role '../a' is not named" },
		{ "--out|d|--role|a b|--arg|x", "the role 'a b' is not named" },
		{ ROLE "y", "'y' is not an option" },
		{ ROLE "--colour|red", "--colour" },
		{ ROLE "--deadline", "--deadline" },
		{ ROLE "--deadline|-1", "--deadline wants a number from 0 to 86400000, not '-1'" },
		{ ROLE "--deadline|", "--deadline wants a number" },
		{ ROLE "--deadline|1s", "--deadline wants a number" },
		{ ROLE "--deadline|86400001", "--deadline wants a number" },
		{ ROLE "--cpu|all", "--cpu wants a number" },
		{ ROLE "--events|99999999999999999999", "--events wants a number" },
		{ ROLE "--setting|kernel.shmmax=1", "--setting wants net.NAME=VALUE, not 'kernel.shmmax=1'" },
		{ ROLE "--mtu|67", "--mtu wants at least 68" },
		{ ROLE "--without|eyes", 
		  "--without wants syscall-info, memory, descriptors, place, namespaces or tracing, not 'eyes'" },
		{ ROLE "--mtu|65537", "--mtu wants a number from 0 to 65536" },
		{ ROLE "--offload|2", "--offload wants a number from 0 to 1, not '2'" },
		{ ROLE "--serves|65536", "--serves wants a number from 0 to 65535" },
		{ ROLE "--serves|[::1]", "--serves wants" },
		{ ROLE "--serves|:9190", "--serves wants an address in digits" },
		{ ROLE "--serves|[]:9190", "--serves wants an address in digits" },
		{ ROLE "--serves|::1:9190", "--serves wants an address in digits" },
		{ ROLE "--serves|[127.0.0.1]:9190", "--serves wants an address in digits" },
		{ ROLE "--serves|localhost:9190", "--serves wants an address in digits, not 'localhost'" },
		{ ROLE "--serves|127.0.0.1:", "--serves wants a number" },
		{ ROLE "--serves|tcp:", "--serves wants a number" },
		{ ROLE "--serves|sctp:9190", "--serves wants an address in digits, not 'sctp'" },
		{ ROLE "--serves|127.0.0.1:65536", "--serves wants a number" },
		{ ROLE "--env|A", "--env wants KEY=VALUE, not 'A'" },
		{ ROLE "--until|wire thing=FIN", "after their act" },
		{ ROLE "--bytes|1", "after their act" },
		{ ROLE "--hold|enter role=a", "--hold without --until or --or-quiet" },
		{ ROLE "--hold|enter role=b|--or-quiet", "'enter role=b': there is no such role" },
		{ ROLE "--limit|a:x|--when|ends role=a", "--limit wants a number" },
		{ ROLE "--limit|a:3", "without --when" },
		{ ROLE "--from|wire thing=FIN", "after their act" },
		{ ROLE "--hold|enter role=a names=read", "--hold without --until" },
		{ ROLE "--hold|enter role=a names=read|--until|wire", "'thing' is not understood" },
		{ ROLE "--hold|wire thing=FIN|--until|wire thing=FIN", "an act is on a call's entry" },
		{ ROLE "--short|enter role=a names=read", "--short without --bytes" },
		{ ROLE "--short|enter role=a names=read|--bytes|0", "--short without --bytes" },
		{ ROLE "--fail|enter role=a names=read", "--fail without --errno" },
		{ ROLE "--fail|enter role=a names=read|--errno|EMFILES", "'EMFILES' is no error" },
		{ ROLE "--signal|a:SIGTERM", "without --when" },
		{ ROLE "--signal|a:TERM", "'TERM' is no signal" },
		{ ROLE "--signal|a", "--signal wants ROLE:signal" },
		{ ROLE "--signal|b:SIGTERM", "of a role named before" },
		{ ROLE "--type|a:x|--when|ends role=a", "the role 'a' has no --terminal" },
	};
	char said[NOTED];

	for (size_t i = 0; i < COUNT(rows); i++) {
		expect(overhear(rows[i].words, said) == -EINVAL, rows[i].words);
		if (!strstr(said, rows[i].said))
			expect_text(rows[i].words, said, rows[i].said);
	}
	ok("cast: what is wrong, in a sentence");
}

/* @first, then @more @count times. Return: as options_parse() */
static int parse_many(const char *first, const char *more, int count)
{
	static char words[8192];
	char said[NOTED];
	size_t len = strlen(first);

	memcpy(words, first, len + 1);
	for (int i = 0; i < count; i++) {
		int done = snprintf(words + len, sizeof(words) - len, more, i);

		assert(done > 0 && (size_t)done < sizeof(words) - len);
		len += (size_t)done;
	}
	return overhear(words, said);
}

static void limits(void)
{
	static const struct {
		const char *name, *first, *more;
		int most;
	} rows[] = {
		{ "roles", "--out|d", "|--role|r%d|--arg|x", ROLES_MAX },
		{ "arguments", "--out|d|--role|a", "|--arg|%d", ARGUMENTS_MAX },
		{ "settings", "--out|d|--role|a|--arg|x", "|--setting|net.x=%d", SETTINGS_WISHED },
		{ "environment", "--out|d|--role|a|--arg|x", "|--env|K=%d", ENVIRONMENT_MAX },
		{ "acts", "--out|d|--role|a|--arg|x", "|--short|enter role=a names=read nth=1%d|--bytes|1",
		  ACTS_MAX },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		expect(parse_many(rows[i].first, rows[i].more, rows[i].most) == 0, rows[i].name);
		expect(parse_many(rows[i].first, rows[i].more, rows[i].most + 1) == -EINVAL,
		       rows[i].name);
	}
	ok("cast: as many as there may be, and one more");
}

int main(void)
{
	what_is_not_said();
	all_that_can_be_said();
	a_role_of_two_programs();
	where_it_serves();
	acts();
	errors();
	limits();
	return 0;
}
