"""What every word that claims can do. Each is a module of harness/vocabulary."""

from collections.abc import Sequence
from typing import ClassVar, Protocol, Self

from harness.evidence.occurrence import Witnesses
from harness.evidence.record import Record
from harness.patterns.pattern import Pattern
from harness.scenario.finding import Finding


class Word(Protocol):
    """A claim as it is meant: its arguments are parsed, once. Frozen, compared by what it says.

    Its module names it as its base: then one that lacks a part is found by mypy.
    """

    word: ClassVar[str]
    usage: ClassVar[str]
    """Its arguments, as docs/vocabulary.md has them."""
    forbids: ClassVar[bool] = False
    """Whether it fails by what was seen, and not by what was not."""
    tells_of_a_loop: ClassVar[bool] = False
    """Whether its sentence says already who calls again and again."""

    is_of_processes: ClassVar[bool] = False
    """Whether it is of what processes do and leave: that comes of no answer, whatever it was."""

    @classmethod
    def parse(cls, args: Sequence[str]) -> Self:
        """The claim that is written so. Raises a ValueError that says what is wrong."""

    def roles(self) -> frozenset[str]:
        """The roles that it names."""

    def expected(self) -> str:
        """What it says, as a sentence of its own."""

    def judge(self, record: Record) -> Finding:
        """What a record says of it that is whole enough to be judged."""

    def witnesses(self, record: Record) -> Witnesses:
        """What it rests on in a record in which it holds."""

    def awaits_end_of(self, role: str) -> bool:
        """Whether the last that it asks for is that the role ends, however it does."""
        return False

    def named(self) -> tuple[Pattern, ...]:
        """The events that it names."""
        return ()
