"""`processes`: how many processes a role has more than at a moment of its run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from harness.evidence.occurrence import Witnesses
from harness.evidence.record import Record
from harness.judging.counted import of_the_running
from harness.judging.grown import grown, lives_since
from harness.judging.match import counted, in_order
from harness.judging.missing import missing
from harness.patterns.pattern import Pattern
from harness.patterns.syntax import parse, role_name
from harness.patterns.terms import Comparison
from harness.scenario.finding import Finding
from harness.scenario.word import Word
from harness.vocabulary.usage import count, expect


@dataclass(frozen=True, slots=True)
class Processes(Word):
    """It speaks of a role that still runs at the census.

    How many a role makes, and when, is its own affair: it may have had them all before, or replace
    each that ends by another. So what is compared is how many there are, then and at the end.
    """

    word: ClassVar[str] = "processes"
    usage: ClassVar[str] = "ROLE [OP] N since 'EVENT'"
    is_of_processes = True
    role: str
    number: Comparison
    since: Pattern

    @classmethod
    def parse(cls, args: Sequence[str]) -> Self:
        expect(cls.word, cls.usage, args, 4, since=2)
        return cls(role_name(args[0]), count(cls.word, cls.usage, args[1]), parse(args[3]))

    def roles(self) -> frozenset[str]:
        return frozenset({self.role}) | self.since.roles()

    def expected(self) -> str:
        more = f"{self.number} processes more than at '{self.since.text}'"
        return f"{self.role} has {more} at the end of the run"

    def judge(self, record: Record) -> Finding:
        mark = in_order([self.since], record)
        if not mark:
            return missing(self.since, record, mark, [self.since])
        return of_the_running(self.role, grown(self.role, mark[0], record), self.number, record)

    def named(self) -> tuple[Pattern, ...]:
        return (self.since,)

    def witnesses(self, record: Record) -> Witnesses:
        mark = in_order([self.since], record)
        lives = lives_since(self.role, mark[0].ns, record) if mark else ()
        return Witnesses(tuple(mark), (*counted([self.since], record), *lives))
