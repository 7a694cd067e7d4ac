"""Whose failures are these like? A mistake is known by all that fails for it, not by one.

fixtures/mistakes.json has, for each flawed program of ours, what fails when it sits in a slot
(proof/mistakes.py). What sits there now is compared with all of them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from harness.place import COMMAND, ROOT
from harness.scenario.number import by_number
from harness.telling.result import Result

MISTAKES = ROOT / "fixtures" / "mistakes.json"

FAILED = ("fails", "warns", "expected")

ENOUGH = 0.6
"""Of what fails with either, so much has to fail with both: less is told by luck, with patterns of
two or three numbers."""

MOST = 2
"""So many programs are named, if they are equally near."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Flawed programs that fail most of what failed: `both` of `either` numbers."""

    names: tuple[str, ...]
    both: tuple[str, ...]
    either: int

    def sentence(self) -> str:
        """What a person is told."""
        programs = " and ".join(self.names)
        same = len(self.both) == self.either
        much = "just these" if same else f"{len(self.both)} of {self.either} alike"
        fails = "fails" if len(self.names) == 1 else "fail"
        what = "mistake: " if len(self.names) == 1 else "mistakes: "
        return (
            f"as if it made a known {what}{programs} {fails} {much} "
            f"({COMMAND} explain {self.names[0]})"
        )


def read_mistakes() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """By slot and flawed program, what fails with it."""
    told = json.loads(MISTAKES.read_text(encoding="utf-8"))
    return {
        slot: {name: frozenset(numbers) for name, numbers in those.items()}
        for slot, those in told.items()
    }


def likenesses(results: Sequence[Result], slots: Iterable[str]) -> list[str]:
    """What the failures of the programs in these slots look like, a sentence each."""
    if not any(result.verdict in FAILED for result in results):
        return []
    known, judged = read_mistakes(), {result.id for result in results}
    found = (nearest(_failed(results, slot), judged, known.get(slot, {})) for slot in slots)
    return [each.sentence() for each in found if each]


def _failed(results: Sequence[Result], slot: str) -> frozenset[str]:
    return frozenset(r.id for r in results if r.verdict in FAILED and slot in r.tests)


def nearest(
    failed: Collection[str], judged: Collection[str], known: Mapping[str, frozenset[str]]
) -> Alike | None:
    """The known patterns nearest to what failed; what was not judged counts for nothing."""
    near: dict[str, float] = {}
    for name, pattern in known.items():
        either = pattern.intersection(judged).union(failed)
        near[name] = len(pattern.intersection(failed)) / len(either) if either else 0
    best = max(near.values(), default=0)
    if best < ENOUGH or not failed:
        return None
    names = tuple(name for name in sorted(near) if near[name] == best)
    if len(names) > MOST:
        return None
    patterns = [known[name] for name in names]
    both = frozenset.intersection(*patterns).intersection(failed)
    either = patterns[0].intersection(judged).union(failed)
    return Alike(names, tuple(sorted(both, key=by_number)), len(either)) if both else None
