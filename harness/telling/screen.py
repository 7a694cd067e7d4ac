"""A run as it fits a screen: what its verdict rests on, what is next to it, and the beginning."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from harness.telling.explanation import Row
from harness.telling.ladder import Look, ladder

FIRST = 4
"""So many rows of the beginning are kept, which say who takes part."""

FEWEST = 8
"""Rows that are shown on a screen however small."""

CENTRES = 20
"""So many of the marked rows are looked around at."""


def drawn(
    rows: Sequence[Row], marked: Collection[int], look: Look, room: int | None
) -> tuple[list[str], int]:
    """The lines of the ladder, all of them or in so many lines, and how many rows are left out.

    `marked` are the lines of record.jsonl that the verdict rests on.
    """
    most = len(rows) if room is None else max(room - 1, FEWEST)
    while True:
        shown = fitted(rows, marked, most)
        lines = list(ladder(shown, look.roles, look.start_ns, width=look.width, color=look.color,
                            whole=True))  # fmt: skip
        over = 0 if room is None else len(lines) - room
        if over <= 0 or most <= FEWEST:
            return lines, len(rows) - sum(row is not None for row in shown)
        most = max(min(most, len(shown)) - over, FEWEST)  # a row may have several lines


def fitted(rows: Sequence[Row], marked: Collection[int], most: int) -> list[Row | None]:
    """At most so many rows; None stands for some. Without any that is marked, the end counts."""
    if len(rows) <= most:
        return list(rows)
    centres = [at for at, row in enumerate(rows) if row.line in marked][:CENTRES]
    centres = centres or [len(rows) - 1]
    kept: set[int] = set()
    for place in (*centres, *range(FIRST), *_nearest(centres, len(rows))):
        if len(kept | {place}) + _gaps(kept | {place}, len(rows)) > most:
            break
        kept.add(place)
    return list(_with_gaps(rows, kept))


def _nearest(centres: Sequence[int], length: int) -> Iterator[int]:
    """All places, those next to a centre first."""
    return iter(sorted(range(length), key=lambda at: min(abs(at - centre) for centre in centres)))


def _gaps(kept: set[int], length: int) -> int:
    return sum(at - 1 not in kept for at in kept if at) + (length - 1 not in kept)


def _with_gaps(rows: Sequence[Row], kept: set[int]) -> Iterator[Row | None]:
    for at, row in enumerate(rows):
        if at in kept:
            yield row
        elif at == 0 or at - 1 in kept:
            yield None
