"""A record as a ladder: the roles at the sides, the wire between them, time downwards.

        ms  client                  | wire                 | server
     1.204  write(3) = 5 "hello"    |                      |
     1.210                          | PSH ACK 5 ---------> |
     1.260                          |                      | read(4) = 5 "hello"
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import east_asian_width

from harness.evidence.brief import brief, shown_at
from harness.evidence.events import Event, Wire
from harness.evidence.record import Record
from harness.reporting.rung import ALL, WIRE, Rung, rungs

__all__ = ["brief", "ladder", "span"]

TIME_WIDTH = 10
NARROWEST = 16
"""A column of less shows nothing: then every rung is a line that names its side."""

CONTEXT = 3
"""So many rungs are shown before and after a stretch of time."""

MOST_AROUND = 60
"""Of a longer stretch around a break, the middle is left out."""

_COLORS = {"wire": "36", "says": "32", "process": "33", "error": "31", "act": "35"}


@dataclass(frozen=True, slots=True)
class _Frame:
    """How the ladder is drawn."""

    columns: tuple[str, ...]
    cell: int
    start_ns: int
    color: bool


def span(events: Iterable[Event]) -> tuple[int, int] | None:
    """The stretch of time of some events, for `around`; None if there are none."""
    moments = [moment for event in events for moment in (event.t, shown_at(event))]
    return (min(moments), max(moments)) if moments else None


def ladder(
    record: Record, *, width: int, color: bool, around: tuple[int, int] | None = None
) -> Iterable[str]:
    """The lines of the ladder: of a whole record, or around a stretch of time (ns)."""
    shown = rungs(record)
    if around:
        shown = _around(shown, *around)
    columns = _columns(record, shown)
    cell = (width - TIME_WIDTH - 3 * len(columns)) // max(len(columns), 1)
    frame = _Frame(columns, cell, record.start_ns, color)
    draw = _plain_row if cell < NARROWEST else _row
    yield from () if cell < NARROWEST else _header(frame)
    for rung in _without_middle(shown) if around else shown:
        yield (draw(rung, frame, width) if rung else f"{'…':>{TIME_WIDTH}}").rstrip()


def _around(shown: list[Rung], begin_ns: int, end_ns: int) -> list[Rung]:
    within = [place for place, rung in enumerate(shown) if begin_ns <= rung.ns <= end_ns]
    return shown[max(within[0] - CONTEXT, 0) : within[-1] + CONTEXT + 1] if within else []


def _columns(record: Record, shown: list[Rung]) -> tuple[str, ...]:
    """Clients, the wire, and the server: the role that was launched first."""
    roles = record.roles or tuple(dict.fromkeys(r.side for r in shown if r.side not in (WIRE, ALL)))
    wire = (WIRE,) if any(rung.side == WIRE for rung in shown) else ()
    return (*roles[1:], *wire, *roles[:1])


def _without_middle(shown: list[Rung]) -> Iterator[Rung | None]:
    if len(shown) <= MOST_AROUND:
        yield from shown
        return
    yield from shown[: MOST_AROUND // 2]
    yield None
    yield from shown[-MOST_AROUND // 2 :]


def _header(frame: _Frame) -> Iterator[str]:
    names = " | ".join(_fitted(name, frame.cell) for name in frame.columns)
    yield f"{'ms':>{TIME_WIDTH}}  {names}".rstrip()


def _row(rung: Rung, frame: _Frame, width: int) -> str:
    if rung.side not in frame.columns:
        return _plain_row(rung, frame, width)
    text = _arrow(rung.frame, rung.text, frame) if rung.frame else rung.text
    cells = (
        _colored(_fitted(text, frame.cell), rung.tone, frame.color)
        if column == rung.side
        else " " * frame.cell
        for column in frame.columns
    )
    return f"{_time(rung, frame)}  {' | '.join(cells)}"


def _plain_row(rung: Rung, frame: _Frame, width: int) -> str:
    side = "" if rung.side == ALL else f"{rung.side} "
    if rung.frame:
        side = _ends(rung.frame)
    text = _fitted(side + rung.text, width - TIME_WIDTH - 2)
    return f"{_time(rung, frame)}  {_colored(text, rung.tone, frame.color)}"


def _time(rung: Rung, frame: _Frame) -> str:
    return f"{(rung.ns - frame.start_ns) / 1e6:{TIME_WIDTH}.3f}"


def _ends(wire: Wire) -> str:
    return f"{wire.sender or '?'}>{wire.receiver or '?'} "


def _arrow(wire: Wire, text: str, frame: _Frame) -> str:
    """An arrow from side to side; with more than two roles, the names of the two."""
    if len(frame.columns) != 3 or wire.sender == wire.receiver:
        return _ends(wire) + text
    room = frame.cell - _width_of(text) - 2
    right = frame.columns[-1]
    if room < 2:
        return f"{text} >" if wire.receiver == right else f"< {text}"
    if wire.receiver == right or wire.sender == frame.columns[0]:
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
