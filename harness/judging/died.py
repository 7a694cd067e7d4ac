"""What is said of a judged program that ended though nobody had told it to."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from harness.evidence import events as ev
from harness.evidence.describe import (
    call, ended_at, how_it_ended, milliseconds, shown_at, who_and_what,
)
from harness.evidence.record import Record
from harness.judging.broken import last_words
from harness.judging.injected import injected
from harness.judging.traits import is_in_background
from harness.patterns.families import FAMILIES
from harness.scenario.finding import Finding
from harness.scenario.model import Cast
from harness.scenario.verdict import Verdict

HARMLESS = ("SIGCHLD", "SIGURG", "SIGCONT")
"""Signals that come by themselves: none asks a program to end (c/observe/acts/perform.c)."""

FAULTS = ("SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSEGV", "SIGSYS")
"""Signals by which a program is told of a mistake of its own (signal(7): those that dump core)."""

_TELLING = frozenset(("socket", "bind", "connect", "listen")).union(
    *(FAMILIES[name] for name in ("accept", "read", "write", "fork", "wait", "poll"))
)
"""Calls whose failure is about a caller, or about what a server needs."""

_NO_ERRORS = frozenset(
    {"EAGAIN", "EINTR", "EINPROGRESS", "ENOENT", "ENOTTY", "EALREADY", "ECHILD"}
)
"""What is told by these is no trouble: a program tries, looks, or goes on."""


def died(
    cast: Cast, record: Record, subjects: frozenset[str], others: Iterable[Record]
) -> Finding | None:
    """A server that ended before the run was over, though no signal had asked it to.

    Of the `others`, records of the same requirement, it is told what it has lived through.
    """
    for role in sorted(subjects & cast.names() - {"client"}):
        ended = _end(role, record)
        if ended is None or _was_told(role, record, ended.t):
            continue
        trouble = injected(record, frozenset({role}), ended.t) or _trouble(ended, record)
        evidence: list[ev.Event] = [trouble, ended] if trouble else [ended]
        because = f"{_told(ended, trouble, record)}, though no signal had asked it to"
        because += _read(ended, record, others) + _heard_last(ended, record)
        because += _last_words(ended, record)
        return Finding(Verdict.FAILS, because, None, tuple(evidence), f"{role} {_how(ended)}")
    return None


def had_failed_before(finding: Finding, died: Finding, record: Record) -> bool:
    """Whether the claim had failed before the program began to end: its end is not the cause.

    What others were to show they could not show later than their last call: who was still in
    one when the end began may have waited for the program.
    """
    ended = next(each for each in died.evidence if isinstance(each, ev.Ended))
    if finding.verdict is not Verdict.FAILS or finding.claim is None:
        return False
    begun_ns = _begin_of(ended, record)
    says = finding.claim.says
    if says.forbids:
        return all(shown_at(each) < begun_ns for each in finding.evidence)
    others = says.roles()
    return bool(others) and ended.role not in others and all(
        _last_of(role, record) < begun_ns for role in others
    )


def with_fault(
    finding: Finding, record: Record, subjects: frozenset[str], others: Iterable[Record]
) -> Finding:
    """The finding, and which process that the program had begun was ended by a fault."""
    for ended in record.judged():
        if not isinstance(ended, ev.Ended) or ended.role not in subjects:
            continue
        if ended.child and ended.signal in FAULTS and not _was_told(ended.role, record, ended.t):
            told = f"a process of {ended_at(ended, record.start_ns)}"
            because = f"{finding.because}; {told}{_read(ended, record, others)}"
            cause = f"a process of {ended.role} {_how(ended)}"
            return replace(finding, because=because, cause=finding.cause or cause)
    return finding


def _begin_of(ended: ev.Ended, record: Record) -> int:
    """When the process, or a signal, began to end it: the last that it did is to call exit."""
    begun = (
        e.t for e in record.judged()
        if isinstance(e, ev.Call) and e.pid == ended.pid and e.pattern_name in FAMILIES["exit"]
        or isinstance(e, ev.Signal) and e.pid == ended.pid and e.signal == ended.signal
    )  # fmt: skip
    return min(begun, default=ended.t)


def _last_of(role: str, record: Record) -> int:
    """When the role's last call returned; in which it still is, it returns later than all."""
    calls = (
        e for e in record.judged()
        if isinstance(e, ev.Call) and e.role == role and e.pattern_name not in FAMILIES["exit"]
    )  # fmt: skip
    return max((record.over_ns if e.end is None else e.end for e in calls), default=record.over_ns)


def _end(role: str, record: Record) -> ev.Ended | None:
    """The end of the role: of its first process, or, of one in the background, of the last."""
    mine = [e for e in record.judged() if isinstance(e, ev.Ended) and e.role == role and not e.tid]
    ready = next((e.t for e in record.events if isinstance(e, ev.Ready) and e.role == role), None)
    if ready is None and role == "server":
        return None
    in_background = is_in_background(record, role)
    for end in mine:
        if end.last:
            return end
        is_first = not end.child and end.t > (ready or 0)
        if is_first and not in_background and not _hands_over(end, record):
            return end
    return None


def _hands_over(ended: ev.Ended, record: Record) -> bool:
    """Whether it ended in order, leaving others, before anybody had sent it anything: a daemon."""
    return ended.status == 0 and not any(
        isinstance(e, ev.Wire) and e.receiver == ended.role and e.t < ended.t
        for e in record.judged()
    )


def _was_told(role: str, record: Record, before_ns: int) -> bool:
    return any(
        isinstance(e, ev.Act) and e.what == "signal" and e.role == role and e.t < before_ns
        and e.detail not in HARMLESS
        for e in record.events
    )  # fmt: skip


def _how(ended: ev.Ended) -> str:
    """The same in every run: without the number of a descriptor, or an address."""
    return how_it_ended(replace(ended, where=None, address=None))


def _told(ended: ev.Ended, trouble: ev.Call | None, record: Record) -> str:
    after = f", after {call(trouble)}" if trouble else ""
    return f"{ended_at(ended, record.start_ns)}{after}"


def _trouble(ended: ev.Ended, record: Record) -> ev.Call | None:
    """The last call of that process that failed, and told of something that had happened to it."""
    calls = [
        e for e in record.judged()
        if isinstance(e, ev.Call) and e.pid == ended.pid and e.error and e.t < ended.t
        and e.pattern_name in _TELLING and e.error not in _NO_ERRORS
    ]  # fmt: skip
    return calls[-1] if calls else None


def _read(ended: ev.Ended, record: Record, others: Iterable[Record]) -> str:
    """How much one that a signal killed had read at once, if nobody is served who sends so much."""
    own = [e for e in _pieces(record, ended.role) if e.pid == ended.pid and e.t < ended.t]
    if ended.signal is None or not own:
        return ""
    last = max(reversed(own), key=_size)
    served = [
        _size(piece) for each in (record, *others) for piece in _answered(each, ended.role)
        if (piece.pid, piece.sock) != (last.pid, last.sock)
    ]  # fmt: skip
    most = max(served, default=0)
    also = f"; {most} are served" if most else ""
    return f"; it had read {last.result} bytes in one piece{also}" if _size(last) > most else ""


def _size(piece: ev.Call) -> int:
    return piece.result or 0


def _pieces(record: Record, role: str) -> Iterator[ev.Call]:
    """What the role has read of what others had sent it."""
    for event in record.judged():
        if isinstance(event, ev.Call) and event.role == role and event.sock is not None:
            if event.pattern_name in FAMILIES["read"] and event.result:
                yield event


def _answered(record: Record, role: str) -> Iterator[ev.Call]:
    """Those of its pieces after which it has written to the same socket, once at least."""
    last_ns: dict[tuple[int, int | None], int] = {}
    for event in record.judged():
        if isinstance(event, ev.Call) and event.pattern_name in FAMILIES["write"] and event.result:
            key = event.pid, event.sock
            last_ns[key] = max(event.t, last_ns.get(key, event.t))
    for piece in _pieces(record, role):
        if last_ns.get((piece.pid, piece.sock), piece.t) > piece.t:
            yield piece


def _heard_last(ended: ev.Ended, record: Record) -> str:
    frames = [
        e for e in record.judged()
        if isinstance(e, ev.Wire) and e.receiver == ended.role and e.t < ended.t
        and (e.length or {"FIN", "RST", "SYN"} & {*e.flags})
    ]  # fmt: skip
    if not frames:
        return ""
    at = milliseconds(frames[-1].t, record.start_ns)
    return f"; the last that it was sent is {who_and_what(frames[-1], record.start_ns)} at {at}"


def _last_words(ended: ev.Ended, record: Record) -> str:
    words = last_words(record, ended.role)
    return f"; {words}" if words else ""
