"""A program that never served where it is called: the sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass

from harness.evidence.describe import how_it_ended
from harness.evidence.endpoint import Endpoint
from harness.evidence.events import Call, Unready
from harness.evidence.record import Record
from harness.judging.whereabouts import whereabouts

_SENDS = ("connect", "sendto", "sendmsg", "sendmmsg")
"""A datagram socket of which the program itself makes use asks others: a name server, say."""


@dataclass(frozen=True, slots=True)
class _Served:
    """Where a socket of the program would have been called: "0.0.0.0:8080"."""

    address: Endpoint | None
    datagrams: bool


def why_unready(record: Record, unready: Unready) -> str:
    """Why the role never became ready."""
    role = unready.role
    ended = record.end_of_first(role)
    if ended and not (ended.status == 0 and whereabouts(unready.blocked, role)):
        return f"{role} {how_it_ended(ended)} before it was ready"
    told = "the port that it was given" if unready.port is None else str(unready.port)
    if served := _served(record, role):
        return f"{role} {_elsewhere(served, unready, told)}"
    where = whereabouts(unready.blocked, role)
    late = _time_that_went_by(record, unready)
    return f"{role} never listened on {told}{late}{f': it {where}' if where else ''}"


def _time_that_went_by(record: Record, unready: Unready) -> str:
    """At the deadline it may only have been late: the time is part of the sentence."""
    if unready.because != "deadline" or record.run.deadline_ms is None:
        return ""
    return f", and {record.run.deadline_ms / 1000:.0f} s went by"


def _served(record: Record, role: str) -> _Served | None:
    """Where the role listens, or else has a datagram socket that it does not use itself."""
    bound: dict[int | None, _Served] = {}
    listening = None
    for event in record.judged():
        if not isinstance(event, Call) or event.role != role or event.error is not None:
            continue
        if event.name == "bind" and event.result == 0:
            bound[event.sock] = _Served(event.args.address, event.kind == "datagram")
        elif event.name == "listen" and event.result == 0:
            listening = bound.get(event.sock, _Served(None, datagrams=False))
        elif event.name in _SENDS:
            bound.pop(event.sock, None)
    return listening or next((each for each in bound.values() if each.datagrams), None)


def _elsewhere(served: _Served, unready: Unready, told: str) -> str:
    """It serves, and not where it is called."""
    verb = "has bound a datagram socket to" if served.datagrams else "listens on"
    if served.address is None:
        return f"{verb} a port that the system chose (it called no bind) instead of {told}"
    if str(served.address.port) != told or unready.address is None:
        return f"{verb} {served.address.port} instead of {told}"
    host, called = served.address.host, unready.address.host
    if host == "::" and ":" not in called:
        return f"{verb} {served.address}, for IPv6 only, and is called at {unready.address}"
    if host in ("0.0.0.0", "::", called):
        return f"{verb} {served.address}, in a network that is not the run's own"
    return f"{verb} {served.address}, and is called at {unready.address}"
