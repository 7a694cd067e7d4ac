"""Grounds: the events that a claim which holds rests on, and the record less all others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from harness.patterns.syntax import parse
from harness.patterns.pattern import Pattern
from harness.scenario.model import Claim
from harness.scenario.topology import arriving
from harness.vocabulary.words import window
from harness.evidence.events import Call, Ended, Event, Says, Signal, Wire
from harness.evidence.record import Record, of_events
from harness.mutation.mutants import alterations
from harness.judging.judge import judge_claim
from harness.judging.match import Occurrence, chained, near_misses, occurrences

OF_THE_CENSUS = ("zombies", "left_open", "left_in")
OF_THE_END = ("rests",)
KNOWN = ("happens", "never", "says", "exits", *OF_THE_CENSUS, *OF_THE_END)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a claim rests on.

    `moments` are what happened, in its order: of `happens` all events, of `never` the
    marks and what is forbidden between them but was outside. `counted` are the events
    that `#N` has counted, and `nearest` is what comes nearest to being forbidden.
    """

    moments: tuple[Occurrence, ...] = ()
    counted: tuple[Event, ...] = ()
    nearest: tuple[Event, ...] = ()

    def events(self) -> Iterable[Event]:
        """All of them."""
        return (*(moment.event for moment in self.moments), *self.counted, *self.nearest)


def grounds(claim: Claim, record: Record) -> Grounds:
    """What the claim rests on in a record in which it holds."""
    if claim.word == "happens":
        patterns = [parse(arg) for arg in claim.args]
        return Grounds(tuple(chained(patterns, record)), _counted(patterns, record))
    if claim.word == "never":
        return _of_never(claim, record)
    if claim.word in (*OF_THE_CENSUS, *OF_THE_END):
        return Grounds()
    evidence = judge_claim(claim, record).evidence
    return Grounds(tuple(Occurrence(event.t, event, claim.text) for event in evidence))


def _counted(patterns: Iterable[Pattern], record: Record) -> tuple[Event, ...]:
    return tuple(
        each.event
        for pattern in patterns
        if pattern.nth
        for each in occurrences(replace(pattern, nth=None), record)[: pattern.nth]
    )


def _of_never(claim: Claim, record: Record) -> Grounds:
    span = window(claim.args)
    wanted = [mark for mark in (span.after, span.until) if mark]
    marks = chained(wanted, record)
    begin_ns = marks[0].ns if span.after else record.start_ns
    end_ns = marks[-1].ns if span.until else record.over_ns
    moments = sorted(
        [*marks, *_outside(span.event, begin_ns, end_ns, record)], key=attrgetter("ns")
    )
    inside = (event for event in record.judged() if begin_ns < event.t < end_ns)
    counted = _counted([span.event, *wanted], record)
    return Grounds(tuple(moments), counted, _nearest(arriving(span.event, record.roles), inside))


def _nearest(forbidden: Pattern, inside: Iterable[Event]) -> tuple[Event, ...]:
    """The first that one alteration makes forbidden; if that cannot be told, the last."""
    missed = (event for event in inside if not forbidden.matches(event))
    near = near_misses(forbidden, missed)
    for event in near:
        if any(forbidden.matches(other) for each in alterations(event) for other in each.put):
            return (event,)
    return tuple(near[-1:])


def _outside(forbidden: Pattern, begin_ns: int, end_ns: int, record: Record) -> list[Occurrence]:
    """The last before the window and the first after it; of `#N` the one before the Nth."""
    found = occurrences(replace(forbidden, nth=None), record)
    if forbidden.nth:
        return found[: forbidden.nth - 1][-1:]
    before = [each for each in found if each.ns <= begin_ns]
    return before[-1:] + [each for each in found if each.ns >= end_ns][:1]


def bare(claims: Sequence[Claim], record: Record) -> Record:
    """The record less the calls, frames, lines, signals and ends on which no claim rests.

    Where a claim is of a word of which it is not known here what it rests on, all are left.
    """
    if not all(claim.word in KNOWN for claim in claims):
        return record
    needed = {event.line for claim in claims for event in grounds(claim, record).events()}
    kept = (
        event
        for event in record.judged()
        if event.line in needed or not isinstance(event, (Call, Wire, Says, Signal, Ended))
    )
    return of_events(record.run, kept, record.end)
