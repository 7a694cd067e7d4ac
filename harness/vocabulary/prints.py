"""`prints`: a line of a role's output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from harness.evidence.occurrence import Occurrence, Witnesses
from harness.evidence.record import Record
from harness.judging.match import first_after, occurrences
from harness.judging.missing import missing
from harness.patterns.pattern import SaysPattern
from harness.patterns.syntax import role_name
from harness.scenario.finding import Finding
from harness.scenario.verdict import Verdict
from harness.scenario.word import Word
from harness.vocabulary.usage import expect, wrong_use


@dataclass(frozen=True, slots=True)
class Prints(Word):
    """A line that the role prints holds the text, as whole words."""

    word: ClassVar[str] = "prints"
    usage: ClassVar[str] = "ROLE 'TEXT'"
    role: str
    text: str

    @classmethod
    def parse(cls, args: Sequence[str]) -> Self:
        expect(cls.word, cls.usage, args, 2)
        if not args[1].strip():
            raise wrong_use(cls.word, cls.usage, "the text is empty")
        return cls(role_name(args[0]), args[1])

    def roles(self) -> frozenset[str]:
        return frozenset({self.role})

    def expected(self) -> str:
        return f"{self.role} prints a line with {self.text!r}"

    def judge(self, record: Record) -> Finding:
        if found := self._first(record):
            return Finding(Verdict.HOLDS, found.told(record.start_ns), None, (found.event,))
        return missing(self._pattern, record, [], [self._pattern])

    def witnesses(self, record: Record) -> Witnesses:
        found = self._first(record)
        return Witnesses((Occurrence(found.event.t, found.event, found.text),) if found else ())

    @property
    def _pattern(self) -> SaysPattern:
        return SaysPattern(self.role, self.text, None, f"{self.role} prints {self.text}")

    def _first(self, record: Record) -> Occurrence | None:
        return first_after(occurrences(self._pattern, record), None)
