"""What a replaced program is found to be, and which failures come of that alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from harness.patterns.families import FAMILIES
from harness.evidence.endpoint import Endpoint
from harness.evidence.events import Call, Ready, Wire
from harness.evidence.record import Record


class Transport(StrEnum):
    """What a program speaks: the requirements of the other are not for it."""

    STREAM = "stream"
    DATAGRAM = "datagram"


BOTH = "both transports"
ONLY_STREAMS = "only streams"
ONLY_DATAGRAMS = "only datagrams"
WHOLE_LINES = "whole lines"
NO_EMPTY = "no empty datagrams"
BACKGROUND = "background"
LEAVES_EARLY = "leaves early"
RELAYS_BOTH = "relays both transports"
RELAYS_ONLY = {
    Transport.STREAM: "relays only streams",
    Transport.DATAGRAM: "relays only datagrams",
}
RELAY_IN_BACKGROUND = "relay in the background"

CAUSES = {
    BOTH: "server serves TCP and UDP at its port; both are judged",
    ONLY_STREAMS: "server does not echo datagrams at its port; it is judged by TCP",
    ONLY_DATAGRAMS: "server does not echo streams at its port; it is judged by UDP",
    BACKGROUND: "server puts itself into the background; what it leaves there is judged",
    WHOLE_LINES: "server answers when it has a whole line; RFC 862 asks for every byte",
    NO_EMPTY: "server leaves a datagram of no bytes unanswered; RFC 862 asks for every datagram",
    LEAVES_EARLY: "client ends when it has sent its input; an answer that comes later is lost",
    RELAYS_BOTH: "relay carries TCP and UDP; both are judged",
    RELAYS_ONLY[Transport.STREAM]: "relay carries no datagrams at its port; it is judged by TCP",
    RELAYS_ONLY[Transport.DATAGRAM]: "relay carries no streams at its port; it is judged by UDP",
    RELAY_IN_BACKGROUND: "relay puts itself into the background; what it leaves there is judged",
}
"""The sentence for each trait. For three of them requirements fail: cause_of()."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What the preflight has found. Of the reference nothing is looked for.

    `slowness_ms` is the longest time for which it has kept its peer waiting.
    """

    transports: frozenset[Transport] = frozenset()
    ways: frozenset[str] = frozenset()
    slowness_ms: int = 0

    @property
    def binds_both(self) -> bool:
        """Whether its server, or relay, has sockets of both at its port, whichever is judged."""
        of_server = {BOTH, ONLY_STREAMS, ONLY_DATAGRAMS}
        return not self.ways.isdisjoint(of_server.union({RELAYS_BOTH}, RELAYS_ONLY.values()))

    @property
    def notes(self) -> list[str]:
        """What is worth telling before anything is judged."""
        return [sentence for way, sentence in CAUSES.items() if way in self.ways]


def slowness_ms(record: Record, role: str) -> int:
    """The longest time from what the role was sent to what it next sent there."""
    asked: dict[str | None, int] = {}
    longest_ns = 0
    for event in record.judged():
        if not isinstance(event, Wire) or not event.length:
            continue
        if event.receiver == role:
            asked[event.sender] = event.t
        elif event.sender == role and event.receiver in asked:
            longest_ns = max(longest_ns, event.t - asked.pop(event.receiver))
    return longest_ns // 1_000_000


def transport_of(record: Record, role: str = "server") -> Transport | None:
    """By which the server of a run, or its relay, was seen to be ready."""
    ready = next((e for e in record.events if isinstance(e, Ready) and e.role == role), None)
    if ready is None:
        return None
    return Transport.DATAGRAM if ready.how == "bind" else Transport.STREAM


def served(record: Record, port: int, role: str = "server") -> frozenset[Transport]:
    """All by which its server, or relay, serves the port: what it was ready by came first only."""
    found: set[Transport] = set()
    ports: dict[int | None, int | None] = {}
    for event in record.judged():
        if not isinstance(event, Call) or event.role != role or event.result != 0:
            continue
        if event.name == "bind":
            ports[event.sock] = event.args.address.port if event.args.address else None
        if ports.get(event.sock) != port:
            continue
        if event.name == "bind" and event.kind == "datagram":
            found.add(Transport.DATAGRAM)
        elif event.name == "listen":
            found.add(Transport.STREAM)
    return frozenset(found)


def is_in_background(record: Record, role: str) -> bool:
    """Whether the process that was launched has ended in order, and others of the role serve.

    A server that has died leaves the conversations of its children, and nobody who takes the
    next caller.
    """
    ended = record.end_of_first(role)
    if ended is None or ended.status != 0:
        return False
    return serves_at_the_end(record, role) or _takes_callers(record, role, ended.t)


def _takes_callers(record: Record, role: str, after_ns: int) -> bool:
    """Whether a child has accepted somebody, or was sent a datagram, after that moment."""
    calls = (e for e in record.judged() if isinstance(e, Call) and e.role == role and e.child)
    late = (each for each in calls if each.end is not None and each.end > after_ns)
    return any(
        each.error is None and (each.kind == "listener" and each.pattern_name in FAMILIES["accept"]
        or each.kind == "datagram" and each.pattern_name in FAMILIES["read"])
        for each in late
    )  # fmt: skip


def serves_at_the_end(record: Record, role: str) -> bool:
    """Whether one of its processes holds a listener, or a datagram socket, at the census."""
    left = record.census.processes if record.census else ()
    kinds = {each.kind for process in left if process.role == role for each in process.open}
    return not kinds.isdisjoint({"listener", "datagram"})


PROMPT_NS = 100_000_000
"""Who answers a line within a tenth of a second would have answered its beginning, too, before
all came to rest. Of a slower one it takes three times as long to know."""


def wants_whole_lines(record: Record, slowly: str, promptly: str) -> bool:
    """Whether the server answered the one role when it had a newline, and not before.

    Its newline was held back until nothing else happened; the other role sent a line at once,
    and shows how long an answer takes.
    """
    sent, answered = _told(record, slowly, "server"), _told(record, "server", slowly)
    ended = [frame.t for frame in sent if (frame.data or "").endswith("\n")]
    if not (ended and answered and sent[0].t < ended[0] < answered[0].t):
        return False
    asked, reply = _told(record, promptly, "server"), _told(record, "server", promptly)
    needed = reply[0].t - asked[0].t if asked and reply else 0
    return needed < PROMPT_NS or ended[0] - sent[0].t > 3 * needed


def _told(record: Record, sender: str, receiver: str) -> list[Wire]:
    """The frames with data from the one to the other."""
    frames = (e for e in record.judged() if isinstance(e, Wire) and e.length)
    return [each for each in frames if (each.sender, each.receiver) == (sender, receiver)]


def leaves_empty_unanswered(record: Record) -> bool:
    """Whether the server was sent a datagram of no bytes, and sent none back."""
    frames = [e for e in record.judged() if isinstance(e, Wire) and e.protocol == "udp"]
    empty = [each for each in frames if each.length == 0]
    asked = {each.source for each in empty if each.receiver == "server"}
    return not asked <= {each.target for each in empty if each.sender == "server"}


def ends_before_its_answer(record: Record, role: str) -> bool:
    """Whether the client sent something, and ended in order before all of its answer had come."""
    ended = record.end_of_first(role)
    if ended is None or ended.status != 0 or not _told(record, role, "server"):
        return False
    answers = _told(record, "server", role)
    return not answers or answers[-1].t > ended.t


def cause_of(traits: Traits, record: Record) -> str:
    """Which trait makes claims fail in such a run; empty if none does."""
    if WHOLE_LINES in traits.ways and _sent_half_a_line(record):
        return CAUSES[WHOLE_LINES]
    if NO_EMPTY in traits.ways and leaves_empty_unanswered(record):
        return CAUSES[NO_EMPTY]
    if LEAVES_EARLY in traits.ways and ends_before_its_answer(record, "client"):
        return CAUSES[LEAVES_EARLY]
    return ""


def _sent_half_a_line(record: Record) -> bool:
    """Whether a caller of the server ended what it sent with something else than a newline.

    Of a long segment only the beginning is known; no program of ours ends one with a newline.
    """
    last: dict[Endpoint, Wire] = {}
    for event in record.judged():
        if isinstance(event, Wire) and event.receiver == "server" and event.length:
            last[event.source] = event
    return any(
        each.length > len(each.data or "") or not (each.data or "").endswith("\n")
        for each in last.values()
    )
