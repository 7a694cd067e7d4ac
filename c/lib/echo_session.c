#include "echo_session.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"

struct echo_session *echo_session_begin(int sock)
{
	struct echo_session *conversation = malloc(sizeof(*conversation));

	if (conversation == NULL) {
		say("no memory for a caller");
		must(close(sock), "close a connection");
		return NULL;
	}
	conversation->sock = sock;
	conversation->awaits = AWAITS_INPUT;
	return conversation;
}

/* What would have had to wait is awaited as before; any other error is the end. */
static enum awaits after_error(enum awaits awaits)
{
	if (errno == EAGAIN || errno == EINTR)
		return awaits;
	say("broken off: %s", strerror(errno));
	return AWAITS_NOTHING;
}

static enum awaits answer(struct echo_session *conversation)
{
	const char *rest = conversation->bytes + conversation->back;
	size_t owed = conversation->len - conversation->back;
	ssize_t sent = send(conversation->sock, rest, owed, MSG_NOSIGNAL);

	if (sent == -1)
		return after_error(AWAITS_ROOM);
	conversation->back += (size_t)sent;
	return (size_t)sent == owed ? AWAITS_INPUT : AWAITS_ROOM;
}

static enum awaits hear(struct echo_session *conversation)
{
	ssize_t got = read(conversation->sock, conversation->bytes, sizeof(conversation->bytes));

	if (got == -1)
		return after_error(AWAITS_INPUT);
	if (got == 0)
		return AWAITS_NOTHING;
	conversation->len = (size_t)got;
	conversation->back = 0;
	return answer(conversation);
}

enum awaits echo_session_go_on(struct echo_session *conversation)
{
	bool owes = conversation->awaits == AWAITS_ROOM;

	conversation->awaits = owes ? answer(conversation) : hear(conversation);
	return conversation->awaits;
}

void echo_session_end(struct echo_session *conversation)
{
	must(close(conversation->sock), "close a connection");
	free(conversation);
}
