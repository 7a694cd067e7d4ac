"""What is not there: it fails only if nothing could have hidden it.

Its sentence has parts, each written by one module: what was seen instead by match.py, who still
waited and why the run was over by run_end.py, how a process ended and where it waits by
evidence/describe.py. What is said of the judged program beside its claims is put around it: that it
died, or that nothing was shown, by subject.py; that it answered too much by answers.py.
"""

from collections.abc import Iterable, Sequence

from harness.evidence.events import Event
from harness.evidence.occurrence import Occurrence
from harness.evidence.record import Record
from harness.judging.match import loss, last_events, seen_instead
from harness.judging.run_end import cut_off, still_waiting
from harness.patterns.pattern import Pattern
from harness.scenario.finding import Finding
from harness.scenario.verdict import Verdict

UNTRUSTED = "the clock was stepped during the run: its order cannot be trusted"


def by_line(events: Iterable[Event]) -> tuple[Event, ...]:
    """Each event once, by its time."""
    once = {event.line: event for event in events}
    return tuple(sorted(once.values(), key=lambda event: event.t))


def missing(
    pattern: Pattern, record: Record, chain: Sequence[Occurrence], hidden: Iterable[Pattern]
) -> Finding:
    """The finding for an event that is not there; a hole in `hidden` leaves it open."""
    mark = chain[-1] if chain else None
    after = f"after {mark.told(record.start_ns)} " if mark else ""
    sentence = f"{after}there was no '{pattern.text}'"
    instead = seen_instead(pattern, record, mark)
    near = [*(each.event for each in chain), *instead.events]
    evidence = by_line(near or last_events(record))
    if lost := loss(hidden, record):
        return Finding(Verdict.UNDECIDED, f"{sentence}, but {lost}", None, evidence)
    if cut := cut_off(record):
        return Finding(Verdict.UNDECIDED, f"{sentence}, but {cut}", None, evidence)
    parts = (sentence, instead.text, still_waiting(record, pattern.roles()))
    told = "; ".join(part for part in parts if part)
    return Finding(Verdict.FAILS, told, None, evidence)
