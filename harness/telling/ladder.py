"""A record as a ladder: the roles at the sides, the wire between them, time downwards.

        ms  client                  | wire                 | server
     1.204  write(3) = 5 "hello"    |                      |
     1.210                          | PSH ACK 5 ---------> |
     1.260                          |                      | read(4) = 5 "hello"
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
class _Frame:
    """How the ladder is drawn: its columns with their widths."""

    cells: dict[str, int]
    start_ns: int
    width: int
    color: bool


def ladder(
    shown: Sequence[Row | None], roles: Sequence[str], start_ns: int, *, width: int, color: bool
) -> Iterator[str]:
    """The lines of the ladder, at most so wide; None is a gap.

    The roles are in the order of their launch, and times count from `start_ns`.
    """
    drawn = [row for row in shown if row]
    frame = _Frame(_cells(_columns(roles, drawn), drawn, width), start_ns, width, color)
    line = _row if frame.cells else _plain_row
    if frame.cells:
        names = " | ".join(_fitted(name, cell) for name, cell in frame.cells.items())
        yield f"{'ms':>{TIME_WIDTH}}  {names}".rstrip()
    for row in shown:
        yield (line(row, frame) if row else f"{'…':>{TIME_WIDTH}}").rstrip()


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


def _plain_row(row: Row, frame: _Frame) -> str:
    side = "" if row.side == ALL else f"{row.side} "
    if row.ends:
        side = _ends(row.ends)
    text = _fitted(side + row.text, frame.width - TIME_WIDTH - 2)
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
