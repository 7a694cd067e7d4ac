"""The record less all on which no claim rests."""

from collections.abc import Sequence

from harness.evidence.events import Call, Ended, Says, Signal, Wire
from harness.evidence.record import Record, of_events
from harness.scenario.model import Claim


def bare(claims: Sequence[Claim], record: Record) -> Record:
    """The record less the calls, frames, lines, signals and ends on which no claim rests."""
    needed = {event.line for claim in claims for event in claim.says.witnesses(record).events()}
    kept = (
        event
        for event in record.judged()
        if event.line in needed or not isinstance(event, (Call, Wire, Says, Signal, Ended))
    )
    return of_events(record.run, kept, record.end)
