"""Known deviations of a subject: failures that are expected, each with its reason."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from harness.evidence.quoting import Told
from harness.telling.result import Result
from harness.scenario.verdict import Verdict


class DeviationsError(Told):
    """A list of deviations that cannot be used."""


class AtTimes(str):
    """The reason for a failure that comes and goes: that it holds is no error."""


def read_deviations(path: Path) -> dict[str, str]:
    """The reason for each listed requirement: a TOML table `[deviations]` of id = reason.

    A table `[subject]` beside it says whose deviations they are (fixtures/subjects). What a
    subject gets wrong at times only, by a race of its own, stands in a table `[at_times]`.
    """
    try:
        table = tomllib.loads(path.read_text())
    except OSError as error:
        raise DeviationsError(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise DeviationsError(f"{path}: not TOML: {error}") from None
    listed = table.get("deviations")
    if not isinstance(listed, dict) or set(table) - {"subject", "at_times"} != {"deviations"}:
        raise DeviationsError(
            f"{path}: a table [deviations] is expected,"
            " and none but [subject] and [at_times] beside it"
        )
    at_times = {number: AtTimes(str(why)) for number, why in table.get("at_times", {}).items()}
    for number, reason in {**listed, **at_times}.items():
        if not isinstance(reason, str) or not reason.strip():
            raise DeviationsError(f'{path}: {number} has no reason: write "{number}" = "why"')
    return {**listed, **at_times}


def expect(result: Result, deviations: Mapping[str, str]) -> Result:
    """The result as the list has it.

    A listed failure is expected. A listed requirement that holds makes the list
    wrong, and that is an error of the set-up: broken.
    """
    reason = deviations.get(result.id)
    if reason is None:
        return result
    if result.verdict in (Verdict.FAILS, Verdict.WARNS):
        return replace(result, verdict=Verdict.EXPECTED, because=f"{reason} ({result.because})")
    if result.verdict is Verdict.HOLDS and not isinstance(reason, AtTimes):
        sentence = f"it holds, but is listed as a known deviation ({reason}): take it off the list"
        return replace(result, verdict=Verdict.BROKEN, because=sentence, explanation=None)
    return result
