"""Small records for the tests, made by hand, and claims: every time is in milliseconds."""

from dataclasses import replace
from itertools import count
from pathlib import Path

from harness.patterns.pattern import CallPattern
from harness.patterns.syntax import parse_call
from harness.vocabulary.claims import CLAIMS
from harness.scenario.model import Cast, Claim, Requirement, Role
from harness.evidence import events as ev
from harness.evidence.decode import arguments
from harness.evidence.endpoint import endpoint
from harness.evidence.record import Record, of_events

START = 1_763_832_000_000_000_000
SERVER, CLIENT = 2, 3

LINES = count(2)
"""An event that is made here has a line of its own, as if all were of one record."""

CAST = Cast((Role("server", "s"), Role("client", "c")))


def at(ms: float) -> int:
    """A time of the record."""
    return START + round(ms * 1_000_000)


def launch(role: str, pid: int) -> ev.Born:
    return ev.Born(START, role, pid, 1, "launch", line=next(LINES))


def call(
    ms: float,
    role: str,
    name: str,
    result: int | str | None = None,
    *,
    end: float | None = None,
    pid: int | None = None,
    kind: str | None = "connection",
    fd: int | None = 4,
    sock: int | None = 1,
    child: bool = False,
    data: str | None = None,
    **args: object,
) -> ev.Call:
    """A call; `result` is a number, the name of an error, or None: it did not return."""
    return ev.Call(
        t=at(ms),
        role=role,
        pid=pid or (SERVER if role == "server" else CLIENT),
        name=name,
        args=arguments(args),
        end=None if result is None else at(ms + 0.02 if end is None else end),
        fd=fd,
        kind=kind,
        sock=sock,
        result=-1 if isinstance(result, str) else result,
        error=result if isinstance(result, str) else None,
        data=data,
        child=child,
        line=next(LINES),
    )


def wire(
    ms: float, ends: str, flags: str = "", length: int = 0, *, window: int = 512
) -> ev.Wire:
    """A TCP segment: `ends` is "client>server", `flags` is "FIN ACK"."""
    sender, _, receiver = ends.partition(">")
    return ev.Wire(
        t=at(ms),
        sender=sender,
        receiver=receiver,
        source=endpoint("127.0.0.1:40000"),
        target=endpoint("127.0.0.1:9190"),
        protocol="tcp",
        flags=tuple(flags.split()),
        length=length,
        window=window,
        data="hello"[:length] or None,
        line=next(LINES),
    )


def datagram(ms: float, ends: str, length: int) -> ev.Wire:
    sender, _, receiver = ends.partition(">")
    return ev.Wire(at(ms), sender, receiver, endpoint("127.0.0.1:1"), endpoint("127.0.0.1:2"), "udp",
                   length=length, line=next(LINES))  # fmt: skip


def unreachable(ms: float, protocol: str, kind: int, code: int) -> ev.Wire:
    return ev.Wire(
        at(ms), None, "client", endpoint("127.0.0.1"), endpoint("127.0.0.1"), protocol, type=kind, code=code,
        line=next(LINES),
    )


def says(ms: float, role: str, line: str) -> ev.Says:
    return ev.Says(at(ms), role, "stdout", line, line=next(LINES))


def gets(ms: float, role: str, signal: str, *, child: bool = False) -> ev.Signal:
    return ev.Signal(at(ms), role, SERVER, signal, child=child, line=next(LINES))


def ends(
    ms: float,
    role: str,
    status: int | str = 0,
    *,
    pid: int | None = None,
    child: bool = False,
    tid: int | None = None,
    where: str | None = None,
) -> ev.Ended:
    """The end of a process: `status` is a number, or the name of a signal."""
    return ev.Ended(
        at(ms),
        role,
        pid or (SERVER if role == "server" else CLIENT),
        1,
        status if isinstance(status, int) else None,
        status if isinstance(status, str) else None,
        where,
        tid=tid,
        child=child,
        last=not child and tid is None,
        line=next(LINES),
    )


def lost(ms: float, what: str, role: str | None = None) -> ev.Lost:
    return ev.Lost(at(ms), what, role, 3, line=next(LINES))


def waiting(role: str, where: str, *, running: bool | None = None) -> ev.Blocked:
    return ev.Blocked(role, SERVER if role == "server" else CLIENT, where, running)


def record(
    *events: ev.Event,
    reason: str = "quiet",
    blocked: tuple[ev.Blocked, ...] = (),
    processes: tuple[ev.Process, ...] = (),
    tcp: tuple[ev.TcpState, ...] = (),
    because: str | None = None,
    census_ms: float | None = 100,
) -> Record:
    """A record with a server and a client, and a census at its end."""
    every: list[ev.Event] = [launch("server", SERVER), launch("client", CLIENT), *events]
    if census_ms is not None:
        every.append(ev.Census(at(census_ms), processes, tcp))
    every = [event if event.line else replace(event, line=next(LINES)) for event in every]
    run = ev.Run(START - 1000, 1)
    return of_events(run, every, ev.End(at(census_ms or 100) + 1, reason, blocked, because))


def call_pattern(text: str) -> CallPattern:
    """The call that an act is on."""
    return parse_call(text)


def claim(text: str) -> Claim:
    """A claim, its arguments separated by two blanks."""
    word, *args = text.split("  ")
    return Claim(CLAIMS[word].parse(args), 1, text, CAST, written=(word, *args))


def requirement(*claims: str) -> Requirement:
    """A requirement that claims this of one run."""
    return Requirement(
        "1.1", "t", "", ("s",), "must", ("stack",), (),
        tuple(claim(text) for text in claims), (), 1, Path("a.bats"),
    )  # fmt: skip
