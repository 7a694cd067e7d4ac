"""`carries`: how many bytes had crossed a leg when something happened, such as the first read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from harness.evidence.events import Wire
from harness.evidence.occurrence import Occurrence, Witnesses
from harness.evidence.record import Record
from harness.judging.match import counted, in_order, loss, occurrences
from harness.judging.missing import missing
from harness.patterns.pattern import Pattern
from harness.patterns.syntax import parse
from harness.patterns.terms import Comparison
from harness.scenario.finding import Finding
from harness.scenario.verdict import Verdict
from harness.scenario.word import Word
from harness.vocabulary.usage import count, expect


@dataclass(frozen=True, slots=True)
class Carries(Word):
    """Bytes of streams, each once, however often it was sent. The sentence tells their number."""

    word: ClassVar[str] = "carries"
    usage: ClassVar[str] = "'ROLE>ROLE' [OP] N until 'EVENT'"
    leg: str
    data: Pattern
    number: Comparison
    until: Pattern

    @classmethod
    def parse(cls, args: Sequence[str]) -> Self:
        expect(cls.word, cls.usage, args, 4, until=2)
        number = count(cls.word, cls.usage, args[1])
        return cls(args[0], parse(f"wire {args[0]} DATA"), number, parse(args[3]))

    def roles(self) -> frozenset[str]:
        return self.data.roles() | self.until.roles()

    def expected(self) -> str:
        return f"{self.leg} carries {self.number} bytes until {self.until.text}"

    def judge(self, record: Record) -> Finding:
        mark = in_order([self.until], record)
        if not mark:
            return missing(self.until, record, mark, [self.until])
        number = _carried(self.data, mark[0], record)
        bytes_of = "1 byte" if number == 1 else f"{number:,} bytes"
        seen = f"{self.leg} carried {bytes_of} until {mark[0].told(record.start_ns)}"
        evidence = (mark[0].event,)
        if not self.number.holds(number):
            return Finding(Verdict.FAILS, f"{seen}, not {self.number}", None, evidence)
        if lost := loss([self.data, self.until], record, before_ns=mark[0].ns):
            return Finding(Verdict.UNDECIDED, f"{seen}, but {lost}", None, evidence)
        return Finding(Verdict.HOLDS, seen, None, evidence)

    def named(self) -> tuple[Pattern, ...]:
        return self.data, self.until

    def witnesses(self, record: Record) -> Witnesses:
        return Witnesses(tuple(in_order([self.until], record)), counted([self.until], record))


def _carried(data: Pattern, mark: Occurrence, record: Record) -> int:
    """What is sent again is behind what its direction had come to."""
    reached: dict[tuple[str, str], int] = {}
    number = 0
    for found in occurrences(data, record):
        frame = found.event
        if found.ns >= mark.ns or not isinstance(frame, Wire) or frame.seq is None:
            continue
        direction = (str(frame.source), str(frame.target))
        end = frame.seq + frame.length
        number += max(0, end - max(frame.seq, reached.get(direction, 0)))
        reached[direction] = max(end, reached.get(direction, 0))
    return number
