"""How a run ended, and what that says about what did not happen in it."""

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from harness.evidence.describe import going_round, waited, was_doing
from harness.evidence.events import Act, Blocked, Call, Repeats
from harness.evidence.record import Record
from harness.judging.whereabouts import most_telling

_ALL_HAPPENED = ("quiet", "timers", "spin")


_AT_REST = "when nothing more could happen"
_THEN = {"deadline": "at the deadline", "timers": "when nothing but timers went off any more"}


def cut_off(record: Record) -> str:
    """Why what is missing might still have come; empty if nothing more could happen.

    A run that lasts until its deadline has had something to do until then: one in which all wait,
    or only timers go off, is over before.
    """
    if record.end.reason in _ALL_HAPPENED:
        return ""
    if full := filled(record):
        return f"the run was cut off: {full}"
    if record.end.reason != "deadline":  # a reason that is judged has its words here
        return f"the run was cut off by its end, '{record.end.reason}'"
    running = [entry for entry in record.end.blocked if entry.running is not False]
    why = f"{_roles(running)} was still running" if running else record.end.because
    return "the run was cut off at the deadline" + (f" while {why}" if why else "")


def filled(record: Record) -> str:
    """What filled the record, if that was why the run ended; how much it was, and no more."""
    if record.end.reason != "record":
        return ""
    if (most := _most_made(record)) is None:
        return "more happened than a record may hold"
    role, name, count, made = most
    many = f"{made} call{'' if made == 1 else 's'}, {count} of them {name}"
    return f"{role} made {many}, and the record is full{_unkept(record, role)}"


def floods(record: Record, role: str) -> str:
    """That the role filled the record by making one call all the time; else empty."""
    most = _most_made(record) if record.end.reason == "record" else None
    if most is None or most[0] != role or most[2] * 10 < most[3] * 9:
        return ""
    return filled(record)


def _most_made(record: Record) -> tuple[str, str, int, int] | None:
    """Whose call was made most, how often, and how many its role made of all kinds."""
    calls = Counter((e.role, e.name) for e in record.events if isinstance(e, Call))
    if not calls:
        return None
    (role, name), count = calls.most_common(1)[0]
    return role, name, count, sum(n for (each, _), n in calls.items() if each == role)


def _unkept(record: Record, role: str) -> str:
    for lost in record.losses:
        if lost.what == "output" and lost.role == role and lost.because:
            return f"; it printed {lost.because}, and the rest is not kept"
    return ""


Looping = TypeVar("Looping", Blocked, Repeats)


def most_said(loops: Iterable[Looping]) -> Looping | None:
    """Of those who go round together, who is told by an error what is wrong; else the first."""
    each = sorted(loops, key=lambda loop: loop.error in (None, "EAGAIN"))
    return each[0] if each else None


def repeats(record: Record, role: str) -> Blocked | None:
    """What the role made again and again until the run was ended for it, if it did."""
    if record.end.reason != "spin":
        return None
    return most_said(entry for entry in record.end.blocked if entry.role == role and entry.running)


def often_in_vain(record: Record, role: str) -> str:
    """Which call failed the role a thousand times and more, if one did."""
    mine = (e for e in record.events if isinstance(e, Call) and e.role == role and e.error)
    for (name, error), count in Counter((e.name, e.error) for e in mine).most_common(1):
        if count >= 1000:
            return f"{role} made {name} = {error} {count} times"
    return ""


def still_waiting(record: Record, roles: frozenset[str]) -> str:
    """Who still waited for what when the run ended, of the leading roles and of `roles`."""
    leading = dict.fromkeys(entry.role for entry in record.end.blocked)
    blocked = [each for role in leading for each in most_telling(record.end.blocked, role)]
    waits = [_whereabouts(record, entry) for entry in blocked]
    waits += _serving(record, roles - {entry.role for entry in record.end.blocked})
    wrapped = _signalled_outside(record, roles)
    return "; ".join([*dict.fromkeys(waits), *wrapped, *_holds_given_up(record)])


def _serving(record: Record, roles: frozenset[str]) -> list[str]:
    """Those that serve do not keep a run from ending: the census knows where they were."""
    found = record.census.processes if record.census else ()
    at_rest = [entry for entry in found if entry.state == "waiting"]
    waiting = [each for role in sorted(roles) for each in most_telling(at_rest, role)]
    return [waited(entry) for entry in waiting]


def _signalled_outside(record: Record, roles: frozenset[str]) -> list[str]:
    """Who was sent a signal, and hides others behind the process that got it (bwrap(1), say)."""
    apart = {lost.role for lost in record.losses if lost.what == "processes"}
    acts = (e for e in record.judged() if isinstance(e, Act) and e.what == "signal")
    signalled = {each.role for each in acts if each.role in apart & roles}
    return [f"the signal was for the process outside: {role} has process numbers of its own"
            for role in sorted(filter(None, signalled))]  # fmt: skip


def _roles(blocked: list[Blocked]) -> str:
    return " and ".join(dict.fromkeys(entry.role for entry in blocked))


def _whereabouts(record: Record, entry: Blocked) -> str:
    if record.end.reason == "spin" and entry.running:
        return f"{entry.role} {going_round(entry)}"
    return f"{entry.role} {was_doing(entry)} {_THEN.get(record.end.reason, _AT_REST)}"


def _holds_given_up(record: Record) -> list[str]:
    given_up = [e for e in record.judged() if isinstance(e, Act) and e.met is False]
    return [f"the observer held {e.role} {e.call}{_until(record, e)}" for e in given_up]


def _until(record: Record, release: Act) -> str:
    """The condition stands where the hold began."""
    for event in record.judged():
        if isinstance(event, Act) and event.what == "hold" and event.detail:
            if (event.role, event.pid, event.call) == (release.role, release.pid, release.call):
                return f" until '{event.detail}', which did not come"
    return ""
