#include "calls/call.h"

#include <linux/sched.h>
#include <string.h>

void call_enter(struct call *call, const struct call_kind *kind, pid_t pid,
		const uint64_t argument[6])
{
	*call = (struct call){
		.kind = kind,
		.pattern_name = kind->name,
		.fd = kind->traits & ON_FD ? (int)argument[0] : -1,
		.made = -1,
		.sends = kind->traits & SENDS,
	};
	memcpy(call->argument, argument, sizeof(call->argument));
	if (kind->enter)
		kind->enter(call, pid);
	call->waits_ns = kind->timed ? kind->timed(call, pid) : WAITS_FOR_EVER;
}

int call_other_fd(const struct call *call)
{
	return call->kind->traits & ON_TWO_FDS ? (int)call->argument[2] : -1;
}

void call_return(struct call *call, pid_t pid)
{
	if (!call->error && call->kind->leave)
		call->kind->leave(call, pid);
}

void call_forget(const struct call *call, struct files *files)
{
	if (call->kind->forget)
		call->kind->forget(call, files);
}

bool call_is_of_conversation(const struct call *call)
{
	return call->kind->traits & (MOVES_DATA | ENDS_CONVERSATION) &&
	       fd_is_network(call->fd_kind);
}

bool call_may_print(const struct call *call)
{
	if (call->kind->traits & ON_TWO_FDS)
		return true;	/* told by its socket, whichever way it went */
	return call->kind->traits & SENDS && !fd_is_network(call->fd_kind);
}

bool call_has_constant(const struct call *call, const char *name)
{
	for (int i = 0; i < call->constants; i++)
		if (!strcmp(call->constant[i].value, name))
			return true;
	return false;
}

/* connect(2) waits as long as a write may: socket(7). */
static bool is_outward(const struct call *call)
{
	return call->sends || call->kind->traits & CONNECTS;
}

int64_t call_waits_ns(const struct call *call)
{
	const struct sock *sock = call->descriptor.sock;
	int64_t timeout_ns = sock ? sock->timeout_ns[is_outward(call)] : 0;

	return call->waits_ns == WAITS_FOR_EVER && timeout_ns ? timeout_ns : call->waits_ns;
}

bool call_makes_thread(const struct call *call)
{
	return call->clone_flags & CLONE_THREAD;
}

bool call_shares_files(const struct call *call)
{
	return call->clone_flags & CLONE_FILES;
}
