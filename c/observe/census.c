#include "census.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

#include "wire/owner.h"
#include "quiescence.h"
#include "wire/sockets.h"

static void put_descriptor(struct json *json, struct process *process, int fd)
{
	struct descriptor descriptor = descriptor_of(process->files, process->pid, fd);
	enum fd_kind kind = descriptor_kind(&descriptor);
	char address[SOCKADDR_TEXT];

	if (kind == FD_UNKNOWN)
		return;
	json_open(json, NULL, '{');
	json_int(json, "fd", fd);
	json_text(json, "kind", fd_kind_name(kind));
	if (descriptor.sock) {
		json_int(json, "sock", descriptor.sock->number);
		descriptor_address(process->pid, fd, address);
		if (address[0])
			json_text(json, "address", address);
	}
	json_close(json, '}');
}

static void put_open(struct json *json, struct process *process)
{
	char path[64];
	struct dirent *entry;
	DIR *folder;

	(void)snprintf(path, sizeof(path), "/proc/%d/fd", process->pid);
	folder = opendir(path);
	json_open(json, "open", '[');
	while (folder && (entry = readdir(folder)))
		if (entry->d_name[0] != '.')
			put_descriptor(json, process, atoi(entry->d_name));
	json_close(json, ']');
	if (folder)
		(void)closedir(folder);
}

static const char *state_name(char state, const struct thread *thread)
{
	if (state == 'Z')
		return "zombie";
	if (state == 'T')
		return "stopped";
	return thread && (thread->state == THREAD_HELD || quiescence_waits(thread)) ? "waiting"
										    : "running";
}

/* Looks descriptors up, which are remembered in @process. */
static void put_process(struct run *run, struct json *json, struct process *process)
{
	const struct thread *thread = thread_find(&run->all, process->pid);
	char state = thread ? thread_state(thread) : process_state(process->pid, process->pid);
	char place[64];

	if (!state)
		return;
	json_open(json, NULL, '{');
	json_text(json, "role", run_role(run, process));
	json_int(json, "pid", process->pid);
	json_int(json, "parent", process->parent);
	json_text(json, "state", state_name(state, thread));
	if (thread && !process->ended) {
		thread_place(thread, place, sizeof(place));
		json_text(json, "in", place);
		put_open(json, process);
	}
	json_close(json, '}');
}

struct listing {
	const struct run *run;
	struct json *json;
};

static void put_end(struct json *json, const char *key, const struct endpoint *end)
{
	char shown[ENDPOINT_TEXT];

	endpoint_text(shown, end);
	json_text(json, key, shown);
}

static void put_socket(void *context, const struct tcp_socket *socket)
{
	const struct listing *listing = context;
	const struct run *run = listing->run;
	const char *role = owner_name(run, owner_of_socket(run, &socket->local, &socket->remote));

	json_open(listing->json, NULL, '{');
	if (role)
		json_text(listing->json, "role", role);
	put_end(listing->json, "local", &socket->local);
	put_end(listing->json, "remote", &socket->remote);
	json_text(listing->json, "state", socket_state(socket));
	json_close(listing->json, '}');
}

void census_take(struct run *run)
{
	struct json members = { 0 };
	struct listing listing = { run, &members };
	int64_t began_ns = clock_ns();
	enum pass pass = PASS_WHOLE;

	run_count_lost(run);
	json_open(&members, "processes", '[');
	for (int i = 0; i < PROCESSES_MAX; i++)
		if (run->all.process[i].pid)
			put_process(run, &members, &run->all.process[i]);
	json_close(&members, ']');
	json_open(&members, "tcp", '[');
	if (run->world.net && run->record.frames)
		pass = sockets_pass(run_sockets(run), put_socket, &listing);
	json_close(&members, ']');
	run_tell(run, &(struct event){ .kind = EVENT_CENSUS, .t_ns = began_ns,
				       .members = &members });
	json_free(&members);
	if (pass != PASS_WHOLE)
		run_tell(run, &(struct event){
			.kind = EVENT_LOST,
			.lost = { .what = "census",
				  .because = "the table of sockets could not be read to its end" },
		});
}
