"""The digest: what does not hold, told at the end, what weighs most first and each cause once.

A program with one mistake fails many requirements. What has a common cause is one unit here:
the first of its requirements with a block, the others by their titles. Of all units the first
few have a block. What the observer made up, what only warns, and what could not be judged stand
behind what a caller can do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harness.place import typed
from harness.telling.result import INJECTED, Result
from harness.telling.text import INDENT, WIDTH, in_full as told_in_full, in_short, wrapped

GROUP_LINES = 15
"""So many lines has one cause, whatever fails for it."""

BLOCKS = 3
"""So many units have a block: with the table they fit a screen or two."""

HEADINGS = {
    "fails": "",
    INJECTED: "When the observer injects an error, which none of its callers can:",
    "undecided": "Undecided: the evidence has a hole:",
    "broken": "Broken: there was nothing to judge:",
    "warns": "Warnings, of what should hold (with STRICT=1 they fail):",
}
"""What is told, in this order, and what stands above it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line or a paragraph, and the kind of result whose colour it has; "" is none."""

    text: str
    kind: str = ""


def digest(results: Sequence[Result], *, in_full: bool = False) -> list[Line]:
    """The lines that tell all of these that are to be told; the results come by number."""
    units = by_weight(results)
    told = [result for unit in units for result in unit]
    if in_full or len(told) == 1:
        every = (result for unit in units for result in unit)
        return [line for each in every for line in (Line(""), *_block(each, told_in_full(each)))]
    return [*_told(units), *(_what_next(units[0][0]) if units else ())]


def _told(units: Sequence[Sequence[Result]]) -> Iterator[Line]:
    above = HEADINGS["fails"]
    for place, unit in enumerate(units):
        has_block = place < BLOCKS
        if (heading := HEADINGS[unit[0].kind]) != above:
            above = heading
            yield from (Line(""), Line(heading, unit[0].kind))
        if has_block or len(unit) > 1 or place == BLOCKS:
            yield Line("")
        yield from _group(unit, has_block) if len(unit) > 1 else _single(unit[0], has_block)


def by_weight(results: Sequence[Result]) -> list[list[Result]]:
    """What is to be told, what has one cause as one: by weight, then the largest first."""
    units: dict[tuple[str, ...], list[Result]] = {}
    for result in (each for each in results if each.kind in HEADINGS):
        units.setdefault((result.kind, result.cause or result.id), []).append(result)
    weights = list(HEADINGS)
    return sorted(units.values(), key=lambda unit: (weights.index(unit[0].kind), -len(unit)))


def _group(unit: Sequence[Result], has_block: bool) -> Iterator[Line]:
    """What has one cause, in at most GROUP_LINES."""
    first, *others = unit
    numbers = ", ".join(result.id for result in unit[:-1])
    sentence = f"{first.cause}: for this one cause {numbers} and {unit[-1].id} {_do(first)}."
    lines = [Line(line, first.kind) for line in wrapped(sentence, WIDTH)]
    lines += _block(first, in_short(first)) if has_block else [Line(one_line(first))]
    room = max(GROUP_LINES - sum(line.text.count("\n") + 1 for line in lines), 0)
    yield from lines
    shown = others if len(others) <= room else others[: max(room - 1, 0)]
    yield from (Line(one_line(result)) for result in shown)
    if len(shown) < len(others) and room:
        yield Line(f"{'…':>11} and {len(others) - len(shown)} more")


def _do(result: Result) -> str:
    return {"undecided": "are undecided", "broken": "are broken", "warns": "warn"}.get(
        result.kind, "fail"
    )


def _single(result: Result, has_block: bool) -> Iterator[Line]:
    if has_block:
        yield from _block(result, in_short(result))
        return
    yield Line(one_line(result), result.kind)
    most = 9 if result.kind == "broken" else 1  # what is broken has to be mended before all
    because = wrapped(result.because, most=most)
    yield from (Line(f"{INDENT}{line}") for line in because)


def _block(result: Result, text: str) -> Iterator[Line]:
    """Its heading has the colour."""
    heading, _, rest = text.partition("\n")
    yield Line(heading, result.kind)
    if rest:
        yield Line(rest)


def one_line(result: Result) -> str:
    """What came out, and of what."""
    return f"{result.kind:>9} {result.id} {result.title}"


def _what_next(first: Result) -> Iterator[Line]:
    """How to see more, said once."""
    yield Line("")
    yield Line(f"  in full   {first.rerun}")
    ladder = typed(f"make show RUN={first.id}", f"sockspec show {first.id}")
    every = typed("ARGS=-v", "-v")
    yield Line(f"{INDENT}and so the others ({every}: all of them); as a ladder: {ladder}")
