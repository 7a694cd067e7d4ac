"""A run's record: what the driver reads of the observer, and all that it reads.

It is read once and completely; a record that is damaged or cut off gives no
events at all, because no verdict may be drawn from it. Its last line ends in the
checksum of all bytes before it, so no byte can change unnoticed.
"""

import json
import re
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from harness.evidence import decode
from harness.evidence.derive import (
    mark_asked_at,
    mark_last,
    mark_past_buffer,
    mark_past_window,
    mark_threads,
)
from harness.evidence.events import Born, Call, Census, End, Ended, Event, Lost, Run
from harness.evidence.quoting import Told

FORMAT = 1

_CHECKSUM = re.compile(rb',"crc32":"([0-9a-f]{8})"\}\n')
_CHECKSUM_LEN = 21
"""How a record ends; what is before the comma is summed (c/observe/record/crc32.h)."""

_LATEST_NS = 2**63 - 1
"""In the year 2262."""

_parse = json.JSONDecoder().decode
"""json.loads() without its options, a tenth of the time that it takes to read a record."""


class RecordError(Told):
    """A record from which nothing can be judged, and why."""


@dataclass(frozen=True, slots=True)
class Record:
    """The events of one run, in the order of their beginnings."""

    run: Run
    events: tuple[Event, ...]  # without the first and the last line
    end: End
    census: Census | None = None
    losses: tuple[Lost, ...] = ()
    launched: dict[str, int] = field(default_factory=dict)
    path: Path | None = None
    _judged: tuple[Event, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        over_ns = self.over_ns
        judged = tuple(_until(over_ns, e) for e in self.events if e.t <= over_ns)
        object.__setattr__(self, "_judged", judged)

    @property
    def start_ns(self) -> int:
        """The time of the first event; the times that people read count from it."""
        return self.events[0].t if self.events else self.run.t

    @property
    def over_ns(self) -> int:
        """The time at which the run was over: what is later is the teardown."""
        return self.census.t if self.census else self.end.t

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles in the order in which they were launched."""
        return tuple(self.launched)

    def first_pid(self, role: str) -> int | None:
        """The process that was launched as this role."""
        return self.launched.get(role)

    def end_of_first(self, role: str) -> Ended | None:
        """How the process launched as the role ended, if it did before the run was over."""
        ends = (e for e in self._judged if isinstance(e, Ended) and e.tid is None)
        first = self.first_pid(role)
        return next((each for each in ends if (each.role, each.pid) == (role, first)), None)

    def in_teardown(self, event: Event) -> bool:
        """Whether the event began after the run was over."""
        return event.t > self.over_ns

    def judged(self) -> tuple[Event, ...]:
        """The events that claims speak of: those that began before the run was over.

        A call that returned only in the teardown had not returned by then.
        """
        return self._judged


def _until(over_ns: int, event: Event) -> Event:
    if isinstance(event, Call) and event.end is not None and event.end > over_ns:
        return replace(event, end=None, result=None, error=None, made=())
    return event


def read(path: Path) -> Record:
    """Read and check a record; a RecordError says what is wrong with it."""
    text, has_checksum = text_of(path)
    events = _events(text, path)
    run, end = events[0], events[-1]
    if not isinstance(run, Run):
        raise RecordError(
            f"{path} does not begin with a 'run' line: it is not a record, or a damaged one"
        )
    if any(isinstance(each, End) for each in events[:-1]):
        raise RecordError(f"the record is damaged: in {path}, lines follow an 'end' line")
    if not isinstance(end, End):
        raise RecordError(
            f"the record was cut off, the observer did not finish: {path} does not end "
            "in an 'end' line"
        )
    if not has_checksum:
        raise RecordError(
            f"the record is damaged, or not from the same sources: {path} does not end in "
            "its checksum"
        )
    return _record(run, events[1:-1], end, path)


def text_of(path: Path) -> tuple[str, bool]:
    """All of a record, and whether it has its checksum: the right one, or it is a RecordError."""
    data = _bytes(path)
    has_checksum = _has_checksum(data, path)
    return _decoded(data, path), has_checksum


def lines(text: str) -> list[str]:
    """The lines of a record. Only a newline ends one: splitlines() cuts at U+0085, U+2028, too."""
    return text[:-1].split("\n")


def read_some(path: Path, wanted: Callable[[int, bytes], bool]) -> tuple[Record, int]:
    """Of a record that is too long to be held, the lines that are wanted, by number and bytes.

    It is to be looked at, and no verdict may be drawn from it; `wanted` must grant the first and
    the last line. Answers how many lines were passed over, too.
    """
    kept: list[Event] = []
    launched: dict[str, int] = {}
    number, checksum, before, line = 0, 0, 0, b""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            before, checksum = checksum, zlib.crc32(line, checksum)
            if wanted(number, line):
                event = _event(_decoded(line, path), number, launched, path)
                if isinstance(event, Born) and event.how == "launch":
                    launched[event.role] = event.pid
                kept.append(event)
    said = _CHECKSUM.search(line)
    if said is None or f"{zlib.crc32(line[: said.start()], before):08x}" != said[1].decode():
        raise RecordError(f"the record is damaged, or was cut off: {path}")
    run, end = kept[0], kept[-1]
    if not isinstance(run, Run) or not isinstance(end, End):
        raise RecordError(f"{path} is no whole record")
    _check_times(kept, path)
    return _record(run, kept[1:-1], end, path), number - len(kept)


def of_events(run: Run, events: Iterable[Event], end: End) -> Record:
    """A record made of events that are already at hand."""
    return _record(run, list(events), end, None)


def _record(run: Run, events: list[Event], end: End, path: Path | None) -> Record:
    events.sort(key=lambda event: event.t)
    mark_past_buffer(events)
    mark_past_window(events)
    mark_asked_at(events)
    mark_threads(events)
    mark_last(events)
    return Record(
        run=run,
        events=tuple(events),
        end=end,
        census=next((e for e in events if isinstance(e, Census)), None),
        losses=tuple(e for e in events if isinstance(e, Lost)),
        launched={e.role: e.pid for e in events if isinstance(e, Born) and e.how == "launch"},
        path=path,
    )


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise RecordError(f"there is no record at {path}: the observer wrote none") from None
    except OSError as error:
        raise RecordError(f"{path} cannot be read: {error.strerror}") from None
    if not data:
        raise RecordError(f"{path} is empty: the observer wrote nothing")
    if not data.endswith(b"\n"):
        line = data.count(b"\n") + 1
        raise RecordError(f"the record was cut off in the middle of line {line}: {path}")
    return data


def _has_checksum(data: bytes, path: Path) -> bool:
    """Whether it ends in a checksum, which is then the right one.

    Why it has none, its lines tell better: most often it was cut off.
    """
    said = _CHECKSUM.fullmatch(data, max(0, len(data) - _CHECKSUM_LEN))
    if said is None:
        return False
    found, told = f"{zlib.crc32(data[: said.start()]):08x}", said[1].decode()
    if found != told:
        raise RecordError(
            f"the record is damaged: its checksum is {found}, and its last line says {told}: {path}"
        )
    return True


def _decoded(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordError(f"{path} is not UTF-8 (byte {error.start}): it is damaged") from None


def _events(text: str, path: Path) -> list[Event]:
    events: list[Event] = []
    launched: dict[str, int] = {}
    for number, line in enumerate(lines(text), start=1):
        event = _event(line, number, launched, path)
        if isinstance(event, Born) and event.how == "launch":
            launched[event.role] = event.pid
        if isinstance(event, Run) and event.format != FORMAT:
            raise RecordError(
                f"{path} has format {event.format}, this driver reads format {FORMAT}: "
                "they are not from the same sources, run make"
            )
        events.append(event)
    _check_times(events, path)
    _check_characters(text, path)
    return events


def _check_times(events: Iterable[Event], path: Path) -> None:
    """A number may have any length in JSON; the observer's have 64 bits."""
    for event in events:
        returned = event.end if isinstance(event, Call) else None
        if not 0 <= event.t <= _LATEST_NS or returned and not 0 <= returned <= _LATEST_NS:
            raise RecordError(
                f"{path}, line {event.line}: 't' or 'end' is not a time in nanoseconds since 1970 "
                "(see docs/record-format.md)"
            )


def _check_characters(text: str, path: Path) -> None:
    """An escape in JSON may be half a character, which nobody could print."""
    if "\\ud" not in text and "\\uD" not in text:
        return
    for number, line in enumerate(lines(text), start=1):
        try:
            json.dumps(_parse(line), ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise RecordError(
                f"{path}, line {number} has half of a surrogate pair: the record is damaged"
            ) from None


def _event(line: str, number: int, launched: dict[str, int], path: Path) -> Event:
    try:
        fields = _parse(line)
    except (ValueError, RecursionError) as error:
        raise RecordError(
            f"{path}, line {number} is not JSON ({error}): the record is damaged"
        ) from None
    if not isinstance(fields, dict):
        raise RecordError(f"{path}, line {number} is not a JSON object: the record is damaged")
    try:
        return decode.event(fields, number, launched)
    except decode.LineError as error:
        raise RecordError(
            f"{path}, line {number}: {error} (see docs/record-format.md)"
        ) from None
