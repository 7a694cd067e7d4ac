"""The text of a result that does not hold: what a person reads of it, in 100 columns."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence

from harness.place import COMMAND
from harness.scenario.verdict import Verdict
from harness.telling.explanation import Excerpt, Explanation
from harness.telling.language import translated
from harness.telling.result import INJECTED, Result

WIDTH = 100
INDENT = " " * 12

SHORT_SEEN = 3
"""Lines of what was seen, and of the hint, where several failures are told, so that they fit a
screen or two."""


def in_full(result: Result) -> str:
    """All that is told of it; nothing of what holds, or was skipped."""
    if result.verdict in (Verdict.HOLDS, Verdict.SKIPPED):
        return ""
    if result.explanation is None:
        return f"{_heading(result)}\n  {result.because}"
    return "\n".join(_parts(result, result.explanation))


def in_short(result: Result) -> str:
    """Without what the sentence says again, and what is the same for every failure."""
    told = result.explanation
    if told is None:
        return in_full(result)
    seen = wrapped(told.seen, WIDTH - len(INDENT), SHORT_SEEN)
    parts = [_heading(result), block("seen", "\n".join(seen or [""]))]
    if told.usually:
        hint = wrapped(
            f"{translated(told.usually)} {translated(told.cure)}", WIDTH - len(INDENT), SHORT_SEEN
        )
        parts.append(block("usually", "\n".join(hint)))
    if told.excerpt:
        parts.append(block("record", _ladder(told.excerpt, fewer=True)))
    return "\n".join(parts)


def _parts(result: Result, told: Explanation) -> Iterator[str]:
    yield _heading(result)
    if told.claim is not None:
        yield block("claim", f"{told.claim}\n({result.scenario}:{told.line})")
        yield part("expected", told.expected)
    yield part("because" if told.claim is None else "seen", told.seen)
    if told.excerpt:
        yield block("record", _ladder(told.excerpt))
    if told.direct:
        yield part("direct", "The same client and server without the relay:")
        yield block("", _ladder(told.direct, fewer=True))
    if told.why:
        yield part("why", told.why)
    if told.notes:
        yield part("notes", " ".join(translated(each) for each in told.notes))
    if told.usually:
        yield part("usually", translated(told.usually))
        yield part("cure", translated(told.cure))
    if told.flawed:
        yield block("mistake", _mistake(result.id, told.flawed))
    yield block("again", result.rerun)
    yield block("evidence", result.evidence)


def _mistake(number: str, flawed: Sequence[str]) -> str:
    """Where a program is that fails so, beside one that does not."""
    fails, its = ("fails", "its") if len(flawed) == 1 else ("fail", "their")
    told = f"{' and '.join(flawed)} {fails} so on purpose. What {its} sound twin does otherwise:"
    return "\n".join([*wrapped(told), f"{COMMAND} explain {number}"])


def _ladder(excerpt: Excerpt, *, fewer: bool = False) -> str:
    from harness.telling.ladder import ladder  # only what does not hold needs it

    rows = excerpt.fewer if fewer else excerpt.rows
    lines = ladder(rows, excerpt.roles, excerpt.start_ns, width=WIDTH, color=False)
    return "\n".join(lines)


def _heading(result: Result) -> str:
    injected = " (the error is injected)" if result.kind == INJECTED else ""
    return f"{result.id} {result.title}: {str(result.verdict).upper()}{injected}"


def part(name: str, text: str) -> str:
    """A named paragraph, with its lines below each other."""
    return block(name, "\n".join(wrapped(text) or [""]))


def wrapped(text: str, width: int = WIDTH - len(INDENT), most: int | None = None) -> list[str]:
    """The lines of a paragraph, at most so many. None begins within a word: see quoting.py.

    A letter of Hangul, say, is two columns wide: such a text has fewer letters in a line.
    """
    width = width * len(text) // columns(text) if text else width
    lines = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    lines.max_lines, lines.placeholder = most, " …"
    return lines.wrap(text)


def columns(text: str) -> int:
    """How many columns of a terminal it takes (Unicode's annex 11: W and F are two)."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def block(name: str, text: str) -> str:
    """A named text, its lines as they are."""
    return textwrap.indent(text, INDENT).replace(INDENT, f"  {name:<10}", 1).rstrip()
