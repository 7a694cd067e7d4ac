"""The picture of a run, or of two side by side: what is drawn, and where the two part."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path

from markupsafe import Markup

from harness.evidence.quoting import printable
from harness.evidence.record import Record, read, read_some
from harness.report.aligned import aligned
from harness.report.diagram import diagram, width_of
from harness.report.difference import first_difference
from harness.report.exchange import AT_MOST, Exchange, Row, exchanges
from harness.telling.result import Result

TO_COMPARE = 10_000
"""So many rows of two runs are compared."""

MOST_OF_WHAT_HOLDS = 60
"""Rows of a run in which all was as it should be."""

MOST_OF_A_LINE = 600
"""Characters of a line of the record: one may have the data of a whole write in it."""


MOST_READ = 8 << 20
"""Bytes of a record that is read whole: some 25,000 events, in two seconds.

Of a longer one are read what is no call and no frame, the frames that begin or end a connection,
and what is NEAR.
"""

NEAR = 500
"""Lines from the beginning, or from what is marked."""

MOST_APART = 20_000
"""So many of the other lines that are read."""

_BULK = re.compile(rb'"event":"call"|"event":"wire"(?!.*"flags":\[[^]]*"(?:SYN|FIN|RST)")')


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is to be drawn: its name, what of it is drawn, and as much as can be compared.

    `texts` are the lines of its record by their numbers, where they are to be shown.
    """

    name: str
    folder: str
    exchange: Exchange
    whole: Exchange
    texts: dict[int, str]


@dataclass(frozen=True, slots=True)
class Picture:
    """A run as it is shown: its name, its diagram, the same as data, in words where it parts."""

    name: str
    drawn: Markup
    exchange: Exchange
    folder: str
    parting: str = ""

    @property
    def width(self) -> float:
        """Of the diagram, in pixels."""
        return width_of(self.exchange)


def read_run(
    name: str, folder: str, marked: Collection[int], root: Path, *, is_short: bool = False
) -> Run | None:
    """What is drawn of the record in that folder; None if there is none.

    A short picture, of what is as it should be, has fewer rows, and no lines of the record.
    """
    file = root / folder / "record.jsonl"
    if not file.exists():
        return None
    record, unread = _record(file, marked)
    most = MOST_OF_WHAT_HOLDS if is_short else AT_MOST
    found = exchanges(record, frozenset(marked), most, TO_COMPARE)
    drawn = next(found)
    whole = next(found) if drawn.left_out and name else drawn
    drawn = replace(drawn, left_out=drawn.left_out + unread)
    texts = {} if is_short else _texts(file, drawn.rows)
    return Run(name, folder, drawn, whole, texts)


def _record(file: Path, marked: Collection[int]) -> tuple[Record, int]:
    """The record, and how many lines of it were not read."""
    if file.stat().st_size <= MOST_READ:
        return read(file), 0
    places = sorted(marked)
    apart = count()

    def wanted(number: int, line: bytes) -> bool:
        after = bisect_left(places, number)
        beside = places[max(after - 1, 0) : after + 1]
        if number <= NEAR or any(abs(number - place) <= NEAR for place in beside):
            return True
        is_last = line.endswith(b'"}\n') and b'"crc32":' in line[-24:]
        return is_last or not _BULK.search(line) and next(apart) < MOST_APART

    return read_some(file, wanted)


def _texts(file: Path, rows: Sequence[Row]) -> dict[int, str]:
    """The lines of the record that are drawn, as they stand there."""
    wanted = {one.line for row in rows for one in (row, *row.inside)}
    with file.open(encoding="utf-8", newline="\n") as lines:
        those = enumerate(islice(lines, max(wanted, default=0)), start=1)
        return {at: _cut(line) for at, line in those if at in wanted}


def _cut(line: str) -> str:
    text = line.rstrip("\n")
    return printable(text if len(text) <= MOST_OF_A_LINE else f"{text[:MOST_OF_A_LINE]}…")


def side_by_side(result: Result, runs: Sequence[Run]) -> tuple[Picture, ...]:
    """Their pictures. Two are aligned, and where they part is marked in both."""
    title = f"{result.id} {result.title}"
    if len(runs) != 2:
        return tuple(_picture(run, run.exchange, title, "") for run in runs)
    one, other = runs
    found = first_difference(one.whole, other.whole)
    told = found.sentence(one.name, other.name) if found else ""
    left, right = aligned(
        _parted(one.exchange, found.one if found else None),
        _parted(other.exchange, found.other if found else None),
    )
    return _picture(one, left, title, told), _picture(other, right, title, told)


def _parted(drawn: Exchange, row: Row | None) -> Exchange:
    """The exchange with that row marked: from there on it is another than the one beside it."""
    if row is None:
        return drawn
    here = (row.line, row.ns)
    rows = (replace(each, parts=(each.line, each.ns) == here) for each in drawn.rows)
    return replace(drawn, rows=tuple(rows))


def _picture(run: Run, drawn: Exchange, title: str, parting: str) -> Picture:
    heading = f"{title}: what {' and '.join(drawn.lanes)} did"
    return Picture(run.name, diagram(drawn, heading, run.texts), drawn, run.folder, parting)
