"""The mutation scores: every requirement must kill a mutant of its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from harness.scenario.model import ADDRESS_FAMILIES
from harness.mutation.score import Score, score_of
from harness.proof.reference import Reference


@dataclass(frozen=True, slots=True)
class Scores:
    """What came of the mutants: of each requirement that holds, by its number."""

    reference: Reference
    found: Mapping[str, Score]

    @property
    def vacuous(self) -> tuple[str, ...]:
        """A sentence for each requirement that kills none."""
        return tuple(
            f"{number}: it kills no mutant of its evidence: it claims nothing that can be otherwise"
            for number, score in self.found.items()
            if not score.killed
        )

    @property
    def misses(self) -> tuple[str, ...]:
        """The same, and first a sentence for each that does not hold on the reference."""
        return (*self.reference.failing, *self.vacuous)

    @property
    def told(self) -> str:
        """The totals, as the end of a sentence."""
        killed = len(self.found) - len(self.vacuous)
        mutants = sum(score.killed for score in self.found.values())
        return f"{killed} kill {mutants} mutants of their evidence"

    def __str__(self) -> str:
        return f"{self.reference}, {self.told}"


def run_mutants(reference: Reference) -> Scores:
    """Judge what holds on the reference again, on changed evidence.

    Of one claim about two runs the first run's evidence is changed: the other is its like.
    """
    found = {}
    for task in reference.sound:
        first = replace(task, requirement=task.requirement.over(ADDRESS_FAMILIES[:1]))
        found[first.requirement.id] = score_of(first.requirement, first.records())
    return Scores(reference, found)
