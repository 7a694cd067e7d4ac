"""What a record says only between its lines. What was marked before is marked anew."""

from collections import Counter
from dataclasses import dataclass, replace

from harness.evidence.endpoint import Endpoint
from harness.evidence.events import Born, Call, Ended, Event, Wire

FORKS = ("fork", "vfork", "clone", "clone3")
"""The calls that make a process, or a thread."""

READS = ("read", "readv", "pread64", "preadv", "preadv2", "recvfrom", "recvmsg", "recvmmsg")
"""The calls that take data into a buffer."""


def mark_threads(events: list[Event]) -> None:
    """Mark the calls that made a thread: clone makes those as well as processes."""
    threads = {(e.pid, e.tid) for e in events if isinstance(e, Born) and e.tid is not None}
    for index, event in enumerate(events):
        if isinstance(event, Call) and event.name in FORKS:
            makes_thread = (event.pid, event.result) in threads
            if event.makes_thread is not makes_thread:
                events[index] = replace(event, makes_thread=makes_thread)


def mark_last(events: list[Event]) -> None:
    """Mark the ends after which no process of the role is left."""
    alive: Counter[str] = Counter()
    for index, event in enumerate(events):
        if isinstance(event, Born) and event.tid is None:
            alive[event.role] += 1
        elif isinstance(event, Ended) and event.tid is None:
            alive[event.role] -= 1
            last = not alive[event.role]
            if event.last is not last:
                events[index] = replace(event, last=last)


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
        if isinstance(event, Call) and event.name in READS:
            past_buffer = _goes_past(event, buffers)
            if event.past_buffer is not past_buffer:
                events[index] = replace(event, past_buffer=past_buffer)


def _goes_past(call: Call, buffers: dict[tuple[int, int | None], _Buffer]) -> bool:
    """Whether the read asks for more than is left; `buffers` are those that it may continue."""
    begin, size = call.args.buffer, call.args.size or 0
    if call.sock is None or begin is None:
        return False
    after = begin + max(call.result or 0, 0)
    known = buffers.get((call.pid, call.sock))
    if known and begin == known.after and known.begin < begin < known.end:
        known.after = after
        return begin + size > known.end
    buffers[call.pid, call.sock] = _Buffer(begin, after, begin + size)
    return False


def mark_past_window(events: list[Event]) -> None:
    """Mark the segments that carry more than their receiver had announced room for.

    The room ends at the highest acknowledgement plus window that it has sent so far: an
    announcement cannot be taken back (RFC 9293, 3.8.6, "shrinking the window"). A SYN begins
    a connection anew.
    """
    room: dict[tuple[Endpoint, Endpoint], int] = {}
    for index, event in enumerate(events):
        if not isinstance(event, Wire) or event.protocol != "tcp":
            continue
        there, back = (event.source, event.target), (event.target, event.source)
        if "SYN" in event.flags and "ACK" not in event.flags:
            room.pop(there, None)
        end = (event.seq or 0) + event.length
        past_window = event.length > 0 and end > room.get(there, end)
        if event.past_window is not past_window:
            events[index] = replace(event, past_window=past_window)
        if event.window is not None:
            announced = (event.ack or 0) + event.window
            room[back] = max(announced, room.get(back, announced))


def mark_asked_at(events: list[Event]) -> None:
    """Mark datagrams with "to" or "from" the address of who is asked, where it has several.

    Asked is, of two roles, who gets the first datagram between them. By which of its addresses
    it is asked, and answers, is in question then; or by which of its ports.
    """
    asked: dict[frozenset[str | None], str | None] = {}
    found: dict[frozenset[str | None], dict[int, tuple[str, Endpoint]]] = {}
    for place, event in enumerate(events):
        if isinstance(event, Wire) and event.protocol == "udp" and _is_between_two(event):
            pair = frozenset((event.sender, event.receiver))
            is_asked = asked.setdefault(pair, event.receiver) == event.receiver
            way = ("to", event.target) if is_asked else ("from", event.source)
            found.setdefault(pair, {})[place] = way
    for ways in found.values():
        _tell_apart(events, ways)


def _tell_apart(events: list[Event], ways: dict[int, tuple[str, Endpoint]]) -> None:
    hosts = {address.host for _, address in ways.values()}
    several = len({address for _, address in ways.values()}) > 1
    for place, (way, address) in ways.items():
        told = str(address) if len(hosts) == 1 else address.bracketed
        _mark_asked_at(events, place, f"{way} {told}" if several else None)


def _is_between_two(frame: Wire) -> bool:
    return bool(frame.sender and frame.receiver) and frame.sender != frame.receiver


def _mark_asked_at(events: list[Event], place: int, told: str | None) -> None:
    event = events[place]
    if isinstance(event, Wire) and event.asked_at != told:
        events[place] = replace(event, asked_at=told)
