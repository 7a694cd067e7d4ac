"""`rests`: a role does not make one call after the other that does nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from harness.evidence.describe import going_round
from harness.evidence.occurrence import Witnesses
from harness.evidence.record import Record
from harness.judging.run_end import cut_off, floods, often_in_vain, repeats
from harness.patterns.syntax import role_name
from harness.scenario.finding import Finding
from harness.scenario.verdict import Verdict
from harness.scenario.word import Word
from harness.vocabulary.usage import expect


@dataclass(frozen=True, slots=True)
class Rests(Word):
    """A role that does nothing has nothing to do: it waits, or has ended.

    That is seen of whoever waits, however its calls are made.
    """

    word: ClassVar[str] = "rests"
    usage: ClassVar[str] = "ROLE"
    is_of_processes = True
    tells_of_a_loop: ClassVar[bool] = True
    role: str

    @classmethod
    def parse(cls, args: Sequence[str]) -> Self:
        expect(cls.word, cls.usage, args, 1)
        return cls(role_name(args[0]))

    def roles(self) -> frozenset[str]:
        return frozenset({self.role})

    def expected(self) -> str:
        return f"{self.role} does not go on making calls that do nothing"

    def judge(self, record: Record) -> Finding:
        if loop := repeats(record, self.role):
            because = f"{self.role} {going_round(loop)}, and nothing came of it"
            return Finding(Verdict.FAILS, because)
        if made := floods(record, self.role):
            return Finding(Verdict.FAILS, made)
        if cut := cut_off(record):
            in_vain = often_in_vain(record, self.role)
            seen = in_vain or f"{self.role} was not seen to go round in a loop"
            because = f"{seen}, but {cut}"
            return Finding(Verdict.UNDECIDED, because)
        return Finding(Verdict.HOLDS, f"{self.role} was not making calls when the run ended")

    def witnesses(self, record: Record) -> Witnesses:
        return Witnesses()
