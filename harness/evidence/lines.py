"""Turning one decoded line of a record into an event.

Fields that are not known are passed over, so that a newer observer may say more.
A field that is missing or of the wrong type is an error: the driver and the
observer do not agree, and no verdict can be drawn.
"""

from collections.abc import Callable, Mapping

from harness.evidence import events as ev
from harness.evidence.fields import (
    Fields,
    LineError,
    maybe_number,
    maybe_text,
    maybe_truth,
    named_texts,
    number,
    objects,
    text,
    texts,
)

__all__ = ["LineError", "event", "run"]


def run(fields: Fields) -> ev.Run:
    """The first line."""
    return ev.Run(
        t=number(fields, "t"),
        format=number(fields, "format"),
        world=texts(fields, "world"),
        missing=texts(fields, "missing"),
        settings=named_texts(fields, "settings"),
        descriptors=maybe_number(fields, "descriptors"),
        cpu=maybe_number(fields, "cpu"),
        deadline_ms=maybe_number(fields, "deadline_ms"),
    )


def _born(fields: Fields) -> ev.Born:
    return ev.Born(
        t=number(fields, "t"),
        role=text(fields, "role"),
        pid=number(fields, "pid"),
        parent=number(fields, "parent"),
        how=text(fields, "how"),
        tid=maybe_number(fields, "tid"),
    )


def _exec(fields: Fields) -> ev.Exec:
    return ev.Exec(
        t=number(fields, "t"),
        role=text(fields, "role"),
        pid=number(fields, "pid"),
        path=text(fields, "path"),
        argv=texts(fields, "argv"),
    )


def _ended(fields: Fields, child: bool) -> ev.Ended:
    return ev.Ended(
        t=number(fields, "t"),
        role=text(fields, "role"),
        pid=number(fields, "pid"),
        parent=maybe_number(fields, "parent"),
        status=maybe_number(fields, "status"),
        signal=maybe_text(fields, "signal"),
        where=maybe_text(fields, "in"),
        address=maybe_text(fields, "address"),
        tid=maybe_number(fields, "tid"),
        child=child,
    )


def _reaped(fields: Fields) -> ev.Reaped:
    return ev.Reaped(
        t=number(fields, "t"),
        role=text(fields, "role"),
        pid=number(fields, "pid"),
        by=number(fields, "by"),
    )


def _repeats(fields: Fields) -> ev.Repeats:
    return ev.Repeats(
        t=number(fields, "t"),
        role=text(fields, "role"),
        pid=number(fields, "pid"),
        name=text(fields, "name"),
        tid=maybe_number(fields, "tid"),
    )


def _unlaunched(fields: Fields) -> ev.Unlaunched:
    return ev.Unlaunched(
        t=number(fields, "t"),
        role=text(fields, "role"),
        path=text(fields, "path"),
        error=text(fields, "error"),
    )


def _ready(fields: Fields) -> ev.Ready:
    return ev.Ready(
        t=number(fields, "t"),
        role=text(fields, "role"),
        how=text(fields, "how"),
        address=maybe_text(fields, "address"),
    )


def _blocked(fields: Fields) -> tuple[ev.Blocked, ...]:
    return tuple(
        ev.Blocked(
            role=text(item, "role"),
            pid=number(item, "pid"),
            where=maybe_text(item, "in"),
            running=maybe_truth(item, "running"),
        )
        for item in objects(fields, "blocked")
    )


def _unready(fields: Fields) -> ev.Unready:
    return ev.Unready(
        t=number(fields, "t"),
        role=text(fields, "role"),
        because=text(fields, "because"),
        blocked=_blocked(fields),
        port=maybe_number(fields, "port"),
        address=maybe_text(fields, "address"),
    )


def _made(fields: Fields) -> tuple[ev.Made, ...]:
    return tuple(
        ev.Made(
            fd=number(item, "fd"),
            kind=maybe_text(item, "kind"),
            sock=maybe_number(item, "sock"),
        )
        for item in objects(fields, "made")
    )


def _arguments(fields: Fields) -> Mapping[str, object]:
    value = fields.get("args", {})
    if not isinstance(value, dict):
        raise LineError(f"'args' is {value!r}, not an object")
    return value


def _call(fields: Fields, child: bool) -> ev.Call:
    return ev.Call(
        t=number(fields, "t"),
        role=text(fields, "role"),
        pid=number(fields, "pid"),
        name=text(fields, "name"),
        args=_arguments(fields),
        end=maybe_number(fields, "end"),
        tid=maybe_number(fields, "tid"),
        fd=maybe_number(fields, "fd"),
        kind=maybe_text(fields, "kind"),
        sock=maybe_number(fields, "sock"),
        result=maybe_number(fields, "result"),
        error=maybe_text(fields, "error"),
        data=maybe_text(fields, "data"),
        made=_made(fields) if "made" in fields else (),
        act=maybe_text(fields, "act"),
        child=child,
    )


def _signal(fields: Fields, child: bool) -> ev.Signal:
    return ev.Signal(
        t=number(fields, "t"),
        role=text(fields, "role"),
        pid=number(fields, "pid"),
        signal=text(fields, "signal"),
        sender=maybe_number(fields, "sender"),
        child=child,
    )


def _dns(fields: Fields) -> ev.Dns | None:
    for item in objects(fields, "dns"):
        return ev.Dns(
            id=number(item, "id"),
            response=maybe_truth(item, "response") is True,
            name=text(item, "name"),
            type=text(item, "type"),
            code=maybe_number(item, "code") or 0,
            answers=maybe_number(item, "answers") or 0,
            truncated=maybe_truth(item, "truncated") is True,
        )
    return None


def _wire(fields: Fields) -> ev.Wire:
    return ev.Wire(
        t=number(fields, "t"),
        sender=maybe_text(fields, "from"),
        receiver=maybe_text(fields, "to"),
        source=text(fields, "source"),
        target=text(fields, "target"),
        protocol=text(fields, "protocol"),
        frame=maybe_number(fields, "frame"),
        flags=texts(fields, "flags"),
        length=maybe_number(fields, "length") or 0,
        seq=maybe_number(fields, "seq"),
        ack=maybe_number(fields, "ack"),
        window=maybe_number(fields, "window"),
        data=maybe_text(fields, "data"),
        icmp=(number(fields, "type"), number(fields, "code")) if "code" in fields else None,
        dns=_dns(fields) if "dns" in fields else None,
    )


def _says(fields: Fields) -> ev.Says:
    return ev.Says(
        t=number(fields, "t"),
        role=text(fields, "role"),
        stream=text(fields, "stream"),
        line=text(fields, "line"),
        partial=maybe_truth(fields, "partial") is True,
    )


def _act(fields: Fields) -> ev.Act:
    details = [maybe_text(fields, key) for key in ("until", "signal", "text")]
    if (most := maybe_number(fields, "descriptors")) is not None:
        details.append(str(most))
    return ev.Act(
        t=number(fields, "t"),
        what=text(fields, "what"),
        role=maybe_text(fields, "role"),
        pid=maybe_number(fields, "pid"),
        call=maybe_text(fields, "call"),
        detail=next((detail for detail in details if detail is not None), None),
        met=maybe_truth(fields, "met"),
        quiet=maybe_truth(fields, "quiet") is True,
    )


def _lost(fields: Fields) -> ev.Lost:
    return ev.Lost(
        t=number(fields, "t"),
        what=text(fields, "what"),
        role=maybe_text(fields, "role"),
        count=maybe_number(fields, "count"),
        because=maybe_text(fields, "because"),
    )


def _open(fields: Fields) -> tuple[ev.Open, ...]:
    return tuple(
        ev.Open(
            fd=number(item, "fd"),
            kind=text(item, "kind"),
            sock=maybe_number(item, "sock"),
            address=maybe_text(item, "address"),
        )
        for item in objects(fields, "open")
    )


def _process(fields: Fields) -> ev.Process:
    return ev.Process(
        role=text(fields, "role"),
        pid=number(fields, "pid"),
        parent=number(fields, "parent"),
        state=text(fields, "state"),
        where=maybe_text(fields, "in"),
        open=_open(fields),
    )


def _tcp_state(fields: Fields) -> ev.TcpState:
    return ev.TcpState(
        local=text(fields, "local"),
        remote=text(fields, "remote"),
        state=text(fields, "state"),
        role=maybe_text(fields, "role"),
    )


def _census(fields: Fields) -> ev.Census:
    return ev.Census(
        t=number(fields, "t"),
        processes=tuple(_process(item) for item in objects(fields, "processes")),
        tcp=tuple(_tcp_state(item) for item in objects(fields, "tcp")),
    )


def _end(fields: Fields) -> ev.End:
    return ev.End(
        t=number(fields, "t"),
        reason=text(fields, "reason"),
        blocked=_blocked(fields),
        because=maybe_text(fields, "because"),
    )


_OF_A_PROCESS: dict[str, Callable[[Fields, bool], ev.Event]] = {
    "call": _call,
    "ended": _ended,
    "signal": _signal,
}

_OTHERS: dict[str, Callable[[Fields], ev.Event]] = {
    "run": run,
    "born": _born,
    "exec": _exec,
    "reaped": _reaped,
    "repeats": _repeats,
    "unlaunched": _unlaunched,
    "ready": _ready,
    "unready": _unready,
    "wire": _wire,
    "says": _says,
    "act": _act,
    "lost": _lost,
    "census": _census,
    "end": _end,
}


def event(fields: Fields, launched: Mapping[str, int]) -> ev.Event:
    """The event of a line; `launched` are the first processes of the roles."""
    kind = text(fields, "event")
    if kind in _OF_A_PROCESS:
        first = launched.get(text(fields, "role"))
        return _OF_A_PROCESS[kind](fields, fields.get("pid") != first)
    if kind in _OTHERS:
        return _OTHERS[kind](fields)
    return ev.Other(number(fields, "t"), kind, fields)
