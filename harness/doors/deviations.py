"""Known deviations of a subject: failures that are expected, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from harness.evidence.quoting import Told
from harness.parsing.toml import TomlFile
from harness.telling.result import Result
from harness.running import recipes
from harness.running.presets import TABLES
from harness.scenario.verdict import Verdict


class DeviationsError(Told):
    """A list of deviations that cannot be used."""


@dataclass(frozen=True, slots=True)
class Known:
    """Why a requirement is known not to hold, and what cures it, if anything is known to."""

    because: str
    cure: str = ""

    def __str__(self) -> str:
        return f"{self.because} Cured: {self.cure}" if self.cure else self.because


class AtTimes(str):
    """The reason for a failure that comes and goes: that it holds is no error, nor is a hole."""


def read_deviations(path: Path) -> dict[str, str]:
    """The reason for each listed requirement: a TOML table `[deviations]` of id = reason.

    Or of id = { because = reason, cure = switch }. A preset is such a list (fixtures/subjects):
    it has other tables beside it. What a subject gets wrong at times only, by a race of its own,
    stands in a table `[at_times]`.
    """
    table = TomlFile(path, "list", DeviationsError).read()
    listed = table.get("deviations")
    if not isinstance(listed, dict) or not set(table) <= TABLES | recipes.TABLES:
        raise DeviationsError(
            f"{path}: a table [deviations] is expected,"
            " and beside it [at_times], or what a preset or a recipe has"
        )
    reasons = {number: str(_known(path, number, said)) for number, said in listed.items()}
    at_times = table.get("at_times", {})
    comes_and_goes = {
        number: AtTimes(_known(path, number, said)) for number, said in at_times.items()
    }
    return reasons | comes_and_goes


def known_of(path: Path) -> dict[str, Known]:
    """What a preset's file says of each requirement that it lists, at times or always.

    `The same` refers to the one above it; here it is told in full, for each stands by itself.
    """
    found: dict[str, Known] = {}
    table = TomlFile(path, "list", DeviationsError).read()
    for name in ("deviations", "at_times"):
        above = ""
        for number, said in table.get(name, {}).items():
            known = _known(path, number, said)
            found[number] = replace(known, because=_in_full(known.because, above))
            above = above if known.because.startswith(SAME) else known.because
    return found


SAME = "The same"


def _in_full(because: str, above: str) -> str:
    if not because.startswith(SAME) or not above:
        return because
    rest = because.removeprefix(SAME).lstrip(".,: ")
    return f"{above} {rest[:1].upper()}{rest[1:]}".rstrip()


def _known(path: Path, number: str, said: object) -> Known:
    """Why, and what cures it, if the list says so."""
    known = said if isinstance(said, dict) else {"because": said}
    because, cure = known.get("because"), known.get("cure", "")
    is_text = isinstance(because, str) and because.strip() and isinstance(cure, str)
    if not is_text or not set(known) <= {"because", "cure"}:
        raise DeviationsError(
            f'{path}: {number} has no reason: write "{number}" = "why",'
            f' or "{number}" = {{ because = "why", cure = "with -t 10" }}'
        )
    return Known(str(because), cure)


def as_known(result: Result, known: Mapping[str, Known]) -> Result:
    """The result; where it does not hold, and the recipe of the stack says why, with that."""
    if result.known or result.id not in known or result.verdict is Verdict.HOLDS:
        return result
    return replace(result, known=str(known[result.id]))


def expect(result: Result, deviations: Mapping[str, str]) -> Result:
    """The result as the list has it.

    A listed failure is expected. A listed requirement that holds makes the list
    wrong, and that is an error of the set-up: broken.
    """
    reason = deviations.get(result.id)
    if reason is None:
        return result
    at_times = isinstance(reason, AtTimes)
    if result.verdict in (Verdict.FAILS, Verdict.WARNS) or (
        at_times and result.verdict is Verdict.UNDECIDED
    ):
        because = f"{reason} ({result.because})"
        return replace(result, verdict=Verdict.EXPECTED, because=because, known=str(reason))
    if result.verdict is Verdict.HOLDS and not at_times:
        sentence = f"it holds, but is listed as a known deviation ({reason}): take it off the list"
        return replace(result, verdict=Verdict.BROKEN, because=sentence, explanation=None)
    return result
