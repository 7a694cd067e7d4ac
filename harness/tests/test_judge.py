"""Judging: every word has a row for each answer that it can give."""

from dataclasses import replace

import pytest

from harness.evidence import events as ev
from harness.evidence.endpoint import endpoint
from harness.judging.judge import Finding, Verdict, judge_claim, judge_requirement
from harness.evidence.record import Record
from harness.tests.making import (
    CAST,
    CLIENT,
    LINES,
    SERVER,
    at,
    call,
    claim,
    ends,
    gets,
    lost,
    record,
    requirement,
    says,
    waiting,
    wire,
)

HOLDS, FAILS = Verdict.HOLDS, Verdict.FAILS
UNDECIDED, BROKEN = Verdict.UNDECIDED, Verdict.BROKEN

SYN = wire(1, "client>server", "SYN")
FIN = wire(2, "client>server", "FIN ACK")
RST = wire(3, "server>client", "RST ACK")
READ_5 = call(1.5, "server", "read", 5, data="hello")
READ_0 = call(0.5, "server", "read", 0, end=2.5)  # it waited from 0.5 on
SERVER_DIED = ends(4, "server", "SIGPIPE", where="write(4)")
CLIENT_DONE = ends(5, "client", 0)
CLIENT_READS = (waiting("client", "read(3)"),)
CLIENT_SPINS = (
    waiting("client", "read(3)", running=True),
    waiting("server", "accept(3)", running=False),
)
SERVER_SPINS = (
    replace(waiting("server", "pselect6", running=True), times=5000),
    replace(waiting("server", "accept(3)", running=True), error="EMFILE", times=2500),
)
CLIENT_RUNS = (waiting("client", "read(3)", running=True),)
CLIENT_WAITS = (waiting("client", "read(3)", running=False),)


def judged(text: str, *events: ev.Event, **ending: object) -> Finding:
    return judge_claim(claim(text), record(*events, **ending))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text, events, verdict",
    [
        ("happens  wire FIN", (FIN,), HOLDS),
        ("happens  wire FIN", (SYN,), FAILS),
        ("happens  wire FIN", (), FAILS),
        ("happens  wire FIN  server read = 0", (FIN, READ_0), HOLDS),
        ("happens  server read = 0  wire FIN", (FIN, READ_0), FAILS),  # the return is later
        ("happens  server enters read  wire FIN", (FIN, READ_0), HOLDS),  # the entry is earlier
        ("happens  wire SYN  wire SYN", (SYN,), FAILS),  # one event is not two
        ("happens  wire SYN  wire SYN", (SYN, wire(1.1, "a>b", "SYN")), HOLDS),
        ("happens  wire SYN #2", (SYN,), FAILS),
        ("happens  wire SYN #2  wire FIN", (SYN, wire(1.1, "a>b", "SYN"), FIN), HOLDS),
        ("happens  wire SYN #2  wire FIN", (SYN, wire(2.1, "a>b", "SYN"), FIN), FAILS),
        ("happens  client prints hello", (says(1, "client", "hello"),), HOLDS),
        ("happens  server gets SIGCHLD", (gets(1, "server", "SIGCHLD"),), HOLDS),
        ("happens  server ends = SIGPIPE", (SERVER_DIED,), HOLDS),
        ("happens  server ends = 0", (SERVER_DIED,), FAILS),
        # A call that returned only after the census had not returned.
        ("happens  server accept = 4", (call(1, "server", "accept", 4, end=101),), FAILS),
        ("happens  server enters accept", (call(1, "server", "accept", 4, end=101),), HOLDS),
        ("happens  wire FIN", (wire(101, "client>server", "FIN ACK"),), FAILS),
        # Losses: what was seen was seen; what is missing may have been lost.
        ("happens  wire FIN", (FIN, lost(1, "frames")), HOLDS),
        ("happens  wire FIN", (SYN, lost(1, "frames")), UNDECIDED),
        ("happens  wire FIN", (SYN, lost(101, "frames")), UNDECIDED),
        ("happens  wire FIN", (SYN, lost(1, "calls", "client")), FAILS),
        ("happens  wire FIN", (SYN, lost(1, "output", "client")), FAILS),
        ("happens  server enters read", (lost(1, "calls", "server"),), UNDECIDED),
        ("happens  server enters read", (lost(1, "calls"),), UNDECIDED),
        ("happens  server enters read", (lost(1, "calls", "client"),), FAILS),
        ("happens  server gets SIGINT", (lost(1, "calls", "server"),), FAILS),  # is seen
        ("happens  client prints x", (lost(1, "output", "client"),), UNDECIDED),
        ("happens  client prints x", (lost(1, "output", "server"),), FAILS),
        ("happens  wire FIN", (lost(1, "clock"),), UNDECIDED),
        ("happens  wire FIN", (lost(1, "something new"),), UNDECIDED),
        ("happens  wire FIN", (FIN, lost(1, "clock")), HOLDS),  # no order is claimed
        ("happens  wire SYN  wire FIN", (SYN, FIN, lost(1, "clock")), UNDECIDED),
        # The mark may be the second of its kind, if the first was lost.
        ("happens  wire FIN  server read = 5", (FIN, READ_5, lost(1, "frames")), UNDECIDED),
        ("happens  wire SYN #1", (SYN, lost(1, "frames")), UNDECIDED),
        # What comes after the missing one has no part in it.
        ("happens  wire FIN  client prints x", (SYN, lost(1, "output", "client")), FAILS),
    ],
)
def test_happens(text: str, events: tuple[ev.Event, ...], verdict: Verdict) -> None:
    assert judged(text, *events).verdict is verdict


@pytest.mark.parametrize(
    "text, events, verdict",
    [
        ("never  wire RST", (SYN, FIN), HOLDS),
        ("never  wire RST", (SYN, FIN, RST), FAILS),
        ("never  wire RST", (SYN, wire(101, "server>client", "RST")), HOLDS),  # the teardown
        ("never  wire RST  until  client ends", (CLIENT_DONE,), HOLDS),
        ("never  wire RST  until  client ends", (RST, CLIENT_DONE), FAILS),
        ("never  wire RST  until  wire FIN", (FIN, RST), HOLDS),  # it was later
        ("never  wire RST  until  client ends", (FIN,), FAILS),  # there is no end mark
        ("never  wire SYN  after  wire FIN", (SYN, FIN), HOLDS),
        ("never  wire RST  after  wire FIN", (FIN, RST), FAILS),
        ("never  wire RST  after  wire FIN", (SYN,), FAILS),  # there is no mark
        ("never  wire SYN  after  wire FIN  until  client ends", (SYN, FIN, CLIENT_DONE), HOLDS),
        ("never  wire RST  after  wire FIN  until  client ends", (FIN, RST, CLIENT_DONE), FAILS),
        ("never  wire RST  after  wire FIN  until  wire SYN", (SYN, FIN), FAILS),  # wrong order
        ("never  wire SYN #2", (SYN,), HOLDS),
        ("never  wire SYN #2", (SYN, wire(1.1, "a>b", "SYN")), FAILS),
        # Losses.
        ("never  wire RST", (lost(1, "frames"),), UNDECIDED),
        ("never  wire RST", (lost(101, "frames"),), UNDECIDED),  # noticed late
        ("never  wire RST", (RST, lost(1, "frames")), FAILS),  # a hole hides nothing seen
        ("never  wire RST", (lost(1, "output"),), HOLDS),
        ("never  wire RST  until  client ends", (lost(4, "frames"), CLIENT_DONE), UNDECIDED),
        ("never  wire RST  until  client ends", (CLIENT_DONE, lost(6, "frames")), UNDECIDED),
        ("never  wire RST  until  client ends", (CLIENT_DONE, lost(6, "clock")), UNDECIDED),
        ("never  server enters close  until  wire FIN", (FIN, lost(1, "calls")), UNDECIDED),
        ("never  server enters close  until  wire FIN", (FIN, lost(6, "calls")), HOLDS),
        ("never  client prints x  until  wire FIN", (FIN, lost(1, "output")), UNDECIDED),
        ("never  client prints x  until  wire FIN", (FIN, lost(6, "output")), HOLDS),
        ("never  wire RST  until  client ends", (lost(1, "frames"),), FAILS),  # the mark: no frame
        ("never  wire RST  until  wire FIN", (lost(1, "frames"),), UNDECIDED),
        ("never  server read fails", (lost(1, "calls", "server"),), UNDECIDED),
        ("never  server read fails", (lost(1, "calls", "client"),), HOLDS),
        ("never  wire RST", (lost(1, "clock"),), UNDECIDED),
        ("never  wire RST", (RST, lost(1, "clock")), FAILS),  # whenever it was
        ("never  wire RST  after  wire FIN", (FIN, RST, lost(1, "clock")), UNDECIDED),
    ],
)
def test_never(text: str, events: tuple[ev.Event, ...], verdict: Verdict) -> None:
    assert judged(text, *events).verdict is verdict


@pytest.mark.parametrize(
    "text, events, verdict",
    [
        ("prints  client  hello", (says(1, "client", "oh, hello!"),), HOLDS),
        ("prints  client  hello", (says(1, "client", "hellos"),), FAILS),
        ("prints  client  hello", (says(1, "server", "hello"),), FAILS),
        ("prints  client  hello", (), FAILS),
        ("prints  client  hello", (says(101, "client", "hello"),), FAILS),  # the teardown
        ("prints  client  hello", (lost(1, "output", "client"),), UNDECIDED),
        ("exits  client  0", (CLIENT_DONE,), HOLDS),
        ("exits  client  1", (CLIENT_DONE,), FAILS),
        ("exits  client  SIGPIPE", (CLIENT_DONE,), FAILS),
        ("exits  client  != 1", (CLIENT_DONE,), HOLDS),
        ("exits  client  != 0", (CLIENT_DONE,), FAILS),
        ("exits  client  != 0", (), FAILS),
        ("exits  server  != 0", (SERVER_DIED,), HOLDS),
        ("exits  server  SIGPIPE", (SERVER_DIED,), HOLDS),
        ("exits  server  0", (SERVER_DIED,), FAILS),
        ("exits  server  0", (), FAILS),
        ("exits  server  0", (ends(1, "server", 0, pid=9, child=True),), FAILS),
        ("exits  server  0", (ends(1, "server", 0, tid=9),), FAILS),
        ("exits  server  SIGTERM", (ends(101, "server", "SIGTERM"),), FAILS),  # the teardown
        ("exits  server  0", (lost(1, "calls", "server"),), FAILS),
    ],
)
def test_says_and_exits(text: str, events: tuple[ev.Event, ...], verdict: Verdict) -> None:
    assert judged(text, *events).verdict is verdict


def open_connection(fd: int, sock: int | None) -> ev.Open:
    return ev.Open(fd, "connection", sock)


LISTENER = ev.Open(3, "listener", 1)
IDLE = ev.Process("server", SERVER, 1, "waiting", "accept4(3)", (LISTENER,))
BUSY = ev.Process("server", SERVER, 1, "waiting", "read(4)", (LISTENER, open_connection(4, 5)))
CHILD = ev.Process("server", 9, SERVER, "waiting", "read(4)", (open_connection(4, 5),))
OTHER = ev.Process("server", 10, SERVER, "waiting", "read(4)", (open_connection(4, 6),))
ZOMBIE = ev.Process("server", 9, SERVER, "zombie")
ORPHAN = ev.Process("server", 9, 1, "zombie")
WAITING = ev.TcpState(endpoint("127.0.0.1:9190"), endpoint("127.0.0.1:40000"), "TIME_WAIT", "server")
OTHERS = ev.TcpState(endpoint("127.0.0.1:9"), endpoint("127.0.0.1:40001"), "TIME_WAIT", None)
CLIENTS = ev.Process("client", 12, CLIENT, "zombie")


@pytest.mark.parametrize(
    "text, processes, events, verdict",
    [
        ("zombies  server  0", (IDLE,), (), HOLDS),
        ("zombies  server  0", (IDLE, ZOMBIE), (), FAILS),
        ("zombies  server  1", (IDLE, ZOMBIE), (), HOLDS),
        ("zombies  server  1", (IDLE,), (), FAILS),
        ("zombies  server  0", (IDLE, ORPHAN), (), HOLDS),  # nobody's child in the cast
        ("zombies  server  0", (IDLE, CLIENTS), (), HOLDS),
        ("zombies  server  0", (), (SERVER_DIED,), FAILS),
        ("connections  server  0", (IDLE,), (), HOLDS),
        ("connections  server  0", (BUSY,), (), FAILS),
        ("connections  server  1", (BUSY,), (), HOLDS),
        ("connections  server  1", (BUSY, CHILD), (), HOLDS),  # one that two of them hold
        ("connections  server  2", (BUSY, CHILD, OTHER), (), HOLDS),
        ("connections  server  < 2", (BUSY,), (), HOLDS),
        ("connections  server  < 2", (BUSY, CHILD, OTHER), (), FAILS),
        ("connections  client  0", (BUSY,), (), HOLDS),
        ("connections  server  0", (), (SERVER_DIED,), FAILS),
        ("sockets  server  TIME_WAIT  1", (), (SERVER_DIED,), HOLDS),  # the kernel's, not the process's
        ("sockets  server  TIME_WAIT  0", (), (), FAILS),
        ("sockets  server  CLOSE_WAIT  0", (), (), HOLDS),
        ("sockets  client  TIME_WAIT  0", (), (), HOLDS),
        ("sockets  client  TIME_WAIT  1", (), (), FAILS),
        ("sockets  server  TIME_WAIT  1", (), (lost(1, "frames"),), UNDECIDED),
    ],
)
def test_census(
    text: str,
    processes: tuple[ev.Process, ...],
    events: tuple[ev.Event, ...],
    verdict: Verdict,
) -> None:
    assert judged(text, *events, processes=processes, tcp=(WAITING, OTHERS)).verdict is verdict


def forked(ms: float, pid: int, role: str = "server", tid: int | None = None) -> ev.Born:
    return ev.Born(at(ms), role, pid, SERVER, "thread" if tid else "fork", tid, line=next(LINES))


def sent(ms: float, seq: int, length: int, source: str = "127.0.0.1:4") -> ev.Wire:
    frame = wire(ms, "client>server", "ACK", length)
    return replace(frame, seq=seq, source=endpoint(source))


EARLY, LATE, LATER = forked(0.5, 9), forked(2, 10), forked(3, 11)
EARLY_ENDS = ends(2.5, "server", 0, pid=9, child=True)
LATE_ENDS = ends(3.5, "server", 0, pid=10, child=True)


@pytest.mark.parametrize(
    "number, events, verdict",
    [
        ("0", (SYN,), HOLDS),
        ("0", (SYN, EARLY), HOLDS),  # it was there before
        ("1", (SYN, EARLY, LATE), HOLDS),
        ("< 2", (SYN, LATE, LATER), FAILS),
        ("< 2", (SYN, LATE, LATER, LATE_ENDS), HOLDS),
        ("< 1", (SYN, EARLY, LATE, EARLY_ENDS), HOLDS),  # one has taken the other's place
        ("< 1", (SYN, EARLY, EARLY_ENDS), HOLDS),  # fewer are fewer than none more
        ("0", (SYN, LATE, ends(101, "server", "SIGTERM", pid=10, child=True)), FAILS),  # the teardown
        ("0", (SYN, forked(2, SERVER, tid=12), forked(2, 13, "client")), HOLDS),
        ("0", (LATE,), FAILS),  # there is no mark
        ("0", (LATE, lost(1, "frames")), UNDECIDED),
        ("0", (SYN, SERVER_DIED), FAILS),
    ],
)
def test_processes(number: str, events: tuple[ev.Event, ...], verdict: Verdict) -> None:
    assert judged(f"processes  server  {number}  since  wire SYN", *events).verdict is verdict


READ_ALL = call(9, "server", "read", 5)


@pytest.mark.parametrize(
    "number, events, verdict, seen",
    [
        ("6", (sent(1, 1, 2), sent(2, 3, 4), READ_ALL), HOLDS, "carried 6 bytes until 'server read > 0'"),
        ("< 6", (sent(1, 1, 2), sent(2, 3, 4), READ_ALL), FAILS, "until 'server read > 0' (9.020 ms), not < 6"),
        ("4", (sent(1, 1, 4), sent(2, 1, 4), sent(3, 3, 2), READ_ALL), HOLDS, ""),  # the same again
        ("1", (sent(1, 1, 1), sent(10, 2, 4), READ_ALL), HOLDS, "carried 1 byte until"),
        ("0", (READ_ALL,), HOLDS, "carried 0 bytes"),
        ("2,000", (sent(1, 1, 2000), READ_ALL), None, ""),
        ("8", (sent(1, 1, 4), sent(2, 1, 4, "127.0.0.1:5"), READ_ALL), HOLDS, ""),  # two connections
        ("< 9", (sent(1, 1, 2), READ_ALL, lost(10, "frames")), UNDECIDED, "3 frames were lost"),
        ("< 1", (sent(1, 1, 2), READ_ALL, lost(10, "frames")), FAILS, ""),
        ("< 9", (sent(1, 1, 2),), FAILS, "there was no 'server read > 0'"),
    ],
)
def test_carries(number: str, events: tuple[ev.Event, ...], verdict: Verdict | None, seen: str) -> None:
    text = f"carries  client>server  {number}  until  server read > 0"
    if verdict is None:
        with pytest.raises(ValueError, match="is not a number"):
            judged(text, *events)
        return
    found = judged(text, *events)
    assert found.verdict is verdict and seen in found.because


@pytest.mark.parametrize(
    "text, reason, blocked, verdict",
    [
        ("happens  wire FIN", "quiet", CLIENT_READS, FAILS),
        ("happens  wire FIN", "spin", CLIENT_READS, FAILS),
        ("happens  wire FIN", "deadline", CLIENT_WAITS, UNDECIDED),
        ("happens  wire FIN", "timers", CLIENT_WAITS, FAILS),
        ("happens  wire FIN", "deadline", CLIENT_RUNS, UNDECIDED),
        ("happens  wire FIN", "deadline", (*CLIENT_WAITS, *CLIENT_RUNS), UNDECIDED),
        ("happens  wire FIN", "deadline", (), UNDECIDED),
        ("happens  wire SYN", "deadline", CLIENT_RUNS, HOLDS),
        ("never  wire FIN", "quiet", CLIENT_READS, HOLDS),
        ("never  wire FIN", "spin", CLIENT_READS, HOLDS),
        ("never  wire FIN", "deadline", CLIENT_WAITS, UNDECIDED),
        ("never  wire SYN", "deadline", CLIENT_RUNS, FAILS),
        ("never  wire FIN  until  wire SYN", "deadline", CLIENT_RUNS, HOLDS),
        ("never  wire RST  until  wire FIN", "deadline", CLIENT_RUNS, UNDECIDED),
        ("prints  client  x", "deadline", CLIENT_RUNS, UNDECIDED),
        ("exits  client  0", "deadline", CLIENT_RUNS, UNDECIDED),
        ("exits  client  0", "deadline", CLIENT_WAITS, UNDECIDED),
        ("exits  client  0", "timers", CLIENT_WAITS, FAILS),
        ("zombies  server  0", "deadline", CLIENT_RUNS, UNDECIDED),
        ("zombies  server  1", "deadline", CLIENT_RUNS, UNDECIDED),
        ("zombies  server  1", "deadline", CLIENT_WAITS, UNDECIDED),
        ("zombies  server  1", "timers", CLIENT_WAITS, FAILS),
        ("connections  server  0", "deadline", CLIENT_RUNS, UNDECIDED),
        ("processes  server  0  since  wire SYN", "deadline", CLIENT_RUNS, UNDECIDED),
    ],
)
def test_endings(
    text: str, reason: str, blocked: tuple[ev.Blocked, ...], verdict: Verdict
) -> None:
    assert judged(text, SYN, reason=reason, blocked=blocked).verdict is verdict


@pytest.mark.parametrize(
    "text", [f"{word}  wire FIN" for word in ("happens", "never")]
    + [f"{word}  server  0" for word in ("prints", "exits", "zombies", "connections")]
    + ["sockets  server  LISTEN  1"],
)
@pytest.mark.parametrize(
    "reason", ["unready", "unlaunched", "processes", "interrupted", "broken", "new"]
)
def test_broken_runs_break_every_claim(text: str, reason: str) -> None:
    finding = judged(text, FIN, reason=reason)
    assert finding.verdict is BROKEN and finding.because


@pytest.mark.parametrize(
    "text, events, ending, sentence",
    [
        (
            "happens  wire client>server FIN  server read = 0",
            (FIN, READ_5, call(2.6, "server", "read", "ECONNRESET")),
            {"blocked": CLIENT_READS},
            "after 'wire client>server FIN' (2.000 ms) there was no 'server read = 0'; "
            "instead: server read(4) = -1 ECONNRESET at 2.620 ms; "
            "client was still waiting in read(3) when nothing more could happen",
        ),
        (
            "happens  wire FIN",
            (),
            {},
            "there was no 'wire FIN'; nothing of the kind was seen",
        ),
        (
            "happens  wire client>server FIN",
            (SYN, RST, wire(2, "client>server", "PSH ACK", 5)),
            {},
            "there was no 'wire client>server FIN'; instead: client>server SYN at 1.000 ms, "
            'client>server PSH ACK 5 "hello" at 2.000 ms',
        ),
        (
            "happens  wire FIN",
            tuple(wire(n, "client>server", "ACK") for n in range(1, 6)),
            {},
            "there was no 'wire FIN'; instead (the last 3 of 5): client>server ACK at 3.000 ms, "
            "client>server ACK at 4.000 ms, client>server ACK at 5.000 ms",
        ),
        (
            "happens  server read = 0  wire FIN",
            (FIN, READ_0),
            {},
            "after 'server read = 0' (2.500 ms) there was no 'wire FIN'; "
            "it happened only before that, at 2.000 ms",
        ),
        (
            "happens  wire SYN #3",
            (SYN, SYN),
            {},
            "there was no 'wire SYN #3'; it happened 2 times, not 3",
        ),
        (
            "happens  wire SYN #3",
            (wire(1, "client>server", "ACK"),),
            {},
            "there was no 'wire SYN #3'; instead: client>server ACK at 1.000 ms",
        ),
        (
            "happens  client write = 5  client write = EMSGSIZE",
            (call(1, "client", "write", 5, data="\0" * 64), call(2, "client", "write", 1)),
            {},
            "after 'client write = 5' (1.020 ms) there was no 'client write = EMSGSIZE'; "
            "instead: client write(4) = 1 at 2.020 ms",
        ),
        (
            "happens  client enters shutdown(SHUT_WR)",
            (call(1, "client", "shutdown", 0, how="SHUT_RDWR"),),
            {},
            "there was no 'client enters shutdown(SHUT_WR)'; "
            "instead: client shutdown(4, SHUT_RDWR) = 0 at 1.020 ms",
        ),
        (
            "happens  server read = 0",
            (call(1, "server", "read"),),
            {},
            "there was no 'server read = 0'; instead: server read(4) has not returned since 1.000 ms",
        ),
        (
            "happens  wire FIN",
            (lost(1, "frames"),),
            {},
            "there was no 'wire FIN', but 3 frames were lost",
        ),
        (
            "happens  wire FIN",
            (),
            {"reason": "deadline", "blocked": CLIENT_RUNS},
            "there was no 'wire FIN', but the run was cut off at the deadline "
            "while client was still running",
        ),
        (
            "happens  wire FIN",
            (),
            {"reason": "deadline", "because": "a segment was not acknowledged"},
            "there was no 'wire FIN', but the run was cut off at the deadline "
            "while a segment was not acknowledged",
        ),
        (
            "happens  wire FIN",
            (),
            {"reason": "spin", "blocked": CLIENT_SPINS},
            "there was no 'wire FIN'; nothing of the kind was seen; "
            "client repeated read(3) without end; "
            "server was still waiting in accept(3) when nothing more could happen",
        ),
        (
            "rests  server",
            (),
            {"reason": "spin", "blocked": SERVER_SPINS},
            "server repeated accept(3) = EMFILE without end (2500 times), and nothing came of it",
        ),
        (
            "rests  server",
            tuple(
                each
                for n in range(1, 1001)
                for each in (
                    call(n / 100, "server", "poll", 1), call(n / 100, "server", "accept", "EMFILE")
                )
            ),
            {"reason": "record"},
            "server made accept = EMFILE 1000 times, but the run was cut off: server made 2000 calls, "
            "1000 of them poll, and the record is full",
        ),
        (
            "rests  server",
            (call(1, "server", "accept", "EMFILE"),),
            {"reason": "deadline", "blocked": CLIENT_RUNS},
            "server was not seen to go round in a loop, but the run was cut off at the deadline "
            "while client was still running",
        ),
        (
            "happens  wire FIN",
            (
                ev.Act(at(1), "hold", "client", CLIENT, "close", "wire thing=DATA"),
                ev.Act(at(2), "release", "client", CLIENT, "close", None, False),
            ),
            {},
            "there was no 'wire FIN'; nothing of the kind was seen; the observer held "
            "client close until 'wire thing=DATA', which did not come",
        ),
        (
            "happens  wire FIN",
            (
                ev.Act(at(1), "hold", "client", CLIENT, "close", "wire thing=SYN"),
                ev.Act(at(2), "release", "client", CLIENT, "close", None, True),
            ),
            {"processes": (IDLE,)},
            "there was no 'wire FIN'; nothing of the kind was seen",
        ),
        (
            "happens  wire FIN",
            (lost(1, "clock"),),
            {},
            "there was no 'wire FIN', but the clock was stepped during the run",
        ),
        (
            "happens  server gets SIGINT",
            (gets(1, "server", "SIGCHLD"), gets(2, "client", "SIGTERM")),
            {},
            "there was no 'server gets SIGINT'; instead: server gets SIGCHLD at 1.000 ms",
        ),
        (
            "happens  server ends = 0",
            (SERVER_DIED, CLIENT_DONE),
            {"processes": (ZOMBIE,)},
            "there was no 'server ends = 0'; "
            "instead: server was killed by SIGPIPE in write(4) at 4.000 ms",
        ),
        (
            "never  wire RST  after  wire FIN",
            (FIN, RST),
            {},
            "'wire RST' (3.000 ms) happened, and it must not after 'wire FIN' (2.000 ms)",
        ),
        (
            "never  wire RST  until  wire FIN",
            (SYN,),
            {},
            "'never wire RST' has no end or no beginning: there was no 'wire FIN'; "
            "instead: client>server SYN at 1.000 ms",
        ),
        (
            "exits  server  0",
            (SERVER_DIED,),
            {},
            "server was killed by SIGPIPE in write(4) at 4.000 ms, not with status 0",
        ),
        (
            "exits  server  SIGTERM",
            (),
            {"processes": (IDLE,)},
            "there was no 'server ends = SIGTERM'; nothing of the kind was seen; "
            "server was waiting in accept4(3) at the end",
        ),
        (
            "zombies  server  0",
            (),
            {"processes": (IDLE, ZOMBIE)},
            "server has 1 zombie at the end of the run, not 0",
        ),
        (
            "connections  server  0",
            (),
            {"processes": (BUSY, CHILD, OTHER)},
            "server holds 2 connections at the end of the run (process 2 as descriptor 4 and "
            "process 9 as descriptor 4, process 10 as descriptor 4), not 0",
        ),
        (
            "connections  server  0",
            (),
            {"processes": (replace(BUSY, open=tuple(open_connection(n, n) for n in range(9))),)},
            "server holds 9 connections at the end of the run (process 2 as descriptor 0, "
            "process 2 as descriptor 1, process 2 as descriptor 2, …), not 0",
        ),
        (
            "connections  server  0",
            (SERVER_DIED,),
            {},
            "server was killed by SIGPIPE in write(4) at 4.000 ms: "
            "at the end of the run nothing was left to count",
        ),
        (
            "processes  server  < 1  since  wire SYN",
            (SYN, LATE, LATER, LATE_ENDS),
            {},
            "server has 1 process more at the end of the run than at 'wire SYN' (1.000 ms), not < 1",
        ),
        (
            "processes  server  1  since  wire SYN",
            (SYN, EARLY, EARLY_ENDS),
            {},
            "server has 1 process fewer at the end of the run than at 'wire SYN' (1.000 ms), not 1",
        ),
        (
            "prints  client  hello",
            (says(1, "client", "hel\0lo"),),
            {},
            "there was no 'client prints hello'; instead: client \"hel\\0lo\" at 1.000 ms",
        ),
    ],
)
def test_sentences(
    text: str, events: tuple[ev.Event, ...], ending: dict[str, object], sentence: str
) -> None:
    assert judged(text, *events, **ending).because == sentence


def test_evidence_is_what_matched_and_what_came_near() -> None:
    found = judged("happens  wire FIN  server read = 0", SYN, READ_5, READ_0, FIN)
    assert found.evidence == (READ_0, FIN)  # by their beginnings
    found = judged("happens  wire SYN  server read = 0", SYN, READ_5)
    assert found.evidence == (SYN, READ_5)
    found = judged("happens  client prints x", SYN, READ_5, FIN, RST)
    assert found.evidence == (READ_5, FIN, RST)  # nothing near: what was last
    found = judged("never  wire RST  until  client ends", SYN, RST, CLIENT_DONE)
    assert found.evidence == (RST, CLIENT_DONE)


@pytest.mark.parametrize(
    "claims, verdict, place",
    [
        (["happens  wire SYN", "never  wire RST"], HOLDS, None),
        (["happens  wire SYN", "happens  wire FIN", "happens  wire RST"], FAILS, 1),
        (["happens  client prints x", "happens  wire FIN"], FAILS, 1),  # worse than undecided
        (["happens  client prints x", "happens  wire SYN"], UNDECIDED, 0),
        ([], BROKEN, None),
    ],
)
def test_the_worst_finding_decides(
    claims: list[str], verdict: Verdict, place: int | None
) -> None:
    asked = requirement(*claims)
    finding = judge_requirement(asked, {CAST: record(SYN, lost(1, "output", "client"))})
    assert finding.verdict is verdict
    assert finding.claim is (None if place is None else asked.claims[place])


def test_a_run_that_is_missing_or_broken_decides() -> None:
    asked = requirement("happens  wire FIN", "happens  wire SYN")
    assert judge_requirement(asked, {}).because == "there is no record of its run"
    broken: Record = record(SYN, reason="broken", because="no memory")
    finding = judge_requirement(asked, {CAST: broken})
    assert (finding.verdict, finding.because) == (
        BROKEN, "the observer could not go on: no memory"
    )  # fmt: skip
