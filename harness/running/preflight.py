"""The preflight: what a replaced program is, found out before anything is judged.

A program that cannot do the least thing would fail every requirement, each for
another apparent reason. Here it gets one sentence instead, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial

from harness.running import complaint
from harness.evidence.events import Call, Ready, Says, Wire
from harness.evidence.record import Record
from harness.running.run import Run
from harness.claims.requirement import Cast, Role
from harness.running.slots import Slots

LINE = "hello sockspec"
"""What must come back. The line after it ends the book's clients."""

GIVEN = (LINE, "Q")


class Transport(StrEnum):
    """What a program speaks: the requirements of the other are not for it."""

    STREAM = "stream"
    DATAGRAM = "datagram"


PAIRS = {
    Transport.STREAM: ("iterative_echo_server", "echo_client"),
    Transport.DATAGRAM: ("udp_echo_server", "udp_echo_client"),
}
"""The reference programs that a replaced one is first tried with."""


class PreflightError(Exception):
    """The program cannot be judged: the one sentence that says why."""


def transport_of(record: Record) -> Transport | None:
    """What the server of a run was seen to serve."""
    ready = next((e for e in record.events if isinstance(e, Ready) and e.role == "server"), None)
    if ready is None:
        return None
    return Transport.DATAGRAM if ready.how == "bind" else Transport.STREAM


CarryOut = Callable[[Slots, Cast, str], Run]
"""Carries a cast out with these programs in the slots, under a name."""


def preflight(slots: Slots, carry_out: CarryOut) -> Transport | None:
    """What the replaced programs speak; a PreflightError if one does not echo a line.

    Each is tried with a program of ours, so that the sentence is about the right one.
    """
    spoken: list[Transport] = []
    if slots.server is not None:
        tried = partial(carry_out, Slots(server=slots.server))
        spoken.append(_examine_server(tried, slots.server))
    if slots.client is not None:
        spoken.append(_examine_client(partial(carry_out, Slots(client=slots.client))))
    if len(set(spoken)) > 1:
        raise PreflightError(
            f"SERVER speaks {spoken[0]}s and CLIENT speaks {spoken[1]}s: judge each by itself."
        )
    return spoken[0] if spoken else None


def _examine_server(carry_out: Callable[[Cast, str], Run], command: str) -> Transport:
    record = _tried(carry_out, Transport.STREAM)
    transport = transport_of(record)
    if transport is Transport.DATAGRAM:
        record = _tried(carry_out, transport)
    if transport is None or not _came_back(record):
        why = complaint.of_server(record, LINE, command)
        raise PreflightError(f"SERVER cannot be judged: {why}.")
    return transport


def _examine_client(carry_out: Callable[[Cast, str], Run]) -> Transport:
    transport = Transport.STREAM
    record = _tried(carry_out, transport)
    if _sends_datagrams(record):
        transport = Transport.DATAGRAM
        record = _tried(carry_out, transport)
    if sentence := complaint.of_client(record, LINE):
        raise PreflightError(f"CLIENT cannot be judged: {sentence}.")
    return transport


def _tried(carry_out: Callable[[Cast, str], Run], transport: Transport) -> Record:
    server, client = PAIRS[transport]
    cast = Cast(
        roles=(Role("server", server), Role("client", client)),
        given=(("client", GIVEN),),
    )
    run = carry_out(cast, f"echo-{transport}")
    if run.record is None:
        raise PreflightError(run.trouble)
    return run.record


def _came_back(record: Record) -> bool:
    said = (e for e in record.events if isinstance(e, Says) and e.role == "client")
    return any(LINE in e.line for e in said)


def _sends_datagrams(record: Record) -> bool:
    return any(
        isinstance(e, Wire) and e.protocol == "udp" and e.sender == "client"
        or isinstance(e, Call) and e.role == "client" and e.name == "sendto"
        and e.kind == "datagram"
        for e in record.events
    )
