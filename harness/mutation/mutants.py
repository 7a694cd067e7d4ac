"""Mutants of the evidence: what a record would be if one event had been otherwise.

A mutant knows nothing of the claims. It is told only at which moments to make it,
and what came of it is for the judge to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from harness.evidence.events import (
    Arguments,
    Call,
    Census,
    Dns,
    Ended,
    Event,
    Process,
    Says,
    Signal,
    Wire,
)
from harness.evidence.record import Record, of_events
from harness.evidence.occurrence import Occurrence

Item = TypeVar("Item")

FLIPPED = ("SYN", "FIN", "RST", "ACK")
"""The flags that say what a segment is for."""


class Kind(StrEnum):
    """What is done to the event."""

    DROPPED = "dropped"
    DUPLICATED = "duplicated"
    SWAPPED = "swapped"
    MODIFIED = "modified"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of a record: some events go, and others are in their place."""

    kind: Kind
    gone: tuple[Event, ...]
    put: tuple[Event, ...]

    def made_in(self, record: Record) -> Record:
        """The record as it would have been read with this change."""
        gone = {event.line for event in self.gone}
        kept = [event for event in record.judged() if event.line not in gone]
        teardown = [event for event in record.events if record.in_teardown(event)]
        return of_events(record.run, [*kept, *self.put, *teardown], record.end)


def mutants(moments: Sequence[Occurrence]) -> Iterator[tuple[Mutant, ...]]:
    """For each moment and each kind, the mutants of that kind. The moments are in order.

    - dropped: the event did not happen
    - duplicated: it happened twice, the second time as soon as the first was over
    - swapped: it and the next one have exchanged their moments. A call has two; it is the
      given one that moves. The other moves along only where the call would end before
      it begins; a call cannot be swapped with itself.
    - modified: one field of it had another value
    """
    for moment in moments:
        yield (Mutant(Kind.DROPPED, (moment.event,), ()),)
        yield (Mutant(Kind.DUPLICATED, (moment.event,), (moment.event, again(moment.event))),)
        yield tuple(modifications(moment.event))
    for one, next_one in pairwise(moments):
        if one.event.line != next_one.event.line:
            swapped = (moved(one, next_one.ns), moved(next_one, one.ns))
            yield (Mutant(Kind.SWAPPED, (one.event, next_one.event), swapped),)


def modifications(event: Event) -> Iterator[Mutant]:
    """Each field that a claim can speak of has another value, one at a time."""
    for other in _otherwise(event):
        yield Mutant(Kind.MODIFIED, (event,), (other,))


def again(event: Event) -> Event:
    """The event a second time, right after the first."""
    if isinstance(event, Call) and event.end is not None:
        return replace(event, t=event.end + 1, end=event.end + 2)
    return replace(event, t=event.t + 1)


def moved(moment: Occurrence, ns: int) -> Event:
    """The event, with this moment of it at another time."""
    event = moment.event
    if not isinstance(event, Call) or event.end is None:
        return replace(event, t=ns)
    if moment.ns == event.end:
        return replace(event, t=min(event.t, ns - 1), end=ns)
    return replace(event, t=ns, end=max(event.end, ns + 1))


def _otherwise(event: Event) -> Iterator[Event]:
    match event:
        case Wire():
            yield from _frames(event)
        case Call():
            yield from _calls(event)
        case Says():
            for text in _lines(event.text):
                yield replace(event, text=text)
        case Signal():
            yield replace(event, child=not event.child)
            yield replace(event, signal="SIGUSR1" if event.signal != "SIGUSR1" else "SIGUSR2")
        case Ended():
            yield from _ends(event)


def _frames(frame: Wire) -> Iterator[Wire]:
    yield replace(frame, sender=frame.receiver, receiver=frame.sender)
    if frame.icmp:
        yield replace(frame, code=frame.icmp[1] + 1)
        return
    yield replace(frame, source=frame.target, target=frame.source)
    yield replace(frame, protocol="udp" if frame.protocol != "udp" else "tcp")
    if frame.dns:
        yield from (replace(frame, dns=dns) for dns in _dns(frame.dns))
    for length in _numbers(frame.length):
        yield replace(frame, length=length)
    if frame.ack is not None:
        yield replace(frame, ack=frame.ack + 1)
    if frame.window is not None:
        yield replace(frame, window=0 if frame.window else 1)
    if frame.protocol == "tcp":
        for flag in FLIPPED:
            without = tuple(each for each in frame.flags if each != flag)
            yield replace(frame, flags=without if flag in frame.flags else (*without, flag))


def _dns(dns: Dns) -> Iterator[Dns]:
    yield replace(dns, response=not dns.response)
    yield replace(dns, type="PTR" if dns.type != "PTR" else "A")
    yield replace(dns, name=f"not.{dns.name}")
    yield replace(dns, code=0 if dns.code else 3)
    yield replace(dns, truncated=not dns.truncated)
    for answers in _numbers(dns.answers):
        yield replace(dns, answers=answers)


def _calls(call: Call) -> Iterator[Call]:
    yield replace(call, child=not call.child)
    if call.kind:
        yield replace(call, kind="connection" if call.kind != "connection" else "listener")
    yield from (replace(call, args=args) for args in _arguments(call.args))
    if call.end is None:
        yield replace(call, end=call.t + 1, result=0)
        return
    yield replace(call, end=None, result=None, error=None, made=())
    yield replace(call, result=-1, error="EINTR" if call.error != "EINTR" else "EIO", made=())
    if call.error is not None:
        yield replace(call, result=0, error=None)
        yield replace(call, result=1, error=None)
    elif call.result is not None:
        for result in _numbers(call.result):
            yield replace(call, result=result)


def _arguments(args: Arguments) -> Iterator[Arguments]:
    """Each, if it is a number, one more, and else not given."""
    if args.address:
        yield replace(args, address=None)
    if args.buffer is not None:
        yield replace(args, buffer=None)
    if args.size is not None:
        yield replace(args, size=args.size + 1)
    if args.status is not None:
        yield replace(args, status=args.status + 1 if isinstance(args.status, int) else None)
    if args.direction:
        yield replace(args, direction=None)
    for key, given in args.others.items():
        others = {name: other for name, other in args.others.items() if name != key}
        more = {key: given + 1} if isinstance(given, int) else {}
        yield replace(args, others=others | more)


def _ends(end: Ended) -> Iterator[Ended]:
    yield replace(end, child=not end.child)
    if end.signal is None:
        yield replace(end, status=1 if end.status != 1 else 2)
        yield replace(end, status=None, signal="SIGKILL")
    else:
        yield replace(end, signal="SIGKILL" if end.signal != "SIGKILL" else "SIGTERM")
        yield replace(end, signal=None, status=0)


def _numbers(number: int) -> list[int]:
    """One more, one less, and none at all."""
    return sorted({number + 1, max(number - 1, 0), 0} - {number})


def _lines(line: str) -> Iterator[str]:
    """The line without one of its words."""
    words = line.split(" ")
    for place in range(len(words)):
        yield " ".join(words[:place] + words[place + 1 :])


def census_mutants(census: Census) -> Iterator[Mutant]:
    """All changes of what the census found: of processes, what they hold, ends of connections.

    Doubled, a process has a child that has ended, and a descriptor is one of another socket.
    """
    free = max((process.pid for process in census.processes), default=1) + 1
    for place, process in enumerate(census.processes):
        child = Process(process.role, free, process.pid, "zombie")
        state = "waiting" if process.state == "zombie" else "zombie"
        for kind, instead in (
            (Kind.DROPPED, ()),
            (Kind.DUPLICATED, (process, child)),
            (Kind.MODIFIED, (replace(process, state=state),)),
            *_holdings(process),
        ):
            processes = _put(census.processes, place, instead)
            yield Mutant(kind, (census,), (replace(census, processes=processes),))
    for place, tcp in enumerate(census.tcp):
        other = replace(tcp, state="CLOSE_WAIT" if tcp.state != "CLOSE_WAIT" else "TIME_WAIT")
        for kind, ends in (
            (Kind.DROPPED, ()),
            (Kind.DUPLICATED, (tcp, tcp)),
            (Kind.MODIFIED, (other,)),
        ):
            yield Mutant(kind, (census,), (replace(census, tcp=_put(census.tcp, place, ends)),))


def _holdings(process: Process) -> Iterator[tuple[Kind, tuple[Process, ...]]]:
    free = max((held.fd for held in process.open), default=2) + 1
    for place, held in enumerate(process.open):
        another = replace(held, fd=free, sock=None)
        other = replace(held, kind="listener" if held.kind == "connection" else "connection")
        for kind, instead in (
            (Kind.DROPPED, ()),
            (Kind.DUPLICATED, (held, another)),
            (Kind.MODIFIED, (other,)),
        ):
            yield kind, (replace(process, open=_put(process.open, place, instead)),)


def _put(every: tuple[Item, ...], place: int, instead: tuple[Item, ...]) -> tuple[Item, ...]:
    """What stands at the place is replaced."""
    return (*every[:place], *instead, *every[place + 1 :])
