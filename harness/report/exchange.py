"""The exchange: what of a run is drawn, as data. Who takes part, and row by row what happened.

The rows are those of the ladder (telling/rungs.py), less what nobody looks for there. Beside them
stand the lives of the processes: when each was born, blocked in which call, ended, and was reaped.
All of these are times, so that a stretch of rows can be folded, and drawn by itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from harness.evidence.describe import LONG_NS
from harness.evidence.events import Act, Born, Call, Ended, Event, Exec, Reaped, Signal, Wire
from harness.evidence.quoting import printable
from harness.evidence.record import Record
from harness.telling.noise import INIT, without_small_talk
from harness.telling.rungs import ALL, Rung, rungs

AT_MOST = 120
"""So many rows are drawn of one run. What is marked is always among them."""

AT_LEAST_FOLDED = 5
"""Fewer rows of one kind than that are shown as they are."""

QUIET_NS = 100_000_000
"""When nothing has happened for so long, a row says so."""

UNREAD = 1_000
"""So many more lines than rows between two events: the record was not read whole."""

BULK = frozenset({"data", "ack"})
ALONE = frozenset({"call", "process", "says"})
"""Stretches of these are folded."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happened. `kind` is what it looks like.

    A "gap" is room, and nothing else; a "pause" says that nothing happened, or is not drawn.

    An arrow has a sender and a receiver, a thing that one role did a `lane`; what has neither is of
    all. `pid` is whose life it is part of. `marked` are what the verdict rests on; what `parts` is
    the first that is otherwise in the run beside it. A fold has rows `inside`.
    """

    ns: int
    text: str
    kind: str
    lane: str | None = None
    sender: str | None = None
    receiver: str | None = None
    line: int = 0
    pid: int = 0
    marked: bool = False
    parts: bool = False
    inside: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """A process was blocked in that call, from when to when."""

    begin_ns: int
    end_ns: int
    call: str


@dataclass(frozen=True, slots=True)
class Life:
    """A process of a role: its times on CLOCK_REALTIME, None for what had not come by the end.

    Between `ended_ns` and `reaped_ns` it was a zombie. `is_first` is the one that was launched.
    """

    lane: str
    pid: int
    born_ns: int
    ended_ns: int | None = None
    reaped_ns: int | None = None
    is_first: bool = False
    waits: tuple[Wait, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A run as it is drawn. `lanes` are its roles from left to right; time counts from `start_ns`.

    So many events were `left_out`.
    """

    lanes: tuple[str, ...]
    start_ns: int
    rows: tuple[Row, ...]
    left_out: int = 0
    lives: tuple[Life, ...] = ()


def exchange(record: Record, marked: Collection[int], most: int = AT_MOST) -> Exchange:
    """What is drawn of the record; `marked` are the lines of what the verdict rests on."""
    return next(exchanges(record, marked, most))


def exchanges(record: Record, marked: Collection[int], *most: int) -> Iterator[Exchange]:
    """The same with so many rows at most, with each of these numbers."""
    told = {event.line for event in without_small_talk(record)} | set(marked)
    events = (each for each in record.events if each.line in told
              and (each.line in marked or not _is_aside(each)))  # fmt: skip
    found = [rung for rung in rungs(record, events) if rung.row.ns <= record.over_ns]
    yield from (_exchange(record, marked, found, number) for number in most)


def _exchange(
    record: Record, marked: Collection[int], found: Sequence[Rung], most: int
) -> Exchange:
    kept = _kept(found, marked, most)
    rows: list[Row] = []
    for pause, stretch in _stretches(found, kept):
        rows += [Row(stretch[0].row.ns, pause, "pause")] if pause else []
        rows += _folded([_row(rung, marked) for rung in stretch])
    if kept and kept[-1] < len(found) - 1:
        rows.append(Row(found[-1].row.ns, _pause(found, kept[-1], len(found)), "pause"))
    left_out = len(found) - len(kept)
    return Exchange(_lanes(record), record.start_ns, tuple(rows), left_out, lives(record))


def _stretches(
    found: Sequence[Rung], kept: Sequence[int]
) -> Iterator[tuple[str, Sequence[Rung]]]:
    """What follows each other at once, and what is said of the pause before it."""
    pause, stretch = "", list[Rung]()
    for before, place in zip((-1, *kept), kept):
        said = _pause(found, before, place)
        if said and stretch:
            yield pause, stretch
            stretch = []
        pause = said if not stretch else pause
        stretch.append(found[place])
    if stretch:
        yield pause, stretch


def _pause(found: Sequence[Rung], before: int, place: int) -> str:
    """What is said between these two places; `place` may be behind the last."""
    skipped = place - before - 1
    last = found[min(place, len(found) - 1)].event.line
    lines = last - found[before].event.line if before >= 0 else 0
    if lines - skipped > UNREAD:
        return f"… some {lines:,} events left out"
    if skipped:
        return f"… {skipped:,} event{'s' * (skipped > 1)} left out"
    quiet_ns = found[place].row.ns - found[before].row.ns if before >= 0 else 0
    return f"… {quiet_ns / 1e6:,.0f} ms in which nothing happened" if quiet_ns >= QUIET_NS else ""


def _is_aside(event: Event) -> bool:
    """That the first process of the run's world has taken a status; a look that found nothing."""
    if isinstance(event, Call):
        return event.error == "EAGAIN" and event.kind not in ("connection", "listener")
    return isinstance(event, Reaped) and event.by == INIT


def _lanes(record: Record) -> tuple[str, ...]:
    """Clients, a relay, and the server, who was launched first."""
    roles = record.roles
    callers = [role for role in roles[1:] if role != "via"]
    return (*callers, *(role for role in roles[1:] if role == "via"), *roles[:1])


def _kept(found: Sequence[Rung], marked: Collection[int], most: int) -> list[int]:
    """The places of all, if they are not too many; else of the first, and around the marked.

    A single one between two of these is among them: to say that it is left out takes as much room.
    """
    if len(found) <= most:
        return list(range(len(found)))
    centres = [place for place, rung in enumerate(found) if rung.event.line in marked]
    kept = {*range(most // 6)}
    for place in _nearest(centres or [len(found) - 1], len(found)):
        if len(kept) == most:
            break
        kept.add(place)
    kept |= {place for place in range(len(found)) if {place - 1, place + 1} <= kept}
    return sorted(kept)


def _nearest(centres: Sequence[int], length: int) -> Iterator[int]:
    """All places, those next to a centre first."""
    for step in range(length):
        for centre in centres:
            yield from (at for at in {centre - step, centre + step} if 0 <= at < length)


def _row(rung: Rung, marked: Collection[int]) -> Row:
    row, event = rung.row, rung.event
    sender, receiver = row.ends or (None, None)
    lane = None if row.ends or row.side == ALL else row.side
    kind = _kind(rung)
    pid = event.pid if isinstance(event, (Call, Ended, Signal)) else 0
    text = _by_its_name(row.text) if isinstance(event, Exec) else row.text
    return Row(row.ns, text, kind, lane, sender, receiver, event.line, pid,
               marked=event.line in marked)  # fmt: skip


def _by_its_name(text: str) -> str:
    """A program that is started, without its folders: they may be longer than its name."""
    return re.sub(r"^exec [^\s\"]+/(?=[^/\s])", "exec …/", text)


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


def lives(record: Record) -> tuple[Life, ...]:
    """The processes, in the order of their births; threads are no lives of their own."""
    found: dict[int, Life] = {}
    waits: dict[int, list[Wait]] = {}
    for event in record.judged():
        match event:
            case Born(tid=None):
                first = event.how == "launch"
                found[event.pid] = Life(event.role, event.pid, event.t, is_first=first)
            case Ended(tid=None) if event.pid in found:
                # A role's own process is the observer's child, who reaps it at once.
                known = found[event.pid]
                reaped = event.t if known.is_first else None
                found[event.pid] = replace(known, ended_ns=event.t, reaped_ns=reaped)
            case Reaped() if event.pid in found and not found[event.pid].is_first:
                found[event.pid] = replace(found[event.pid], reaped_ns=event.t)
            case Call() if event.end is None or event.end - event.t >= LONG_NS:
                waits.setdefault(event.pid, []).append(_wait(event, record.over_ns))
    return tuple(replace(each, waits=tuple(waits.get(pid, ()))) for pid, each in found.items())


def _wait(call: Call, over_ns: int) -> Wait:
    descriptor = "" if call.fd is None else call.fd
    end = over_ns if call.end is None else call.end
    return Wait(call.t, end, f"{printable(call.name)}({descriptor})")
