"""The closing lines of a check: the table, what is to be noted, and all of it in one line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from harness.scenario.verdict import Verdict
from harness.telling.result import Result
from harness.telling.summary import judged_whom, table, totals

NOTED = (Verdict.SKIPPED, Verdict.EXPECTED, Verdict.NOTED)
"""What is told with its reason below the table."""


def closing(
    results: Sequence[Result], asides: Mapping[str, int], judged: Mapping[str, str], ends: str, *,
    told: Collection[str] = (), notes: Iterable[str] = (), cut: str = "",
) -> list[str]:  # fmt: skip
    """Of results in order. `asides` are the reasons for which others were set aside, and how often.

    `judged` is who was; `ends` the end of the last line, `cut` its beginning, if the check was cut
    short. What was `told` before needs no note.
    """
    because = [f"{each.verdict} {each.id}: {each.because}" for each in results
               if each.verdict in NOTED and each.id not in told]  # fmt: skip
    counted = totals(results, sum(asides.values()))
    last = f"{cut}{counted}; judged: {judged_whom(judged)}; {ends}"
    return ["", *table(results), "", *because, *notes, last]


def nothing_judged(why: str, asides: Mapping[str, int]) -> list[str]:
    """Where there are no results."""
    return [f"Nothing was judged: {why}.", *(f"{many} are {each}" for each, many in asides.items())]
