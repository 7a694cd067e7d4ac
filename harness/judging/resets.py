"""A connection that a program resets though it has read everything (SO_LINGER of 0, socket(7)).

A client that leaves without having read all is known by the RST that its system sends
(RFC 9293, 3.10.4; RFC 2525, 2.17). One that asks for a RST itself sends the same segment, and
so what was to be told by that cannot be.
"""

from __future__ import annotations

from collections.abc import Iterable

from harness.evidence.describe import milliseconds
from harness.evidence.endpoint import Endpoint
from harness.evidence.events import Call, Wire
from harness.evidence.record import Record
from harness.patterns.families import FAMILIES
from harness.patterns.frame import WirePattern
from harness.patterns.pattern import Pattern
from harness.scenario.model import Claim

_PEEKS = "MSG_PEEK"


def reset_by_choice(claim: Claim, record: Record, role: str) -> str:
    """Why a claim of the role's own FIN or RST shows nothing of what it read; else empty."""
    if not any(_is_end_by(role, each) for each in claim.says.named()):
        return ""
    frames = [e for e in record.judged() if isinstance(e, Wire) and e.protocol == "tcp"]
    reset = next((e for e in frames if e.sender == role and "RST" in e.flags), None)
    if reset is None or any(lost.what == "frames" for lost in record.losses):
        return ""
    if any(e.sender == role and "FIN" in e.flags and e.t < reset.t for e in frames):
        return ""
    before = [each for each in frames if each.t < reset.t]
    answered = _carried(each for each in before if each.receiver == role)
    asked = _carried(each for each in before if each.sender == role)
    if answered < asked or _read_by(role, record, reset.t) < answered:
        return ""
    at = milliseconds(reset.t, record.start_ns)
    read = f"{role} had read all of its answer ({answered} bytes)"
    return f"{read} when it reset its connection at {at}"


def _is_end_by(role: str, pattern: Pattern) -> bool:
    """Whether it means that the role ends a direction, or breaks the connection off."""
    return (
        isinstance(pattern, WirePattern)
        and pattern.sender == role
        and pattern.thing in ("FIN", "RST")
    )


def _carried(frames: Iterable[Wire]) -> int:
    """Bytes on all connections; what was sent again counts once."""
    furthest: dict[tuple[Endpoint, Endpoint], int] = {}
    for frame in frames:
        if frame.length:
            way, end = (frame.source, frame.target), (frame.seq or 0) - 1 + frame.length
            furthest[way] = max(end, furthest.get(way, 0))
    return sum(furthest.values())


def _read_by(role: str, record: Record, before_ns: int) -> int:
    reads = (
        e for e in record.judged()
        if isinstance(e, Call) and e.role == role and e.pattern_name in FAMILIES["read"]
        and e.kind in ("connection", "stream") and e.t < before_ns
    )  # fmt: skip
    return sum(max(e.result or 0, 0) for e in reads if _PEEKS not in _flags(e))


def _flags(call: Call) -> tuple[str, ...]:
    flags = call.args.others.get("flags", ())
    return flags if isinstance(flags, tuple) else (str(flags),)
