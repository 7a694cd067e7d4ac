"""The preflight: what a replaced program is, found out before anything is judged.

A program that cannot do the least thing would fail every requirement, each for
another apparent reason. Here it gets one sentence instead, and nothing else. What
would make several requirements fail for one cause, and leaves others that can be
judged, is a trait: it is told once, and the failures that come of it together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from harness.scenario.act import Act
from harness.scenario.model import Cast, Role
from harness.vocabulary.words import act
from harness.evidence.events import Says
from harness.evidence.quoting import Told
from harness.evidence.record import Record
from harness.judging.traits import (
    BACKGROUND,
    BOTH,
    LEAVES_EARLY,
    NO_EMPTY,
    ONLY_DATAGRAMS,
    ONLY_STREAMS,
    RELAY_IN_BACKGROUND,
    RELAYS_BOTH,
    RELAYS_ONLY,
    WHOLE_LINES,
    Traits,
    Transport,
    ends_before_its_answer,
    is_in_background,
    leaves_empty_unanswered,
    served,
    slowness_ms,
    transport_of,
    wants_whole_lines,
)
from harness.running import preflight_report, relay_report
from harness.running.observer import Observed
from harness.running.presets import Preset
from harness.running.schedule import Schedule
from harness.running.slots import Slots

LINE = "hello sockspec"
"""What must come back. The line after it ends the book's clients."""

AGAIN = "hello again"
"""What the second caller sends, when the first has gone."""

GIVEN = (("client", (LINE, "Q")), ("again", (AGAIN, "Q")))

PAIRS = {
    Transport.STREAM: ("iterative_echo_server", "echo_client"),
    Transport.DATAGRAM: ("udp_echo_server", "udp_echo_client"),
}
"""The reference programs that a replaced one is first tried with."""

PROBES = {
    Transport.STREAM: Role("slowly", "trickling_client {host} {port}"),
    Transport.DATAGRAM: Role("briefly", "zero_datagram_client {host} {port}"),
}
"""One sends a line byte by byte, its newline last; the other a datagram of no bytes."""

IN_TURN = {
    Transport.STREAM: (
        ("again connect", "client ends"),
        ("slowly connect", "again ends"),
        ("slowly write #8", "wire server>slowly DATA"),
    ),
    Transport.DATAGRAM: (("again write", "client ends"), ("briefly write", "again ends")),
}
"""Which call waits for what, or until nothing more happens: the newline for a first answer."""

SERVES_BOTH = {
    "server": (BOTH, {Transport.STREAM: ONLY_STREAMS, Transport.DATAGRAM: ONLY_DATAGRAMS}),
    "via": (RELAYS_BOTH, RELAYS_ONLY),
}
"""What is said of one that serves by both, and of one that answers by one of them only."""

PATIENTLY = act("hold", ("server write", "until", "client ends", "or", "waits"))
"""A client is answered when it waits for that, or has not waited: which of them is no luck."""

BEHIND_RELAY = {
    Transport.STREAM: ("forking_echo_server", "echo_client"),
    Transport.DATAGRAM: ("udp_echo_server", "udp_echo_client"),
}
"""The programs before and behind a relay: it may call its server early, and for several callers."""

THROUGH = {"client": LINE, "beside": "hello, besides", "again": AGAIN}
"""What is sent through a relay: by two callers at the same time, as much of each, so that one who
is given what is not his has what he waits for; and by one when the first has gone. By datagrams
one after the other: a relay that mixes up those of a moment can be judged, and is, by 6.40."""

OF_A_RELAY = {
    Transport.STREAM: (
        ("beside connect", "client connect = 0"), ("again connect", "client ends")
    ),
    Transport.DATAGRAM: (("beside write", "client ends"), ("again write", "beside ends")),
}
"""As IN_TURN."""

PROGRAMS = {
    *sum((*PAIRS.values(), *BEHIND_RELAY.values()), ()),
    *(role.program_name for role in PROBES.values()),
}
"""All programs of ours that the preflight needs."""


class PreflightError(Told):
    """The program cannot be judged: the one sentence that says why."""


CarryOut = Callable[[Slots, Cast, str, Transport | None], Observed]
"""Carries a cast out with these programs in the slots, under a name; it is ready by that."""


def preflight(
    slots: Slots,
    carry_out: CarryOut,
    schedule: Schedule,
    presets: Mapping[str, Preset] = MappingProxyType({}),
) -> Traits:
    """What the replaced programs are; a PreflightError if one does not echo a line.

    Each is tried with programs of ours, so that the sentence is about the right one. `presets` are
    those among them, by their slots.
    """

    def examine(slot: str) -> Traits:
        typed = slots.replaced[slot]
        spelled = presets[slot].spelled if slot in presets else typed
        return EXAMINERS[slot](typed, spelled, carry_out)

    examined = dict(schedule.each(examine, slots.replaced))
    found = [examined[slot].result() for slot in slots.replaced]
    if not found:
        return Traits()
    spoken = frozenset.intersection(*(each.transports for each in found))
    if not spoken:
        spoken_by = (
            f"{slot.upper()} speaks {' and '.join(sorted(each.transports))}s"
            for slot, each in zip(slots.replaced, found, strict=True)
        )
        raise PreflightError(f"{' and '.join(spoken_by)}: judge each by itself.")
    ways = frozenset[str]().union(*(each.ways for each in found))
    return Traits(spoken, ways, max(each.slowness_ms for each in found))


def _examine_server(typed: str, command: str, carry_out: CarryOut) -> Traits:
    """By whatever it serves, it is asked; where it serves nothing, as a server of streams."""

    def tried(transport: Transport, first: Transport | None) -> Record:
        cast = _callers_of_server(transport)
        return record_of(carry_out(Slots(server=typed), cast, f"echo-{transport}", first))

    def ways_of(record: Record) -> set[str]:
        return _ways_of_server(record, command)

    record = tried(Transport.STREAM, None)
    serves = served(record, preflight_report.port_of(record))
    serves = serves or frozenset({transport_of(record) or Transport.STREAM})
    if len(serves) > 1:
        return _examine_both(tried, ways_of, record, "server")
    if serves == {Transport.DATAGRAM}:
        record = tried(Transport.DATAGRAM, None)
    return Traits(serves, frozenset(ways_of(record)), slowness_ms(record, "server"))


def _examine_both(
    tried: Callable[[Transport, Transport], Record],
    ways_of: Callable[[Record], set[str]],
    first: Record,
    role: str,
) -> Traits:
    """Of what serves both: the socket by which it does not answer may be for something else."""
    found: dict[Transport, set[str]] = {}
    refusals: list[PreflightError] = []
    for transport in (Transport.STREAM, Transport.DATAGRAM):
        was_tried = transport is Transport.STREAM is transport_of(first, role)
        try:
            record = first if was_tried else tried(transport, transport)
            found[transport] = ways_of(record)
        except PreflightError as refusal:
            refusals.append(refusal)
    if not found:
        raise refusals[0]
    both, only = SERVES_BOTH[role]
    ways = frozenset({both if len(found) > 1 else only[min(found)]}).union(*found.values())
    return Traits(frozenset(found), ways, slowness_ms(first, role))


def _ways_of_server(record: Record, command: str) -> set[str]:
    if sentence := preflight_report.of_many(record):
        refuse("SERVER", sentence)
    if not _came_back(record, "client", LINE):
        refuse("SERVER", preflight_report.of_server(record, LINE, command))
    if not _came_back(record, "again", AGAIN):
        if sentence := preflight_report.of_one_caller(record):
            refuse("SERVER", sentence)
    found = {
        BACKGROUND: is_in_background(record, "server"),
        WHOLE_LINES: wants_whole_lines(record, "slowly", "again"),
        NO_EMPTY: leaves_empty_unanswered(record),
    }
    return {way for way, is_so in found.items() if is_so}


def _examine_client(typed: str, command: str, carry_out: CarryOut) -> Traits:
    def tried(transport: Transport) -> Record:
        server, client = PAIRS[transport]
        roles = (Role("server", server), Role("client", client))
        cast = Cast(roles, (PATIENTLY,), GIVEN[:1])
        run = carry_out(Slots(client=typed), cast, f"echo-{transport}", None)
        return record_of(run)

    transport = Transport.STREAM
    record = tried(transport)
    if preflight_report.sends_datagrams(record):
        transport = Transport.DATAGRAM
        record = tried(transport)
    leaves_early = ends_before_its_answer(record, "client")
    if sentence := preflight_report.of_client(record, LINE, command, answered=not leaves_early):
        refuse("CLIENT", sentence)
    ways = frozenset({LEAVES_EARLY} if leaves_early else ())
    return Traits(frozenset({transport}), ways, slowness_ms(record, "client"))


def _examine_relay(typed: str, command: str, carry_out: CarryOut) -> Traits:
    """What it carries: a line of three callers, by a stream, by datagrams, or by both."""

    def tried(transport: Transport, ready_by: Transport | None) -> Record:
        cast = _callers_of_relay(transport)
        return record_of(carry_out(Slots(via=typed), cast, f"relay-{transport}", ready_by))

    def ways_of(record: Record) -> set[str]:
        if sentence := relay_report.of_relay(record, THROUGH, command):
            refuse("VIA", sentence)
        return {RELAY_IN_BACKGROUND} if is_in_background(record, "via") else set()

    record = tried(Transport.STREAM, None)
    serves = served(record, relay_report.port_of(record), "via")
    serves = serves or frozenset({transport_of(record, "via") or Transport.STREAM})
    if len(serves) > 1:
        return _examine_both(tried, ways_of, record, "via")
    if serves == {Transport.DATAGRAM}:
        record = tried(Transport.DATAGRAM, None)
    return Traits(serves, frozenset(ways_of(record)), slowness_ms(record, "via"))


def _callers_of_relay(transport: Transport) -> Cast:
    server, client = BEHIND_RELAY[transport]
    callers = (Role(name, f"{client} {{host}} {{port}}") for name in THROUGH)
    roles = (Role("server", server), Role("via", "tcp_relay"), *callers)
    given = tuple((name, (line, "Q")) for name, line in THROUGH.items())
    return Cast(roles, tuple(held(*each) for each in OF_A_RELAY[transport]), given)


EXAMINERS: Mapping[str, Callable[[str, str, CarryOut], Traits]] = {
    "server": _examine_server,
    "client": _examine_client,
    "via": _examine_relay,
}
"""What finds out what sits in a slot, by the slot's name: each that is open has one. It is given
what was typed, and all that is told by it: of a preset its command and its files."""


def _callers_of_server(transport: Transport) -> Cast:
    """One caller after the other, in one run: what kind of server it is, the last ones show."""
    server, client = PAIRS[transport]
    again = Role("again", f"{client} {{host}} {{port}}")
    roles = (Role("server", server), Role("client", client), again, PROBES[transport])
    return Cast(roles, tuple(held(*each) for each in IN_TURN[transport]), GIVEN)


def held(call: str, until: str) -> Act:
    """A call that waits for that, or until nothing more happens."""
    return act("hold", (call, "until", until, "or", "quiet"))


def refuse(slot: str, sentence: str) -> None:
    """Say that what sits in the slot cannot be judged, and why."""
    raise PreflightError(f"{slot} cannot be judged: {sentence}.")


def record_of(run: Observed) -> Record:
    """What was observed; a PreflightError if nothing was."""
    if run.record is None:
        raise PreflightError(run.trouble)
    return run.record


def _came_back(record: Record, role: str, line: str) -> bool:
    said = (e for e in record.events if isinstance(e, Says) and e.role == role)
    return any(line in e.text for e in said)
