"""The calls and kinds of descriptor that a scenario may name (docs/vocabulary.md)."""

from harness.evidence.derive import FORKS, READS

FAMILIES: dict[str, tuple[str, ...]] = {
    "read": (*READS, "splice:in"),
    "write": (
        *("write", "writev", "pwrite64", "pwritev", "pwritev2"),
        *("sendto", "sendmsg", "sendmmsg", "sendfile", "splice:out"),
    ),
    # Two calls by one name: it takes in from a socket, or gives out to it.
    "splice": ("splice:in", "splice:out"),
    "accept": ("accept", "accept4"),
    "wait": ("wait4", "waitid"),
    "fork": FORKS,
    "poll": ("poll", "ppoll", "select", "pselect6", "epoll_wait", "epoll_pwait", "epoll_pwait2"),
    "sleep": ("nanosleep", "clock_nanosleep"),
    "dup": ("dup", "dup2", "dup3", "fcntl"),
    "exit": ("exit", "exit_group"),
}

# These words speak of sockets unless an argument names another kind.
ABOUT_SOCKETS = frozenset({"read", "write", "dup", "close"})

# The kinds that are network sockets, which "socket" stands for in a scenario. (In a record
# "socket" is one of another family: what a program says to itself through a socketpair
# is nobody's reading and writing here.)
SOCKET_KINDS = frozenset({"listener", "connection", "stream", "datagram"})
KINDS = SOCKET_KINDS | {"socket", "stdout", "pipe", "terminal", "file", "other"}

# All else that the observer records (c/observe/calls/; a test compares the two). A
# call that it does not record would make `never` hold for ever, so it is refused.
_SINGLE = """
    socket socketpair bind connect listen getsockname getpeername shutdown
    setsockopt getsockopt close close_range ioctl pipe pipe2
    eventfd eventfd2 signalfd signalfd4 timerfd_create epoll_create epoll_create1 epoll_ctl
    execve execveat kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_send_signal
    rt_sigaction rt_sigprocmask rt_sigsuspend rt_sigtimedwait pause
    alarm setitimer timer_settime timer_delete timerfd_settime
    setsid setpgid setuid setgid setreuid setregid setresuid setresgid setgroups chroot
    io_uring_setup io_uring_enter tee vmsplice memfd_create io_submit io_setup shmget semget msgget
    prlimit64 pidfd_open pidfd_getfd process_vm_readv process_vm_writev kcmp ptrace
    sched_setaffinity sched_setattr sched_setparam sched_setscheduler setpriority ioprio_set
    migrate_pages move_pages add_key request_key keyctl bpf perf_event_open userfaultfd
    seccomp prctl unshare setns
"""

CALLS = frozenset(_SINGLE.split()).union(*FAMILIES.values())
