"""Where a pattern occurs in a record, and what was seen where it does not."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from harness.evidence.describe import milliseconds, shown_at, who_and_what
from harness.evidence.events import Call, Ended, Event, Lost, Says, Signal, Wire
from harness.patterns.frame import WirePattern
from harness.patterns.pattern import CallPattern, EndsPattern, GetsPattern, Pattern, SaysPattern
from harness.evidence.occurrence import Occurrence
from harness.evidence.record import Record
from harness.scenario.topology import arriving

NEAR_MISSES = 3
"""So many of what was seen instead are told."""


def occurrences(pattern: Pattern, record: Record) -> list[Occurrence]:
    """All of them before the run was over, in order; of `#N` only that one."""
    pattern = arriving(pattern, record.roles)
    found = [
        Occurrence(ns, event, pattern.text)
        for event in record.judged()
        if (ns := pattern.moment(event)) is not None
    ]
    found.sort(key=lambda occurrence: occurrence.ns)
    return found if pattern.nth is None else found[pattern.nth - 1 : pattern.nth]


def counted(patterns: Iterable[Pattern], record: Record) -> tuple[Event, ...]:
    """The events that `#N` has counted, of those patterns that have it."""
    return tuple(
        each.event
        for pattern in patterns
        if pattern.nth
        for each in occurrences(replace(pattern, nth=None), record)[: pattern.nth]
    )


def first_after(found: Iterable[Occurrence], mark: Occurrence | None) -> Occurrence | None:
    """The first that is later than the mark; without a mark, the first."""
    return next((each for each in found if mark is None or each.ns > mark.ns), None)


def in_order(patterns: Iterable[Pattern], record: Record) -> list[Occurrence]:
    """Of each the first that is later than that of the one before, as far as there is one."""
    chain: list[Occurrence] = []
    for pattern in patterns:
        found = first_after(occurrences(pattern, record), chain[-1] if chain else None)
        if found is None:
            break
        chain.append(found)
    return chain


def loss(patterns: Iterable[Pattern], record: Record, *, before_ns: int | None = None) -> str:
    """A loss that may have hidden such events, as the end of a sentence; else empty.

    Output and calls are lost from the moment of their line on: what was before
    `before_ns` is whole if the line is later. Frames, and the clock, may have been
    lost at any time before: the kernel's count is asked for when the run is over.
    """
    wanted = list(patterns)
    for lost in record.losses:
        whole_until_then = lost.what != "frames" and lost.what != "clock"
        if before_ns is not None and whole_until_then and lost.t >= before_ns:
            continue
        if any(_may_hide(lost, pattern, record, before_ns) for pattern in wanted):
            return _told(lost)
    return ""


def order_is_lost(record: Record) -> bool:
    """Whether the clock was stepped, so that no order can be told."""
    return any(lost.what == "clock" for lost in record.losses)


def _may_hide(lost: Lost, pattern: Pattern, record: Record, before_ns: int | None) -> bool:
    match lost.what:
        case "frames":
            return isinstance(pattern, WirePattern)
        case "output":
            return isinstance(pattern, SaysPattern) and lost.role in (None, pattern.role)
        case "calls" | "processes":
            # Made through io_uring, say, or told in numbers of its own: signals and ends are seen.
            return isinstance(pattern, CallPattern) and lost.role in (None, pattern.who.role)
        case "signals":
            return (
                isinstance(pattern, GetsPattern) and lost.role in (None, pattern.who.role)
                and not _is_told(pattern.signal, lost.role, record, before_ns)
            )  # fmt: skip
        case "cover":
            return False
        case "network":
            return isinstance(pattern, WirePattern)
        case _:
            return True


def _is_told(signal: str, role: str | None, record: Record, before_ns: int | None) -> bool:
    """Whether a program that tells its calls has told of this signal each time that it came."""
    ignored = any(
        isinstance(event, Call) and event.role == role and event.name == "rt_sigaction"
        and (before_ns is None or event.t < before_ns)
        and event.args.has(signal) and event.args.has("SIG_IGN")
        for event in record.events
    )  # fmt: skip
    return signal in TOLD_IF_NOT_IGNORED and not ignored


def _told(lost: Lost) -> str:
    if lost.what == "clock":
        return "the clock was stepped during the run"
    of_role = f" of {lost.role}" if lost.role else ""
    many = f"{lost.count} " if lost.count else ""
    unit = "bytes of output" if lost.what == "output" else lost.what
    because = f" ({lost.because})" if lost.because else ""
    return f"{many}{unit}{of_role} were lost{because}"


TOLD_IF_NOT_IGNORED = frozenset({"SIGHUP", "SIGINT", "SIGQUIT", "SIGPIPE", "SIGALRM", "SIGTERM",
                                 "SIGUSR1", "SIGUSR2"})  # fmt: skip
"""By a program that tells its calls: those that end one by default (c/told/signals.c)."""


@dataclass(frozen=True, slots=True)
class Instead:
    """What was seen where an event is missing."""

    text: str
    events: tuple[Event, ...] = ()


def seen_instead(pattern: Pattern, record: Record, mark: Occurrence | None) -> Instead:
    """What comes nearest to an event that is not there after the mark."""
    start_ns = record.start_ns
    anywhere = occurrences(replace(pattern, nth=None), record)
    if pattern.nth and anywhere and len(anywhere) < pattern.nth:
        events = tuple(each.event for each in anywhere[-NEAR_MISSES:])
        times = f"{len(anywhere)} time{'' if len(anywhere) == 1 else 's'}"
        return Instead(f"it happened {times}, not {pattern.nth}", events)
    if anywhere:
        early = occurrences(pattern, record)[-1]
        return Instead(
            f"it happened only before that, at {milliseconds(early.ns, start_ns)}", (early.event,)
        )
    later = (e for e in record.judged() if mark is None or _is_later(e, mark))
    near = near_misses(arriving(pattern, record.roles), later)
    return _told_instead(sorted(near, key=shown_at), start_ns)


def near_misses(pattern: Pattern, events: Iterable[Event]) -> list[Event]:
    """Events of the same kind; where there are none, the same call with other arguments."""
    every = list(events)
    near = [event for event in every if _is_near(pattern, event)]
    if not near and isinstance(pattern, CallPattern):
        near = [event for event in every if _is_like(pattern, event)]
    return near


def _is_later(event: Event, mark: Occurrence) -> bool:
    return shown_at(event) >= mark.ns and event.line != mark.event.line


def _told_instead(near: list[Event], start_ns: int) -> Instead:
    if not near:
        return Instead("nothing of the kind was seen")
    last = near[-NEAR_MISSES:]
    told = ", ".join(f"{who_and_what(e, start_ns)} {_at(e, start_ns)}" for e in last)
    more = f" (the last {len(last)} of {len(near)})" if len(near) > len(last) else ""
    return Instead(f"instead{more}: {told}", tuple(last))


def last_events(record: Record) -> tuple[Event, ...]:
    """What happened last before the run was over: where there is nothing nearer to show."""
    happened = [e for e in record.judged() if isinstance(e, (Call, Wire, Says, Signal, Ended))]
    return tuple(happened[-NEAR_MISSES:])


def _at(event: Event, start_ns: int) -> str:
    waiting = isinstance(event, Call) and event.end is None
    return f"{'since' if waiting else 'at'} {milliseconds(shown_at(event), start_ns)}"


def _is_near(pattern: Pattern, event: Event) -> bool:
    """Of the same kind, whatever became of it."""
    match pattern:
        case WirePattern():
            return pattern.is_between(event)
        case CallPattern():
            return pattern.is_same_call(event)
        case SaysPattern():
            return isinstance(event, Says) and event.role == pattern.role
        case GetsPattern():
            return isinstance(event, Signal) and event.role == pattern.who.role
        case EndsPattern():
            return isinstance(event, Ended) and event.role == pattern.who.role


def _is_like(pattern: CallPattern, event: Event) -> bool:
    """The same call with other arguments."""
    if not isinstance(event, Call) or event.role != pattern.who.role:
        return False
    return event.pattern_name in pattern.names
