"""An event in one line, for people; and where somebody is, and how somebody ended, in words."""

from harness.evidence.awaited import awaited
from harness.evidence.events import (
    Act,
    Arguments,
    Blocked,
    Born,
    Call,
    Census,
    End,
    Ended,
    Event,
    Exec,
    Lost,
    Process,
    Ready,
    Reaped,
    Repeats,
    Run,
    Says,
    Signal,
    Unlaunched,
    Unready,
    Wire,
)
from harness.evidence.quoting import MOST_SHOWN, printable, quoted, quoted_bytes, word

LONG_NS = 1_000_000
"""A call that took at least this long is said to have waited."""


def milliseconds(ns: int, start_ns: int) -> str:
    """A time since the first event."""
    return f"{(ns - start_ns) / 1e6:.3f} ms"


def brief(event: Event, start_ns: int) -> str:
    """The time, who, and what."""
    return f"{(shown_at(event) - start_ns) / 1e6:9.3f}  {who_and_what(event, start_ns)}"


def who_and_what(event: Event, start_ns: int) -> str:
    """The same without the time."""
    since = ""
    if isinstance(event, Call) and event.end is not None and event.end - event.t >= LONG_NS:
        since = f"  (since {milliseconds(event.t, start_ns)})"
    data = ""
    if isinstance(event, Wire) and event.data and event.length:
        data = f" {quoted_bytes(event.data)}"
    return f"{who(event)} {what(event)}{data}{since}".lstrip()


def shown_at(event: Event) -> int:
    """The moment at which an event is listed: a call's is its return."""
    return event.end if isinstance(event, Call) and event.end is not None else event.t


def who(event: Event) -> str:
    """The role, with the process where it is a child; or the two ends of a frame."""
    match event:
        case Wire():
            return f"{event.sender or '?'}>{event.receiver or '?'}"
        case Call() | Signal() | Ended():
            return f"{event.role}[{event.pid}]" if event.child else event.role
        case Born() | Exec() | Reaped() | Repeats() | Says() | Ready() | Unready() | Unlaunched():
            return event.role
        case Act() | Lost():
            return event.role or ""
        case _:
            return ""


def what(event: Event) -> str:
    """What happened, without who did it: names, paths and arguments are a program's own words."""
    return printable(_what(event))


def _what(event: Event) -> str:
    match event:
        case Call():
            return call(event)
        case Wire():
            return frame(event)
        case Says():
            stream = "" if event.stream == "stdout" else f"{event.stream} "
            return f"{stream}{quoted_line(event)}{' without a newline' * event.partial}"
        case Signal():
            return f"gets {event.signal}"
        case Repeats():
            return f"goes on calling {repeated(event)}, and nothing comes of it …"
        case Ended() | Born() | Exec() | Reaped():
            return _life(event)
        case Ready() | Unready() | Unlaunched():
            return _start(event)
        case Act() | Lost():
            return _remark(event)
        case Census():
            return "; ".join(process(each) for each in event.processes) or "no process is left"
        case Run():
            return "the run begins"
        case End():
            return f"the run ended: {event.reason}"
        case _:
            return event.event


# As the manual pages have them; the rest as the record has them.
_ORDER = {
    key: place
    for place, key in enumerate(
        "domain type protocol level name value command operation target pid signal handler".split()
    )
}


def call(event: Call) -> str:
    """A call as C would write it, with its result and its data."""
    inside = [] if event.fd is None else [str(event.fd)]
    inside += _arguments(event.args)
    text = f"{event.name}({', '.join(inside)})"
    if event.end is None:
        text += " has not returned"
    elif event.error is not None:
        text += f" = -1 {event.error}"
    else:
        text += f" = {event.result}"
        status = event.args.status
        text += f" {status}" if status is not None else ""
        text += f" {quoted_bytes(event.data)}" if event.data else ""
    return text + (f"  [{event.act} by the observer]" if event.act else "")


def _arguments(args: Arguments) -> list[str]:
    """What a person wants to see of them: buffers are told by the data."""
    others = sorted(args.others.items(), key=lambda each: _ORDER.get(each[0], len(_ORDER)))
    told = ["|".join(given) if isinstance(given, tuple) else str(given) for _, given in others]
    return [each for each in (args.direction, *told, str(args.address or "")) if each]


def frame(event: Wire) -> str:
    """A frame's flags and length, or what else makes it out."""
    if event.dns:
        kind = "answer" if event.dns.response else "question"
        return f"DNS {kind} {event.dns.type} {event.dns.name}"
    if event.icmp:
        message = f"ICMP {event.icmp[0]}/{event.icmp[1]}"
        return "PORT-UNREACHABLE" if event.is_port_unreachable else message
    if event.protocol != "tcp":
        asked = f" {event.asked_at}" if event.asked_at else ""
        return f"{event.protocol.upper()} {event.length}{asked}"
    length = f" {event.length}" if event.length else ""
    closed = " window 0" if event.window == 0 and "RST" not in event.flags else ""
    return " ".join(event.flags) + length + closed


def _life(event: Ended | Born | Exec | Reaped) -> str:
    match event:
        case Ended():
            return how_it_ended(event)
        case Born(how="launch"):
            return "is launched"
        case Born(tid=None):
            return f"process {event.pid} is born ({event.how})"
        case Born():
            return f"thread {event.tid} of process {event.pid} is born"
        case Exec():
            return f"exec {' '.join(map(word, event.argv)) or event.path}"
        case Reaped():
            return f"process {event.pid} is reaped by {event.by}"


def _start(event: Ready | Unready | Unlaunched) -> str:
    match event:
        case Ready():
            return f"is ready ({event.how}{f' {event.address}' if event.address else ''})"
        case Unready():
            return f"never became ready ({event.because})"
        case Unlaunched():
            return f"could not be started: {event.path}: {event.error}"


def _remark(event: Act | Lost) -> str:
    if isinstance(event, Lost):
        because = f" ({event.because})" if event.because else ""
        many = f"{event.count} " if event.count is not None else ""
        return f"LOST {many}{event.what}{because}"
    if event.met is False:  # first what a narrow column must not lose
        return f"[observer gives up its hold of {event.call}: what it waited for cannot come]"
    if event.until:
        cause = awaited(event.until)
        cause = cause.removeprefix("wire ") if ">" in cause else cause  # a column is narrow
        detail = f" until {printable(cause[:MOST_SHOWN])}"
    else:
        detail = f" {quoted(event.detail)}" if event.detail else ""
    return f"[observer: {event.what}{f' {event.call}' if event.call else ''}{detail}]"


def quoted_line(said: Says) -> str:
    """What a role printed, in quotes."""
    return quoted_bytes(said.text, MOST_SHOWN) if said.octets else quoted(said.text)


# How somebody ended, and where somebody is ------------------------------------


def how_it_ended(event: Ended) -> str:
    """The status, or the signal and where it struck."""
    if event.signal is None:
        return f"ended with status {event.status}"
    where = f" in {event.where}" if event.where else ""
    return f"was killed by {event.signal}{where}" + (
        f" at address {event.address}" if event.address else ""
    )


def ended_at(event: Ended, start_ns: int) -> str:
    """Who ended, how, and when."""
    return f"{event.role} {how_it_ended(event)} at {milliseconds(event.t, start_ns)}"


_STATES = {
    "running": "was still running",
    "stopped": "was stopped by a signal",
    "zombie": "is a zombie",
}


def doing(entry: Blocked | Process) -> str:
    """What somebody does when there is nothing more to wait for."""
    return _STATES.get(state_of(entry)) or f"waits in {_place(entry)}"


def was_doing(entry: Blocked) -> str:
    """The same of somebody for whom a run has waited, told when it is over."""
    return _STATES.get(state_of(entry)) or f"was still waiting in {_place(entry)}"


def waited(entry: Process) -> str:
    """The same of somebody at rest for whom a run does not wait."""
    return f"{entry.role} was waiting in {_place(entry)} at the end"


def repeated(entry: Blocked | Repeats) -> str:
    """The call that somebody makes again and again, and what it is told each time."""
    made = entry.name if isinstance(entry, Repeats) else entry.where or "a call"
    return f"{made} = {entry.error}" if entry.error else made


def going_round(entry: Blocked) -> str:
    """What somebody did who called that again and again."""
    times = f" ({entry.times} times)" if entry.times else ""
    return f"repeated {repeated(entry)} without end{times}"


def process(entry: Process) -> str:
    """A process as the census found it."""
    if entry.state == "waiting":
        state = f"waits in {_place(entry)}"
    else:
        state = f"is {'a zombie' if entry.state == 'zombie' else entry.state}"
    return f"{entry.role}[{entry.pid}] {state}"


def state_of(entry: Blocked | Process) -> str:
    """Of the blocked, `where` is a call, or what somebody does who is in none."""
    return entry.state if isinstance(entry, Process) else entry.where or ""


def _place(entry: Blocked | Process) -> str:
    return entry.where or "the kernel"
