#include "calls/arguments.h"

#include <sys/socket.h>

#include "calls/memory.h"

void argument_constant(struct call *call, const char *key, const char *name)
{
	if (name && call->constants < CONSTANTS_MAX)
		call->constant[call->constants++] = (struct constant){ key, name };
}

void argument_number(struct call *call, const char *key, int64_t value)
{
	if (call->numbers < NUMBERS_MAX)
		call->number[call->numbers++] = (struct number){ key, value };
}

void argument_named(struct call *call, const char *key, const struct name *names, int64_t value)
{
	const char *name = name_of(names, value);

	if (name)
		argument_constant(call, key, name);
	else
		argument_number(call, key, value);
}

void argument_flags(struct call *call, const struct name *names, uint64_t set)
{
	call->has_list = true;
	for (; names->name; names++)
		if (names->value && (set & (uint64_t)names->value) == (uint64_t)names->value)
			argument_constant(call, NULL, names->name);
}

void argument_data(struct call *call, pid_t pid, uint64_t address, uint64_t len)
{
	call->data_len = tracee_read(pid, address, call->data, len < DATA_MAX ? len : DATA_MAX);
}

void argument_address(struct call *call, pid_t pid, uint64_t address, uint64_t len)
{
	uint8_t bytes[sizeof(struct sockaddr_storage)] = { 0 };
	size_t done;

	if (!address)
		return;
	done = tracee_read(pid, address, bytes, len < sizeof(bytes) ? len : sizeof(bytes));
	sockaddr_text(call->address, bytes, done);
	(void)sockaddr_endpoint(&call->peer, bytes, done);
}

void argument_result_address(struct call *call, pid_t pid, uint64_t address, uint64_t len_at)
{
	socklen_t len = 0;

	if (address && tracee_read(pid, len_at, &len, sizeof(len)) == sizeof(len) && len)
		argument_address(call, pid, address, len);
}

void argument_result_pair(struct call *call, pid_t pid, uint64_t address)
{
	int pair[2];

	if (tracee_read(pid, address, pair, sizeof(pair)) == sizeof(pair)) {
		argument_number(call, "first", pair[0]);
		argument_number(call, "second", pair[1]);
	}
}

void argument_direction(struct call *call, bool in)
{
	argument_constant(call, "direction", in ? "in" : "out");
	call->pattern_name = call->kind->ways[in ? 0 : 1];
	call->sends = !in;
}
