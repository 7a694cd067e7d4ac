"""The mutation score: how many mutants of its evidence does a requirement kill?

What holds whatever is changed claims nothing. So the events that its claims rest on are
changed one at a time, and it is judged again: a mutant with which it fails is killed.

How many other events match is often luck: an answer comes in one piece or in three. The
second piece would make up for the first that is taken away. So all else is left out
before, and without it the claims hold as well. (Another event could make a
requirement fail only by being made into one that is forbidden, or counted.)

What is counted is, of each event that a claim names, whether the requirement fails when it is
dropped, duplicated, swapped with the next, or modified in some field: so the
number follows from what is claimed, and not from whether a FIN came with the last bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from harness.scenario.model import Cast, Claim, Requirement
from harness.evidence.record import Record
from harness.mutation.mutants import Mutant, Kind, modifications, census_mutants, mutants
from harness.scenario.verdict import Verdict
from harness.mutation.witnesses import bare
from harness.judging.judge import judge_claims, judge_requirement, worst


@dataclass(frozen=True, slots=True)
class Score:
    """So many mutants of what was claimed were made; those of each kind were killed.

    `vacuous` are the claims that failed with none of them.
    """

    made: int
    by_kind: Mapping[Kind, int]
    vacuous: tuple[Claim, ...] = ()

    @property
    def killed(self) -> int:
        """The mutants with which it fails."""
        return sum(self.by_kind.values())

    def __str__(self) -> str:
        kinds = [f"{number} {kind}" for kind in Kind if (number := self.by_kind.get(kind, 0))]
        return f"{self.killed} of {self.made}" + (f": {', '.join(kinds)}" if kinds else "")


def score_of(requirement: Requirement, records: Mapping[Cast, Record]) -> Score:
    """Change what a requirement rests on that holds with these records, and judge."""
    claims = {cast: [each for each in requirement.claims if each.cast == cast] for cast in records}
    held = _barely_holding(requirement, claims, records)
    by_kind: Counter[Kind] = Counter()
    failed: set[Claim | None] = set()
    made = 0
    for cast, record in held.items():
        for way in (way for claim in claims[cast] for way in _ways(claim, record)):
            kills = False
            for change in way:
                found = judge_claims(requirement, {**held, cast: change.made_in(record)})
                failed |= {each.claim for each in found if each.verdict is Verdict.FAILS}
                kills |= worst(requirement, found).verdict is Verdict.FAILS
            made += 1
            by_kind[way[0].kind] += kills
    vacuous = tuple(claim for claim in requirement.claims if claim not in failed)
    return Score(made, by_kind, vacuous)


def _barely_holding(
    requirement: Requirement, claims: Mapping[Cast, Sequence[Claim]], records: Mapping[Cast, Record]
) -> Mapping[Cast, Record]:
    """The bare records, or where it does not hold with them, these.

    What a record says between its lines (derive.py) may rest on others than the claims do.
    """
    barely = {cast: bare(claims[cast], record) for cast, record in records.items()}
    holds = judge_requirement(requirement, barely).verdict is Verdict.HOLDS
    return barely if holds else records


def _ways(claim: Claim, record: Record) -> Iterator[tuple[Mutant, ...]]:
    """The changes, those of one kind at one event together."""
    rests_on = claim.says.witnesses(record)
    yield from mutants(rests_on.moments)
    for event in rests_on.nearest:
        if altered := tuple(modifications(event)):
            yield altered
    if rests_on.census and record.census:
        found = tuple(census_mutants(record.census))
        for kind in Kind:
            if way := tuple(change for change in found if change.kind is kind):
                yield way
