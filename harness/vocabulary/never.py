"""`never`: an event that did not happen between two marks, which did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import ClassVar, Self

from harness.evidence.events import Event
from harness.evidence.occurrence import Occurrence, Witnesses
from harness.evidence.record import Record
from harness.judging.match import (
    in_order,
    counted,
    first_after,
    loss,
    near_misses,
    occurrences,
    order_is_lost,
)
from harness.judging.missing import UNTRUSTED, by_line, missing
from harness.judging.run_end import cut_off
from harness.mutation.mutants import modifications
from harness.patterns.pattern import Pattern
from harness.patterns.syntax import parse
from harness.scenario.finding import Finding
from harness.scenario.topology import arriving
from harness.scenario.verdict import Verdict
from harness.scenario.word import Word
from harness.vocabulary.usage import wrong_use


@dataclass(frozen=True, slots=True)
class Never(Word):
    """What never happened, and the two marks between which it did not."""

    word: ClassVar[str] = "never"
    usage: ClassVar[str] = "'EVENT' [after 'EVENT'] [until 'EVENT']"
    forbids: ClassVar[bool] = True
    event: Pattern
    after: Pattern | None
    until: Pattern | None

    @classmethod
    def parse(cls, args: Sequence[str]) -> Self:
        if len(args) not in (1, 3, 5):
            why = "an event, and after each mark its event, is expected"
            raise wrong_use(cls.word, cls.usage, why)
        marks = dict(zip(args[1::2], args[2::2], strict=True))
        if list(marks) not in ([], ["after"], ["until"], ["after", "until"]) or (
            len(marks) != len(args) // 2
        ):
            why = f"'{' '.join(args[1::2])}' are not the marks"
            raise wrong_use(cls.word, cls.usage, why)
        return cls(
            parse(args[0]),
            parse(marks["after"]) if "after" in marks else None,
            parse(marks["until"]) if "until" in marks else None,
        )

    @property
    def marks(self) -> tuple[Pattern, ...]:
        """Those that there are, in their order."""
        return tuple(mark for mark in (self.after, self.until) if mark)

    def roles(self) -> frozenset[str]:
        return self.event.roles().union(*(mark.roles() for mark in self.marks))

    def expected(self) -> str:
        marks = (("after", self.after), ("until", self.until))
        window = " ".join(f"{name} {mark.text}" for name, mark in marks if mark)
        return f"no {self.event.text} {window or 'in the whole run'}"

    def judge(self, record: Record) -> Finding:
        wanted = self.marks
        marks = in_order(wanted, record)
        if len(marks) < len(wanted):
            place = len(marks)
            found = missing(wanted[place], record, marks, wanted[: place + 1])
            because = f"'never {self.event.text}' has no end or no beginning: {found.because}"
            return replace(found, because=because)
        after = marks[0] if self.after else None
        until = marks[-1] if self.until else None
        return _none_between(self.event, after, until, wanted, record)

    def named(self) -> tuple[Pattern, ...]:
        return self.event, *self.marks

    def witnesses(self, record: Record) -> Witnesses:
        marks = in_order(self.marks, record)
        begin_ns = marks[0].ns if self.after else record.start_ns
        end_ns = marks[-1].ns if self.until else record.over_ns
        outside = _outside(self.event, begin_ns, end_ns, record)
        moments = sorted([*marks, *outside], key=attrgetter("ns"))
        inside = (event for event in record.judged() if begin_ns < event.t < end_ns)
        nearest = _nearest(arriving(self.event, record.roles), inside)
        return Witnesses(tuple(moments), counted([self.event, *self.marks], record), nearest)


def _none_between(
    event: Pattern,
    after: Occurrence | None,
    until: Occurrence | None,
    wanted: Sequence[Pattern],
    record: Record,
) -> Finding:
    marks = [mark for mark in (after, until) if mark]
    bounds = f" after {after.told(record.start_ns)}" if after else ""
    bounds += f" until {until.told(record.start_ns)}" if until else ""
    found = first_after(occurrences(event, record), after)
    if found and (until is None or found.ns < until.ns):
        return _forbidden(found, bounds, marks, record)
    sentence = f"'{event.text}' was not seen{bounds}"
    evidence = tuple(mark.event for mark in marks)
    patterns = [event, *wanted]
    if lost := loss(patterns, record, before_ns=until.ns if until else None):
        return Finding(Verdict.UNDECIDED, f"{sentence}, but {lost}", None, evidence)
    if until is None and (cut := cut_off(record)):
        return Finding(Verdict.UNDECIDED, f"{sentence}, but {cut}", None, evidence)
    return Finding(Verdict.HOLDS, sentence, None, evidence)


def _forbidden(
    found: Occurrence, bounds: str, marks: list[Occurrence], record: Record
) -> Finding:
    """What must not happen between the marks was seen there."""
    because = f"{found.told(record.start_ns)} happened{bounds and f', and it must not{bounds}'}"
    evidence = by_line([*(mark.event for mark in marks), found.event])
    if marks and order_is_lost(record):
        return Finding(Verdict.UNDECIDED, f"{because}, but {UNTRUSTED}", None, evidence)
    return Finding(Verdict.FAILS, because, None, evidence)


def _nearest(forbidden: Pattern, inside: Iterable[Event]) -> tuple[Event, ...]:
    """The first that one alteration makes forbidden; if that cannot be told, the last."""
    missed = (event for event in inside if not forbidden.matches(event))
    near = near_misses(forbidden, missed)
    for event in near:
        if any(forbidden.matches(other) for each in modifications(event) for other in each.put):
            return (event,)
    return tuple(near[-1:])


def _outside(forbidden: Pattern, begin_ns: int, end_ns: int, record: Record) -> list[Occurrence]:
    """The last before the window and the first after it; of `#N` the one before the Nth."""
    found = occurrences(replace(forbidden, nth=None), record)
    if forbidden.nth:
        return found[: forbidden.nth - 1][-1:]
    before = [each for each in found if each.ns <= begin_ns]
    return before[-1:] + [each for each in found if each.ns >= end_ns][:1]
