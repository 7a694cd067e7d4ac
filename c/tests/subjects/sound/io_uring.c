/* io_uring: its calls go through a ring, one at a time for each caller (io_uring(7)). */
#include <liburing.h>
#include <stdlib.h>

#include "sound.h"

/* A caller, and what it waits for: nothing owed is a read, else a write. */
struct caller {
	int sock;
	size_t len, back; /* of @bytes: read, and sent back */
	char bytes[16384];
};

static struct io_uring ring;

/* NULL stands for the listener. What is prepared is handed in at once, so there is always room. */
static void submit(struct io_uring_sqe *entry, struct caller *caller)
{
	io_uring_sqe_set_data(entry, caller);
	if (io_uring_submit(&ring) < 0)
		die("cannot submit");
}

static void ask_for_a_caller(int listener)
{
	struct io_uring_sqe *entry = io_uring_get_sqe(&ring);

	io_uring_prep_accept(entry, listener, NULL, NULL, 0);
	submit(entry, NULL);
}

static void go_on(struct caller *caller)
{
	struct io_uring_sqe *entry = io_uring_get_sqe(&ring);
	size_t owed = caller->len - caller->back;

	if (owed > 0)
		io_uring_prep_send(entry, caller->sock, caller->bytes + caller->back, owed, MSG_NOSIGNAL);
	else
		io_uring_prep_recv(entry, caller->sock, caller->bytes, sizeof(caller->bytes), 0);
	submit(entry, caller);
}

/* @result: what accept would have returned, or an error's number below 0 */
static void admit(int listener, int result)
{
	struct caller *caller = result >= 0 ? calloc(1, sizeof(*caller)) : NULL;

	if (caller != NULL) {
		caller->sock = result;
		go_on(caller);
	} else if (result >= 0) {
		hang_up(result);
	} else {
		accept_error_outlast(-result);
	}
	ask_for_a_caller(listener);
}

static void attend(struct caller *caller, int result)
{
	bool owed = caller->back < caller->len;

	if (result <= 0 && result != -EINTR && result != -EAGAIN) {
		hang_up(caller->sock);
		free(caller);
		return;
	}
	if (result > 0 && owed)
		caller->back += (size_t)result;
	else if (result > 0)
		caller->len = (size_t)result, caller->back = 0;
	go_on(caller);
}

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, 0);
	struct io_uring_cqe *done;

	if (io_uring_queue_init(256, &ring, 0) < 0)
		die("cannot set a ring up");
	ask_for_a_caller(listener);
	for (;;) {
		if (io_uring_wait_cqe(&ring, &done) < 0)
			continue; /* a signal came */
		struct caller *caller = io_uring_cqe_get_data(done);
		int result = done->res;
		io_uring_cqe_seen(&ring, done);
		if (caller == NULL)
			admit(listener, result);
		else
			attend(caller, result);
	}
}
