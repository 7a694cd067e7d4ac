#include "calls/serving.h"

#include "wire/owner.h"

static bool is_its_port(const struct run *run, const struct process *process, uint16_t port)
{
	const struct role *role = &run->cast->role[process->role];

	return role->readiness == READY_SERVING && port && (!role->port || role->port == port);
}

/* A server may open one socket for each family: ipv6(7). */
static bool is_its_address(const struct run *run, const struct process *process,
			   const struct sock *sock)
{
	const struct role *role = &run->cast->role[process->role];
	const struct endpoint local = endpoint_plain(&sock->local);
	struct endpoint address = role->address;

	address.port = local.port;	/* which has been looked at */
	return !role->has_address || endpoint_covers(&local, &address) ||
	       (sock->takes_ipv4 && !address.v6);
}

static bool is_its_transport(const struct run *run, const struct process *process,
			     const struct sock *sock)
{
	enum transport serves = run->cast->role[process->role].serves;

	return serves == TRANSPORT_ANY || (serves == TRANSPORT_UDP) == (sock->kind == FD_DATAGRAM);
}

static void look(struct run *run, const struct process *process, int fd, const struct sock *sock,
		 const char *how)
{
	char address[SOCKADDR_TEXT];

	if (run->part[process->role].ready || !sock || sock->elsewhere ||
	    !is_its_port(run, process, sock->local.port) || !is_its_address(run, process, sock) ||
	    !is_its_transport(run, process, sock))
		return;
	descriptor_address(process->pid, fd, address);
	run_ready(run, process->role, how, address);
}

void serving_look(struct run *run, const struct thread *thread, const char *how)
{
	look(run, thread->process, thread->call.fd, thread->call.descriptor.sock, how);
}

void serving_find(struct run *run, const struct process *process)
{
	int highest = process_highest_fd(process->pid);

	for (int fd = 0; fd <= highest; fd++) {
		struct sock *sock;

		files_forget(process->files, fd);
		sock = descriptor_of(process->files, process->pid, fd).sock;
		if (!sock || (sock->kind != FD_LISTENER && sock->kind != FD_DATAGRAM) ||
		    !sock->local.port)
			continue;
		owner_has_place(run, process->role, sock);
		look(run, process, fd, sock, sock->kind == FD_LISTENER ? "listen" : "bind");
	}
}
