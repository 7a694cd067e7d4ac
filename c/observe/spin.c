#include "spin.h"

enum { SPINS = 20000 };

/* Has it moved nothing? A close(2) that returns 0 has done something, a read(2) has not. */
static bool is_fruitless(const struct call *call)
{
	switch (call->kind->shape) {
	case SHAPE_POLL:
	case SHAPE_PPOLL:
	case SHAPE_SELECT:
	case SHAPE_EPOLL_WAIT:
	case SHAPE_EPOLL_PWAIT2:
		return true;
	case SHAPE_READ:
	case SHAPE_WRITE:
	case SHAPE_READV:
	case SHAPE_WRITEV:
	case SHAPE_RECEIVE:
	case SHAPE_SEND:
	case SHAPE_RECVMSG:
	case SHAPE_SENDMSG:
	case SHAPE_SENDFILE:
	case SHAPE_SPLICE:
	case SHAPE_WAIT4:
	case SHAPE_WAITID:
	case SHAPE_IOCTL:
		return call->error || call->result == 0;
	default:
		return call->error;
	}
}

/*
 * A loop that gets nowhere: the same one or two calls with the same results, none of
 * which moved anything, and nothing else happens in the whole run.
 */
void spin_look(struct run *run, const struct thread *thread)
{
	const struct call *call = &thread->call;
	struct spin *spin = &run->spin;
	uint64_t signature = (uint64_t)(call->kind - calls_at(0)) << 48 ^
			     (uint64_t)(uint16_t)call->fd << 32 ^
			     (uint32_t)(call->error ? -call->error : (int)call->result);
	bool fruitless = is_fruitless(call);
	bool known = signature == spin->signature[0] || signature == spin->signature[1];

	if (!fruitless || !known || thread != spin->thread) {
		spin->signature[1] = fruitless ? spin->signature[0] : 0;
		spin->signature[0] = fruitless ? signature : 0;
		spin->thread = thread;
		spin->repeats = 0;
		return;
	}
	if (++spin->repeats >= SPINS)
		run_end(run, END_SPIN);
}
