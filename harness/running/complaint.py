"""The complaint: the one sentence about a program that cannot be judged."""

from __future__ import annotations

from harness.judging.breakage import breakage
from harness.evidence.brief import how_it_ended, quoted, quoted_bytes
from harness.running.cast import HOSTS, PORT
from harness.evidence.events import Call, Ended, Process, Says, Wire
from harness.evidence.record import Record


def of_server(record: Record, line: str, command: str) -> str:
    """Why the line did not come back from the server, which was sent it."""
    if broken := breakage(record):
        unasked = record.end.reason == "unready" and "{port}" not in command
        return broken + ("; its command line has no {port}" if unasked else "")
    ended = _end_of(record, "server")
    if ended and ended.signal:
        return f"server {how_it_ended(ended)} when it was sent the line {quoted(line)}"
    if answer := _first_data(record, sender="server"):
        instead = f"instead of the line {quoted(line)} that it was sent"
        return f"server answered {_short(answer)} {instead}"
    if _sent(record, "server", "RST"):
        return f"server reset the connection instead of sending {quoted(line)} back"
    if _sent(record, "server", "FIN"):
        return f"server closed the connection without sending {quoted(line)} back"
    return f"server did not send {quoted(line)} back{_whereabouts(record, 'server')}"


def of_client(record: Record, line: str) -> str:
    """What is wrong with a client that was given the line and then `Q`; empty if nothing is."""
    if broken := breakage(record):
        return broken
    ended = _end_of(record, "client")
    if ended and ended.signal:
        return f"client {how_it_ended(ended)}{_last_words(record, 'client')}"
    if not_done := _left_undone(record, line):
        where = f", and {how_it_ended(ended)}" if ended else _whereabouts(record, "client")
        return not_done + where + _last_words(record, "client")
    if ended is None:
        where = _whereabouts(record, "client")
        return f"client did not end at a line 'Q', nor at the end of its input{where}"
    return ""


def _left_undone(record: Record, line: str) -> str:
    """The first thing that a client has to do and this one has not: call, send, print."""
    called = [frame for frame in _frames(record, "client") if frame.target.endswith(f":{PORT}")]
    if not called:
        return f"client never called {HOSTS['ipv4']}:{PORT}{_called_instead(record)}"
    sent = _first_data(record, sender="client")
    if sent is None:
        return f"client sent nothing of the line {quoted(line)} on its input"
    if not sent.startswith(line[: len(sent)]):
        return f"client sent {_short(sent)} instead of the line {quoted(line)} on its input"
    if not any(line in said.line for said in _said(record, "client")):
        return f"client did not print the line {quoted(line)} that came back to it"
    return ""


def _called_instead(record: Record) -> str:
    for event in record.judged():
        if isinstance(event, Call) and event.role == "client":
            address = event.args.get("address")
            if event.name in ("connect", "sendto") and isinstance(address, str) and ":" in address:
                return f", but {address}"
    return ""


def _end_of(record: Record, role: str) -> Ended | None:
    """How the launched process of the role ended, if it did before the run was over."""
    for event in record.judged():
        if isinstance(event, Ended) and event.role == role and event.tid is None:
            if not event.child:
                return event
    return None


def _said(record: Record, role: str) -> list[Says]:
    return [e for e in record.judged() if isinstance(e, Says) and e.role == role]


def _last_words(record: Record, role: str) -> str:
    """Its last line on standard error: most programs say there what troubles them."""
    lines = [e.line for e in _said(record, role) if e.stream == "stderr" and e.line.strip()]
    return f"; the last thing it said is {quoted(lines[-1])}" if lines else ""


def _frames(record: Record, sender: str) -> list[Wire]:
    return [e for e in record.judged() if isinstance(e, Wire) and e.sender == sender]


def _sent(record: Record, sender: str, flag: str) -> bool:
    return any(flag in frame.flags for frame in _frames(record, sender))


def _first_data(record: Record, *, sender: str) -> str | None:
    carried = (frame.data or "" for frame in _frames(record, sender) if frame.length)
    return next(carried, None)


def _whereabouts(record: Record, role: str) -> str:
    """What its processes were doing at the census."""
    processes = record.census.processes if record.census else ()
    doing = dict.fromkeys(_doing(process) for process in processes if process.role == role)
    return f"; it {' and '.join(doing)}" if doing else ""


def _doing(process: Process) -> str:
    match process.state:
        case "waiting":
            return f"waits in {process.where or 'the kernel'}"
        case "running":
            return "was still running"
        case "stopped":
            return "was stopped by a signal"
        case state:
            return f"is a {state}"


def _short(data: str) -> str:
    """The first of what was sent; it may be anything."""
    text = data.rstrip("\r\n")
    return quoted_bytes(text if len(text) <= 40 else f"{text[:40]}...")
