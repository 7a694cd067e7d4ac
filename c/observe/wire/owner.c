#include "wire/owner.h"

#include "tracer/kernel.h"

const char *owner_name(const struct run *run, int role)
{
	return role < 0 ? NULL : run->cast->role[role].name;
}

/* Learning -------------------------------------------------------------- */

static bool holds(void *context, int role, uint64_t inode)
{
	const struct run *run = context;

	for (int i = 0; i < PROCESSES_MAX; i++) {
		const struct process *process = &run->all.process[i];

		if (process->pid && !process->ended && process->role == role &&
		    descriptor_holds(process->pid, inode))
			return true;
	}
	return false;
}

static void learn(struct run *run, const struct end *end, int role, uint64_t inode)
{
	const struct liveness liveness = { holds, run };

	if (ends_learn(&run->ends, end, role, inode, &liveness) < 0)
		run_broken(run, "no memory");
}

static bool is_udp(const struct sock *sock)
{
	return sock->kind == FD_DATAGRAM;
}

void owner_has_place(struct run *run, int role, const struct sock *sock)
{
	struct end end = { .udp = is_udp(sock), .local = sock->local };

	if (!sock->local.port || sock->elsewhere)
		return;
	learn(run, &end, role, sock->inode);
	if (sock->takes_ipv4) {
		end.local = (struct endpoint){ .port = sock->local.port };
		learn(run, &end, role, sock->inode);
	}
}

void owner_has_pair(struct run *run, int role, const struct sock *sock,
		    const struct endpoint *remote)
{
	const struct end end = { is_udp(sock), sock->local, *remote };

	if (sock->local.port && remote->port && !sock->elsewhere)
		learn(run, &end, role, sock->inode);
}

static void has_called_udp(struct run *run, struct thread *thread, struct sock *sock)
{
	/* It may get another port by it, or lose the one it had: connect(2), AF_UNSPEC. */
	ends_forget_socket(&run->ends, sock->local.port, sock->inode);
	descriptor_look(thread->process->pid, thread->call.fd, sock);
	owner_has_place(run, thread->process->role, sock);
	owner_has_pair(run, thread->process->role, sock, &sock->remote);
}

void owner_has_called(struct run *run, struct thread *thread)
{
	struct call *call = &thread->call;
	struct sock *sock = call->descriptor.sock;
	const struct endpoint *remote = &sock->remote;

	if (is_udp(sock)) {
		has_called_udp(run, thread, sock);
		return;
	}
	descriptor_look(thread->process->pid, call->fd, sock);
	if (!sock->remote.port)	/* on its way still, or over already: getpeername(2) */
		remote = &call->peer;
	/* Once its SYN was seen its pair is known, and may be another's by now. */
	if (!call->called && !endpoint_is_any(remote))
		owner_has_pair(run, thread->process->role, sock, remote);
}

/* Looking up ------------------------------------------------------------ */

/* connect(2), or what sends and connects in one: tcp(7), MSG_FASTOPEN. */
static bool is_calling(const struct call *call)
{
	return call->kind->traits & CONNECTS ||
	       (call->sends && call->descriptor.sock->kind == FD_STREAM);
}

static bool is_at(const struct sock *sock, const struct endpoint *end)
{
	const struct endpoint local = endpoint_plain(&sock->local);

	return endpoint_covers(&local, end) ||
	       (sock->takes_ipv4 && !end->v6 && local.port == end->port);
}

/* Where it is not known to whom a call speaks, it may be anyone. */
static bool speaks_to(const struct endpoint *whom, const struct endpoint *target)
{
	const struct endpoint plain = endpoint_plain(whom);

	return !whom->port || endpoint_covers(&plain, target);
}

/*
 * No table has a caller that was refused, and gVisor's have nobody of IPv6: whoever speaks there in
 * this moment is taken for it.
 */
static bool has_left_no_trace(const struct sock *sock)
{
	return kernel_lacks(MEANS_DESCRIPTORS) && !sock->local.port;
}

static bool has_sent(struct run *run, struct thread *thread, const struct packet *packet)
{
	struct sock *sock = thread->call.descriptor.sock;
	const struct endpoint *whom = thread->call.peer.port ? &thread->call.peer : &sock->remote;

	if (!is_udp(sock) || !thread->call.sends || !speaks_to(whom, &packet->target))
		return false;
	if (!sock->local.port) {
		descriptor_look(thread->process->pid, thread->call.fd, sock);
		if (has_left_no_trace(sock))
			sock->local = packet->source;
		owner_has_place(run, thread->process->role, sock);
	}
	return is_at(sock, &packet->source);
}

static bool has_called(struct run *run, struct thread *thread, const struct packet *packet)
{
	struct call *call = &thread->call;
	struct sock *sock = call->descriptor.sock;
	struct end end = { false, packet->source, packet->target };

	if (is_udp(sock) || sock->kind == FD_LISTENER || call->called || !is_calling(call) ||
	    !speaks_to(&call->peer, &packet->target))
		return false;
	/* Anew each time: a call that was refused has given its port back. */
	descriptor_look(thread->process->pid, call->fd, sock);
	call->called = (is_at(sock, &packet->source) || has_left_no_trace(sock)) &&
		       speaks_to(&sock->remote, &packet->target);
	if (call->called)
		learn(run, &end, thread->process->role, sock->inode);
	return call->called;
}

/* Whoever is in a call that has sent this. */
static int sender_in_call(struct run *run, const struct packet *packet)
{
	bool udp = packet->kind == PACKET_UDP;
	int role = ROLE_NONE;

	for (int i = 0; i < run->all.threads; i++) {
		struct thread *thread = run->all.thread[i];

		if (!thread->call.kind || thread->state == THREAD_HELD ||
		    !thread->call.descriptor.sock ||
		    !fd_is_network(thread->call.descriptor.sock->kind))
			continue;
		if (udp ? !has_sent(run, thread, packet) : !has_called(run, thread, packet))
			continue;
		role = role == ROLE_NONE || role == thread->process->role ? thread->process->role :
									    ROLE_SEVERAL;
	}
	return role;
}

static bool same_endpoint(const struct endpoint *a, const struct endpoint *b)
{
	return endpoint_covers(a, b) && endpoint_covers(b, a);
}

/* A SYN that is sent again; its first owner may have gone, and its port be another's. */
static int earlier_caller(struct run *run, const struct end *end)
{
	int role = ends_role(&run->ends, end);

	return role >= 0 && holds(run, role, ends_socket(&run->ends, end)) ? role : ROLE_NONE;
}

/* What follows a SYN is known by it. */
static struct owners owner_of_syn(struct run *run, const struct packet *packet)
{
	const struct end caller = { false, packet->source, packet->target };
	const struct end called = { false, packet->target, packet->source };
	struct owners owners = { .from = sender_in_call(run, packet) };

	if (owners.from == ROLE_NONE)
		owners.from = earlier_caller(run, &caller);
	if (same_endpoint(&packet->source, &packet->target)) {	/* RFC 9293, 3.5: it calls itself */
		owners.to = owners.from;
		return owners;
	}
	owners.to = ends_server(&run->ends, &called);
	learn(run, &called, owners.to, 0);
	return owners;
}

/* An error goes back to whoever sent the packet that it quotes. */
static struct owners owner_of_error(const struct run *run, const struct packet *packet)
{
	const struct end sender = { packet->about == PACKET_UDP, packet->about_source,
				    packet->about_target };

	return (struct owners){ ROLE_NONE, ends_role(&run->ends, &sender) };
}

static struct owners owner_of_rest(struct run *run, const struct packet *packet)
{
	bool udp = packet->kind == PACKET_UDP;
	const struct end here = { udp, packet->source, packet->target };
	const struct end there = { udp, packet->target, packet->source };
	int from = udp ? sender_in_call(run, packet) : ROLE_NONE;

	if (from == ROLE_NONE)
		from = ends_role(&run->ends, &here);
	return (struct owners){ from, ends_role(&run->ends, &there) };
}

struct owners owner_of_frame(struct run *run, const struct packet *packet)
{
	if (packet->kind == PACKET_TCP && (packet->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN)
		return owner_of_syn(run, packet);
	if (packet->kind == PACKET_TCP || packet->kind == PACKET_UDP)
		return owner_of_rest(run, packet);
	if (packet->kind == PACKET_ICMP && packet->about != PACKET_OTHER)
		return owner_of_error(run, packet);
	return (struct owners){ ROLE_NONE, ROLE_NONE };
}

int owner_of_socket(const struct run *run, const struct endpoint *local,
		    const struct endpoint *remote)
{
	const struct end end = { false, *local, *remote };

	return ends_role(&run->ends, &end);
}

/* A port of the cast's own, though nobody may be there yet, or any more. */
static bool is_told(const struct run *run, uint16_t port)
{
	for (int i = 0; i < run->cast->ports; i++)
		if (run->cast->port[i] == port)
			return true;
	return false;
}

bool owner_talks_to_cast(const struct run *run, const struct thread *thread)
{
	const struct sock *sock = thread->call.descriptor.sock;
	struct end other;
	int role;

	if (!sock || !fd_is_network(sock->kind))
		return true;
	other = (struct end){ is_udp(sock), sock->remote, sock->local };
	if (!sock->remote.port)
		other.local = thread->call.peer.port ? thread->call.peer : sock->spoke_to;
	if (!other.local.port || is_told(run, other.local.port) || is_told(run, sock->local.port))
		return true;
	role = ends_role(&run->ends, &other);
	return role == ROLE_SEVERAL || (role >= 0 && role != thread->process->role);
}
