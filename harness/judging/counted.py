"""What is counted at the census, beside the number that is claimed."""

from harness.evidence.describe import ended_at
from harness.evidence.record import Record
from harness.judging.census import Count
from harness.judging.run_end import cut_off
from harness.judging.traits import is_in_background
from harness.patterns.terms import Comparison
from harness.scenario.finding import Finding
from harness.scenario.verdict import Verdict


def of_the_running(role: str, seen: Count, wanted: Comparison, record: Record) -> Finding:
    """`seen` speaks of a role that still runs at the census."""
    ended = record.end_of_first(role)
    if ended and not is_in_background(record, role):
        told = ended_at(ended, record.start_ns)
        because = f"{told}: at the end of the run nothing was left to count"
        return Finding(Verdict.FAILS, because, None, (ended,))
    return compared(seen, wanted, record)


def compared(seen: Count, wanted: Comparison, record: Record) -> Finding:
    if cut := cut_off(record):
        return Finding(Verdict.UNDECIDED, f"{seen.text}, but {cut}", None, seen.evidence)
    if wanted.holds(seen.number):
        return Finding(Verdict.HOLDS, seen.text, None, seen.evidence)
    return Finding(Verdict.FAILS, f"{seen.text}, not {wanted}", None, seen.evidence)
