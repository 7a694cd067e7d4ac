"""A record as if one thing in it had been otherwise: the control of a claim no program can break.

The kernel alone decides how much it sends, or what fork returns. That such a claim can
fail is seen on a record in which one number has been changed.
"""

from dataclasses import replace

from harness.patterns.frame import WirePattern
from harness.patterns.pattern import CallPattern, EndsPattern
from harness.scenario.model import AsIf
from harness.evidence.events import Call, Dns, Ended, Event, Wire
from harness.evidence.record import Record
from harness.mutation.mutants import Mutant, Kind
from harness.judging.match import occurrences


def as_if(record: Record, change: AsIf) -> Record | None:
    """The record with the change in the first event that matches; None if there is none."""
    found = occurrences(change.event, record)
    if not found:
        return None
    before = found[0].event
    return Mutant(Kind.MODIFIED, (before,), (_with_number(before, change),)).made_in(record)


def _with_number(event: Event, change: AsIf) -> Event:
    match change.event, event:
        case WirePattern(thing="WINDOW"), Wire():
            return replace(event, window=change.number)
        case WirePattern(thing="ANSWER"), Wire(dns=Dns() as dns):
            return replace(event, dns=replace(dns, answers=change.number))
        case WirePattern(), Wire():
            return replace(event, length=change.number)
        case CallPattern(), Call():
            return replace(event, result=change.number, error=None)
        case EndsPattern(), Ended():
            return replace(event, status=change.number, signal=None)
        case _:
            raise ValueError(f"'{change.event.text}' has no number")
