"""What is left out when a record is shown, because nobody looks for it there. One rule:

- calls on files: what the dynamic loader and the runtime of a language read and close
- rt_sigprocmask, and rt_sigaction that only asks what is set
- execve that found nothing: the search along PATH
- what a program prepares before it begins: from its exec to its first call that moves data,
  waits, or makes a socket, a process or a signal handler, its calls on descriptors (PREPARES)

It is all in the record, claims see it, and `show --all` draws it.
"""

from __future__ import annotations

from harness.evidence.events import Call, Event, Exec
from harness.evidence.record import Record

PREPARES = frozenset(
    "close close_range dup dup2 dup3 fcntl ioctl pipe pipe2 eventfd2 epoll_create"
    " epoll_create1 epoll_ctl signalfd4 timerfd_create getsockname getpeername getsockopt".split()
)


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
            return "handler" not in call.args
        case "execve" | "execveat":
            return call.error == "ENOENT"
        case _:
            return call.kind == "file"
