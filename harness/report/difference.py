"""Two runs side by side: up to where did both do the same, and what did each do then?

Compared is what the roles could tell of each other: the frames between them, and their ends. Times,
numbers and the calls by which it was done may differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from harness.report.exchange import Exchange, Row

ENDS = frozenset({"ended", "killed"})
SILENT = frozenset({"ack", "fold"})


@dataclass(frozen=True, slots=True)
class Difference:
    """The first row that is another, in each; None where that one has come to its end."""

    one: Row | None
    other: Row | None

    def sentence(self, one: str, other: str) -> str:
        """In words; `one` and `other` are the runs' names."""
        return f"Here they part. {one}: {_said(self.one)}. {other}: {_said(self.other)}."


def first_difference(one: Exchange, other: Exchange) -> Difference | None:
    """Where they part; None if they do not."""
    for mine, yours in zip_longest(_telling(one), _telling(other)):
        if mine is None or yours is None or _meaning(mine) != _meaning(yours):
            return Difference(mine, yours)
    return None


def _telling(exchange: Exchange) -> list[Row]:
    """Of ends those of the roles' own processes; of frames all but those that only confirm."""
    flat = (one for row in exchange.rows for one in (row, *row.inside))
    return [
        row for row in flat
        if (row.sender or row.receiver) and row.kind not in SILENT
        or row.kind in ENDS and not row.text.startswith("[")
    ]  # fmt: skip


def _meaning(row: Row) -> tuple[str | None, ...]:
    if row.kind in ENDS:
        return (row.kind, row.lane, row.text)
    return (row.kind, row.sender, row.receiver)


def _said(row: Row | None) -> str:
    if row is None:
        return "nothing more"
    if row.kind in ENDS:
        return f"{row.lane} {row.text}"
    return f"{row.sender or '?'} → {row.receiver or '?'} {row.text}"
