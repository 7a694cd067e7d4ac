#include "told.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "channel.h"
#include "real.h"

/* Of a piece, the longest of which is a list of 16 buffers; and of an answer, with what ends it. */
enum { PIECE_MAX = 256, ANSWER_LEN = 64 };

static enum { TO_NOBODY, TO_GATE, TO_FILE } whom;
static __thread int channel = -1;	/* of the thread; of a file all have one */
static __thread bool inside;
static __thread uintptr_t inside_stack;	/* of that call */
static __thread bool is_returned;	/* so it has been told already */
static int file = -1;

/* As any line: with its text, and as much of it as there is. */
struct line {
	char text[CHANNEL_LINE];
	size_t len;
};

static void add(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct line *line, const char *format, ...)
{
	size_t room = sizeof(line->text) - line->len;
	va_list arguments;
	int len;

	va_start(arguments, format);
	len = vsnprintf(line->text + line->len, room, format, arguments);
	va_end(arguments);
	if (len > 0 && (size_t)len < room)
		line->len += (size_t)len;
}

/* " ADDRESS=BYTES", in hexadecimal digits */
static void add_piece(struct line *line, const struct piece *piece)
{
	const uint8_t *byte = piece->at;
	size_t len = piece->len < PIECE_MAX ? piece->len : PIECE_MAX;

	if (!len || sizeof(line->text) - line->len < 2 * len + 32)
		return;
	add(line, " %" PRIxPTR "=", (uintptr_t)piece->at);
	for (size_t i = 0; i < len; i++)
		add(line, "%02x", byte[i]);
}

static void add_pieces(struct line *line, const struct piece *piece)
{
	for (; piece && piece->at; piece++)
		add_piece(line, piece);
}

/* Without who is told before: a channel tells that by itself. */
static void append_to_file(const struct line *line)
{
	struct line whole = { .len = 0 };
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_REALTIME, &now);
	add(&whole, "%lld%09ld %d %ld %.*s\n", (long long)now.tv_sec, now.tv_nsec, getpid(),
	    syscall(SYS_gettid), (int)line->len, line->text);
	if (real_write(file, whole.text, whole.len) < 0)
		whom = TO_NOBODY;
}

static bool send_packet(const struct line *line, int child)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = { .room = { 0 } };
	struct iovec text = { (void *)(uintptr_t)line->text, line->len };
	struct msghdr message = { .msg_iov = &text, .msg_iovlen = 1 };

	if (child >= 0) {
		message.msg_control = &control;
		message.msg_controllen = sizeof(control.room);
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.header), &child, sizeof(child));
	}
	return real_sendmsg(channel, &message, MSG_NOSIGNAL) >= 0;
}

/* Nobody answers any more: from now on nobody is told. */
static void await_answer(char answer[ANSWER_LEN])
{
	ssize_t got = real_recvfrom(channel, answer, ANSWER_LEN - 1, 0, NULL, NULL);

	answer[got > 0 ? got : 0] = '\0';
	if (got <= 0)
		whom = TO_NOBODY;
}

/* One line, and its answer, undisturbed by what a signal's handler would have to tell. */
static void tell(const struct line *line, int child, char answer[ANSWER_LEN])
{
	sigset_t all, before;

	(void)sigfillset(&all);
	(void)real_sigmask(SIG_SETMASK, &all, &before);
	*answer = '\0';
	if (whom == TO_FILE)
		append_to_file(line);
	else if (send_packet(line, child))
		await_answer(answer);
	else
		whom = TO_NOBODY;
	(void)real_sigmask(SIG_SETMASK, &before, NULL);
}

/* One whose answer can only be to go on. */
static void say(const struct line *line)
{
	char answer[ANSWER_LEN];

	tell(line, -1, answer);
}

static bool is_heard(void)
{
	return !inside && (whom == TO_FILE || (whom == TO_GATE && channel >= 0));
}

static void greet(void)
{
	struct line line = { .len = 0 };

	if (!is_heard())
		return;
	add(&line, "hello");
	say(&line);
}

__attribute__((constructor)) static void begin(void)
{
	const char *where = getenv(CHANNEL_VARIABLE);
	char *end;
	long number;

	if (!where || !*where)
		return;
	number = strtol(where, &end, 10);
	if (*end) {
		int opened = open(where, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);

		file = opened < 0 ? -1 : real_fcntl(opened, F_DUPFD_CLOEXEC, CHANNEL_FD);
		(void)real_close(opened);
		whom = file < 0 ? TO_NOBODY : TO_FILE;
	} else {
		channel = (int)number;
		whom = TO_GATE;
	}
	greet();
	if (is_heard())
		told_take_signals();
}

/* "size BYTES": the third argument; "fail ERRNO"; or else as it was. */
static void take_answer(struct told *call, const char *answer)
{
	if (sscanf(answer, "fail %d", &call->error) == 1)
		call->is_skipped = true;
	else
		(void)sscanf(answer, "size %" SCNu64, &call->argument[2]);
}

static struct told enter(const char *name, const uint64_t argument[6], const struct piece *pieces,
			 bool bears)
{
	struct told call = { .is_silent = !is_heard(), .child = -1 };
	struct line line = { .len = 0 };
	int pair[2] = { -1, -1 };
	char answer[ANSWER_LEN];
	int error = errno;

	memcpy(call.argument, argument, sizeof(call.argument));
	if (call.is_silent)
		return call;
	call.stack = (uintptr_t)__builtin_frame_address(0);
	add(&line, "enter %" PRIxPTR " %s", call.stack, name);
	for (int i = 0; i < 6; i++)
		add(&line, " %" PRIx64, argument[i]);
	add_pieces(&line, pieces);
	if (bears && whom == TO_GATE &&
	    real_socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0)
		call.child = real_fcntl(pair[0], F_DUPFD, CHANNEL_FD);
	tell(&line, pair[1], answer);
	if (pair[0] >= 0) {
		(void)real_close(pair[0]);
		(void)real_close(pair[1]);
	}
	take_answer(&call, answer);
	inside = true;
	inside_stack = call.stack;
	is_returned = false;
	errno = error;
	return call;
}

struct told told_enter(const char *name, const uint64_t argument[6], const struct piece *pieces)
{
	return enter(name, argument, pieces, false);
}

struct told told_birth(const char *name, const uint64_t argument[6])
{
	return enter(name, argument, NULL, true);
}

bool told_skips(const struct told *call)
{
	if (call->is_skipped)
		errno = call->error;
	return call->is_skipped;
}

static void say_returned(uintptr_t stack, int64_t result, int error, const struct piece *pieces)
{
	struct line line = { .len = 0 };

	add(&line, "return %" PRIxPTR " %" PRId64 " %d", stack, result, error);
	add_pieces(&line, pieces);
	say(&line);
}

void told_leave(const struct told *call, int64_t result, const struct piece *pieces)
{
	int error = errno;

	if (call->is_silent)
		return;
	inside = false;
	if (is_returned && call->stack == inside_stack)
		return;
	if (result == -1)
		say_returned(call->stack, result, error, NULL);
	else
		say_returned(call->stack, result, 0, pieces);
	errno = error;
}

void told_broken_pipe(void)
{
	if (!inside || is_returned)
		return;
	say_returned(inside_stack, -1, EPIPE, NULL);
	is_returned = true;
}

void told_is_child(const struct told *call, bool is_process)
{
	if (call->is_silent)
		return;
	if (is_process && channel >= 0)
		(void)real_close(channel);
	channel = call->child;
	inside = false;
}

void told_thread_ends(void)
{
	if (channel >= 0)
		(void)real_close(channel);
	channel = -1;
}

void told_is_parent(const struct told *call)
{
	if (call->child >= 0)
		(void)real_close(call->child);
}

void told_signal(int signal, int code, pid_t sender, const void *address, bool ends)
{
	struct line line = { .len = 0 };

	if (whom != TO_FILE && channel < 0)
		return;
	add(&line, "signal %d %d %d %" PRIxPTR "%s", signal, code, sender, (uintptr_t)address,
	    ends ? " ends" : "");
	say(&line);
}

bool told_in_handler(bool is_inside)
{
	bool now = inside;

	inside = is_inside;
	return now;
}

void told_to_exec(void)
{
	char number[16];

	if (whom != TO_GATE || channel < 0)
		return;
	(void)snprintf(number, sizeof(number), "%d", channel);
	(void)setenv(CHANNEL_VARIABLE, number, 1);
	(void)real_fcntl(channel, F_SETFD, 0);
}
