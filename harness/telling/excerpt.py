"""The excerpt: the few lines of a record that a failure is about.

First the events that the finding names: the last that matched, and what was seen instead.
Then who was killed, and what is next to all these; then how the roles ended, or where they
waited; then what is a little further, as far as there is room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from harness.evidence.events import Call, Ended, Event, Says, Wire
from harness.evidence.record import Record
from harness.telling.noise import without_small_talk
from harness.telling.explanation import Row
from harness.telling.rungs import Rung, rungs

REACH = 3
"""So far from the events of the finding their neighbours are shown."""


def excerpt(record: Record, finding: Sequence[Event], most: int) -> list[Row | None]:
    """The rows around the events of a finding, at most so many; None stands for a gap."""
    named = {event.line for event in _telling(record, finding)}
    shown = _drawn(record, named)
    first = [place for place, rung in enumerate(shown) if rung.event.line in named]
    chosen: set[int] = set()
    for place in _by_weight(shown, first):
        if 0 <= place < len(shown) and _rows(chosen | {place}) <= most:
            chosen.add(place)
    return list(_with_gaps(shown, sorted(chosen)))


def _telling(record: Record, finding: Sequence[Event]) -> Sequence[Event]:
    """The finding's events; where they are but a program's looks at the clock, what came before."""
    telling = without_small_talk(record)
    lines = {event.line for event in telling}
    if any(event.line in lines for event in finding):
        return finding
    happened = [e for e in telling if isinstance(e, (Call, Wire, Says)) and e.t < record.over_ns]
    return happened[-1:] or finding


def _drawn(record: Record, named: set[int]) -> list[Rung]:
    """What happened before the run was over, less the noise that the finding does not name."""
    lines = named | {event.line for event in without_small_talk(record)}
    events = (each for each in record.events if each.line in lines)
    return [rung for rung in rungs(record, events) if rung.row.ns < record.over_ns]


def _by_weight(shown: Sequence[Rung], first: Sequence[int]) -> Iterator[int]:
    """The places that may be chosen, what matters most first."""
    yield from _returns_first(first, shown)
    killed = [place for place, rung in enumerate(shown) if _was_killed(rung.event)]
    yield from _nearest(killed, first)
    yield from _beside(first, 1)
    yield from _nearest([place for place, rung in enumerate(shown) if _is_last(rung)], first)
    for step in range(2, REACH + 1):
        yield from _beside(first, step)


def _returns_first(places: Iterable[int], shown: Sequence[Rung]) -> list[int]:
    """A call that waited has two rungs: its return tells more than its beginning."""
    return sorted(places, key=lambda place: shown[place].begins)


def _was_killed(event: Event) -> bool:
    return isinstance(event, Ended) and event.signal is not None


def _is_last(rung: Rung) -> bool:
    """The end of a role, or a call that had not returned when the run was over."""
    if isinstance(rung.event, Call):
        return rung.begins and not rung.returned and not rung.event.name.startswith("exit")
    return isinstance(rung.event, Ended) and not rung.event.child and rung.event.tid is None


def _nearest(places: Iterable[int], first: Sequence[int]) -> list[int]:
    """The nearest to those of the finding first."""
    return sorted(places, key=lambda place: min((abs(place - f) for f in first), default=-place))


def _beside(first: Sequence[int], step: int) -> Iterator[int]:
    for place in reversed(first):
        yield place - step
        yield place + step


def _rows(chosen: set[int]) -> int:
    return len(chosen) + _gaps(sorted(chosen))


def _gaps(chosen: Sequence[int]) -> int:
    return sum(later - earlier > 1 for earlier, later in zip(chosen, chosen[1:]))


def _with_gaps(shown: Sequence[Rung], chosen: Sequence[int]) -> Iterator[Row | None]:
    for place in chosen:
        if place != chosen[0] and place - 1 not in chosen:
            yield None
        yield shown[place].row
