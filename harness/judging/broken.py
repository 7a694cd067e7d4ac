"""Runs from which nothing can be judged, and the sentence that says why."""

import re
from collections import Counter
from dataclasses import replace

from harness.evidence.describe import quoted_line
from harness.evidence.events import Born, Says, Unlaunched, Unready
from harness.evidence.record import Record
from harness.judging.unready import why_unready
from harness.scenario.act import Fail, Hold, Short
from harness.scenario.model import Cast
from harness.scenario.topology import NAME_SERVER

PROCESSES_MAX, THREADS_MAX = 512, 4096
"""So many of each may there be at a time: c/observe/tracer/tracee.h."""

_JUDGED = ("quiet", "timers", "spin", "deadline", "record")


def breakage(record: Record) -> str:
    """Why nothing is judged; empty if everything can be."""
    reason, because = record.end.reason, record.end.because
    for lost in record.losses:
        if lost.what == "words":
            return f"what {lost.role} printed is not all its own: {lost.because}"
    if reason in _JUDGED:
        return "" if record.census else "the record has no census: the observer is broken"
    detail = f": {because}" if because else ""
    match reason:
        case "unlaunched":
            return _unlaunched(record)
        case "unready":
            return _unready(record)
        case "processes":
            return f"{_maker(record)}{detail}"
        case "untraced":
            return "a process was made that the observer cannot follow (CLONE_UNTRACED)"
        case "memory":
            return f"the programs held more memory than a run may have{detail}"
        case "interrupted":
            return "the run was interrupted: a signal asked the observer to stop" + detail
        case "broken":
            return f"the observer could not go on{detail or ', and did not say why'}"
        case unknown:
            return f"the run ended for a reason that is not known here: '{unknown}'" + detail


def lacks_name_server(record: Record) -> bool:
    """Whether it was the name server that could not serve, where it may not have its port."""
    return bool(unnamed(record)) and any(
        isinstance(e, (Unready, Unlaunched)) and e.role == NAME_SERVER for e in record.events
    )


def unheld(record: Record, cast: Cast) -> str:
    """Why a role that was never ready says nothing: its calls are not seen, and one of them was to
    be held, say. Empty if that is not so.
    """
    late = next((e.role for e in record.events if isinstance(e, Unready)), None)
    acted_on = {act.role for act in cast.acts if isinstance(act, (Hold, Short, Fail))}
    if late in acted_on and any(e.what == "calls" and e.role == late for e in record.losses):
        return f"the calls of {late} are not seen, and could not be acted on: {breakage(record)}"
    return ""


def unnamed(record: Record) -> str:
    """Why nothing can be decided that was looked up by name; empty if it can be, or was not."""
    if NAME_SERVER not in record.launched or "names" in record.run.world:
        return ""
    lacks = [each for each in record.run.missing if each.startswith(("names", "files", "mount"))]
    why = "; ".join(lacks) or "the observer could not replace the files in /etc"
    return f"names mean here what this machine says, and not what the run says ({why})"


def _unlaunched(record: Record) -> str:
    for event in record.events:
        if isinstance(event, Unlaunched):
            if cause := _of_the_observer(record, event.role):
                return f"{event.role} could not be started: the observer {cause}"
            return f"{event.role} could not be started: {event.path} {_cannot(event.error)}"
    return "a program could not be started"


def _of_the_observer(record: Record, role: str) -> str:
    """What it could not do for the role before it became the program (c/observe/launch.c)."""
    said = [e.text for e in record.judged() if isinstance(e, Says) and e.role == role]
    last = said[-1] if said else ""
    return last.removeprefix("observe: ") if last.startswith("observe: cannot ") else ""


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
            return why_unready(record, event) + _last_line(record, event.role)
    return "a program never became ready"


def _maker(record: Record) -> str:
    """Who made the most of what there were too many of."""
    made = Counter((e.role, e.how == "thread") for e in record.events if isinstance(e, Born))
    role, threads = made.most_common(1)[0][0] if made else ("a program", False)
    what, most = ("threads", THREADS_MAX) if threads else ("processes", PROCESSES_MAX)
    return f"{role} made more {what} than a run may have ({most})"


def _last_line(record: Record, role: str) -> str:
    words = last_words(record, role)
    return f"; {words}" if words else ""


_NAMES_AN_ERROR = re.compile(
    r"(?=\S).*((error|exception|panic|fatal)\w*:|denied|not permitted)", re.IGNORECASE
)
"""Many runtimes print behind it, indented, where they were, and last of all their version."""


def _trimmed(said: Says) -> str:
    return quoted_line(replace(said, text=said.text.strip()))


def last_words(record: Record, role: str, *, errors_only: bool = False) -> str:
    """Most programs say on standard error what troubles them, at last; some on standard output."""
    told = (e for e in record.judged() if isinstance(e, Says) and e.role == role)
    lines = [each for each in told if each.text.strip()]
    of_errors = [each for each in lines if each.stream == "stderr"]
    said = of_errors or ([] if errors_only else lines)
    if not said:
        return ""
    named = [each for each in of_errors if _NAMES_AN_ERROR.match(each.text)]
    if named and named[-1] is not said[-1]:
        return f"it said {_trimmed(named[-1])}"
    headings = [each for each in said if not each.text[0].isspace()]
    if headings and headings[-1] is not said[-1]:  # the rest tells where it was
        return f"it said {_trimmed(headings[-1])}"
    return f"the last thing it said is {quoted_line(said[-1])}"
