"""What a record says: one class for each kind of line (docs/record-format.md).

These classes are the format: decode.py reads a line by them. A field is the key of its name,
or the one that its metadata names; what is DERIVED is not on the line, but follows from others.

Times are nanoseconds on CLOCK_REALTIME. `child` says that the process is not
the one that was launched under its role's name. `line` is the event's identity: its line in
record.jsonl, counted from 1, and the same for whatever judging makes of it. Two events are equal
when the same has happened, whatever their lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from harness.evidence.endpoint import Endpoint


DERIVED = {"derived": True}
"""Of a field that no line has."""


Given = int | str | tuple[str, ...]
"""An argument: a number, a constant, or a set of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """What every event has."""

    line: int = field(default=0, compare=False, metadata=DERIVED)


@dataclass(frozen=True, slots=True)
class Run(_Line):
    """The first line: what world the run had."""

    t: int
    format: int
    kernel: str = ""
    world: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    descriptors: int | None = None
    cpu: int | None = None
    deadline_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Born(_Line):
    """A process, or with `tid` a thread, came into being."""

    t: int
    role: str
    pid: int
    parent: int
    how: str
    tid: int | None = None


@dataclass(frozen=True, slots=True)
class Exec(_Line):
    """A process became another program."""

    t: int
    role: str
    pid: int
    path: str
    argv: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended(_Line):
    """A process ended: `status` or `signal` is set, not both. `last` is derived, see derive.py."""

    t: int
    role: str
    pid: int
    parent: int | None = None
    status: int | None = None
    signal: str | None = None
    where: str | None = field(default=None, metadata={"key": "in"})
    address: str | None = None
    tid: int | None = None
    child: bool = field(default=False, metadata=DERIVED)
    last: bool = field(default=False, metadata=DERIVED)


@dataclass(frozen=True, slots=True)
class Reaped(_Line):
    """The status of an ended process was taken by the process `by`."""

    t: int
    role: str
    pid: int
    by: int


@dataclass(frozen=True, slots=True)
class Repeats(_Line):
    """A thread goes round in a loop that gets nowhere: more of its calls are not written."""

    t: int
    role: str
    pid: int
    name: str
    tid: int | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """Somebody who had not ended, and the call it was in; or who made one `times`, in vain."""

    role: str
    pid: int
    where: str | None = field(default=None, metadata={"key": "in"})
    running: bool | None = None
    error: str | None = None
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Unlaunched(_Line):
    """A program could not be started at all."""

    t: int
    role: str
    path: str
    error: str


@dataclass(frozen=True, slots=True)
class Ready(_Line):
    """A role does what the next role waits for."""

    t: int
    role: str
    how: str
    address: Endpoint | None = None


@dataclass(frozen=True, slots=True)
class Unready(_Line):
    """A role never became ready. `port` is where it was expected, `address` where it is called."""

    t: int
    role: str
    because: str
    blocked: tuple[Blocked, ...] = ()
    port: int | None = None
    address: Endpoint | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A descriptor that a call brought into being."""

    fd: int
    kind: str | None = None
    sock: int | None = None


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a call was given. `buffer` is where in memory the data lie, `size` in bytes.

    `status` is a number of an exit, and of a wait "exited 3". `others` are constants, sets of
    them, and numbers, each by its name.
    """

    address: Endpoint | None = None
    buffer: int | None = field(default=None, metadata={"base": 16})
    size: int | None = None
    status: int | str | None = None
    direction: str | None = None
    others: Mapping[str, Given] = field(default_factory=dict, metadata=DERIVED)

    def has(self, constant: str) -> bool:
        """Whether this constant was passed, by itself or in a set of flags."""
        return any(
            given == constant or (type(given) is tuple and constant in given)
            for given in self.others.values()
        )


@dataclass(frozen=True, slots=True)
class Call(_Line):
    """A call: entered at `t`, returned at `end` (None: it had not returned).

    `past_buffer` and `makes_thread` are derived, see derive.py.
    """

    t: int
    role: str
    pid: int
    name: str
    args: Arguments = Arguments()
    end: int | None = None
    tid: int | None = None
    fd: int | None = None
    kind: str | None = None
    sock: int | None = None
    result: int | None = None
    error: str | None = None
    data: str | None = None
    made: tuple[Made, ...] = ()
    act: str | None = None
    child: bool = field(default=False, metadata=DERIVED)
    past_buffer: bool = field(default=False, metadata=DERIVED)
    makes_thread: bool = field(default=False, metadata=DERIVED)

    @property
    def pattern_name(self) -> str:
        """Its name in patterns, where a splice into a socket and one out of it are two."""
        direction = self.args.direction
        return f"{self.name}:{direction}" if direction else self.name


@dataclass(frozen=True, slots=True)
class Signal(_Line):
    """A signal was delivered."""

    t: int
    role: str
    pid: int
    signal: str
    sender: int | None = None
    child: bool = field(default=False, metadata=DERIVED)


@dataclass(frozen=True, slots=True)
class Dns:
    """The question and the outcome of a DNS message."""

    id: int
    response: bool
    name: str
    type: str
    code: int = 0
    answers: int = 0
    truncated: bool = False


_PORT_UNREACHABLE = {"icmp": (3, 3), "icmp6": (1, 4)}
"""Type 3 code 3 (RFC 792), and for ICMPv6 type 1 code 4 (RFC 4443)."""


@dataclass(frozen=True, slots=True)
class Wire(_Line):
    """A frame. `sender` and `receiver` are roles, or None where no role is.

    `past_window` and `asked_at` are derived, see derive.py.
    """

    t: int
    sender: str | None = field(metadata={"key": "from"})
    receiver: str | None = field(metadata={"key": "to"})
    source: Endpoint
    target: Endpoint
    protocol: str
    frame: int | None = None
    flags: tuple[str, ...] = ()
    length: int = 0
    seq: int | None = None
    ack: int | None = None
    window: int | None = None
    data: str | None = None
    type: int | None = None
    code: int | None = None
    dns: Dns | None = None
    past_window: bool = field(default=False, metadata=DERIVED)
    asked_at: str | None = field(default=None, metadata=DERIVED)

    @property
    def icmp(self) -> tuple[int, int] | None:
        """The type and the code of an ICMP message, None of any other frame."""
        return None if self.type is None or self.code is None else (self.type, self.code)

    @property
    def is_port_unreachable(self) -> bool:
        """Whether it is the ICMP message that nobody has that port."""
        return self.icmp is not None and self.icmp == _PORT_UNREACHABLE.get(self.protocol)


@dataclass(frozen=True, slots=True)
class Says(_Line):
    """A line of output; one of `octets` is no UTF-8, and each of its characters is a byte."""

    t: int
    role: str
    stream: str
    text: str = field(metadata={"key": "line"})
    octets: bool = False
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Act(_Line):
    """The observer had its hand in the run.

    Of a release, `met` says whether what the hold waited for had come: an event, or with
    `quiet` that everything was at rest.
    """

    t: int
    what: str
    role: str | None = None
    pid: int | None = None
    call: str | None = None
    until: str | None = None
    met: bool | None = None
    quiet: bool = False
    signal: str | None = None
    text: str | None = None
    descriptors: int | None = None

    @property
    def detail(self) -> str | None:
        """The condition, the signal, the text, or the number."""
        said = self.until or self.signal or self.text
        return str(self.descriptors) if said is None and self.descriptors is not None else said


@dataclass(frozen=True, slots=True)
class Lost(_Line):
    """A hole in the evidence."""

    t: int
    what: str
    role: str | None = None
    count: int | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A descriptor that was open at the census."""

    fd: int
    kind: str
    sock: int | None = None
    address: Endpoint | None = None


@dataclass(frozen=True, slots=True)
class Process:
    """A process that was there at the census."""

    role: str
    pid: int
    parent: int
    state: str
    where: str | None = field(default=None, metadata={"key": "in"})
    open: tuple[Open, ...] = ()


@dataclass(frozen=True, slots=True)
class TcpState:
    """A TCP connection that the kernel still knew at the census."""

    local: Endpoint
    remote: Endpoint
    state: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Census(_Line):
    """What was left when the run had ended; what comes later is the teardown."""

    t: int
    processes: tuple[Process, ...] = ()
    tcp: tuple[TcpState, ...] = ()


@dataclass(frozen=True, slots=True)
class End(_Line):
    """The last line: why the run ended."""

    t: int
    reason: str
    blocked: tuple[Blocked, ...] = ()
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Other(_Line):
    """A line of a kind that this driver does not know."""

    t: int
    event: str
    fields: Mapping[str, object] = field(metadata=DERIVED)


Event = (
    Run | Born | Exec | Ended | Reaped | Repeats | Unlaunched | Ready | Unready | Call | Signal
    | Wire | Says | Act | Lost | Census | End | Other
)
