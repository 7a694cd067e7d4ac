"""`sockets`: in which state the kernel keeps a role's ends of TCP connections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from harness.evidence.occurrence import Witnesses
from harness.evidence.record import Record
from harness.judging.census import in_state
from harness.judging.counted import compared
from harness.judging.match import loss
from harness.patterns.frame import WirePattern
from harness.patterns.suggest import did_you_mean
from harness.patterns.syntax import role_name
from harness.patterns.terms import Comparison
from harness.scenario.finding import Finding
from harness.scenario.verdict import Verdict
from harness.scenario.word import Word
from harness.vocabulary.usage import expect, many, number, wrong_use

# As the record has them: those of netstat(8), and of the kernel's include/net/tcp_states.h.
TCP_STATES = (
    *("ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT", "CLOSE"),
    *("CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING"),
)


@dataclass(frozen=True, slots=True)
class Sockets(Word):
    """Of the kernel, not of a process: it keeps a state when the process has long ended."""

    word: ClassVar[str] = "sockets"
    usage: ClassVar[str] = "ROLE STATE N"
    role: str
    state: str
    number: int

    @classmethod
    def parse(cls, args: Sequence[str]) -> Self:
        expect(cls.word, cls.usage, args, 3)
        wanted = number(cls.word, cls.usage, args[2])
        if args[1] not in TCP_STATES:
            meant = did_you_mean(args[1], TCP_STATES).removesuffix(".")
            raise wrong_use(cls.word, cls.usage, f"'{args[1]}' is no state of TCP{meant}")
        return cls(role_name(args[0]), args[1], wanted)

    def roles(self) -> frozenset[str]:
        return frozenset({self.role})

    def expected(self) -> str:
        sockets = many(self.number, "socket")
        return f"{sockets} of {self.role} in {self.state} at the end of the run"

    def judge(self, record: Record) -> Finding:
        seen = in_state(self.role, self.state, record)
        if lost := loss([WirePattern("FRAME")], record):
            return Finding(Verdict.UNDECIDED, f"{seen.text}, but {lost}")
        return compared(seen, Comparison("=", self.number), record)

    def witnesses(self, record: Record) -> Witnesses:
        return Witnesses(census=True)
