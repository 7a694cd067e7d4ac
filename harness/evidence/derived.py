"""What a record says only between its lines."""

from dataclasses import dataclass, replace

from harness.evidence.calls import FAMILIES
from harness.evidence.events import Born, Call, Event, Wire


def mark_threads(events: list[Event]) -> None:
    """Mark the calls that made a thread: clone makes those as well as processes."""
    threads = {(e.pid, e.tid) for e in events if isinstance(e, Born) and e.tid is not None}
    if not threads:
        return
    for index, event in enumerate(events):
        if isinstance(event, Call) and event.name in FAMILIES["fork"]:
            if (event.pid, event.result) in threads:
                events[index] = replace(event, makes_thread=True)


@dataclass(slots=True)
class _Buffer:
    """Where a program reads to: from `begin`, next at `after`, at most to `end`."""

    begin: int
    after: int
    end: int


def mark_past_buffer(events: list[Event]) -> None:
    """Mark the reads that ask for more than the buffer of an earlier read has left.

    A read continues the one before on the same socket when its buffer begins
    where that one's bytes ended, and before that one's buffer did; the buffer
    is then still the earlier one. A read that begins anywhere else, or at the
    beginning again, has a fresh buffer.
    """
    buffers: dict[tuple[int, int | None], _Buffer] = {}
    for index, event in enumerate(events):
        if not isinstance(event, Call) or event.name not in FAMILIES["read"]:
            continue
        begin, size = _asked(event)
        if event.sock is None or begin is None:
            continue
        after = begin + max(event.result or 0, 0)
        known = buffers.get((event.pid, event.sock))
        if known and begin == known.after and known.begin < begin < known.end:
            known.after = after
            if begin + size > known.end:
                events[index] = replace(event, past_buffer=True)
        else:
            buffers[event.pid, event.sock] = _Buffer(begin, after, begin + size)


def _asked(call: Call) -> tuple[int | None, int]:
    """The address of a read's buffer and the size that was asked for."""
    buffer, size = call.args.get("buffer"), call.args.get("size")
    if isinstance(buffer, str) and isinstance(size, int):
        try:
            return int(buffer, 16), size
        except ValueError:
            pass
    return None, 0


def mark_past_window(events: list[Event]) -> None:
    """Mark the segments that carry more than their receiver had announced room for.

    The room ends at the highest acknowledgement plus window that it has sent so far: an
    announcement cannot be taken back (RFC 9293, 3.8.6, "shrinking the window"). A SYN begins
    a connection anew.
    """
    room: dict[tuple[str, str], int] = {}
    for index, event in enumerate(events):
        if not isinstance(event, Wire) or event.protocol != "tcp":
            continue
        there, back = (event.source, event.target), (event.target, event.source)
        if "SYN" in event.flags and "ACK" not in event.flags:
            room.pop(there, None)
        end = (event.seq or 0) + event.length
        if event.length and end > room.get(there, end):
            events[index] = replace(event, past_window=True)
        if event.window is not None:
            announced = (event.ack or 0) + event.window
            room[back] = max(announced, room.get(back, announced))
