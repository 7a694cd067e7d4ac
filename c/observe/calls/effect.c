#include "calls/effect.h"

#include <errno.h>

#include "wire/owner.h"

struct sock *effect_socket(const struct thread *thread)
{
	struct sock *sock = thread->call.descriptor.sock;

	return sock && fd_is_network(sock->kind) ? sock : NULL;
}

void effect_has_place(struct run *run, const struct thread *thread, struct sock *sock)
{
	if (!sock->local.port)
		descriptor_look(thread->process->pid, thread->call.fd, sock);
	owner_has_place(run, thread->process->role, sock);
}

void effect_makes_fd(struct thread *thread)
{
	struct call *call = &thread->call;
	struct process *process = thread->process;

	call->made = (int)call->result;
	files_forget(process->files, call->made);
	call->made_descriptor = descriptor_of(process->files, process->pid, call->made);
}

/* A connect that goes on by itself has its port already: EINPROGRESS, or a signal. */
static bool goes_on(const struct call *call)
{
	return call->kind->traits & CONNECTS &&
	       (call->error == EINPROGRESS || call->error == EINTR);
}

void effect_of(struct run *run, struct thread *thread)
{
	const struct call *call = &thread->call;

	if (call->error && !goes_on(call))
		return;
	if (call->kind->traits & MAKES_FD)
		effect_makes_fd(thread);
	if (call->kind->effect)
		call->kind->effect(run, thread);
}
