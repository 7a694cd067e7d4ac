"""A frame as a scenario speaks of it: what crosses the wire, between whom, and what is in it."""

from dataclasses import dataclass, field

from harness.patterns.terms import Comparison
from harness.evidence.endpoint import Endpoint
from harness.evidence.events import Event, Wire


@dataclass(frozen=True, slots=True)
class Detail:
    """What stands in the brackets of a THING: what else must be so of the frame.

    An address without a port stands for every port of it. `dns` are words of a question or
    an answer: a type, a name, the name of a code, or TRUNCATED.
    """

    source: Endpoint | None = None
    target: Endpoint | None = None
    acks: int | None = None
    past_window: bool = False
    dns: tuple[str, ...] = ()

    def is_of(self, frame: Wire) -> bool:
        """Whether all of it is so."""
        return (
            (self.source is None or self.source.includes(frame.source))
            and (self.target is None or self.target.includes(frame.target))
            and self.acks in (None, frame.ack)
            and (frame.past_window or not self.past_window)
            and all(word in _dns_words(frame) for word in self.dns)
        )


# RFC 1035, 4.1.1.
DNS_CODES = {0: "NOERROR", 2: "SERVFAIL", 3: "NXDOMAIN", 5: "REFUSED"}
TRUNCATED = "TRUNCATED"


def _dns_words(frame: Wire) -> tuple[str, ...]:
    dns = frame.dns
    if dns is None:
        return ()
    words = (dns.type, dns.name, DNS_CODES.get(dns.code, str(dns.code)))
    return (*words, TRUNCATED) if dns.truncated else words


@dataclass(frozen=True, slots=True)
class WirePattern:
    """wire [ROLE>ROLE] THING[(ARG, ...)] [OP NUMBER]"""

    thing: str
    sender: str | None = None
    receiver: str | None = None
    detail: Detail = Detail()
    number: Comparison | None = None
    nth: int | None = None
    text: str = field(default="", compare=False)

    def roles(self) -> frozenset[str]:
        """The roles that it names."""
        return frozenset(role for role in (self.sender, self.receiver) if role)

    def is_between(self, event: Event) -> bool:
        """Whether the event is a frame between its roles, whatever the frame is."""
        if not isinstance(event, Wire):
            return False
        return self.sender is None or (event.sender, event.receiver) == (self.sender, self.receiver)

    def moment(self, event: Event) -> int | None:
        """When it happened, None if the event is no match."""
        if not isinstance(event, Wire) or not self.is_between(event):
            return None
        if not _is_thing(self.thing, event) or not self.detail.is_of(event):
            return None
        if self.number and not self._number_holds(event, self.number):
            return None
        return event.t

    def _number_holds(self, frame: Wire, number: Comparison) -> bool:
        value: int | None = frame.length
        if self.thing == "WINDOW":
            value = frame.window
        elif self.thing == "ANSWER":
            value = frame.dns.answers if frame.dns else None
        return value is not None and number.holds(value)

    def matches(self, event: Event) -> bool:
        """Whether the event is a match."""
        return self.moment(event) is not None


_THINGS = "SYN SYN+ACK ACK FIN RST DATA WINDOW DATAGRAM QUESTION ANSWER PORT-UNREACHABLE FRAME"
THINGS = tuple(_THINGS.split())


def _is_thing(thing: str, frame: Wire) -> bool:
    match thing:
        case "FRAME":
            return True
        case "DATAGRAM":
            return frame.protocol == "udp"
        case "QUESTION" | "ANSWER":
            return frame.dns is not None and frame.dns.response == (thing == "ANSWER")
        case "PORT-UNREACHABLE":
            return frame.is_port_unreachable
        case _:
            return frame.protocol == "tcp" and _is_segment(thing, frame)


def _is_segment(thing: str, frame: Wire) -> bool:
    match thing:
        case "DATA":
            return frame.length > 0
        case "WINDOW":
            return frame.window is not None
        case "ACK":
            return frame.flags == ("ACK",) and frame.length == 0
        case "SYN":
            return "SYN" in frame.flags and "ACK" not in frame.flags
        case _:
            return all(flag in frame.flags for flag in thing.split("+"))
