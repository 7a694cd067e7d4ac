"""What is left out when a record is shown, because nobody looks for it there. One rule:

- calls on files: what the dynamic loader and the runtime of a language read and close
- rt_sigprocmask, and rt_sigaction that only asks what is set
- execve that found nothing: the search along PATH
- what a program prepares before it begins: from its exec to its first call that moves data,
  waits, or makes a socket, a process or a signal handler, its calls on descriptors (PREPARES)

It is all in the record, claims see it, and `show --all` draws it.

The few lines of a failure leave out the small talk of runtimes, too, unless it is about that: what
they do between two rounds of their loops, and that went well (SMALL_TALK), and each look
at descriptors that found nothing and only let time pass; and that the first process of the run's
world, which every run has, has taken a status.
"""

from __future__ import annotations

from harness.patterns.families import FAMILIES
from harness.evidence.events import Call, Event, Exec, Reaped
from harness.evidence.record import Record

PREPARES = frozenset(
    "close close_range dup dup2 dup3 fcntl ioctl pipe pipe2 eventfd eventfd2 signalfd epoll_create"
    " epoll_create1 epoll_ctl signalfd4 timerfd_create getsockname getpeername getsockopt".split()
)

SMALL_TALK = frozenset(
    "nanosleep clock_nanosleep epoll_ctl rt_sigaction getsockopt getsockname getpeername ioctl"
    " timerfd_settime timer_settime timer_delete".split()
)


INIT = 1
"""The observer, in the process numbers of a run: init of its world (c/observe/main.c)."""


def without_small_talk(record: Record) -> list[Event]:
    """The events that are shown where there is room for a few."""
    return [event for event in without_noise(record) if not _is_small_talk(event, record.over_ns)]


def _is_small_talk(event: Event, over_ns: int) -> bool:
    """A call that failed, or that a role was in when the run was over, is none."""
    if isinstance(event, Reaped):
        return event.by == INIT
    if not isinstance(event, Call) or event.error or event.end is None or event.end > over_ns:
        return False
    return event.name in SMALL_TALK or (event.name in FAMILIES["poll"] and event.result == 0)


def without_noise(record: Record) -> list[Event]:
    """The events that are shown."""
    starting: set[int] = set()
    return [event for event in record.events if not _is_noise(event, starting)]


def _is_noise(event: Event, starting: set[int]) -> bool:
    """`starting` are the processes that have not begun yet: it is kept up to date."""
    if isinstance(event, Exec):
        starting.add(event.pid)
    if not isinstance(event, Call):
        return False
    if _says_nothing(event):
        return True
    if event.name not in PREPARES:
        starting.discard(event.pid)
    return event.pid in starting


def _says_nothing(call: Call) -> bool:
    match call.name:
        case "rt_sigprocmask":
            return True
        case "rt_sigaction":
            return "handler" not in call.args.others
        case "execve" | "execveat":
            return call.error == "ENOENT"
        case _:
            return call.kind == "file"
