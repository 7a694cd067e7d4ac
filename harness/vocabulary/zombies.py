"""`zombies`: ended children whose status nobody has taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from harness.evidence.occurrence import Witnesses
from harness.evidence.record import Record
from harness.judging.census import zombies
from harness.judging.counted import of_the_running
from harness.patterns.syntax import role_name
from harness.patterns.terms import Comparison
from harness.scenario.finding import Finding
from harness.scenario.word import Word
from harness.vocabulary.usage import expect, many, number


@dataclass(frozen=True, slots=True)
class Zombies(Word):
    """It speaks of a role that still runs at the census."""

    word: ClassVar[str] = "zombies"
    usage: ClassVar[str] = "ROLE N"
    is_of_processes = True
    role: str
    number: int

    @classmethod
    def parse(cls, args: Sequence[str]) -> Self:
        expect(cls.word, cls.usage, args, 2)
        wanted = number(cls.word, cls.usage, args[1])
        return cls(role_name(args[0]), wanted)

    def roles(self) -> frozenset[str]:
        return frozenset({self.role})

    def expected(self) -> str:
        return f"{self.role} has {many(self.number, 'zombie')} at the end of the run"

    def judge(self, record: Record) -> Finding:
        wanted = Comparison("=", self.number)
        return of_the_running(self.role, zombies(self.role, record), wanted, record)

    def witnesses(self, record: Record) -> Witnesses:
        return Witnesses(census=True)
