"""The summary: the results as a person reads them at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from harness.evidence.quoting import shell_word
from harness.telling.result import INJECTED, KINDS, Result

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
    """A line a chapter, with a column for each kind of result that occurred."""
    columns = [kind for kind in KINDS if any(result.kind == kind for result in results)]
    chapters = sorted({result.chapter for result in results}, key=_by_number)
    width = max(len("chapter"), *(len(chapter_title(chapter)) for chapter in chapters))
    lines = [f"    {'chapter':<{width}}" + "".join(f"  {kind:>9}" for kind in columns)]
    for chapter in chapters:
        count = Counter(result.kind for result in results if result.chapter == chapter)
        cells = "".join(f"  {count[kind] or '·':>9}" for kind in columns)
        lines.append(f"{_number(chapter):>3} {chapter_title(chapter):<{width}}{cells}")
    return lines


def _by_number(chapter: str) -> tuple[bool, int, str]:
    return (not chapter.isdecimal(), int(chapter) if chapter.isdecimal() else 0, chapter)


def _number(chapter: str) -> str:
    return chapter if chapter.isdecimal() else ""


def chapter_title(chapter: str) -> str:
    """What the chapter is about."""
    return CHAPTERS.get(chapter, f"chapter {chapter}" if chapter.isdecimal() else chapter)


def totals(results: Sequence[Result], aside: int) -> str:
    """One line: how many requirements, and what became of them."""
    noun = "requirement" if len(results) == 1 else "requirements"
    also = f" ({aside} more are not for the replaced program)" if aside else ""
    return f"{len(results)} {noun}: {counts(results)}{also}"


def counts(results: Sequence[Result]) -> str:
    """What became of them: `3 hold, 1 fails`."""
    count = Counter(result.kind for result in results)
    return ", ".join(f"{count[kind]} {_verb(kind, count[kind])}" for kind in KINDS if count[kind])


def _verb(kind: str, number: int) -> str:
    if kind == INJECTED:
        return f"{_verb('fails', number)} when an error is injected"
    plural = {"holds": "hold", "fails": "fail", "warns": "warn"}
    return kind if number == 1 else plural.get(kind, kind)


def judged_whom(replaced: Mapping[str, str]) -> str:
    """Who was judged."""
    each = (f"{slot.upper()}={shell_word(command)}" for slot, command in replaced.items())
    return " ".join(each) or "the reference"
