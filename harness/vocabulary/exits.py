"""`exits`: how a role's first process ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from harness.evidence.describe import ended_at
from harness.evidence.occurrence import Occurrence, Witnesses
from harness.evidence.record import Record
from harness.judging.missing import missing
from harness.patterns.pattern import EndsPattern, Who
from harness.patterns.syntax import exit_status, role_name
from harness.scenario.finding import Finding
from harness.scenario.verdict import Verdict
from harness.scenario.word import Word
from harness.vocabulary.usage import expect


@dataclass(frozen=True, slots=True)
class Exits(Word):
    """With a status, or by a signal; or otherwise: then a signal is as good as another status."""

    word: ClassVar[str] = "exits"
    usage: ClassVar[str] = "ROLE [!=] STATUS"
    role: str
    status: int | str
    otherwise: bool = False

    @classmethod
    def parse(cls, args: Sequence[str]) -> Self:
        expect(cls.word, cls.usage, args, 2)
        status = args[1].removeprefix("!=").strip()
        return cls(role_name(args[0]), exit_status(status), args[1].startswith("!="))

    def roles(self) -> frozenset[str]:
        return frozenset({self.role})

    def expected(self) -> str:
        return f"{self.role} ends{', not' if self.otherwise else ''} {self._how()}"

    def _how(self) -> str:
        return f"{'by' if isinstance(self.status, str) else 'with status'} {self.status}"

    def judge(self, record: Record) -> Finding:
        ended = record.end_of_first(self.role)
        if ended is None:
            text = f"{self.role} ends" + ("" if self.otherwise else f" = {self.status}")
            status = None if self.otherwise else self.status
            pattern = EndsPattern(Who(self.role, "parent"), status, None, text)
            return missing(pattern, record, [], [pattern])
        told = ended_at(ended, record.start_ns)
        if (self.status in (ended.status, ended.signal)) != self.otherwise:
            return Finding(Verdict.HOLDS, told, None, (ended,))
        instead = "otherwise" if self.otherwise else self._how()
        return Finding(Verdict.FAILS, f"{told}, not {instead}", None, (ended,))

    def witnesses(self, record: Record) -> Witnesses:
        ended = record.end_of_first(self.role)
        text = f"{self.role} ends"
        return Witnesses((Occurrence(ended.t, ended, text),) if ended else ())
