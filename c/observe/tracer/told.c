#include "tracer/told.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* After <sys/ptrace.h>, which declares what it needs and lacks this one. */
#include <linux/ptrace.h>

#include "channel.h"
#include "tracer/registers.h"
#include "tracer/stat.h"

enum { CHANNELS_MAX = 1024 };

struct channel {
	pid_t tid;
	bool waits;			/* for an answer */
	char answer[32];
	char line[CHANNEL_LINE];	/* the last */
	char entered[CHANNEL_LINE];	/* that of the call it is in */
	int due;			/* a status that comes before the next line; 0: none */
	int child_fd;			/* -1: it has sent none */
	uint64_t birth;			/* the call that sent it, as STACK tells calls apart */
	bool by_clone;
	pid_t child;
	bool is_over;			/* it has told of its end, */
	int status;			/* … as wait4(2) will */
};

/* Side by side, as poll(2) takes them. */
static struct pollfd ends[CHANNELS_MAX];
static struct channel *channels[CHANNELS_MAX];
static nfds_t count;

/* Statuses, as ptrace(2) has them. */
#define STATUS_EVENT(event) ((event) << 16 | SIGTRAP << 8 | 0x7f)
#define STATUS_SIGNAL(signal) ((signal) << 8 | 0x7f)
#define STATUS_RETURN STATUS_SIGNAL(SIGTRAP | 0x80)
#define STATUS_EXIT(status) (((status)&0xff) << 8)

int told_pair(int pair[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0 ? -errno : 0;
}

/* Where a thread's channel is; @count if it has none. */
static nfds_t place_of(pid_t tid)
{
	nfds_t place = 0;

	while (place < count && channels[place]->tid != tid)
		place++;
	return place;
}

static struct channel *find(pid_t tid)
{
	nfds_t place = place_of(tid);

	return place < count ? channels[place] : NULL;
}

static struct channel *add(pid_t tid, int fd)
{
	struct channel *channel = count < CHANNELS_MAX ? calloc(1, sizeof(*channel)) : NULL;

	if (!channel)
		return NULL;
	channel->tid = tid;
	channel->child_fd = -1;
	ends[count] = (struct pollfd){ .fd = fd, .events = POLLIN };
	channels[count++] = channel;
	return channel;
}

/* Its place is the last one's then. */
static void remove_at(nfds_t place)
{
	if (ends[place].fd >= 0)
		(void)close(ends[place].fd);
	if (channels[place]->child_fd >= 0)
		(void)close(channels[place]->child_fd);
	free(channels[place]);
	count--;
	ends[place] = ends[count];
	channels[place] = channels[count];
}

int told_begin(pid_t pid, int fd)
{
	return add(pid, fd) ? 0 : -EAGAIN;
}

/* A line, and a descriptor that may come with it. Return: bytes; 0 at the end */
static ssize_t receive(int fd, char *line, int *passed)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec text = { line, CHANNEL_LINE - 1 };
	struct msghdr message = { .msg_iov = &text,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control.room) };
	struct cmsghdr *header;
	ssize_t len = recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

	if (len <= 0)
		return len;
	line[len] = '\0';
	header = CMSG_FIRSTHDR(&message);
	if (header && header->cmsg_type == SCM_RIGHTS)
		memcpy(passed, CMSG_DATA(header), sizeof(*passed));
	return len;
}

static bool begins(const char *line, const char *word)
{
	return strncmp(line, word, strlen(word)) == 0;
}

static int digit(char hex)
{
	return hex >= 'a' ? hex - 'a' + 10 : hex - '0';
}

/* " ADDRESS=BYTES" of a line; as many of the bytes from @address on as are there. */
static size_t read_piece(const char *piece, uint64_t address, uint8_t *to, size_t len)
{
	char *digits;
	uint64_t at = strtoull(piece, &digits, 16);
	size_t skipped = (size_t)(address - at), done = 0;
	const char *next;

	if (*digits++ != '=' || address < at || strcspn(digits, " ") / 2 <= skipped)
		return 0;
	for (next = digits + 2 * skipped; done < len && *next && *next != ' '; next += 2)
		to[done++] = (uint8_t)(digit(next[0]) << 4 | digit(next[1]));
	return done;
}

static size_t read_line(const char *line, uint64_t address, void *to, size_t len)
{
	const char *equals = strchr(line, '=');
	size_t done = 0;

	while (!done && equals) {
		const char *piece = equals;

		while (piece > line && piece[-1] != ' ')
			piece--;
		done = read_piece(piece, address, to, len);
		equals = strchr(equals + 1, '=');
	}
	return done;
}

/* "enter STACK NAME ARGUMENT…" */
static int on_enter(struct channel *channel)
{
	unsigned status;

	(void)snprintf(channel->entered, sizeof(channel->entered), "%s", channel->line);
	if (channel->child_fd >= 0 && !channel->birth) {
		(void)sscanf(channel->line, "enter %" SCNx64, &channel->birth);
		channel->by_clone = strstr(channel->line, " clone ");
	}
	if (sscanf(channel->line, "enter %*s exit_group %x", &status) == 1) {
		channel->is_over = true;
		channel->status = STATUS_EXIT((int)status);
	}
	return STATUS_EVENT(PTRACE_EVENT_SECCOMP);
}

/*
 * "return STACK RESULT ERRNO": of a call that has made somebody, of that one first. While it is
 * under way a handler may run, whose calls return before.
 */
static int on_return(struct channel *channel)
{
	uint64_t stack = 0;
	long long result = 0;
	bool is_read = sscanf(channel->line, "return %" SCNx64 " %lld", &stack, &result) == 2;
	int fd = channel->child_fd;

	if (fd < 0 || (is_read && stack != channel->birth))
		return STATUS_RETURN;
	channel->child_fd = -1;
	channel->birth = 0;
	if (!is_read || result <= 0 || !add((pid_t)result, fd)) {
		(void)close(fd);
		return STATUS_RETURN;
	}
	channel->child = (pid_t)result;
	channel->due = STATUS_RETURN;
	return STATUS_EVENT(channel->by_clone ? PTRACE_EVENT_CLONE : PTRACE_EVENT_FORK);
}

/* "signal NUMBER CODE SENDER ADDRESS", and "ends" where it ends the program. */
static int on_signal(struct channel *channel, int signal)
{
	if (strstr(channel->line, " ends")) {
		channel->is_over = true;
		channel->status = signal;
	}
	return STATUS_SIGNAL(signal);
}

/* Return: the line's status; 0: it is none of ours, and answered at once. */
static int status_of(struct channel *channel)
{
	unsigned signal;

	if (begins(channel->line, "enter "))
		return on_enter(channel);
	if (begins(channel->line, "return "))
		return on_return(channel);
	if (sscanf(channel->line, "signal %u", &signal) == 1)
		return on_signal(channel, (int)signal & 0x7f);
	if (begins(channel->line, "hello"))
		return STATUS_EVENT(PTRACE_EVENT_EXEC);
	return 0;
}

/* One that has not said that it ends was killed, whatever a kernel has to show of it: proc(5). */
static int killed_by(pid_t tid)
{
	int code = process_exit_code(tid);

	return code ? code : SIGKILL;
}

/* What it has told itself, or what the kernel shows of a zombie; of our own child what it says. */
static pid_t on_end(nfds_t place, int *status)
{
	struct channel *channel = channels[place];
	pid_t tid = channel->tid;

	if (wait4(tid, status, __WALL | WNOHANG, NULL) != tid)
		*status = channel->is_over ? channel->status : killed_by(tid);
	remove_at(place);
	return tid;
}

static bool has_ended(pid_t tid)
{
	char state = process_state(tid, tid);

	return !state || state == 'Z' || state == 'X';
}

/*
 * A process closes what it has open a moment before it is a zombie (kernel/exit.c, do_exit), and
 * before its parent hears of it: so these are looked at before what anybody tells.
 */
static pid_t take_broken(int *status)
{
	for (nfds_t i = 0; i < count; i++)
		if (ends[i].fd < 0 && has_ended(channels[i]->tid))
			return on_end(i, status);
	return 0;
}

static pid_t on_break(nfds_t place, int *status)
{
	(void)close(ends[place].fd);
	ends[place].fd = -1; /* which poll(2) passes over */
	return take_broken(status);
}

/* Whose status the call has taken, of one who has ended; 0 of nobody. @at: where it has put it. */
static pid_t waited_for(const struct channel *channel, uint64_t *at)
{
	uint64_t options = 0;
	long long result = 0;

	if (sscanf(channel->entered, "enter %*s wait4 %*s %" SCNx64 " %" SCNx64, at, &options) !=
		    2 ||
	    sscanf(channel->line, "return %*s %lld", &result) != 1 || result <= 0)
		return 0;
	return *at || !(options & (WUNTRACED | WCONTINUED)) ? (pid_t)result : 0;
}

/*
 * A parent may hear of an end before the channel breaks off: gVisor closes what a process had open
 * when its parent has been told. Then what the parent was told is the status. Return: who has ended
 */
static pid_t child_waited_for(struct channel *channel, int *status)
{
	uint64_t at = 0;
	pid_t tid = waited_for(channel, &at);
	nfds_t place = place_of(tid);

	if (!tid || place == count)
		return 0;
	*status = channels[place]->is_over ? channels[place]->status : SIGKILL;
	(void)read_line(channel->line, at, status, sizeof(*status));
	if (WIFSTOPPED(*status) || WIFCONTINUED(*status))
		return 0;
	channel->due = STATUS_RETURN;
	remove_at(place);
	return tid;
}

static pid_t take_line(nfds_t place, int *status)
{
	struct channel *channel = channels[place];
	ssize_t len = receive(ends[place].fd, channel->line, &channel->child_fd);

	if (len == 0 || (len < 0 && errno != EAGAIN && errno != EINTR))
		return on_break(place, status);
	if (len < 0)
		return 0;
	channel->waits = true;
	*status = status_of(channel);
	if (*status == STATUS_RETURN) {
		int of_child;
		pid_t child = child_waited_for(channel, &of_child);

		if (child) {
			*status = of_child;
			return child;
		}
	}
	if (*status)
		return channel->tid;
	told_go_on(channel->tid);
	return 0;
}

/* A return that has waited for the child's birth to be told. */
static pid_t take_due(int *status)
{
	for (nfds_t i = 0; i < count; i++) {
		if (!channels[i]->due)
			continue;
		*status = channels[i]->due;
		channels[i]->due = 0;
		return channels[i]->tid;
	}
	return 0;
}

/* An end before what comes of it: a process lets its channel go before its parent hears of it. */
static pid_t take_one(int *status)
{
	pid_t tid = take_broken(status);

	for (nfds_t i = 0; !tid && i < count; i++)
		if (ends[i].revents & POLLHUP)
			return take_line(i, status);
	for (nfds_t i = 0; !tid && i < count; i++)
		if (ends[i].revents)
			return take_line(i, status);
	return tid;
}

/* Of a child of ours; what it has told comes before. Orphans are not waited for by anybody else. */
static pid_t take_ended(int *status)
{
	siginfo_t ended = { 0 };

	if (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT | __WALL) < 0 || !ended.si_pid ||
	    find(ended.si_pid))
		return 0;
	return wait4(ended.si_pid, status, __WALL | WNOHANG, NULL);
}

pid_t told_wait(int *status, bool wait)
{
	pid_t tid = take_due(status);

	if (!tid)
		tid = take_ended(status);
	if (!tid)
		tid = take_broken(status);
	while (!tid && poll(ends, count, 0) > 0)
		tid = take_one(status);
	if (tid || !wait)
		return tid;
	if (poll(ends, count, count ? -1 : 0) < 0)
		return -1;
	return take_one(status);
}

void told_go_on(pid_t tid)
{
	nfds_t place = place_of(tid);
	struct channel *channel = place < count ? channels[place] : NULL;
	const char *answer;

	if (!channel || !channel->waits || channel->due)
		return;
	answer = *channel->answer ? channel->answer : "go";
	/* One that has been killed meanwhile does not hear it: its end is told next. */
	(void)send(ends[place].fd, answer, strlen(answer), MSG_NOSIGNAL);
	channel->waits = false;
	channel->answer[0] = '\0';
}

bool told_awaits(pid_t tid)
{
	const struct channel *channel = find(tid);

	return channel && channel->waits;
}

bool told_speaks(pid_t tid)
{
	nfds_t place = place_of(tid);

	return place < count && poll(&ends[place], 1, 0) > 0 && !(ends[place].revents & POLLHUP);
}

int told_ask_entry(pid_t tid, struct ptrace_syscall_info *info)
{
	const struct channel *channel = find(tid);
	uint64_t argument[6], stack;
	char name[32];

	if (!channel ||
	    sscanf(channel->entered,
		   "enter %" SCNx64 " %31s %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64
		   " %" SCNx64,
		   &stack, name, &argument[0], &argument[1], &argument[2], &argument[3],
		   &argument[4], &argument[5]) != 8)
		return -EPROTO;
	*info = (struct ptrace_syscall_info){ .arch = ARCHITECTURE, .stack_pointer = stack };
	info->seccomp.nr = (unsigned)seccomp_syscall_resolve_name(name);
	for (int i = 0; i < 6; i++)
		info->seccomp.args[i] = argument[i];
	return 0;
}

int told_ask_return(pid_t tid, struct ptrace_syscall_info *info)
{
	const struct channel *channel = find(tid);
	int64_t result;
	int error;

	if (!channel || sscanf(channel->line, "return %*s %" SCNd64 " %d", &result, &error) != 2)
		return -EPROTO;
	*info = (struct ptrace_syscall_info){ .arch = ARCHITECTURE };
	info->exit.is_error = error != 0;
	info->exit.rval = error ? -error : result;
	return 0;
}

size_t told_read(pid_t tid, uint64_t address, void *to, size_t len)
{
	const struct channel *channel = find(tid);
	size_t done;

	if (!channel || !address)
		return 0;
	done = read_line(channel->line, address, to, len);
	return done ? done : read_line(channel->entered, address, to, len);
}

void told_set_size(pid_t tid, uint64_t size)
{
	struct channel *channel = find(tid);

	if (channel)
		(void)snprintf(channel->answer, sizeof(channel->answer), "size %" PRIu64, size);
}

void told_fail(pid_t tid, int error)
{
	struct channel *channel = find(tid);

	if (channel)
		(void)snprintf(channel->answer, sizeof(channel->answer), "fail %d", error);
}

pid_t told_child(pid_t tid)
{
	const struct channel *channel = find(tid);

	return channel ? channel->child : 0;
}

int told_siginfo(pid_t tid, siginfo_t *info)
{
	const struct channel *channel = find(tid);
	uint64_t address = 0;
	int sender = 0;

	*info = (siginfo_t){ 0 };
	if (!channel ||
	    sscanf(channel->line, "signal %d %d %d %" SCNx64, &info->si_signo, &info->si_code,
		   &sender, &address) != 4)
		return -1;
	if (info->si_code > 0 && info->si_signo != SIGCHLD)
		info->si_addr = (void *)(uintptr_t)address;
	else
		info->si_pid = sender;
	return 0;
}
