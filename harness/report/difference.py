"""Two runs side by side: up to where did both do the same, and what did each do then?

Compared is what the roles could tell of each other: for each direction the frames in their order, a
stretch of data as one, and how each role ended. Times, numbers and the calls by which it was done
may differ, and so may who of the two was the first to speak. Where one run has a relay, what its
caller is sent, and sends, is compared with what the server sends, and is sent, without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from harness.report.exchange import Exchange, Row

ENDS = frozenset({"ended", "killed"})
SILENT = frozenset({"ack", "fold"})

Direction = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first row that is another, in each; None where that one has come to its end."""

    one: Row | None
    other: Row | None

    def sentence(self, one: str, other: str) -> str:
        """In words; `one` and `other` are the runs' names."""
        mine, yours = (f"{name[:1].upper()}{name[1:]}" for name in (one, other))
        return f"Here they part. {mine}: {_said(self.one)}. {yours}: {_said(self.other)}."

    @property
    def ns(self) -> int:
        """When it can first be seen, in the other run if it is seen there."""
        row = self.other or self.one
        return row.ns if row else 0


def first_difference(one: Exchange, other: Exchange) -> Difference | None:
    """Where they part; None if they do not."""
    relayed = "via" in one.lanes or "via" in other.lanes
    mine, yours = _directions(one, relayed), _directions(other, relayed)
    found = [
        parting
        for direction in {**mine, **yours}
        if (parting := _parting(mine.get(direction, []), yours.get(direction, [])))
    ]
    seen = [each for each in found if each.other] or found
    return min(seen, key=lambda each: each.ns) if seen else None


def _parting(mine: list[Row], yours: list[Row]) -> Difference | None:
    for one, other in zip_longest(mine, yours):
        if one is None or other is None or _what(one) != _what(other):
            return Difference(one, other)
    return None


def _directions(exchange: Exchange, relayed: bool) -> dict[Direction, list[Row]]:
    """The frames of each direction, and the ends; of a stretch of data the first row."""
    found: dict[Direction, list[Row]] = {}
    for row in _telling(exchange, relayed):
        rows = found.setdefault(_direction(row), [])
        if row.kind != "data" or not rows or rows[-1].kind != "data":
            rows.append(row)
    return found


def _telling(exchange: Exchange, relayed: bool) -> Iterator[Row]:
    """Of ends those of the roles' own processes; of frames all but those that only confirm.

    Between a relay and its server things have an order of their own, so the callers' side counts.
    """
    server = exchange.lanes[-1] if exchange.lanes else ""
    skipped = server if relayed and "via" in exchange.lanes else None
    for row in (one for row in exchange.rows for one in (row, *row.inside)):
        if row.kind in ENDS:
            if not row.text.startswith("[") and row.lane not in ("via", skipped):
                yield row
        elif (row.sender or row.receiver) and row.kind not in SILENT:
            if skipped is None or skipped not in (row.sender, row.receiver):
                yield row


def _direction(row: Row) -> Direction:
    if row.kind in ENDS:
        return (row.lane, None)
    ends = ("server" if role == "via" else role for role in (row.sender, row.receiver))
    return next(ends), next(ends)


def _what(row: Row) -> str:
    return row.text if row.kind in ENDS else row.kind


def _said(row: Row | None) -> str:
    if row is None:
        return "nothing more"
    if row.kind in ENDS:
        return f"{row.lane} {row.text}"
    return f"{row.sender or '?'} → {row.receiver or '?'} {row.text}"
