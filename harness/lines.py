"""Turning one decoded line of a record into an event.

Fields that are not known are passed over, so that a newer observer may say more.
A field that is missing or of the wrong type is an error: the driver and the
observer do not agree, and no verdict can be drawn.
"""

from collections.abc import Callable, Mapping

from harness import events as ev

Fields = Mapping[str, object]


class LineError(ValueError):
    """A line lacks a field, or a field is of the wrong type."""


def _maybe_number(fields: Fields, key: str) -> int | None:
    value = fields.get(key)
    if value is None or type(value) is int:
        return value
    raise LineError(f"'{key}' is {value!r}, not a whole number")


def _number(fields: Fields, key: str) -> int:
    value = _maybe_number(fields, key)
    if value is None:
        raise LineError(f"there is no '{key}'")
    return value


def _maybe_text(fields: Fields, key: str) -> str | None:
    value = fields.get(key)
    if value is None or type(value) is str:
        return value
    raise LineError(f"'{key}' is {value!r}, not text")


def _text(fields: Fields, key: str) -> str:
    value = _maybe_text(fields, key)
    if value is None:
        raise LineError(f"there is no '{key}'")
    return value


def _maybe_truth(fields: Fields, key: str) -> bool | None:
    value = fields.get(key)
    if value is None or type(value) is bool:
        return value
    raise LineError(f"'{key}' is {value!r}, not true or false")


def _texts(fields: Fields, key: str) -> tuple[str, ...]:
    value = fields.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise LineError(f"'{key}' is {value!r}, not a list")
    return tuple(str(item) for item in value)


def _objects(fields: Fields, key: str) -> list[Fields]:
    value = fields.get(key)
    if value is None:
        return []
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, dict) for item in items):
        raise LineError(f"'{key}' is {value!r}, not made of objects")
    return items


def run(fields: Fields) -> ev.Run:
    """The first line."""
    return ev.Run(
        t=_number(fields, "t"),
        format=_number(fields, "format"),
        world=_texts(fields, "world"),
        missing=_texts(fields, "missing"),
        cpu=_maybe_number(fields, "cpu"),
        deadline_ms=_maybe_number(fields, "deadline_ms"),
    )


def _born(fields: Fields) -> ev.Born:
    return ev.Born(
        t=_number(fields, "t"),
        role=_text(fields, "role"),
        pid=_number(fields, "pid"),
        parent=_number(fields, "parent"),
        how=_text(fields, "how"),
        tid=_maybe_number(fields, "tid"),
    )


def _exec(fields: Fields) -> ev.Exec:
    return ev.Exec(
        t=_number(fields, "t"),
        role=_text(fields, "role"),
        pid=_number(fields, "pid"),
        path=_text(fields, "path"),
        argv=_texts(fields, "argv"),
    )


def _ended(fields: Fields, child: bool) -> ev.Ended:
    return ev.Ended(
        t=_number(fields, "t"),
        role=_text(fields, "role"),
        pid=_number(fields, "pid"),
        parent=_maybe_number(fields, "parent"),
        status=_maybe_number(fields, "status"),
        signal=_maybe_text(fields, "signal"),
        where=_maybe_text(fields, "in"),
        address=_maybe_text(fields, "address"),
        tid=_maybe_number(fields, "tid"),
        child=child,
    )


def _reaped(fields: Fields) -> ev.Reaped:
    return ev.Reaped(
        t=_number(fields, "t"),
        role=_text(fields, "role"),
        pid=_number(fields, "pid"),
        by=_number(fields, "by"),
    )


def _unlaunched(fields: Fields) -> ev.Unlaunched:
    return ev.Unlaunched(
        t=_number(fields, "t"),
        role=_text(fields, "role"),
        path=_text(fields, "path"),
        error=_text(fields, "error"),
    )


def _ready(fields: Fields) -> ev.Ready:
    return ev.Ready(
        t=_number(fields, "t"),
        role=_text(fields, "role"),
        how=_text(fields, "how"),
        address=_maybe_text(fields, "address"),
    )


def _blocked(fields: Fields) -> tuple[ev.Blocked, ...]:
    return tuple(
        ev.Blocked(
            role=_text(item, "role"),
            pid=_number(item, "pid"),
            where=_maybe_text(item, "in"),
            running=_maybe_truth(item, "running"),
        )
        for item in _objects(fields, "blocked")
    )


def _unready(fields: Fields) -> ev.Unready:
    return ev.Unready(
        t=_number(fields, "t"),
        role=_text(fields, "role"),
        because=_text(fields, "because"),
        blocked=_blocked(fields),
        port=_maybe_number(fields, "port"),
    )


def _made(fields: Fields) -> tuple[ev.Made, ...]:
    return tuple(
        ev.Made(
            fd=_number(item, "fd"),
            kind=_maybe_text(item, "kind"),
            sock=_maybe_number(item, "sock"),
        )
        for item in _objects(fields, "made")
    )


def _arguments(fields: Fields) -> Mapping[str, object]:
    value = fields.get("args", {})
    if not isinstance(value, dict):
        raise LineError(f"'args' is {value!r}, not an object")
    return value


def _call(fields: Fields, child: bool) -> ev.Call:
    return ev.Call(
        t=_number(fields, "t"),
        role=_text(fields, "role"),
        pid=_number(fields, "pid"),
        name=_text(fields, "name"),
        args=_arguments(fields),
        end=_maybe_number(fields, "end"),
        tid=_maybe_number(fields, "tid"),
        fd=_maybe_number(fields, "fd"),
        kind=_maybe_text(fields, "kind"),
        sock=_maybe_number(fields, "sock"),
        result=_maybe_number(fields, "result"),
        error=_maybe_text(fields, "error"),
        data=_maybe_text(fields, "data"),
        made=_made(fields) if "made" in fields else (),
        act=_maybe_text(fields, "act"),
        child=child,
    )


def _signal(fields: Fields, child: bool) -> ev.Signal:
    return ev.Signal(
        t=_number(fields, "t"),
        role=_text(fields, "role"),
        pid=_number(fields, "pid"),
        signal=_text(fields, "signal"),
        sender=_maybe_number(fields, "sender"),
        child=child,
    )


def _dns(fields: Fields) -> ev.Dns | None:
    for item in _objects(fields, "dns"):
        return ev.Dns(
            id=_number(item, "id"),
            response=_maybe_truth(item, "response") is True,
            name=_text(item, "name"),
            type=_text(item, "type"),
            code=_maybe_number(item, "code") or 0,
            answers=_maybe_number(item, "answers") or 0,
        )
    return None


def _wire(fields: Fields) -> ev.Wire:
    return ev.Wire(
        t=_number(fields, "t"),
        sender=_maybe_text(fields, "from"),
        receiver=_maybe_text(fields, "to"),
        source=_text(fields, "source"),
        target=_text(fields, "target"),
        protocol=_text(fields, "protocol"),
        frame=_maybe_number(fields, "frame"),
        flags=_texts(fields, "flags"),
        length=_maybe_number(fields, "length") or 0,
        seq=_maybe_number(fields, "seq"),
        ack=_maybe_number(fields, "ack"),
        window=_maybe_number(fields, "window"),
        data=_maybe_text(fields, "data"),
        icmp=(_number(fields, "type"), _number(fields, "code")) if "code" in fields else None,
        dns=_dns(fields) if "dns" in fields else None,
    )


def _says(fields: Fields) -> ev.Says:
    return ev.Says(
        t=_number(fields, "t"),
        role=_text(fields, "role"),
        stream=_text(fields, "stream"),
        line=_text(fields, "line"),
        partial=_maybe_truth(fields, "partial") is True,
    )


def _act(fields: Fields) -> ev.Act:
    details = (_maybe_text(fields, key) for key in ("until", "signal", "text"))
    return ev.Act(
        t=_number(fields, "t"),
        what=_text(fields, "what"),
        role=_maybe_text(fields, "role"),
        pid=_maybe_number(fields, "pid"),
        call=_maybe_text(fields, "call"),
        detail=next((detail for detail in details if detail is not None), None),
        met=_maybe_truth(fields, "met"),
    )


def _lost(fields: Fields) -> ev.Lost:
    return ev.Lost(
        t=_number(fields, "t"),
        what=_text(fields, "what"),
        role=_maybe_text(fields, "role"),
        count=_maybe_number(fields, "count"),
        because=_maybe_text(fields, "because"),
    )


def _open(fields: Fields) -> tuple[ev.Open, ...]:
    return tuple(
        ev.Open(
            fd=_number(item, "fd"),
            kind=_text(item, "kind"),
            sock=_maybe_number(item, "sock"),
            address=_maybe_text(item, "address"),
        )
        for item in _objects(fields, "open")
    )


def _process(fields: Fields) -> ev.Process:
    return ev.Process(
        role=_text(fields, "role"),
        pid=_number(fields, "pid"),
        parent=_number(fields, "parent"),
        state=_text(fields, "state"),
        where=_maybe_text(fields, "in"),
        open=_open(fields),
    )


def _tcp_state(fields: Fields) -> ev.TcpState:
    return ev.TcpState(
        local=_text(fields, "local"),
        remote=_text(fields, "remote"),
        state=_text(fields, "state"),
    )


def _census(fields: Fields) -> ev.Census:
    return ev.Census(
        t=_number(fields, "t"),
        processes=tuple(_process(item) for item in _objects(fields, "processes")),
        tcp=tuple(_tcp_state(item) for item in _objects(fields, "tcp")),
    )


def _end(fields: Fields) -> ev.End:
    return ev.End(
        t=_number(fields, "t"),
        reason=_text(fields, "reason"),
        blocked=_blocked(fields),
        because=_maybe_text(fields, "because"),
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
    kind = _text(fields, "event")
    if kind in _OF_A_PROCESS:
        first = launched.get(_text(fields, "role"))
        return _OF_A_PROCESS[kind](fields, fields.get("pid") != first)
    if kind in _OTHERS:
        return _OTHERS[kind](fields)
    return ev.Other(_number(fields, "t"), kind, fields)
