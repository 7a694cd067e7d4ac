"""`happens`: these events, in this order; others may lie between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from harness.evidence.occurrence import Occurrence, Witnesses
from harness.evidence.record import Record
from harness.judging.match import in_order, counted, loss, order_is_lost
from harness.judging.missing import UNTRUSTED, by_line, missing
from harness.patterns.pattern import EndsPattern, Pattern, Who
from harness.patterns.syntax import parse
from harness.scenario.finding import Finding
from harness.scenario.verdict import Verdict
from harness.scenario.word import Word
from harness.vocabulary.usage import wrong_use


@dataclass(frozen=True, slots=True)
class Happens(Word):
    """Each is later than the one before."""

    word: ClassVar[str] = "happens"
    usage: ClassVar[str] = "'EVENT'…"
    patterns: tuple[Pattern, ...]

    @classmethod
    def parse(cls, args: Sequence[str]) -> Self:
        if not args:
            raise wrong_use(cls.word, cls.usage, "an event is expected")
        return cls(tuple(parse(arg) for arg in args))

    def roles(self) -> frozenset[str]:
        return frozenset[str]().union(*(each.roles() for each in self.patterns))

    def expected(self) -> str:
        return ", then ".join(each.text for each in self.patterns)

    def judge(self, record: Record) -> Finding:
        chain = in_order(self.patterns, record)
        if len(chain) < len(self.patterns):
            place = len(chain)
            return missing(self.patterns[place], record, chain, self.patterns[: place + 1])
        return self._all_seen(chain, record)

    def _all_seen(self, chain: Sequence[Occurrence], record: Record) -> Finding:
        told = ", then ".join(each.told(record.start_ns) for each in chain)
        evidence = by_line(each.event for each in chain)
        if len(chain) > 1 and order_is_lost(record):
            return Finding(Verdict.UNDECIDED, f"{told}, but {UNTRUSTED}", None, evidence)
        if lost := loss((each for each in self.patterns if each.nth), record):
            because = f"{told}, but {lost}: which one is which cannot be told"
            return Finding(Verdict.UNDECIDED, because, None, evidence)
        return Finding(Verdict.HOLDS, told, None, evidence)

    def awaits_end_of(self, role: str) -> bool:
        return self.patterns[-1] == EndsPattern(Who(role))

    def named(self) -> tuple[Pattern, ...]:
        return self.patterns

    def witnesses(self, record: Record) -> Witnesses:
        return Witnesses(tuple(in_order(self.patterns, record)), counted(self.patterns, record))
