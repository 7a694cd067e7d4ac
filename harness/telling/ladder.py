"""A record as a ladder: the roles at the sides, the wire between them, time downwards.

        ms  client                  | wire                 | server
     1.204  write(3) = 5 "hello"    |                      |
     1.210                          | PSH ACK 5 ---------> |
     1.260                          |                      | read(4) = 5 "hello"

Where all is to be read, what is wider than its column goes on over the others, which are empty in
its row: from the left to the right, and from the last column to the left. What is wider even than
that goes on in the next line, behind a "…".
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from harness.telling.explanation import Row
from harness.telling.rungs import ALL, WIRE

TIME_WIDTH = 10
NARROWEST = 16
"""A column of less shows nothing: then every rung is a line that names its side."""

ARROW = 6
"""What an arrow needs beside its text, to be seen as one."""

Ends = tuple[str | None, str | None]
"""A frame's sender and receiver."""

_COLORS = {"wire": "36", "says": "32", "process": "33", "error": "31", "act": "35"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a ladder is to look: `roles` in the order of their launch, times from `start_ns`."""

    roles: Sequence[str]
    start_ns: int
    width: int
    color: bool


@dataclass(frozen=True, slots=True)
class _Frame:
    """How the ladder is drawn: its columns with their widths."""

    cells: dict[str, int]
    start_ns: int
    width: int
    color: bool


def ladder(
    shown: Sequence[Row | None], roles: Sequence[str], start_ns: int, *, width: int, color: bool,
    whole: bool = False,
) -> Iterator[str]:
    """The lines of the ladder, at most so wide; None is a gap. If not `whole`, a text may be cut.

    The roles are in the order of their launch, and times count from `start_ns`.
    """
    drawn = [row for row in shown if row]
    frame = _Frame(_cells(_columns(roles, drawn), drawn, width), start_ns, width, color)
    line = _row if frame.cells else _plain_row
    if frame.cells:
        names = " | ".join(_fitted(name, cell) for name, cell in frame.cells.items())
        yield f"{'ms':>{TIME_WIDTH}}  {names}".rstrip()
    for row in shown:
        if row is None:
            yield f"{'…':>{TIME_WIDTH}}"
        elif whole and _width_of(_said(row, frame)) > _room(row, frame):
            yield from _long_row(row, frame)
        else:
            yield line(row, frame).rstrip()


def _columns(roles: Sequence[str], shown: Iterable[Row]) -> tuple[str, ...]:
    """Clients, the wire, a relay, and the server: the role that was launched first."""
    sides = dict.fromkeys(row.side for row in shown)
    roles = roles or tuple(side for side in sides if side not in (WIRE, ALL))
    callers = tuple(role for role in roles[1:] if role != "via")
    relay = tuple(role for role in roles[1:] if role == "via")
    return (*callers, *((WIRE,) if WIRE in sides else ()), *relay, *roles[:1])


def _cells(columns: tuple[str, ...], shown: Iterable[Row], width: int) -> dict[str, int]:
    """How wide each column is: what it needs, and less for the widest if there is no room."""
    room = width - TIME_WIDTH - 3 * len(columns)
    if room < NARROWEST * len(columns):
        return {}
    cells = {column: max(len(column), NARROWEST) for column in columns}
    for row in shown:
        if row.side in cells:
            arrow = ARROW + len(_ends(row.ends)) * (len(columns) != 3) if row.ends else 0
            cells[row.side] = max(cells[row.side], _width_of(row.text) + arrow)
    while sum(cells.values()) > room:
        cells[max(cells, key=lambda column: cells[column])] -= 1
    return cells


def _row(row: Row, frame: _Frame) -> str:
    if row.side not in frame.cells:
        return _plain_row(row, frame)
    text = _arrow(row.ends, row.text, frame) if row.ends else row.text
    cells = (
        _colored(_fitted(text, cell), row.tone, frame.color)
        if column == row.side
        else " " * cell
        for column, cell in frame.cells.items()
    )
    return f"{_time(row, frame)}  {' | '.join(cells)}"


def _said(row: Row, frame: _Frame) -> str:
    """The least that must be read of a row: of an arrow, its text and where it leads."""
    if row.side not in frame.cells:
        return _plain_text(row)
    return _arrow(row.ends, row.text, frame).replace("-", "") if row.ends else row.text


def _room(row: Row, frame: _Frame) -> int:
    """Of the column that it has to itself; without columns, of the line."""
    return frame.cells.get(row.side, frame.width - TIME_WIDTH - 2)


def _long_row(row: Row, frame: _Frame) -> Iterator[str]:
    """A row over several columns, and lines. None begins within a text: see quoting.py."""
    text = _said(row, frame)
    offset, room = _span(row, frame)
    columns = " | ".join(" " * cell for cell in frame.cells.values())
    time = _time(row, frame)
    is_last = len(frame.cells) > 1 and row.side == [*frame.cells][-1]
    while text:
        part, text = _split(text, room)
        begin = offset + room - _width_of(part) if is_last and not text else offset
        right = columns[begin + _width_of(part) + 1 :]
        left = columns[: max(begin - 1, 0)].ljust(begin)
        colored = _colored(part, row.tone, frame.color)
        yield f"{time}  {left}{colored} {right}".rstrip()
        time, text = " " * TIME_WIDTH, f"…{text}" if text else ""


def _span(row: Row, frame: _Frame) -> tuple[int, int]:
    """Where it may begin, and how wide it may be."""
    names = [*frame.cells]
    inner = frame.width - TIME_WIDTH - 2
    if row.side not in names or row.side == names[-1]:
        return 0, inner if row.side not in names else _inner(frame)
    before = sum(frame.cells[name] + 3 for name in names[: names.index(row.side)])
    return before, _inner(frame) - before


def _inner(frame: _Frame) -> int:
    return sum(frame.cells.values()) + 3 * (len(frame.cells) - 1)


def _split(text: str, room: int) -> tuple[str, str]:
    """As much as fits, and the rest."""
    if _width_of(text) <= room:
        return text, ""
    at = room
    while _width_of(text[:at]) > room:
        at -= 1
    return text[:at], text[at:]


def _plain_text(row: Row) -> str:
    side = "" if row.side == ALL else f"{row.side} "
    return (_ends(row.ends) if row.ends else side) + row.text


def _plain_row(row: Row, frame: _Frame) -> str:
    text = _fitted(_plain_text(row), frame.width - TIME_WIDTH - 2)
    return f"{_time(row, frame)}  {_colored(text, row.tone, frame.color)}"


def _time(row: Row, frame: _Frame) -> str:
    return f"{(row.ns - frame.start_ns) / 1e6:{TIME_WIDTH}.3f}"


def _ends(ends: Ends) -> str:
    return f"{ends[0] or '?'}>{ends[1] or '?'} "


def _arrow(ends: Ends, text: str, frame: _Frame) -> str:
    """An arrow from side to side; with more than two roles, the names of the two."""
    columns, (sender, receiver) = list(frame.cells), ends
    if len(columns) != 3 or sender == receiver:
        return _ends(ends) + text
    room = frame.cells[WIRE] - _width_of(text) - 2
    right = columns[-1]
    if room < 2:
        return f"{text} >" if receiver == right else f"< {text}"
    if receiver == right or sender == columns[0]:
        return f"{text} {'-' * room}>"
    return f"<{'-' * room} {text}"


def _fitted(text: str, width: int) -> str:
    """The text in exactly so many columns of a terminal."""
    if _width_of(text) > width:
        text = text[:width]
        while text and _width_of(text) > width - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (width - _width_of(text))


def _width_of(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _colored(text: str, tone: str, color: bool) -> str:
    code = _COLORS.get(tone)
    return f"\033[{code}m{text}\033[0m" if color and code else text
