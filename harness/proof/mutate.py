"""The coverage of the claims: every requirement must be turned by a change of its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from harness.scenario.model import ADDRESS_FAMILIES
from harness.mutation.score import Coverage, cover
from harness.proof.reference import Reference


@dataclass(frozen=True, slots=True)
class Covered:
    """What came of the changes: of each requirement that holds, by its number."""

    reference: Reference
    found: Mapping[str, Coverage]

    @property
    def untouched(self) -> tuple[str, ...]:
        """A sentence for each requirement that nothing turns."""
        return tuple(
            f"{number}: no change of its evidence turns it: it claims nothing that can be otherwise"
            for number, coverage in self.found.items()
            if not coverage.turned
        )

    @property
    def misses(self) -> tuple[str, ...]:
        """The same, and first a sentence for each that does not hold on the reference."""
        return (*self.reference.failing, *self.untouched)

    @property
    def told(self) -> str:
        """The totals, as the end of a sentence."""
        turned = len(self.found) - len(self.untouched)
        changes = sum(coverage.turned for coverage in self.found.values())
        return f"{turned} turned by {changes} changes of evidence"

    def __str__(self) -> str:
        return f"{self.reference}, {self.told}"


def run_coverage(reference: Reference) -> Covered:
    """Judge what holds on the reference again, on changed evidence.

    Of one claim about two runs the first run's evidence is changed: the other is its like.
    """
    found = {}
    for task in reference.sound:
        first = replace(task, requirement=task.requirement.over(ADDRESS_FAMILIES[:1]))
        found[first.requirement.id] = cover(first.requirement, first.records())
    return Covered(reference, found)
