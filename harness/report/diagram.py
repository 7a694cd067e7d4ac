"""The sequence diagram of an exchange, as SVG: roles as life-lines, time downwards, a row an event.

It is drawn in pieces, one below the other: between two of them stands what is folded, which HTML
itself can open, with the piece that was inside. A life-line is a bar: outlined while the process
runs, filled while it is blocked in a call, dotted while it is a zombie, and at an end when it is
gone. What roles did stands between the life-lines, so that a telephone has room for it.

Colours and dashes are the page's (style.css, by class). What must be told without colour has a
shape of its own: a FIN ends in a bar, a RST in a cross, a SYN begins with a ring.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from harness.report.exchange import Exchange, Life, Row

ROW = 22
FIRST = 72
"""The left life-line; what is left of it are the times."""

APART = {1: 0, 2: 388}
"""Between two life-lines, by how many there are: a picture of two fits a telephone."""

FURTHER = 236
"""And of more than two: two pictures of three stand side by side in 1,200 pixels."""

EDGE = 14
BESIDE = 9
"""From the bar of a process to that of its child."""

MOST_BESIDE = 3
"""So many children have a bar at a time; what the others do stands beside their parent's."""

LETTER = 7.3
"""Of the page's 12-pixel monospace, in pixels: what does not fit is cut, and whole in the title."""

LEAST = 0.78
"""Of its width, where there is no room: letters of 9 pixels. What is wider then is scrolled."""

A_PIECE = 12
"""Rows of a piece: a printer does not cut through one, and so leaves no more of a page empty."""

ROOM = 4
"""So many gaps are a piece of their own: who sees the two runs one below the other needs none."""

Texts = Mapping[int, str]
"""Lines of the record by their numbers: what a row shows of itself when it is pointed at."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where things are: x of each lane, and of each process with a bar; the width of it all.

    `used` is what the bars of a lane take up beside it.
    """

    exchange: Exchange
    lanes: dict[str, float]
    bars: dict[int, float]
    used: dict[str, float]
    width: float
    texts: Texts

    def x(self, row: Row) -> float:
        return self.bars.get(row.pid, self.lanes[row.lane or ""])


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some rows, and where each of them is. What happened before the first is above it."""

    rows: Sequence[Row]
    is_first: bool = True
    is_last: bool = True

    @property
    def height(self) -> float:
        return ROW * len(self.rows)

    def y(self, at: int) -> float:
        return ROW * at + ROW / 2

    def y_of(self, ns: int | None) -> float | None:
        """Of the row in which that time has come; above all 0, None if it is below them."""
        if ns is None or not self.rows or ns > self.rows[-1].ns:
            return None
        at = next(at for at, row in enumerate(self.rows) if row.ns >= ns)
        is_above = ns < self.rows[0].ns or self.rows[0].kind == "gap"
        return 0 if at == 0 and is_above and not self.is_first else self.y(at)


def diagram(exchange: Exchange, title: str, texts: Texts | None = None) -> Markup:
    """The whole of it. `title` is read out in its place."""
    sheet = _sheet(exchange, texts or {})
    rows = exchange.rows
    parts = [_head(sheet)]
    for begin, end in _pieces(rows):
        if rows[begin].inside:
            parts.append(_fold(rows[begin], sheet))
        else:
            parts.append(_piece(_Piece(rows[begin:end], begin == 0, end == len(rows)), sheet))
    height = ROW * len(rows)
    return Markup(
        '<div class="exchange" role="group" aria-label="{}" style="width:{:.0f}px;'
        'min-width:{:.0f}px;contain-intrinsic-height:auto {}px">{}</div>'
    ).format(title, sheet.width, LEAST * sheet.width, height, Markup("").join(parts))


def _pieces(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Where each begins and ends: a fold is one, and so is room; of other rows A_PIECE at most."""
    room = _room(rows)

    def kind(at: int) -> int | str:
        return at if rows[at].inside else "room" if at in room else "rows"

    for _, run in groupby(range(len(rows)), kind):
        first, *others = run
        end = first + len(others) + 1
        step = end - first if first in room else A_PIECE
        yield from ((begin, min(begin + step, end)) for begin in range(first, end, step))


def _room(rows: Sequence[Row]) -> set[int]:
    """The places of gaps, of which there are ROOM or more together."""
    runs = groupby(range(len(rows)), lambda at: rows[at].kind == "gap")
    long = (those for is_gap, run in runs if is_gap and len(those := [*run]) >= ROOM)
    return {at for run in long for at in run}


def width_of(exchange: Exchange) -> float:
    """How wide its picture is where there is room for it, in pixels."""
    many = len(exchange.lanes)
    return FIRST + APART.get(many, FURTHER) * max(many - 1, 0) + (EDGE if many > 1 else APART[2])


def _sheet(exchange: Exchange, texts: Texts) -> _Sheet:
    apart = APART.get(len(exchange.lanes), FURTHER)
    lanes = {name: float(FIRST + apart * at) for at, name in enumerate(exchange.lanes)}
    bars, used = dict(_bars(exchange.lives, lanes)), dict.fromkeys(lanes, 0.0)
    for life in exchange.lives:
        if life.pid in bars:
            used[life.lane] = max(used[life.lane], abs(bars[life.pid] - lanes[life.lane]))
    return _Sheet(exchange, lanes, bars, used, width_of(exchange), texts)


def _bars(lives: Sequence[Life], lanes: Mapping[str, float]) -> Iterator[tuple[int, float]]:
    """Where each process has its bar: beside its role's, towards the middle, if there is room."""
    taken: dict[str, list[int]] = {}
    for life in (one for one in lives if one.lane in lanes):
        slots = taken.setdefault(life.lane, [])
        free = next((at for at, gone in enumerate(slots) if gone <= life.born_ns), len(slots))
        if free > MOST_BESIDE:
            continue
        slots[free : free + 1] = [life.reaped_ns or 2**63]
        yield life.pid, lanes[life.lane] + free * BESIDE * _towards(life.lane, lanes)


def _towards(lane: str, lanes: Mapping[str, float]) -> int:
    """On which side of it is room: right of all life-lines but the last."""
    names = list(lanes)
    return -1 if lane == names[-1] and len(names) > 1 else 1


def _svg(sheet: _Sheet, height: float, parts: Sequence[Markup], kind: str = "") -> Markup:
    svg = Markup(
        '<svg{3} viewBox="0 0 {0:.0f} {1:.0f}" width="{0:.0f}" height="{1:.0f}">{2}</svg>'
    )
    named = Markup(' class="{}"').format(kind) if kind else ""
    return svg.format(sheet.width, height, Markup("").join(parts), named)


def _head(sheet: _Sheet) -> Markup:
    names = []
    for name, x in sheet.lanes.items():
        anchor = "middle" if FIRST < x < sheet.width - EDGE else "end" if x > FIRST else "start"
        moved = x + {"middle": 0, "end": EDGE - 2, "start": -4}[anchor]
        names.append(_text("role", name, moved, 20, anchor))
    return _svg(sheet, 28, [_text("time", "ms", FIRST - EDGE, 20, "end"), *names])


def _fold(row: Row, sheet: _Sheet) -> Markup:
    """What is folded: HTML opens it, without a script."""
    inside = _piece(_Piece(row.inside, is_first=False, is_last=False), sheet)
    whose = f"{row.lane}: " if row.lane else ""
    return Markup('<details class="fold"><summary>{}{}</summary>{}</details>').format(
        whose, row.text, inside)  # fmt: skip


def _piece(piece: _Piece, sheet: _Sheet) -> Markup:
    if not piece.rows:
        return Markup("")
    bands = [_band(row, at, piece, sheet) for at, row in enumerate(piece.rows)]
    lives = [part for life in sheet.exchange.lives for part in _life(life, piece, sheet)]
    before = None
    rows = []
    for at, row in enumerate(piece.rows):
        if row.kind != "gap":
            rows.append(_row(row, piece.y(at), sheet, before))
            before = before if row.kind == "pause" else row.ns
    room = "room" if all(row.kind == "gap" for row in piece.rows) else ""
    return _svg(sheet, piece.height, [*bands, *lives, *rows], room)


def _band(row: Row, at: int, piece: _Piece, sheet: _Sheet) -> Markup:
    """Behind a row: the verdict rests on it; the run beside it is another from here on."""
    y, found = piece.y(at) - ROW / 2, Markup("")
    if row.marked:
        found += _rect("band", 0, y, sheet.width, ROW) + _rect("edge", 0, y, 4, ROW)
    if row.parts:
        found += _rect("parts", 1, y + 1, sheet.width - 2, ROW - 2)
    return found


# Lives -------------------------------------------------------------------------


def _life(life: Life, piece: _Piece, sheet: _Sheet) -> Iterator[Markup]:
    """The bar of a process, as far as this piece reaches."""
    x = sheet.bars.get(life.pid)
    born = piece.y_of(life.born_ns)
    if x is None or born is None:
        return
    ended, reaped = piece.y_of(life.ended_ns), piece.y_of(life.reaped_ns)
    bottom = piece.height if ended is None else ended
    if bottom > born:
        below = bottom + (ended is None) * 2  # so that no piece has a line at its end
        top = born - (born == 0) * 2
        yield _rect("alive", x - 3.5, top, 7, below - top)
    for wait in life.waits:
        begin, returned = piece.y_of(wait.begin_ns), piece.y_of(wait.end_ns)
        end = min(bottom, piece.height if returned is None else returned)
        if begin is not None and end > begin:
            yield _blocked(wait.call, x, begin, end - begin)
    if ended is not None:
        gone = piece.height if reaped is None else reaped
        if gone > ended:
            yield _line("zombie", x, ended, x, gone)


def _blocked(call: str, x: float, y: float, height: float) -> Markup:
    bar = Markup('<rect class="blocked" x="{:.1f}" y="{:.0f}" width="7" height="{:.0f}">'
                 "<title>blocked in {}</title></rect>")  # fmt: skip
    return bar.format(x - 3.5, y, height, call)


# Rows: of these there are thousands, and Markup's own format() takes as long as all else. What is
# no number, and no word of ours, is escaped where it is put in.


def _row(row: Row, y: float, sheet: _Sheet, before: int | None) -> Markup:
    """One event. It can be pointed at, and then shows the line of the record that it is."""
    ms = f"{(row.ns - sheet.exchange.start_ns) / 1e6:.3f}"
    has_time = row.kind != "pause" and before != row.ns
    time = _text("time", ms, FIRST - EDGE, y + 4, "end") if has_time else ""
    kind = f"{row.kind} marked" if row.marked else row.kind
    line = sheet.texts.get(row.line)
    told = f' data-line="{row.line}" data-record="{escape(line)}"' if line else ""
    said = _said(row) if row.kind == "pause" else f"{ms} ms  {_said(row)}"
    drawn = _drawn(row, y, sheet)
    return Markup(f'<g class="{kind}"{told}><title>{escape(said)}</title>{time}{drawn}</g>')


def _said(row: Row) -> str:
    """What a reader hears, and what the pointer shows: the row in words, whole."""
    parts = " (here the two runs part)" if row.parts else ""
    if row.sender or row.receiver:
        return f"{row.sender or '?'} to {row.receiver or '?'}: {row.text}{parts}"
    return f"{row.lane}: {row.text}{parts}" if row.lane else row.text


def _drawn(row: Row, y: float, sheet: _Sheet) -> Markup:
    if row.sender in sheet.lanes or row.receiver in sheet.lanes:
        return _arrow(row, y, sheet)
    if row.lane in sheet.lanes:
        return _of_one(row, y, sheet)
    room = sheet.width - FIRST - EDGE
    return _label("all", row.text, (FIRST + sheet.width - EDGE) / 2, y + 4, "middle", room)


def _arrow(row: Row, y: float, sheet: _Sheet) -> Markup:
    """From life-line to life-line; of one end that nobody has, a short piece."""
    start, end = sheet.lanes.get(row.sender or ""), sheet.lanes.get(row.receiver or "")
    if end is None and start is not None:
        end = start + 60 * _towards(row.sender or "", sheet.lanes)
    if start is None and end is not None:
        start = end + 60 * _towards(row.receiver or "", sheet.lanes)
    assert start is not None and end is not None
    if start == end:  # a relay of two programs, between themselves
        end = start + 40
    way = 1 if end > start else -1
    tip, y = end - 8 * way, y + 5
    head = f"{tip:g},{y:g} {tip - 9 * way:g},{y - 4:g} {tip - 9 * way:g},{y + 4:g}"
    return Markup("").join((
        _line("wire", start + 4 * way, y, tip - 8 * way, y),
        Markup(f'<polygon class="head" points="{head}"/>'),
        _mark(row.kind, start, tip, y, way),
        _label("label", row.text, (start + end) / 2, y - 4, "middle", abs(end - start) - 30),
    ))  # fmt: skip


def _mark(kind: str, start: float, tip: float, y: float, way: int) -> Markup:
    """What tells the flags apart without colour."""
    if kind == "syn":
        return Markup('<circle class="ring" cx="{:.0f}" cy="{:.0f}" r="4"/>').format(
            start + 8 * way, y)  # fmt: skip
    if kind == "fin":
        return _line("mark", tip + 2 * way, y - 7, tip + 2 * way, y + 7)
    if kind == "rst":
        x = tip - 17 * way
        return _line("mark", x - 5, y - 5, x + 5, y + 5) + _line("mark", x - 5, y + 5, x + 5, y - 5)
    return Markup("")


def _of_one(row: Row, y: float, sheet: _Sheet) -> Markup:
    """What a role did: a dot on the bar of its process, and the words beside it."""
    lane = row.lane or ""
    x, way = sheet.x(row), _towards(lane, sheet.lanes)
    where = sheet.lanes[lane] + (sheet.used[lane] + 10) * way
    if row.kind in ("ended", "killed"):
        shape = _line("stop", x - 7, y, x + 7, y)
    else:
        shape = Markup(f'<circle class="dot" cx="{x:.0f}" cy="{y:.0f}" r="3"/>')
    room = (sheet.width - EDGE - where if way > 0 else where - FIRST) - 8
    label = _label("label", row.text, where, y + 4, "start" if way > 0 else "end", room)
    length = min(len(row.text), max(int(room / LETTER), 4)) * LETTER
    return shape + _behind(lane, where, length * way, y, sheet) + label


def _behind(lane: str, where: float, length: float, y: float, sheet: _Sheet) -> Markup:
    """A life-line of another is interrupted where words cross it."""
    begin, end = sorted((where, where + length))
    others = (x for name, x in sheet.lanes.items() if name != lane)
    if not any(begin < x < end for x in others):
        return Markup("")
    return _rect("behind", begin - 2, y - ROW / 2 + 2, end - begin + 4, ROW - 4)


def _label(kind: str, text: str, x: float, y: float, anchor: str, room: float) -> Markup:
    most = max(int(room / LETTER), 4)
    shown = text if len(text) <= most else f"{text[: most - 1]}…"
    return _text(kind, shown, x, y, anchor)


def _text(kind: str, text: str, x: float, y: float, anchor: str) -> Markup:
    has_default = anchor == ("end" if kind == "time" else "start")  # style.css
    anchored = "" if has_default else f' text-anchor="{anchor}"'
    return Markup(f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}"{anchored}>{escape(text)}</text>')


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    return Markup(f'<line class="{kind}" x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"/>')


def _rect(kind: str, x: float, y: float, width: float, height: float) -> Markup:
    return Markup(
        f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"/>'
    )
