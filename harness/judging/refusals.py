"""What a run has refused a program: it may be why that did otherwise than elsewhere."""

from __future__ import annotations

from harness.evidence.events import Call
from harness.evidence.record import Record

MOST = 3
"""So many calls are named."""


def refused(record: Record) -> str:
    """Which calls no program may make in a run were tried, and by whom; empty if none."""
    tried: dict[str, dict[str, None]] = {}
    for event in record.judged():
        if isinstance(event, Call) and event.act == "refused":
            tried.setdefault(event.role, {})[f"{event.name} ({event.error})"] = None
    return "; ".join(_told(role, list(calls)) for role, calls in tried.items())


def _told(role: str, calls: list[str]) -> str:
    named = calls[:MOST] + [f"{len(calls) - MOST} more"] * (len(calls) > MOST)
    several = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    return f"{role} was refused {several}, which no program may do in a run (docs/containment.md)"
