"""What an EVENT of a scenario matches, and at which moment.

A call has two moments, its entry and its return; a pattern knows which one it
means. `nth` is left to whoever looks at a whole record.
"""

import re
from dataclasses import dataclass, field

from harness.patterns.frame import WirePattern
from harness.patterns.terms import Comparison
from harness.patterns.families import SOCKET_KINDS
from harness.evidence.endpoint import endpoint
from harness.evidence.events import Arguments, Call, Ended, Event, Says, Signal


@dataclass(frozen=True, slots=True)
class CallResult:
    """What a call returned: `op` is `=` or `!=` with an error, `returns`, or `fails`."""

    op: str
    error: str | None = None

    def holds(self, call: Call) -> bool:
        """Whether the call, which has returned, came out so."""
        match self.op:
            case "returns":
                return True
            case "fails":
                return call.error is not None
            case "=":
                return call.error == self.error
            case _:
                return call.error != self.error


@dataclass(frozen=True, slots=True)
class Who:
    """A role, and which of its processes: `parent`, `child` or any.

    Of ends there is also `last`, after which none of the role is left.
    """

    role: str
    part: str | None = None

    def is_of(self, event: Call | Signal | Ended) -> bool:
        """Whether the event is of such a process."""
        if event.role != self.role:
            return False
        if self.part == "last":
            return isinstance(event, Ended) and event.last
        return self.part is None or (self.part == "child") == event.child


@dataclass(frozen=True, slots=True)
class CallPattern:
    """ROLE CALL[(ARG, ...)] [OP VALUE]

    `kind` None is any descriptor, and none; `outcome` None is the entry. Without `names` it is
    any call: no scenario can write that, but an act can mean it.
    """

    who: Who
    call: str
    names: tuple[str, ...]
    kind: str | None = None
    constants: tuple[str, ...] = ()
    status: str | None = None
    past_buffer: bool = False
    outcome: Comparison | CallResult | None = None
    nth: int | None = None
    text: str = field(default="", compare=False)

    def roles(self) -> frozenset[str]:
        """The roles that it names."""
        return frozenset({self.who.role})

    def is_same_call(self, event: Event) -> bool:
        """Whether the event is such a call, whatever became of it."""
        return (
            isinstance(event, Call)
            and event.pattern_name in self.names
            and self.who.is_of(event)
            and (self.kind is None or _is_kind(self.kind, event))
            and (self.call not in ("fork", "dup") or _makes_one(self.call, event))
            and all(_was_given(event.args, constant) for constant in self.constants)
            and (event.past_buffer or not self.past_buffer)
        )

    def moment(self, event: Event) -> int | None:
        """When it was entered, or returned; None if the event is no match."""
        if not isinstance(event, Call) or not self.is_same_call(event):
            return None
        if self.status is not None and event.args.status != self.status:
            return None
        if self.outcome is None:
            return event.t
        if event.end is None or not self._came_out(event, self.outcome):
            return None
        return event.end

    @staticmethod
    def _came_out(call: Call, outcome: Comparison | CallResult) -> bool:
        if isinstance(outcome, CallResult):
            return outcome.holds(call)
        # A number that is compared is a result, never the -1 of an error.
        return call.error is None and call.result is not None and outcome.holds(call.result)

    def matches(self, event: Event) -> bool:
        """Whether the event is a match."""
        return self.moment(event) is not None


STDOUT = 1
"""The descriptor to which a program prints."""


def _is_kind(wanted: str, event: Call) -> bool:
    """Whether its descriptor is such a one: "socket" is any that reaches the network."""
    if wanted == "socket":
        return event.kind in SOCKET_KINDS
    if wanted == "stdout":
        return event.fd == STDOUT and event.kind not in SOCKET_KINDS
    return event.kind == wanted


def _makes_one(call: str, event: Call) -> bool:
    """Whether a clone makes a process, not a thread; an fcntl a descriptor."""
    if call == "fork":
        return not event.makes_thread
    if event.name == "fcntl":
        return any(map(event.args.has, ("F_DUPFD", "F_DUPFD_CLOEXEC")))
    return True


def _was_given(args: Arguments, word: str) -> bool:
    """Whether a constant or an address was passed."""
    return args.has(word) or endpoint(word).includes(args.address)


@dataclass(frozen=True, slots=True)
class SaysPattern:
    """ROLE prints TEXT: a line of output that holds TEXT as whole words, as grep -w finds it."""

    role: str
    words: str
    nth: int | None = None
    text: str = field(default="", compare=False)

    def roles(self) -> frozenset[str]:
        """The roles that it names."""
        return frozenset({self.role})

    def moment(self, event: Event) -> int | None:
        """When it was said, None if the event is no match."""
        if not isinstance(event, Says) or event.role != self.role:
            return None
        return event.t if re.search(rf"(?<!\w){re.escape(self.words)}(?!\w)", event.text) else None

    def matches(self, event: Event) -> bool:
        """Whether the event is a match."""
        return self.moment(event) is not None


@dataclass(frozen=True, slots=True)
class GetsPattern:
    """ROLE gets SIGNAL"""

    who: Who
    signal: str
    nth: int | None = None
    text: str = field(default="", compare=False)

    def roles(self) -> frozenset[str]:
        """The roles that it names."""
        return frozenset({self.who.role})

    def moment(self, event: Event) -> int | None:
        """When it was delivered, None if the event is no match."""
        if not isinstance(event, Signal) or event.signal != self.signal:
            return None
        return event.t if self.who.is_of(event) else None

    def matches(self, event: Event) -> bool:
        """Whether the event is a match."""
        return self.moment(event) is not None


@dataclass(frozen=True, slots=True)
class EndsPattern:
    """ROLE ends [= STATUS]: a process, not only a thread of it."""

    who: Who
    status: int | str | None = None
    nth: int | None = None
    text: str = field(default="", compare=False)

    def roles(self) -> frozenset[str]:
        """The roles that it names."""
        return frozenset({self.who.role})

    def moment(self, event: Event) -> int | None:
        """When it ended, None if the event is no match."""
        if not isinstance(event, Ended) or event.tid is not None or not self.who.is_of(event):
            return None
        return event.t if self.status in (None, event.status, event.signal) else None

    def matches(self, event: Event) -> bool:
        """Whether the event is a match."""
        return self.moment(event) is not None


Pattern = WirePattern | CallPattern | SaysPattern | GetsPattern | EndsPattern


def expects_failure(pattern: Pattern, call: Call) -> bool:
    """Whether the pattern means a call that fails, and this one fails as it says."""
    if not isinstance(pattern, CallPattern) or not isinstance(pattern.outcome, CallResult):
        return False
    return pattern.outcome.op in ("=", "fails") and pattern.matches(call)
