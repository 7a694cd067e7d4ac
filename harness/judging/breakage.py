"""Runs from which nothing can be judged, and the sentence that says why."""

from collections import Counter

from harness.evidence.brief import how_it_ended, quoted
from harness.evidence.events import Blocked, Born, Call, Ended, Says, Unlaunched, Unready
from harness.evidence.record import Record

NAME_SERVER = "dns"
"""The role that answers what is asked by name; it needs an /etc of the run's own."""

_JUDGED = ("quiet", "timers", "spin", "deadline")


def breakage(record: Record) -> str:
    """Why nothing is judged; empty if everything can be."""
    reason, because = record.end.reason, record.end.because
    if reason in _JUDGED:
        return "" if record.census else "the record has no census: the observer is broken"
    detail = f": {because}" if because else ""
    match reason:
        case "unlaunched":
            return _unlaunched(record)
        case "unready":
            return _unready(record)
        case "processes":
            return f"{_maker(record)} made more processes than a run may have (512)" + detail
        case "record":
            return _full(record) + detail
        case "interrupted":
            return "the run was interrupted: the observer was told to stop" + detail
        case "broken":
            return f"the observer could not go on{detail or ', and did not say why'}"
        case unknown:
            return f"the run ended for a reason that is not known here: '{unknown}'" + detail


def misnamed(record: Record) -> str:
    """Why nothing can be decided that was looked up by name; empty if it can be, or was not."""
    if NAME_SERVER not in record.launched or "names" in record.run.world:
        return ""
    lacks = [each for each in record.run.missing if each.startswith(("names", "files", "mount"))]
    why = "; ".join(lacks) or "the observer could not replace the files in /etc"
    return f"names mean here what this machine says, and not what the run says ({why})"


def _unlaunched(record: Record) -> str:
    for event in record.events:
        if isinstance(event, Unlaunched):
            return f"{event.role} could not be started: {event.path} {_cannot(event.error)}"
    return "a program could not be started"


def _cannot(error: str) -> str:
    match error:
        case "ENOENT":
            return "was not found (ENOENT)"
        case "EACCES":
            return "is not an executable file (EACCES)"
        case "ENOEXEC":
            return "is neither a program nor a script with a #! line (ENOEXEC)"
        case _:
            return f"was refused ({error})"


def _unready(record: Record) -> str:
    for event in record.events:
        if isinstance(event, Unready):
            return _why_unready(record, event) + _last_line(record, event.role)
    return "a program never became ready"


def _why_unready(record: Record, unready: Unready) -> str:
    ended = _end_of_first(record, unready.role)
    if ended:
        return f"{unready.role} {how_it_ended(ended)} before it was ready"
    told = "the port that it was told" if unready.port is None else str(unready.port)
    if elsewhere := _serves(record, unready.role):
        return f"{unready.role} {elsewhere} instead of {told}"
    return f"{unready.role} never listened on {told}{_whereabouts(unready.blocked, unready.role)}"


def _end_of_first(record: Record, role: str) -> Ended | None:
    for event in record.judged():
        if isinstance(event, Ended) and event.tid is None:
            if event.role == role and event.pid == record.first_pid(role):
                return event
    return None


def _serves(record: Record, role: str) -> str:
    """Where the role listens, or has a datagram socket, if it does so somewhere."""
    bound: dict[int | None, str] = {}
    serves = ""
    for event in record.judged():
        if not isinstance(event, Call) or event.role != role or event.result != 0:
            continue
        if event.name == "bind":
            bound[event.sock] = str(event.args.get("address")).rpartition(":")[2]
            if event.kind == "datagram":
                serves = f"has bound a datagram socket to {bound[event.sock]}"
        elif event.name == "listen" and event.sock in bound:
            serves = f"listens on {bound[event.sock]}"
        elif event.name == "listen":
            serves = "listens on a port that the system chose (it called no bind)"
    return serves


def _whereabouts(blocked: tuple[Blocked, ...], role: str) -> str:
    where = dict.fromkeys(doing(each) for each in blocked if each.role == role and each.where)
    return f": it {' and '.join(where)}" if where else ""


def doing(blocked: Blocked) -> str:
    """What somebody was doing when there was nothing more to wait for, as a sentence has it."""
    match blocked.where:
        case "running":
            return "was still running"
        case "stopped":
            return "was stopped by a signal"
        case where:
            return f"waits in {where or 'the kernel'}"


def _maker(record: Record) -> str:
    """The role that made the most processes."""
    made = Counter(event.role for event in record.events if isinstance(event, Born))
    return made.most_common(1)[0][0] if made else "a program"


def _full(record: Record) -> str:
    """What filled the record: most likely one call that is made again and again."""
    calls = Counter((e.role, e.name) for e in record.events if isinstance(e, Call))
    if not calls:
        return "more happened than a record may hold"
    role, name = calls.most_common(1)[0][0]
    return f"{role} called {name} without end, and the record is full{_unkept(record, role)}"


def _unkept(record: Record, role: str) -> str:
    for lost in record.losses:
        if lost.what == "output" and lost.role == role and lost.because:
            return f"; it printed {lost.because}, and the rest is not kept"
    return ""


def _last_line(record: Record, role: str) -> str:
    """Most programs say on standard error what troubles them."""
    lines = [e.line for e in record.judged() if isinstance(e, Says) and e.role == role]
    return f"; the last thing it said is {quoted(lines[-1])}" if lines else ""
