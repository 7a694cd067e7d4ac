"""The rungs of a ladder: what is shown of a record, when, and on whose side."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from harness.evidence.describe import LONG_NS, process, shown_at, what
from harness.evidence.events import (
    Act,
    Born,
    Call,
    Census,
    Ended,
    Event,
    Exec,
    Lost,
    Ready,
    Reaped,
    Repeats,
    Says,
    Signal,
    Unlaunched,
    Unready,
    Wire,
)
from harness.evidence.quoting import printable
from harness.evidence.record import Record
from harness.telling.explanation import Row

WIRE = "wire"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Rung:
    """A row, and the event that it tells of.

    `begins` says that it is where a call began; if that call has `returned` before the run
    was over, another rung tells of it.
    """

    row: Row
    event: Event
    begins: bool = False
    returned: bool = False


def rungs(record: Record, events: Iterable[Event]) -> list[Rung]:
    """Those of these events, in order."""
    zombies = _zombies(record)
    found = [rung for event in events for rung in _of(event, record, zombies)]
    found.sort(key=lambda rung: rung.row.ns)
    return found


def _rung(
    event: Event,
    ns: int,
    side: str,
    text: str,
    tone: str = "plain",
    *,
    begins: bool = False,
    returned: bool = False,
) -> Rung:
    ends = _ends(event) if isinstance(event, Wire) else None
    row = Row(event.line, ns, printable(side), printable(text), tone, ends)
    return Rung(row, event, begins, returned)


def _ends(frame: Wire) -> tuple[str | None, str | None]:
    sender, receiver = (each and printable(each) for each in (frame.sender, frame.receiver))
    return sender, receiver


def _of(event: Event, record: Record, zombies: frozenset[int]) -> Iterator[Rung]:
    match event:
        case Call():
            yield from _call(event, record.over_ns)
        case Wire():
            yield _rung(event, event.t, WIRE, what(event), "wire")
        case Says():
            yield _rung(event, event.t, event.role, f"says {what(event)}", "says")
        case Signal():
            yield _rung(event, event.t, event.role, f"{_child(event)}! {event.signal}", "process")
        case Ended(tid=None):
            zombie = ", a zombie" if event.pid in zombies else ""
            tone = "error" if event.signal else "process"
            yield _rung(event, event.t, event.role, f"{_child(event)}{what(event)}{zombie}", tone)
        case Born() | Exec() | Reaped() | Ready():
            yield _rung(event, event.t, event.role, what(event), "process")
        case Repeats():
            yield _rung(event, event.t, event.role, what(event), "error")
        case Unready() | Unlaunched():
            yield _rung(event, event.t, event.role, what(event), "error")
        case Act():
            yield _rung(event, event.t, event.role or ALL, what(event), "act")
        case Lost():
            yield _rung(event, event.t, ALL, what(event), "error")
        case Census():
            yield from _census(event)


def _call(event: Call, over_ns: int) -> Iterator[Rung]:
    """A call at its return; one that waited long also where it began."""
    prefix = _child(event)
    if event.end is None or event.end - event.t >= LONG_NS:
        begun = what(event).partition(")")[0] + ") …"
        returned = event.end is not None and event.end <= over_ns
        yield _rung(
            event, event.t, event.role, prefix + begun, "call", begins=True, returned=returned
        )
    if event.end is not None:
        tone = "error" if event.error else "call"
        yield _rung(event, shown_at(event), event.role, prefix + what(event), tone)


def _child(event: Call | Signal | Ended) -> str:
    return f"[{event.pid}] " if event.child else ""


def _zombies(record: Record) -> frozenset[int]:
    found = record.census.processes if record.census else ()
    return frozenset(entry.pid for entry in found if entry.state == "zombie")


def _census(event: Census) -> Iterator[Rung]:
    yield _rung(event, event.t, ALL, "the run is over; what follows is the teardown", "act")
    for entry in event.processes:
        yield _rung(event, event.t, ALL, f"  {process(entry)}", "process")
    for tcp in event.tcp:
        text = f"  {tcp.local} to {tcp.remote} is in {tcp.state}"
        yield _rung(event, event.t, ALL, text, "process")
