"""Runs from which nothing can be judged, and the sentence that says why."""

from harness.evidence.brief import how_it_ended, quoted
from harness.evidence.events import Blocked, Call, Ended, Says, Unlaunched, Unready
from harness.evidence.record import Record

_JUDGED = ("quiet", "spin", "deadline")


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
            return "the programs made more processes than a run may have (512)" + detail
        case "record":
            return "more happened than a record may hold (2,000,000 events)" + detail
        case "interrupted":
            return "the run was interrupted: the observer was told to stop" + detail
        case "broken":
            return f"the observer could not go on{detail or ', and did not say why'}"
        case unknown:
            return f"the run ended for a reason that is not known here: '{unknown}'" + detail


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
            return "is not executable (EACCES)"
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
    at = " until the deadline" if unready.because == "deadline" else ""
    return f"{unready.role} never listened on {told}{at}{_waits(unready.blocked, unready.role)}"


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


def _waits(blocked: tuple[Blocked, ...], role: str) -> str:
    where = dict.fromkeys(entry.where for entry in blocked if entry.role == role and entry.where)
    return f", and waits in {' and '.join(str(call) for call in where)}" if where else ""


def _last_line(record: Record, role: str) -> str:
    """Most programs say on standard error what troubles them."""
    lines = [e.line for e in record.judged() if isinstance(e, Says) and e.role == role]
    return f"; the last thing it said is {quoted(lines[-1])}" if lines else ""
