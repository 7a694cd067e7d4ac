#include "record/account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "launch.h"
#include "tracer/kernel.h"

static const char *const REASONS[] = {
	[END_NONE] = "broken",		 [END_QUIET] = "quiet",
	[END_TIMERS] = "timers",
	[END_UNREADY] = "unready",	 [END_UNLAUNCHED] = "unlaunched",
	[END_SPIN] = "spin",		 [END_DEADLINE] = "deadline",
	[END_PROCESSES] = "processes",	 [END_UNTRACED] = "untraced",
	[END_MEMORY] = "memory",	 [END_RECORD] = "record",
	[END_INTERRUPTED] = "interrupted", [END_BROKEN] = "broken",
};
_Static_assert(sizeof(REASONS) / sizeof(*REASONS) == END_REASONS, "each reason has a name");

static void tell_lost(struct run *run, const char *what, bool has_count, int64_t count,
		      const char *because)
{
	run_tell(run, &(struct event){ .kind = EVENT_LOST,
				       .lost = { what, because, has_count, count } });
}

/*
 * What is more than a role has written comes from elsewhere, and is not its own words. A terminal
 * adds some itself; and of who hides its calls they are not all known. Until its program runs, what
 * a role prints is ours (launch.c).
 */
static void account_words(struct run *run)
{
	/* What the C library writes by itself, no program tells. */
	if (kernel_lacks(MEANS_TRACING))
		return;
	for (int i = 0; i < run->started; i++) {
		const struct role_state *part = &run->part[i];

		if (part->launched && part->terminal < 0 && !(run->lost[i] & 1u << LOST_CALLS) &&
		    part->out.bytes + part->err.bytes > part->written)
			run_lost(run, i, LOST_WORDS, "it has written less than it says");
	}
}

void account_losses(struct run *run)
{
	run_count_lost(run);
	account_words(run);
	if (run->capture.lost)
		tell_lost(run, "frames", true, run->capture.lost, NULL);
	if (run->clock.was_set)
		tell_lost(run, "clock", false, 0, "the system's clock was set");
}

static void put_settings(const struct run *run, struct json *json)
{
	char mtu[16];

	json_open(json, "settings", '{');
	for (int i = 0; i < run->world.settings; i++)
		json_text(json, run->world.setting[i].name, run->world.setting[i].value);
	(void)snprintf(mtu, sizeof(mtu), "%d", run->world.mtu);
	if (run->world.net)
		json_text(json, "mtu", mtu);
	if (run->world.net && !run->cast->wishes.offload)
		json_text(json, "offload", "0");
	json_close(json, '}');
}

/* By what was asked that the kernel lacks. */
static void put_stand_ins(struct json *json)
{
	json_open(json, "by", '[');
	for (int means = 0; means < MEANS_COUNT; means++)
		if (kernel_lacks((enum means)means))
			json_text(json, NULL, kernel_stand_in((enum means)means));
	json_close(json, ']');
}

/* Of a guest it is not the machine's. */
static void put_kernel(struct json *json)
{
	struct utsname name;

	if (!uname(&name))
		json_text(json, "kernel", name.release);
}

void account_begin(struct run *run)
{
	static const char *const names[] = { "user", "net", "pid", "mount", "ipc", "files", "names",
					     "ipv6", "apart" };
	const bool had[] = { run->world.user, run->world.net,	run->world.pid,	  run->world.mount,
			     run->world.ipc,  run->world.files, run->world.names,
			     run->world.ipv6, run->world.apart };
	_Static_assert(sizeof(names) / sizeof(*names) == sizeof(had) / sizeof(*had),
		       "each part of the world has a name");
	struct json members = { 0 }, *json = &members;

	json_int(json, "format", 1);
	put_kernel(json);
	json_open(json, "world", '[');
	for (size_t i = 0; i < sizeof(had) / sizeof(*had); i++)
		if (had[i])
			json_text(json, NULL, names[i]);
	json_close(json, ']');
	json_open(json, "missing", '[');
	for (int i = 0; i < run->world.missing_count; i++)
		json_text(json, NULL, run->world.missing[i]);
	json_close(json, ']');
	put_settings(run, json);
	put_stand_ins(json);
	json_int(json, "descriptors", launch_descriptors());
	json_int(json, "cpu", run->cast->cpu);
	json_int(json, "deadline_ms", run->cast->deadline_ms);
	run_tell(run, &(struct event){ .kind = EVENT_RUN, .members = json });
	json_free(json);
}

/* @blocked: as it was at the census; this is the last line, after the winding up. */
void account_end(struct run *run, struct json *blocked)
{
	struct json members = { 0 };

	json_text(&members, "reason", REASONS[run->reason]);
	if (*run->because)
		json_text(&members, "because", run->because);
	json_raw(&members, blocked);
	run_tell(run, &(struct event){ .kind = EVENT_END, .members = &members });
	json_free(blocked);
	json_free(&members);
}

void account_no_capture(struct run *run, int error)
{
	tell_lost(run, "frames", true, 0, run->world.net ? strerror(error) :
		  "no network of its own: nothing is captured");
}
