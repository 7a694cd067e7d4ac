"""Comparing claims with a record. Pure: a record goes in, findings come out.

What is missing fails only if nothing could hide it: where the evidence has a
hole, or the run was cut off, the answer is undecided. What was seen was seen,
whatever else was lost.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from harness.judging import census
from harness.judging.broken import breakage, misnamed
from harness.evidence.describe import ended_at, going_round
from harness.judging.run_end import cut_off, last_words, repeats
from harness.evidence.events import Ended, Event
from harness.judging.finding import Finding
from harness.judging.verdict import Verdict
from harness.judging.traits import is_in_background
from harness.patterns.syntax import exit_status, for_observer, parse
from harness.judging.match import (
    Occurrence,
    chained,
    first_after,
    hole,
    last_events,
    occurrences,
    order_is_lost,
    seen_instead,
)
from harness.patterns.frame import WirePattern
from harness.patterns.pattern import EndsPattern, Pattern, SaysPattern, Who
from harness.evidence.record import Record
from harness.scenario.model import Cast, Claim, Requirement
from harness.scenario.topology import arriving
from harness.vocabulary.words import count, window

__all__ = ["Finding", "Verdict", "judge_claim", "judge_claims", "judge_requirement", "worst"]

UNTRUSTED = "the clock was stepped during the run: its order cannot be trusted"
_SEVERITY = (Verdict.BROKEN, Verdict.FAILS, Verdict.UNDECIDED)


def judge_requirement(requirement: Requirement, records: Mapping[Cast, Record]) -> Finding:
    """The worst finding of its claims, of equals the first."""
    return worst(requirement, judge_claims(requirement, records))


def judge_claims(requirement: Requirement, records: Mapping[Cast, Record]) -> list[Finding]:
    """The finding of each of its claims."""
    return [_judge(claim, records.get(claim.cast)) for claim in requirement.claims]


def worst(requirement: Requirement, findings: Sequence[Finding]) -> Finding:
    """What the findings of its claims say together."""
    for verdict in _SEVERITY:
        for finding in findings:
            if finding.verdict is verdict:
                return finding
    if not findings:
        return Finding(Verdict.BROKEN, f"{requirement.id} claims nothing")
    because = "; ".join(finding.because for finding in findings)
    return Finding(Verdict.HOLDS, because, None, _in_order(e for f in findings for e in f.evidence))


def _judge(claim: Claim, record: Record | None) -> Finding:
    if record is None:
        return Finding(Verdict.BROKEN, "there is no record of its run", claim)
    return judge_claim(claim, record)


def judge_claim(claim: Claim, record: Record) -> Finding:
    """What the record says of the claim."""
    if broken := breakage(record):
        return Finding(Verdict.BROKEN, broken, claim)
    if why := misnamed(record):
        return Finding(Verdict.UNDECIDED, why, claim)
    found = _WORDS[claim.word](claim.args, record)
    return replace(found, because=_in_its_words(found.because, claim.cast), claim=claim)


def _in_its_words(because: str, cast: Cast) -> str:
    """What the observer was told to wait for, as the scenario has it."""
    for act in cast.acts:
        if act.event:
            told = for_observer(arriving(act.event, cast.names()))
            because = because.replace(f"'{told}'", f"'{act.event.text}'")
    return because


def _in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Each event once, by its time."""
    once = {event.line: event for event in events}
    return tuple(sorted(once.values(), key=lambda event: event.t))


def _happens(args: tuple[str, ...], record: Record) -> Finding:
    patterns = [parse(arg) for arg in args]
    chain = chained(patterns, record)
    if len(chain) < len(patterns):
        place = len(chain)
        return _missing(patterns[place], record, chain, patterns[: place + 1])
    told = ", then ".join(each.told(record.start_ns) for each in chain)
    evidence = _in_order(each.event for each in chain)
    if len(chain) > 1 and order_is_lost(record):
        return Finding(Verdict.UNDECIDED, f"{told}, but {UNTRUSTED}", None, evidence)
    if lost := hole((pattern for pattern in patterns if pattern.nth), record):
        because = f"{told}, but {lost}: which one is which cannot be told"
        return Finding(Verdict.UNDECIDED, because, None, evidence)
    return Finding(Verdict.HOLDS, told, None, evidence)


def _missing(
    pattern: Pattern, record: Record, chain: list[Occurrence], hidden: Iterable[Pattern]
) -> Finding:
    """The finding for an event that is not there; a hole in `hidden` leaves it open."""
    mark = chain[-1] if chain else None
    after = f"after {mark.told(record.start_ns)} " if mark else ""
    sentence = f"{after}there was no '{pattern.text}'"
    instead = seen_instead(pattern, record, mark)
    near = [*(each.event for each in chain), *instead.events]
    evidence = _in_order(near or last_events(record))
    if lost := hole(hidden, record):
        return Finding(Verdict.UNDECIDED, f"{sentence}, but {lost}", None, evidence)
    if cut := cut_off(record):
        return Finding(Verdict.UNDECIDED, f"{sentence}, but {cut}", None, evidence)
    parts = (sentence, instead.text, last_words(record, pattern.roles()))
    told = "; ".join(part for part in parts if part)
    return Finding(Verdict.FAILS, told, None, evidence)


def _never(args: tuple[str, ...], record: Record) -> Finding:
    span = window(args)
    wanted = [mark for mark in (span.after, span.until) if mark]
    marks = chained(wanted, record)
    if len(marks) < len(wanted):
        place = len(marks)
        missing = _missing(wanted[place], record, marks, wanted[: place + 1])
        because = f"'never {span.event.text}' has no end or no beginning: {missing.because}"
        return replace(missing, because=because)
    after = marks[0] if span.after else None
    until = marks[-1] if span.until else None
    return _none_between(span.event, after, until, record)


def _none_between(
    event: Pattern, after: Occurrence | None, until: Occurrence | None, record: Record
) -> Finding:
    marks = [mark for mark in (after, until) if mark]
    bounds = f" after {after.told(record.start_ns)}" if after else ""
    bounds += f" until {until.told(record.start_ns)}" if until else ""
    found = first_after(occurrences(event, record), after)
    if found and (until is None or found.ns < until.ns):
        return _forbidden(found, bounds, marks, record)
    sentence = f"'{event.text}' was not seen{bounds}"
    evidence = tuple(mark.event for mark in marks)
    patterns = [event, *(parse(mark.text) for mark in marks)]
    if lost := hole(patterns, record, before_ns=until.ns if until else None):
        return Finding(Verdict.UNDECIDED, f"{sentence}, but {lost}", None, evidence)
    if until is None and record.end.reason == "deadline":
        because = f"{sentence}, but the run was cut off at the deadline"
        return Finding(Verdict.UNDECIDED, because, None, evidence)
    return Finding(Verdict.HOLDS, sentence, None, evidence)


def _forbidden(
    found: Occurrence, bounds: str, marks: list[Occurrence], record: Record
) -> Finding:
    """What must not happen between the marks was seen there."""
    because = f"{found.told(record.start_ns)} happened{bounds and f', and it must not{bounds}'}"
    evidence = _in_order([*(mark.event for mark in marks), found.event])
    if marks and order_is_lost(record):
        return Finding(Verdict.UNDECIDED, f"{because}, but {UNTRUSTED}", None, evidence)
    return Finding(Verdict.FAILS, because, None, evidence)


def _says(args: tuple[str, ...], record: Record) -> Finding:
    role, words = args
    pattern = SaysPattern(role, words, None, f"{role} says {words}")
    found = first_after(occurrences(pattern, record), None)
    if found is None:
        return _missing(pattern, record, [], [pattern])
    return Finding(Verdict.HOLDS, found.told(record.start_ns), None, (found.event,))


def _exits(args: tuple[str, ...], record: Record) -> Finding:
    role, wanted = args[0], exit_status(args[1])
    ended = _end_of_first(role, record)
    if ended is None:
        text = f"{role} ends = {wanted}"
        pattern = EndsPattern(Who(role, "parent"), wanted, None, text)
        return _missing(pattern, record, [], [pattern])
    told = ended_at(ended, record.start_ns)
    if wanted in (ended.status, ended.signal):
        return Finding(Verdict.HOLDS, told, None, (ended,))
    return Finding(Verdict.FAILS, f"{told}, not {_status(wanted)}", None, (ended,))


def _status(wanted: int | str) -> str:
    return f"by {wanted}" if isinstance(wanted, str) else f"with status {wanted}"


def _end_of_first(role: str, record: Record) -> Ended | None:
    any_end = EndsPattern(Who(role, "parent"))
    ends = (event for event in record.judged() if any_end.matches(event))
    return next((event for event in ends if isinstance(event, Ended)), None)


def _counted(
    word: str, look: Callable[[str, Record], census.Count], args: tuple[str, ...], record: Record
) -> Finding:
    """`zombies` and `left_open`: they speak of a role that still runs at the census."""
    role, wanted = args[0], count(word, args[1])
    ended = _end_of_first(role, record)
    if ended and not is_in_background(record, role):
        because = f"{ended_at(ended, record.start_ns)}: there is nothing to count at the census"
        return Finding(Verdict.FAILS, because, None, (ended,))
    return _compared(look(role, record), wanted, record)


def _compared(seen: census.Count, wanted: int, record: Record) -> Finding:
    if cut := cut_off(record):
        return Finding(Verdict.UNDECIDED, f"{seen.text}, but {cut}", None, seen.evidence)
    if seen.number == wanted:
        return Finding(Verdict.HOLDS, seen.text, None, seen.evidence)
    return Finding(Verdict.FAILS, f"{seen.text}, not {wanted}", None, seen.evidence)


def _zombies(args: tuple[str, ...], record: Record) -> Finding:
    return _counted("zombies", census.zombies, args, record)


def _left_open(args: tuple[str, ...], record: Record) -> Finding:
    return _counted("left_open", census.connections, args, record)


def _left_in(args: tuple[str, ...], record: Record) -> Finding:
    """Of the kernel, not of a process: it keeps a state when the process has long ended."""
    role, state, wanted = args[0], args[1], count("left_in", args[2])
    seen = census.in_state(role, state, record)
    if lost := hole([WirePattern("FRAME")], record):
        return Finding(Verdict.UNDECIDED, f"{seen.text}, but {lost}")
    return _compared(seen, wanted, record)


def _rests(args: tuple[str, ...], record: Record) -> Finding:
    """A role that does nothing has nothing to do: it waits, or has ended.

    That is seen of whoever waits, however its calls are made.
    """
    (role,) = args
    if call := repeats(record, role):
        return Finding(Verdict.FAILS, f"{role} {going_round(call)}, and it did nothing")
    if cut := cut_off(record):
        return Finding(Verdict.UNDECIDED, f"{role} was not seen to repeat a call, but {cut}")
    return Finding(Verdict.HOLDS, f"{role} was not making calls when the run ended")


_WORDS: dict[str, Callable[[tuple[str, ...], Record], Finding]] = {
    "happens": _happens,
    "never": _never,
    "says": _says,
    "exits": _exits,
    "zombies": _zombies,
    "left_open": _left_open,
    "left_in": _left_in,
    "rests": _rests,
}
