"""The sequence diagram of an exchange, as SVG: roles as life-lines, time downwards, a row an event.

Colours and dashes are the page's (style.css, by class). What must be told without colour has a
shape of its own: a FIN ends in a bar, a RST in a cross, a SYN begins with a ring.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from harness.report.exchange import Exchange, Row

ROW = 22
HEAD = 40
TIME = 64
SIDE = 262
"""Room for the words of the outer roles."""

GAP = 240
"""The least distance between two life-lines: an arrow and its words fit."""

BETWEEN = 460
"""And between the outer two."""

LETTER = 6.7
"""Of the page's 11-pixel monospace, in pixels: what does not fit is cut, and whole in the title."""

MARKS = {"fin": "bar", "rst": "cross"}
"""What an arrow ends in beside its head."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where things are: x of each lane, y of each row, the size of it all."""

    lanes: dict[str, float]
    width: float
    height: float

    def y(self, row: int) -> float:
        return HEAD + ROW * row + ROW / 2

    def room(self, lane: str) -> tuple[float, str]:
        """How wide words of this lane may be, and on which side of it they stand."""
        names = list(self.lanes)
        if lane == names[0] and len(names) > 1:
            return SIDE - 16, "left"
        if lane == names[-1]:
            return SIDE - 16, "right"
        following = names[names.index(lane) + 1]
        return self.lanes[following] - self.lanes[lane] - 20, "right"


def diagram(exchange: Exchange, title: str) -> Markup:
    """The whole of it. `title` is read out in its place."""
    sheet = _sheet(exchange)
    parts = [_head(exchange, sheet), *_lifelines(exchange, sheet)]
    before = None
    for at, row in enumerate(exchange.rows):
        parts.append(_row(row, at, exchange, sheet, before))
        before = row.ns
    box = f"0 0 {sheet.width:.0f} {sheet.height:.0f}"
    return Markup(
        '<svg class="exchange" role="img" viewBox="{}" width="{:.0f}" height="{:.0f}">'
        "<title>{}</title>{}</svg>"
    ).format(box, sheet.width, sheet.height, title, Markup("").join(parts))


def _sheet(exchange: Exchange) -> _Sheet:
    names = exchange.lanes
    between = max(BETWEEN, GAP * (len(names) - 1)) if len(names) > 1 else 0
    first = TIME + SIDE
    step = between / (len(names) - 1) if len(names) > 1 else 0
    lanes = {name: first + step * at for at, name in enumerate(names)}
    return _Sheet(lanes, first + between + SIDE, HEAD + ROW * len(exchange.rows) + 12)


def _head(exchange: Exchange, sheet: _Sheet) -> Markup:
    role = Markup('<text class="role" x="{:.0f}" y="20" text-anchor="middle">{}</text>')
    names = (role.format(x, name) for name, x in sheet.lanes.items())
    unit = Markup('<text class="time" x="{}" y="20" text-anchor="end">ms</text>')
    unit = unit.format(TIME - 8)
    return unit + Markup("").join(names)


def _lifelines(exchange: Exchange, sheet: _Sheet) -> Iterator[Markup]:
    """From the top to where its process ended; what is left of a zombie goes on as dots."""
    for name, x in sheet.lanes.items():
        over = next((at for at, row in enumerate(exchange.rows) if _is_end(row, name)), None)
        end = sheet.height - 6 if over is None else sheet.y(over)
        yield _line("life", x, HEAD - 12, x, end)
        if over is not None and "zombie" in exchange.rows[over].text:
            yield _line("life zombie", x, end, x, sheet.height - 6)


def _is_end(row: Row, lane: str) -> bool:
    """Of a role with children, its own process: theirs have a number before them."""
    return row.lane == lane and row.kind in ("ended", "killed") and not row.text.startswith("[")


def _row(row: Row, at: int, exchange: Exchange, sheet: _Sheet, before: int | None) -> Markup:
    y = sheet.y(at)
    ms = f"{(row.ns - exchange.start_ns) / 1e6:.3f}"
    shown = "" if before == row.ns else ms
    parts = [Markup('<text class="time" x="{}" y="{}" text-anchor="end">{}</text>').format(
        TIME - 8, y + 4, shown)]  # fmt: skip
    if row.marked:
        band = Markup('<rect class="band" x="0" y="{}" width="{:.0f}" height="{}"/>')
        parts.insert(0, band.format(y - ROW / 2, sheet.width, ROW))
    parts.append(_drawn(row, y, sheet))
    kind = f"{row.kind} marked" if row.marked else row.kind
    said = f"{ms} ms  {_said(row)}"
    return Markup('<g class="{}" tabindex="0"><title>{}</title>{}</g>').format(
        kind, said, Markup("").join(parts))  # fmt: skip


def _said(row: Row) -> str:
    """What a reader hears, and what the pointer shows: the row in words, whole."""
    if row.sender or row.receiver:
        return f"{row.sender or '?'} to {row.receiver or '?'}: {row.text}"
    return f"{row.lane}: {row.text}" if row.lane else row.text


def _drawn(row: Row, y: float, sheet: _Sheet) -> Markup:
    if row.sender in sheet.lanes or row.receiver in sheet.lanes:
        return _arrow(row, y, sheet)
    if row.lane in sheet.lanes:
        return _of_one(row, y, sheet)
    middle = (TIME + sheet.width) / 2
    return Markup('<text class="all" x="{:.0f}" y="{}" text-anchor="middle">{}</text>').format(
        middle, y + 4, row.text)  # fmt: skip


def _arrow(row: Row, y: float, sheet: _Sheet) -> Markup:
    """From life-line to life-line; of one end that nobody has, a short piece."""
    start, end = sheet.lanes.get(row.sender or ""), sheet.lanes.get(row.receiver or "")
    start = end - 60 if start is None and end is not None else start
    end = start + 60 if end is None and start is not None else end
    assert start is not None and end is not None
    if start == end:  # a relay of two programs, between themselves
        end = start + 40
    way = 1 if end > start else -1
    tip = end - 3 * way
    head = f"{tip:.0f},{y:.1f} {tip - 9 * way:.0f},{y - 4:.1f} {tip - 9 * way:.0f},{y + 4:.1f}"
    room = abs(end - start) - 24
    return Markup("").join((
        _line("wire", start + 2 * way, y, tip - 8 * way, y),
        Markup('<polygon class="head" points="{}"/>').format(head),
        _mark(row.kind, start, tip, y, way),
        _label(row.text, (start + end) / 2, y - 4, "middle", room),
    ))  # fmt: skip


def _mark(kind: str, start: float, tip: float, y: float, way: int) -> Markup:
    """What tells the flags apart without colour."""
    if kind == "syn":
        return Markup('<circle class="ring" cx="{:.0f}" cy="{}" r="4"/>').format(start + 6 * way, y)
    if kind == "fin":
        return _line("mark", tip + way, y - 8, tip + way, y + 8)
    if kind == "rst":
        x = tip - 16 * way
        return _line("mark", x - 5, y - 5, x + 5, y + 5) + _line("mark", x - 5, y + 5, x + 5, y - 5)
    return Markup("")


def _of_one(row: Row, y: float, sheet: _Sheet) -> Markup:
    """What a role did: a dot, or a bar for as long as it waited, and the words beside it."""
    lane = row.lane or ""
    x = sheet.lanes[lane]
    room, side = sheet.room(lane)
    where, anchor = (x - 10, "end") if side == "left" else (x + 10, "start")
    if row.until is not None:
        height = sheet.y(row.until) - y
        shape = Markup('<rect class="bar" x="{:.1f}" y="{}" width="7" height="{}"/>').format(
            x - 3.5, y, height)  # fmt: skip
    elif row.kind in ("ended", "killed"):
        shape = _line("stop", x - 8, y, x + 8, y)
    else:
        shape = Markup('<circle class="dot" cx="{:.0f}" cy="{}" r="3"/>').format(x, y)
    return shape + _label(row.text, where, y + 4, anchor, room)


def _label(text: str, x: float, y: float, anchor: str, room: float) -> Markup:
    most = max(int(room / LETTER), 4)
    shown = text if len(text) <= most else f"{text[: most - 1]}…"
    return Markup('<text class="label" x="{:.0f}" y="{}" text-anchor="{}">{}</text>').format(
        x, y, anchor, escape(shown))  # fmt: skip


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    return Markup('<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>').format(
        kind, x1, y1, x2, y2)  # fmt: skip
