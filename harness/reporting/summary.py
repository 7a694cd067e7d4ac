"""The summary: the results as a person reads them at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from harness.reporting.report import count_outcomes
from harness.judging.result import Outcome, Result

CHAPTERS = {
    "1": "sockets",
    "2": "types and protocols",
    "3": "addresses and byte order",
    "4": "TCP server and client",
    "5": "TCP: boundaries and buffers",
    "6": "UDP",
    "7": "graceful close",
    "8": "names",
    "9": "socket options",
    "10": "processes",
}
"""The chapters of the study notes, and ours for what they imply."""


def table(results: Sequence[Result]) -> list[str]:
    """A line a chapter, with a column for each outcome that occurred."""
    columns = [outcome for outcome in Outcome if any(r.outcome is outcome for r in results)]
    chapters = sorted({result.chapter for result in results}, key=_by_number)
    width = max(len("chapter"), *(len(_title(chapter)) for chapter in chapters))
    lines = [f"    {'chapter':<{width}}" + "".join(f"  {outcome:>9}" for outcome in columns)]
    for chapter in chapters:
        count = count_outcomes(r for r in results if r.chapter == chapter)
        cells = "".join(f"  {count[outcome] or '·':>9}" for outcome in columns)
        lines.append(f"{_number(chapter):>3} {_title(chapter):<{width}}{cells}")
    return lines


def _by_number(chapter: str) -> tuple[bool, int, str]:
    return (not chapter.isdecimal(), int(chapter) if chapter.isdecimal() else 0, chapter)


def _number(chapter: str) -> str:
    return chapter if chapter.isdecimal() else ""


def _title(chapter: str) -> str:
    return CHAPTERS.get(chapter, f"chapter {chapter}" if chapter.isdecimal() else chapter)


def totals(results: Sequence[Result], aside: int) -> str:
    """One line: how many requirements, and what became of them."""
    count = count_outcomes(results)
    parts = ", ".join(f"{count[outcome]} {_verb(outcome, count[outcome])}"
                      for outcome in Outcome if count[outcome])
    noun = "requirement" if len(results) == 1 else "requirements"
    also = f" ({aside} more are not for the replaced program)" if aside else ""
    return f"{len(results)} {noun}: {parts}{also}"


def _verb(outcome: Outcome, number: int) -> str:
    if outcome is Outcome.HOLDS:
        return "holds" if number == 1 else "hold"
    if outcome is Outcome.FAILS:
        return "fails" if number == 1 else "fail"
    return str(outcome)


def judged_whom(replaced: Mapping[str, str]) -> str:
    """Who was judged, where it was not the reference."""
    return ", ".join(f"{slot.upper()}={command}" for slot, command in replaced.items())
