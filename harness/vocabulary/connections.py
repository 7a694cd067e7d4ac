"""`connections`: the connections that a role's processes hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from harness.evidence.occurrence import Witnesses
from harness.evidence.record import Record
from harness.judging.census import connections
from harness.judging.counted import of_the_running
from harness.patterns.syntax import role_name
from harness.patterns.terms import Comparison
from harness.scenario.finding import Finding
from harness.scenario.word import Word
from harness.vocabulary.usage import count, expect


@dataclass(frozen=True, slots=True)
class Connections(Word):
    """It speaks of a role that still runs at the census.

    Who keeps some for later (a pool of them, say) leaves no certain number, but not one for each
    caller either: so N can be a bound.
    """

    word: ClassVar[str] = "connections"
    usage: ClassVar[str] = "ROLE [OP] N"
    is_of_processes = True
    role: str
    number: Comparison

    @classmethod
    def parse(cls, args: Sequence[str]) -> Self:
        expect(cls.word, cls.usage, args, 2)
        return cls(role_name(args[0]), count(cls.word, cls.usage, args[1]))

    def roles(self) -> frozenset[str]:
        return frozenset({self.role})

    def expected(self) -> str:
        noun = "connection" if self.number.number == 1 else "connections"
        return f"{self.role} holds {self.number} {noun} at the end of the run"

    def judge(self, record: Record) -> Finding:
        return of_the_running(self.role, connections(self.role, record), self.number, record)

    def witnesses(self, record: Record) -> Witnesses:
        return Witnesses(census=True)
