#include "record/lines.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "text/names.h"
#include "text/sockaddr.h"

static void put_who(struct json *json, const struct who *who)
{
	json_text(json, "role", who->role);
	json_int(json, "pid", who->pid);
	if (who->tid && who->tid != who->pid)
		json_int(json, "tid", who->tid);
}

static void put_members(struct json *json, const struct event *event)
{
	json_raw(json, event->members);
}

static void put_born(struct json *json, const struct event *event)
{
	put_who(json, &event->who);
	json_int(json, "parent", event->born.parent);
	json_text(json, "how", event->born.how);
}

static void put_exec(struct json *json, const struct event *event)
{
	const char *at = event->exec.argv, *end = at + event->exec.argv_len;

	put_who(json, &event->who);
	json_text(json, "path", event->exec.path);
	json_open(json, "argv", '[');
	for (; at < end; at += strlen(at) + 1)
		json_text(json, NULL, at);
	json_close(json, ']');
}

static void put_ended(struct json *json, const struct event *event)
{
	const struct ended_event *ended = &event->ended;

	put_who(json, &event->who);
	json_int(json, "parent", ended->parent);
	if (WIFEXITED(ended->status)) {
		json_int(json, "status", WEXITSTATUS(ended->status));
		return;
	}
	json_text(json, "signal", signal_name(WTERMSIG(ended->status)));
	if (ended->faulted && WTERMSIG(ended->status) != SIGKILL)
		json_hex(json, "address", ended->fault);
	else if (ended->in)
		json_text(json, "in", ended->in);
}

static void put_reaped(struct json *json, const struct event *event)
{
	put_who(json, &event->who);
	json_int(json, "by", event->reaped.by);
}

static void put_unlaunched(struct json *json, const struct event *event)
{
	json_text(json, "role", event->who.role);
	json_text(json, "path", event->unlaunched.path);
	json_text(json, "error", event->unlaunched.error);
}

static void put_ready(struct json *json, const struct event *event)
{
	json_text(json, "role", event->who.role);
	json_text(json, "how", event->ready.how);
	if (event->ready.address)
		json_text(json, "address", event->ready.address);
}

static void put_unready(struct json *json, const struct event *event)
{
	json_text(json, "role", event->who.role);
	json_text(json, "because", event->unready.because);
	if (event->unready.port >= 0)
		json_int(json, "port", event->unready.port);
	if (event->unready.address)
		json_text(json, "address", event->unready.address);
	json_raw(json, event->unready.blocked);
}

static void put_descriptor(struct json *json, int fd, enum fd_kind kind, const struct sock *sock)
{
	json_int(json, "fd", fd);
	if (kind != FD_UNKNOWN)
		json_text(json, "kind", fd_kind_name(kind));
	if (sock)
		json_int(json, "sock", sock->number);
}

static void put_list(struct json *json, const struct call *call)
{
	json_open(json, call->list_is_options ? "options" : "flags", '[');
	for (int i = 0; i < call->constants; i++)
		if (!call->constant[i].key)
			json_text(json, NULL, call->constant[i].value);
	json_close(json, ']');
}

static void put_arguments(struct json *json, const struct call *call)
{
	json_open(json, "args", '{');
	if (call->has_buffer)
		json_hex(json, "buffer", call->buffer);
	if (call->has_buffer || call->size)
		json_int(json, "size", (int64_t)call->size);
	for (int i = 0; i < call->numbers; i++)
		json_int(json, call->number[i].key, call->number[i].value);
	for (int i = 0; i < call->constants; i++)
		if (call->constant[i].key)
			json_text(json, call->constant[i].key, call->constant[i].value);
	if (call->has_list)
		put_list(json, call);
	if (call->address[0])
		json_text(json, "address", call->address);
	if (call->status[0])
		json_text(json, "status", call->status);
	json_close(json, '}');
}

static void put_result(struct json *json, const struct call *call)
{
	json_int(json, "result", call->error ? -1 : call->result);
	if (call->error)
		json_text(json, "error", errno_name(call->error));
	if (call->made < 0)
		return;
	json_open(json, "made", '{');
	put_descriptor(json, call->made, descriptor_kind(&call->made_descriptor),
		       call->made_descriptor.sock);
	json_close(json, '}');
}

static void put_call(struct json *json, const struct event *event)
{
	const struct call *call = event->call.call;
	bool open = event->call.open;

	if (!open)
		json_int(json, "end", call->returned_ns);
	put_who(json, &event->who);
	json_text(json, "name", call->kind->name);
	if (call->fd >= 0)
		put_descriptor(json, call->fd, call->fd_kind, call->descriptor.sock);
	put_arguments(json, call);
	if (!open)
		put_result(json, call);
	if (call->data_len)
		json_bytes(json, "data", call->data, call->data_len);
	if (call->act)
		json_text(json, "act", call->act);
}

static void put_repeats(struct json *json, const struct event *event)
{
	put_who(json, &event->who);
	json_text(json, "name", event->repeats.name);
	if (event->repeats.error)
		json_text(json, "error", errno_name(event->repeats.error));
}

static void put_signal(struct json *json, const struct event *event)
{
	put_who(json, &event->who);
	json_text(json, "signal", signal_name(event->signal.number));
	if (event->signal.has_sender)
		json_int(json, "sender", event->signal.sender);
}

static void put_flags(struct json *json, uint16_t flags)
{
	static const char *const names[] = {
		"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "SUBFLOW-FIN"
	};
	enum { NAMES = sizeof(names) / sizeof(*names) };
	_Static_assert(1 << (NAMES - 1) == SUBFLOW_FIN, "each bit has a name");

	json_open(json, "flags", '[');
	for (unsigned i = 0; i < NAMES; i++)
		if (flags & 1u << i)
			json_text(json, NULL, names[i]);
	json_close(json, ']');
}

static const char *protocol_name(enum packet_kind kind, bool v6)
{
	static const char *const names[] = {
		[PACKET_OTHER] = "other", [PACKET_TCP] = "tcp", [PACKET_UDP] = "udp",
		[PACKET_ICMP] = "icmp",
	};
	_Static_assert(sizeof(names) / sizeof(*names) == PACKET_KINDS, "each kind has a name");

	return kind == PACKET_ICMP && v6 ? "icmp6" : names[kind];
}

static void put_ends(struct json *json, const struct endpoint *source,
		     const struct endpoint *target)
{
	char text[ENDPOINT_TEXT];

	endpoint_text(text, source);
	json_text(json, "source", text);
	endpoint_text(text, target);
	json_text(json, "target", text);
}

static void put_dns(struct json *json, const struct dns *dns)
{
	static const struct name types[] = { { 1, "A" }, { 5, "CNAME" }, { 12, "PTR" },
					     { 28, "AAAA" }, { 33, "SRV" }, { 0, NULL } };
	const char *type = name_of(types, dns->type);
	char number[16];

	(void)snprintf(number, sizeof(number), "TYPE%u", dns->type);	/* RFC 3597, 5 */
	json_open(json, "dns", '{');
	json_int(json, "id", dns->id);
	json_bool(json, "response", dns->response);
	json_text(json, "name", dns->name);
	json_text(json, "type", type ? type : number);
	json_int(json, "code", dns->code);
	json_int(json, "answers", dns->answers);
	if (dns->truncated)
		json_bool(json, "truncated", true);
	json_close(json, '}');
}

static void put_icmp(struct json *json, const struct packet *packet)
{
	json_int(json, "type", packet->type);
	json_int(json, "code", packet->code);
	if (packet->about == PACKET_OTHER)
		return;
	json_open(json, "about", '{');
	json_text(json, "protocol", protocol_name(packet->about, packet->source.v6));
	put_ends(json, &packet->about_source, &packet->about_target);
	json_close(json, '}');
}

static void put_packet(struct json *json, const struct packet *packet, const struct flow_view *view)
{
	put_ends(json, &packet->source, &packet->target);
	json_text(json, "protocol", protocol_name(packet->kind, packet->source.v6));
	if (packet->kind == PACKET_TCP) {
		put_flags(json, packet->stream);
		json_int(json, "seq", view->seq);
		json_int(json, "ack", view->ack);
	}
	if (packet->kind == PACKET_ICMP)
		put_icmp(json, packet);
	else
		json_int(json, "length", packet->length);
	if (packet->kind == PACKET_TCP)
		json_int(json, "window", view->window);
	if (packet->kind != PACKET_ICMP && packet->data_len)
		json_bytes(json, "data", packet->data,
			   packet->data_len < DATA_MAX ? packet->data_len : DATA_MAX);
	if (packet->is_dns)
		put_dns(json, &packet->dns);
}

static void put_wire(struct json *json, const struct event *event)
{
	json_text(json, "from", event->who.role);
	json_text(json, "to", event->wire.to);
	put_packet(json, event->wire.packet, event->wire.view);
}

static void put_says(struct json *json, const struct event *event)
{
	json_text(json, "role", event->who.role);
	json_text(json, "stream", event->says.stream);
	if (!json_line(json, "line", event->says.line, event->says.len))
		json_bool(json, "octets", true);
	if (event->says.partial)
		json_bool(json, "partial", true);
}

static void put_act(struct json *json, const struct event *event)
{
	const struct act_event *act = &event->act;

	json_text(json, "what", act->what);
	put_who(json, &event->who);
	if (act->call)
		json_text(json, "call", act->call);
	if (act->until)
		json_text(json, "until", act->until);
	if (act->is_release)
		json_bool(json, "met", act->met);
	if (act->quiet)
		json_bool(json, "quiet", true);
	if (act->signal)
		json_text(json, "signal", act->signal);
	if (act->is_limit)
		json_int(json, "descriptors", act->descriptors);
	if (act->text)
		json_text(json, "text", act->text);
}

static void put_lost(struct json *json, const struct event *event)
{
	json_text(json, "what", event->lost.what);
	if (event->who.role)
		json_text(json, "role", event->who.role);
	if (event->lost.has_count)
		json_int(json, "count", event->lost.count);
	if (event->lost.because)
		json_text(json, "because", event->lost.because);
}

/* In the order of docs/record-format.md. */
static const struct line {
	const char *name;
	void (*put)(struct json *json, const struct event *event);
} lines[] = {
	[EVENT_RUN] = { "run", put_members },
	[EVENT_BORN] = { "born", put_born },
	[EVENT_EXEC] = { "exec", put_exec },
	[EVENT_ENDED] = { "ended", put_ended },
	[EVENT_REAPED] = { "reaped", put_reaped },
	[EVENT_UNLAUNCHED] = { "unlaunched", put_unlaunched },
	[EVENT_READY] = { "ready", put_ready },
	[EVENT_UNREADY] = { "unready", put_unready },
	[EVENT_ENTER] = { NULL, NULL },
	[EVENT_CALL] = { "call", put_call },
	[EVENT_REPEATS] = { "repeats", put_repeats },
	[EVENT_SIGNAL] = { "signal", put_signal },
	[EVENT_WIRE] = { "wire", put_wire },
	[EVENT_SAYS] = { "says", put_says },
	[EVENT_ACT] = { "act", put_act },
	[EVENT_LOST] = { "lost", put_lost },
	[EVENT_CENSUS] = { "census", put_members },
	[EVENT_END] = { "end", put_members },
};

_Static_assert(sizeof(lines) / sizeof(*lines) == EVENT_COUNT, "a line for each kind of event");

const char *line_name(enum event_kind kind)
{
	return lines[kind].name;
}

void line_put(struct json *json, const struct event *event)
{
	lines[event->kind].put(json, event);
}
