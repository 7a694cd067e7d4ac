"""Two exchanges aligned by cause: what both did stands at one height, with room where one did more.

Of calls the name counts, of frames who sends what kind to whom; times and numbers do not. Beside a
direct run, what a relay's caller sends and is sent is taken for what the server is sent and sends,
and the relay's other leg stands beside nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from harness.report.exchange import Exchange, Row

Key = tuple[str, ...]


def aligned(one: Exchange, other: Exchange) -> tuple[Exchange, Exchange]:
    """Both, with rows of the kind "gap" where only the other did something."""
    relayed = ("via" in one.lanes) != ("via" in other.lanes)
    mine = [_key(row, one, relayed=relayed) for row in one.rows]
    yours = [_key(row, other, relayed=relayed) for row in other.rows]
    left, right = list[Row](), list[Row]()
    for _, a, b, c, d in SequenceMatcher(None, mine, yours, autojunk=False).get_opcodes():
        _add(left, one.rows[a:b], max(b - a, d - c))
        _add(right, other.rows[c:d], max(b - a, d - c))
    return replace(one, rows=tuple(left)), replace(other, rows=tuple(right))


def _add(found: list[Row], rows: Sequence[Row], most: int) -> None:
    """So many. A gap has the time of the row before it, so that times only grow."""
    found += rows
    ns = found[-1].ns if found else 0
    found += [Row(ns, "", "gap")] * (most - len(rows))


def _key(row: Row, exchange: Exchange, *, relayed: bool) -> Key:
    text = row.text.partition("] ")[2] if row.text.startswith("[") else row.text
    if not (row.sender or row.receiver):
        return (row.kind, row.lane or "", text.partition("(")[0] if row.kind != "fold" else "")
    ends = [row.sender or "?", row.receiver or "?"]
    if relayed and "via" in exchange.lanes:
        if exchange.lanes[-1] in ends:
            return (row.kind, "the relay's own leg")
        ends = [exchange.lanes[-1] if end == "via" else end for end in ends]
    return (row.kind, *ends)
