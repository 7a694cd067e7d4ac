"""The grade: what of an exercise was earned, from the results of its check. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harness.grading.exercise import Exercise, Part
from harness.scenario.verdict import Verdict
from harness.telling.result import Result
from harness.telling.text import in_short

COUNTED = (Verdict.HOLDS, Verdict.EXPECTED)
LATE = "not judged: the {limit_s:g} s of the exercise were over"


@dataclass(frozen=True, slots=True)
class Earned:
    """What a part has brought: `points` of its own, and the text that says why not all.

    `missing` are the requirements that did not hold. A part that is not `reached` has none: it was
    not looked at what became of it.
    """

    part: Part
    points: float
    missing: tuple[str, ...]
    reached: bool
    text: str

    @property
    def is_whole(self) -> bool:
        """Was all of it earned?"""
        return self.reached and not self.missing


@dataclass(frozen=True, slots=True)
class Grade:
    """What a program has earned. `trouble` is why nothing of it could be judged."""

    exercise: Exercise
    parts: tuple[Earned, ...]
    seconds: float
    trouble: str = ""
    likenesses: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """All that was earned."""
        return round(sum(each.points for each in self.parts), 2)

    @property
    def is_whole(self) -> bool:
        """Is it all that could be?"""
        return all(each.is_whole for each in self.parts)


def grade(
    exercise: Exercise, results: Sequence[Result], seconds: float, trouble: str = "",
    likenesses: Sequence[str] = (),
) -> Grade:
    """The grade of a check that has come to these results."""
    by_number = {result.id: result for result in results}
    done: dict[str, Earned] = {}
    for part in exercise.parts:
        done[part.name] = _earned(part, by_number, done, exercise, trouble)
    return Grade(exercise, tuple(done.values()), seconds, trouble, tuple(likenesses))


def _earned(
    part: Part, results: Mapping[str, Result], above: Mapping[str, Earned], exercise: Exercise,
    trouble: str,
) -> Earned:  # fmt: skip
    if trouble:
        return Earned(part, 0, part.requirements, True, "")
    lacking = [above[name] for name in part.needs if not above[name].is_whole]
    if lacking:
        return Earned(part, 0, (), False, _not_reached(lacking))
    missing = tuple(each for each in part.requirements if not _counts(results.get(each)))
    held = len(part.requirements) - len(missing)
    late = LATE.format(limit_s=exercise.limit_s)
    told = (_told(number, results.get(number), late) for number in missing)
    points = round(part.points * held / len(part.requirements), 2)
    return Earned(part, points, missing, True, "\n".join(told))


def _counts(result: Result | None) -> bool:
    return result is not None and result.verdict in COUNTED


def _told(number: str, result: Result | None, late: str) -> str:
    return in_short(result) if result else f"{number}: {late}"


def _not_reached(lacking: Sequence[Earned]) -> str:
    """Why a part was not reached, with the names and the numbers of what it needs."""
    needed = (
        f"'{each.part.name}'" + (f", where {_listed(each.missing)}" if each.reached else "")
        for each in lacking
    )
    return f"not reached: it needs {'; and '.join(needed)}"


def _listed(numbers: Sequence[str]) -> str:
    does = "does" if len(numbers) == 1 else "do"
    return f"{' and '.join(numbers)} {does} not hold"
