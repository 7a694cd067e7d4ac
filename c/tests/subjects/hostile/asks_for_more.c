/* asks_for_more: makes calls that no program of sockets needs, each so that it would succeed. */
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <linux/userfaultfd.h>
#include <sys/fanotify.h>
#include <sys/mman.h>
#include <sys/timex.h>

#include "hostile.h"

static void ask_all(void)
{
	union bpf_attr map = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4,
			       .max_entries = 1 };
	struct perf_event_attr counter = { .type = PERF_TYPE_SOFTWARE, .size = sizeof(counter),
					   .config = PERF_COUNT_SW_TASK_CLOCK, .exclude_kernel = 1 };
	struct timex clock = { .modes = 0 };

	tell("bpf", syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof(map)));
	tell("perf_event_open", syscall(SYS_perf_event_open, &counter, 0, -1, -1, 0));
	tell("userfaultfd", syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY));
	tell("add_key", syscall(SYS_add_key, "user", WAS_HERE, "x", 1, -2));
	tell("keyctl", syscall(SYS_keyctl, 0, -2, 1));
	tell("request_key", syscall(SYS_request_key, "user", WAS_HERE, NULL, 0));
	tell("fanotify_init", syscall(SYS_fanotify_init, FAN_REPORT_FID, O_RDONLY));
	tell("memfd_secret", syscall(447, 0));
	tell("kexec_load", syscall(SYS_kexec_load, 0, 0, NULL, 0));
	tell("init_module", syscall(SYS_init_module, NULL, 0, ""));
	tell("syslog", syscall(SYS_syslog, 3, NULL, 0));
	tell("swapon", syscall(SYS_swapon, "/tmp", 0));
	tell("reboot", syscall(SYS_reboot, 0, 0, 0, NULL));
	tell("adjtimex", adjtimex(&clock));
}

static void ask(int peer, char *words[])
{
	(void)words;
	if (peer == -1)
		ask_all();
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, ask);
}
