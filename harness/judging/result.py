"""A result: what is said of one requirement, in the shape that is reported."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum


class Outcome(StrEnum):
    """A verdict, or a failure that was expected."""

    HOLDS = "holds"
    FAILS = "fails"
    EXPECTED = "expected"
    UNDECIDED = "undecided"
    BROKEN = "broken"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Result:
    """What came out for one requirement, complete enough to be shown and stored.

    `text` is the explanation as a person reads it; only what does not hold has one.
    `claim` is the place of the claim that does not hold among those of its test.
    """

    id: str
    title: str
    scenario: str
    level: str
    answers: tuple[str, ...]
    outcome: Outcome
    because: str
    evidence: str
    rerun: str
    seconds: float = 0.0
    text: str = ""
    claim: int | None = None

    @property
    def chapter(self) -> str:
        """The chapter of the notes: what stands before the dot of the number."""
        return self.id.partition(".")[0]


def packed(result: Result) -> dict[str, object]:
    """The result as plain values: from one process to another, or into a file."""
    return asdict(result) | {"answers": list(result.answers), "outcome": str(result.outcome)}


def unpacked(values: dict[str, object]) -> Result:
    """The result that was packed."""
    raw = Result(**values)  # type: ignore[arg-type]
    return replace(raw, answers=tuple(raw.answers), outcome=Outcome(raw.outcome))


def exit_status(results: list[Result]) -> int:
    """What the suite ends with: 0 all hold, 1 something does not, 3 broken, 4 all skipped.

    Nothing judged is wrong usage, 2: an empty suite proves nothing.
    """
    outcomes = {result.outcome for result in results}
    if not outcomes:
        return 2
    if outcomes & {Outcome.FAILS, Outcome.UNDECIDED}:
        return 1
    if Outcome.BROKEN in outcomes:
        return 3
    return 4 if outcomes == {Outcome.SKIPPED} else 0
