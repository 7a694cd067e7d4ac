"""Known deviations of a subject: failures that are expected, each with its reason."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from harness.evidence.quoting import Told
from harness.telling.result import Result
from harness.running.presets import TABLES
from harness.scenario.verdict import Verdict


class DeviationsError(Told):
    """A list of deviations that cannot be used."""


class AtTimes(str):
    """The reason for a failure that comes and goes: that it holds is no error, nor is a hole."""


def read_deviations(path: Path) -> dict[str, str]:
    """The reason for each listed requirement: a TOML table `[deviations]` of id = reason.

    Or of id = { because = reason, cure = switch }. A preset is such a list (fixtures/subjects):
    it has other tables beside it. What a subject gets wrong at times only, by a race of its own,
    stands in a table `[at_times]`.
    """
    try:
        table = tomllib.loads(path.read_text())
    except OSError as error:
        raise DeviationsError(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise DeviationsError(f"{path}: not TOML: {error}") from None
    listed = table.get("deviations")
    if not isinstance(listed, dict) or not set(table) <= TABLES:
        raise DeviationsError(
            f"{path}: a table [deviations] is expected,"
            " and beside it [at_times], or what a preset has"
        )
    reasons = {number: _reason(path, number, said) for number, said in listed.items()}
    at_times = table.get("at_times", {})
    comes_and_goes = {
        number: AtTimes(_reason(path, number, said)) for number, said in at_times.items()
    }
    return reasons | comes_and_goes


def _reason(path: Path, number: str, said: object) -> str:
    """Why, and what cures it, if the list says so."""
    known = said if isinstance(said, dict) else {"because": said}
    because, cure = known.get("because"), known.get("cure", "")
    is_text = isinstance(because, str) and because.strip() and isinstance(cure, str)
    if not is_text or not set(known) <= {"because", "cure"}:
        raise DeviationsError(
            f'{path}: {number} has no reason: write "{number}" = "why",'
            f' or "{number}" = {{ because = "why", cure = "with -t 10" }}'
        )
    return f"{because} Cured: {cure}" if cure else str(because)


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
        return replace(result, verdict=Verdict.EXPECTED, because=f"{reason} ({result.because})")
    if result.verdict is Verdict.HOLDS and not at_times:
        sentence = f"it holds, but is listed as a known deviation ({reason}): take it off the list"
        return replace(result, verdict=Verdict.BROKEN, because=sentence, explanation=None)
    return result
