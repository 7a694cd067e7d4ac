"""The exchange: what of a run is drawn, as data. Who takes part, and row by row what happened.

The rows are those of the ladder (telling/rungs.py), less what nobody looks for there. Where a row
is the beginning of a call that waited, another is its return, and between the two the role was
blocked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from harness.evidence.describe import LONG_NS
from harness.evidence.events import Act, Call, Ended, Event, Reaped, Wire
from harness.evidence.record import Record
from harness.telling.noise import without_small_talk
from harness.telling.rungs import ALL, Rung, rungs

AT_MOST = 120
"""So many rows are drawn of one run. What is marked is always among them."""

AT_LEAST_FOLDED = 5
"""Fewer rows of one kind than that are shown as they are."""

BULK = frozenset({"data", "ack"})
ALONE = frozenset({"call", "process", "says"})
"""Stretches of these are folded."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happened. `kind` is what it looks like, `until` the row where it ended.

    An arrow has a sender and a receiver, a thing that one role did a `lane`; what has neither is of
    all. `marked` are what the verdict rests on. A fold has rows `inside`.
    """

    ns: int
    text: str
    kind: str
    lane: str | None = None
    sender: str | None = None
    receiver: str | None = None
    line: int = 0
    until: int | None = None
    marked: bool = False
    inside: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A run as it is drawn. `lanes` are its roles from left to right; time counts from `start_ns`.

    So many events were `left_out`.
    """

    lanes: tuple[str, ...]
    start_ns: int
    rows: tuple[Row, ...]
    left_out: int = 0


def exchange(record: Record, marked: Collection[int], most: int = AT_MOST) -> Exchange:
    """What is drawn of the record; `marked` are the lines of what the verdict rests on."""
    told = {event.line for event in without_small_talk(record)} | set(marked)
    events = (event for event in record.events if event.line in told and not _is_aside(event))
    found = [rung for rung in rungs(record, events) if rung.row.ns <= record.over_ns]
    chosen = _chosen(found, marked, most)
    rows = list(_folded([_row(rung, marked) for rung in chosen]))
    return Exchange(_lanes(record), record.start_ns, tuple(_joined(rows)), len(found) - len(chosen))


def _is_aside(event: Event) -> bool:
    return isinstance(event, Reaped) and event.by == 1


def _lanes(record: Record) -> tuple[str, ...]:
    """Clients, a relay, and the server, who was launched first."""
    roles = record.roles
    callers = [role for role in roles[1:] if role != "via"]
    return (*callers, *(role for role in roles[1:] if role == "via"), *roles[:1])


def _chosen(found: Sequence[Rung], marked: Collection[int], most: int) -> list[Rung]:
    """All, if they are not too many; else the beginning, and those around what is marked."""
    if len(found) <= most:
        return list(found)
    centres = [place for place, rung in enumerate(found) if rung.event.line in marked]
    centres = centres or [len(found) - 1]
    near = sorted(range(len(found)), key=lambda place: min(abs(place - at) for at in centres))
    kept = {*range(most // 6), *near[: most - most // 6]}
    return [rung for place, rung in enumerate(found) if place in kept]


def _row(rung: Rung, marked: Collection[int]) -> Row:
    row, event = rung.row, rung.event
    sender, receiver = row.ends or (None, None)
    lane = None if row.ends or row.side == ALL else row.side
    kind = _kind(rung)
    return Row(row.ns, row.text, kind, lane, sender, receiver, event.line,
               marked=event.line in marked)  # fmt: skip


def _kind(rung: Rung) -> str:
    """What it looks like: a frame by its gravest flag, a call by what came of it."""
    match rung.event:
        case Wire() as frame:
            return _kind_of_frame(frame)
        case Call() as call:
            return _kind_of_call(call, begins=rung.begins)
        case Ended() as ended:
            return "killed" if ended.signal else "ended"
        case Act():
            return "act"
        case _:
            return {"says": "says", "error": "error"}.get(rung.row.tone, "process")


def _kind_of_call(call: Call, *, begins: bool) -> str:
    """One that waited has two rows, where it began and where it returned."""
    if begins:
        return "waits"
    if call.error:
        return "error"
    return "returned" if call.end is not None and call.end - call.t >= LONG_NS else "call"


def _kind_of_frame(frame: Wire) -> str:
    for flag in ("RST", "FIN", "SYN"):
        if flag in frame.flags:
            return flag.lower()
    if frame.protocol == "udp":
        return "datagram"
    if frame.icmp is not None:
        return "icmp"
    return "data" if frame.length else "ack"


def _folded(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows, each long stretch of one kind as its first, a fold, and its last."""
    at = 0
    while at < len(rows):
        end = _end_of_stretch(rows, at)
        if end - at < AT_LEAST_FOLDED:
            yield from rows[at:end]
        else:
            inside = tuple(rows[at + 1 : end - 1])
            yield rows[at]
            yield Row(inside[0].ns, _told(inside), "fold", rows[at].lane, inside=inside)
            yield rows[end - 1]
        at = end


def _end_of_stretch(rows: Sequence[Row], at: int) -> int:
    """Where it ends: bulk between the same two, or one role by itself, calling and preparing."""
    first, end = rows[at], at + 1
    while end < len(rows) and _goes_on(first, rows[end]) and not rows[end].marked:
        end += 1
    return end


def _goes_on(first: Row, row: Row) -> bool:
    if first.marked:
        return False
    if first.kind in BULK:
        return row.kind in BULK and {row.sender, row.receiver} == {first.sender, first.receiver}
    return first.kind in ALONE and row.kind in ALONE and row.lane == first.lane


def _told(rows: Sequence[Row]) -> str:
    if rows[0].kind in BULK:
        data = sum(row.kind == "data" for row in rows)
        return f"… {len(rows)} segments more, {data} of them with data"
    return f"… {len(rows)} events more"


def _joined(rows: Iterable[Row]) -> list[Row]:
    """Each call that waited with the row of its return."""
    found = list(rows)
    returns = {row.line: at for at, row in enumerate(found) if row.kind in ("returned", "error")}
    for at, row in enumerate(found):
        if row.kind == "waits":
            until = returns.get(row.line, _end_of(found, row, at))
            found[at] = replace(row, until=until if until > at else None)
    return found


def _end_of(rows: Sequence[Row], row: Row, at: int) -> int:
    """The row in which the caller of a call that never returned has ended; else the last."""
    child = row.text.partition("]")[0] if row.text.startswith("[") else ""
    for later in range(at + 1, len(rows)):
        each = rows[later]
        if each.lane == row.lane and each.kind in ("ended", "killed"):
            if each.text.startswith("[") == bool(child) and each.text.startswith(child):
                return later
    return len(rows) - 1
