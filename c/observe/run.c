#include "run.h"

#include "wire/flow.h"
#include "acts/acts.h"
#include "wire/nxdomain.h"
#include "wire/owner.h"

const char *run_role(const struct run *run, const struct process *process)
{
	return run->cast->role[process->role].name;
}

struct who run_who(const struct run *run, const struct thread *thread)
{
	return (struct who){ run_role(run, thread->process), thread->process->pid, thread->tid };
}

void run_end(struct run *run, enum end_reason reason)
{
	if (run->reason == END_NONE)
		run->reason = reason;
}

void run_broken(struct run *run, const char *because)
{
	if (run->reason == END_NONE)
		run->because = because;
	run_end(run, END_BROKEN);
}

void run_lost_calls(struct run *run, int role, const char *because)
{
	struct json *json;

	if (run->foreign_told[role])
		return;
	run->foreign_told[role] = true;
	json = record_begin(&run->record, clock_ns(), "lost");
	json_text(json, "what", "calls");
	json_text(json, "role", run->cast->role[role].name);
	json_text(json, "because", because);
	record_end(&run->record);
}

int64_t run_left_ns(const struct run *run)
{
	int64_t left_ns = run->began_ns + run->cast->deadline_ms * 1000000 - monotonic_ns();

	return left_ns > 0 ? left_ns : 0;
}

bool run_leads(const struct run *run, int role)
{
	return run->cast->role[role].readiness != READY_SERVING;
}

void run_ready(struct run *run, int role, const char *how, const char *address)
{
	struct json *json = record_begin(&run->record, clock_ns(), "ready");

	run->part[role].ready = true;
	run->effects++;
	/* A program may take its time to start, and is to have its time after that. */
	if (run->cast->role[role].readiness == READY_SERVING)
		run->began_ns = monotonic_ns();
	json_text(json, "role", run->cast->role[role].name);
	json_text(json, "how", how);
	if (address)
		json_text(json, "address", address);
	record_end(&run->record);
}

/* Frames ---------------------------------------------------------------- */

static uint32_t things_of(const struct packet *packet)
{
	uint32_t things = 1u << KIND_FRAME;
	uint8_t flags = packet->flags;

	if (packet->is_dns)
		things |= 1u << (packet->dns.response ? KIND_ANSWER : KIND_QUESTION);
	if (packet->kind == PACKET_UDP)
		return things | 1u << KIND_DATAGRAM;
	if (packet->kind == PACKET_ICMP) {
		bool port = packet->source.v6 ? packet->type == 1 && packet->code == 4 :
						packet->type == 3 && packet->code == 3;

		return port ? things | 1u << KIND_UNREACHABLE : things;
	}
	if (packet->kind != PACKET_TCP)
		return things;
	things |= 1u << KIND_WINDOW;
	if (flags & TCP_SYN)
		things |= 1u << (flags & TCP_ACK ? KIND_SYN_ACK : KIND_SYN);
	if (flags & TCP_FIN)
		things |= 1u << KIND_FIN;
	if (flags & TCP_RST)
		things |= 1u << KIND_RST;
	if (packet->length)
		things |= 1u << KIND_DATA;
	if (flags == TCP_ACK && !packet->length)
		things |= 1u << KIND_ACK;
	return things;
}

static void see_frame(struct run *run, const struct frame *frame)
{
	struct packet packet;
	struct flow_view view = { 0 };
	struct owners owners;
	struct happening happening = { .kind = HAPPENING_WIRE };

	/* What cannot be read is still a frame: it is told as "other". */
	(void)packet_parse(&packet, frame->bytes, frame->captured);
	if (packet.kind == PACKET_TCP)
		view = flow_see(&packet);
	owners = owner_of_frame(run, &packet);
	happening.role = owner_name(run, owners.from);
	happening.to = owner_name(run, owners.to);
	happening.things = things_of(&packet);
	happening.length = packet.length;
	happening.window = view.window;
	record_frame(&run->record, frame, &packet, &view, happening.role, happening.to);
	/* What a program says to itself, or to nobody of the run, may be a timer's doing. */
	run->effects += happening.role && happening.to && happening.role != happening.to;
	if (run->cast->acts)
		acts_happened(run, &happening);
}

void run_watch(struct run *run)
{
	int full = 1;

	while (full && run->capture.fd >= 0) {
		int count = capture_read(&run->capture, &full);

		if (count < 0) {
			run_broken(run, "cannot read what was captured");
			return;
		}
		/* What an act does in the middle may not look for frames again: they are ours. */
		for (int i = 0; i < count; i++)
			see_frame(run, &run->capture.frame[i]);
	}
	/* After a fence has been seen, so that what came before it does not wait at the end. */
	if (run->nxdomain >= 0)
		nxdomain_serve(run->nxdomain);
}

/* A socket that has sent nothing yet is none that matters, and is not told of in a census. */
enum whose run_sockets(const struct run *run)
{
	bool saw_all =
		run->world.net && run->capture.fd >= 0 && !run->capture.lost && flow_has_all();

	return saw_all ? SOCKETS_SEEN : SOCKETS_ALL;
}

/* Output ---------------------------------------------------------------- */

static void hear_line(void *context, const char *role, const char *line)
{
	struct run *run = context;
	struct happening happening = { .kind = HAPPENING_SAYS, .role = role, .first = true,
				       .text = line };

	acts_happened(run, &happening);
}

/* What a server tells its log may be a timer's doing: only words of those who lead count. */
static void hear(struct run *run, const struct role_state *part)
{
	struct stream *streams[] = { (struct stream *)&part->out, (struct stream *)&part->err };
	bool leads = run_leads(run, (int)(part - run->part));

	for (int i = 0; i < 2; i++)
		if (stream_read(streams[i], &run->record, run->cast->output_max, hear_line, run))
			run->effects += leads;
}

void run_hear(struct run *run, const struct role_state *only)
{
	if (only) {
		hear(run, only);
		return;
	}
	for (int i = 0; i < run->started; i++)
		hear(run, &run->part[i]);
}
