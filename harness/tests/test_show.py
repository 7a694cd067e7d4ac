"""What people see of a record: single events, and the ladder."""

import pytest

from harness.evidence import events as ev
from harness.evidence.brief import brief, quoted, quoted_bytes
from harness.evidence.record import Record, of_events
from harness.reporting.show import CONTEXT, MOST_AROUND, ladder, span
from harness.tests.making import (
    SERVER,
    START,
    at,
    call,
    datagram,
    ends,
    gets,
    launch,
    lost,
    record,
    says,
    unreachable,
    wire,
)

DNS = ev.Dns(1, False, "www.example.org", "A")


@pytest.mark.parametrize(
    "event, text",
    [
        (call(1, "server", "read", 5, data="hello\n\0"), '1.020  server read(4) = 5 "hello\\n\\0"'),
        (call(1, "server", "read", 0, end=9), "9.000  server read(4) = 0  (since 1.000 ms)"),
        (call(1, "server", "read"), "1.000  server read(4) has not returned"),
        (call(1, "client", "write", "EPIPE"), "1.020  client write(4) = -1 EPIPE"),
        (
            call(1, "client", "shutdown", 0, how="SHUT_WR"),
            "1.020  client shutdown(4, SHUT_WR) = 0",
        ),
        (
            call(1, "server", "accept4", 4, address="127.0.0.1:1", flags=["A", "B"], child=True),
            "1.020  server[2] accept4(4, 127.0.0.1:1, A|B) = 4",
        ),
        (
            call(1, "server", "wait4", 9, fd=None, pid_=-1, options=["WNOHANG"], status="exited 3"),
            "1.020  server wait4(-1, WNOHANG) = 9 exited 3",
        ),
        (wire(1, "client>server", "PSH ACK", 5), '1.000  client>server PSH ACK 5 "hello"'),
        (wire(1, "client>server", "ACK", window=0), "1.000  client>server ACK window 0"),
        (datagram(1, "client>server", 7), "1.000  client>server UDP 7"),
        (unreachable(1, "icmp", 3, 3), "1.000  ?>client PORT-UNREACHABLE"),
        (unreachable(1, "icmp", 11, 0), "1.000  ?>client ICMP 11/0"),
        (
            ev.Wire(at(1), "client", "server", "a", "b", "udp", length=33, dns=DNS),
            "1.000  client>server DNS question A www.example.org",
        ),
        (says(1, "client", "hi"), '1.000  client "hi"'),
        (ev.Says(at(1), "client", "stderr", "hi"), '1.000  client stderr "hi"'),
        (gets(1, "server", "SIGCHLD"), "1.000  server gets SIGCHLD"),
        (ends(1, "server", 3), "1.000  server ended with status 3"),
        (ends(1, "server", "SIGPIPE", where="write(4)"),
         "1.000  server was killed by SIGPIPE in write(4)"),
        (launch("server", 2), "0.000  server is launched"),
        (ev.Born(at(1), "server", 4, 2, "fork"), "1.000  server process 4 is born (fork)"),
        (ev.Born(at(1), "server", 2, 2, "thread", 5),
         "1.000  server thread 5 of process 2 is born"),
        (ev.Exec(at(1), "server", 2, "/bin/x", ("x", "9190")), "1.000  server exec x 9190"),
        (ev.Reaped(at(1), "server", 4, 2), "1.000  server process 4 is reaped by 2"),
        (ev.Ready(at(1), "server", "listen", "0.0.0.0:1"),
         "1.000  server is ready (listen 0.0.0.0:1)"),
        (ev.Unready(at(1), "server", "ended"), "1.000  server never became ready (ended)"),
        (ev.Unlaunched(at(1), "server", "./s", "ENOENT"),
         "1.000  server could not be started: ./s: ENOENT"),
        (ev.Act(at(1), "hold", "client", 3, "close", "wire thing=FIN"),
         '1.000  client [observer: hold close "wire thing=FIN"]'),
        (ev.Act(at(1), "release", "client", 3, "close", None, False),
         "1.000  client [observer: release close] (its condition cannot come true any more)"),
        (lost(1, "frames"), "1.000  LOST 3 frames"),
        (ev.Census(at(1), (ev.Process("server", 4, 2, "zombie"),)),
         "1.000  server[4] is a zombie"),
        (ev.Other(at(1), "weather", {}), "1.000  weather"),
        (ev.Run(at(1), 1), "1.000  the run begins"),
        (ev.End(at(1), "quiet"), "1.000  the run ended: quiet"),
    ],
)  # fmt: skip
def test_brief(event: ev.Event, text: str) -> None:
    assert brief(event, START) == f"    {text}"


def test_quotes_hide_nothing_and_do_nothing() -> None:
    assert quoted("a\tb\x1b[31m\\") == '"a\\tb\\x1b[31m\\\\"'
    assert quoted("\u2028") == '"\\u2028"'
    assert len(quoted("x" * 1_000_000)) < 200
    assert quoted_bytes("\xec\x95\x88\xff\n") == '"안\\xff\\n"'
    assert quoted_bytes("x" * 25) == '"' + "x" * 24 + '…"'


STORY = (
    call(0.1, "server", "accept4", 4, end=1.5, kind="listener", fd=3),
    call(1.0, "client", "connect", 0, fd=3, address="127.0.0.1:9190"),
    wire(1.005, "client>server", "SYN"),
    wire(1.008, "server>client", "SYN ACK"),
    call(1.2, "client", "write", "EPIPE", fd=3),
    says(2, "client", "hello " * 40),
    ends(2.5, "server", 0, pid=9, child=True),
    gets(2.6, "server", "SIGCHLD"),
    lost(3, "frames"),
    call(4, "server", "accept4", "EINTR", end=101),
)
CENSUS = (
    ev.Process("server", SERVER, 1, "waiting", "accept4(3)"),
    ev.Process("server", 9, SERVER, "zombie"),
)


def drawn(
    found: Record, width: int, *, color: bool = False, around: tuple[int, int] | None = None
) -> list[str]:
    return list(ladder(found, width=width, color=color, around=around))


def test_ladder() -> None:
    lines = drawn(record(*STORY, processes=CENSUS), 100)
    assert [line.split("|")[0].split() for line in lines[:1]] == [["ms", "client"]]
    text = "\n".join(lines)
    assert "accept4(3) …" in text and "accept4(3) = 4" in text
    assert "SYN ----" in text and "> |" in text and "| <----" in text
    assert "[9] ended with status 0, a" in text
    assert "! SIGCHLD" in text
    assert "LOST 3 frames" in text
    assert "server[9] is a zombie" in text
    assert text.index("the run is over") < text.index("EINTR")


@pytest.mark.parametrize("width", [30, 60, 80, 100, 120])
def test_ladder_fits(width: int) -> None:
    lines = drawn(record(*STORY, processes=CENSUS), width)
    assert max(len(line) for line in lines) <= width
    assert any("SYN" in line for line in lines)


def test_sides() -> None:
    lines = drawn(record(*STORY), 100)
    connect = next(line for line in lines if "connect" in line)
    accept = next(line for line in lines if "= 4" in line)
    assert connect.index("connect") < 20 and accept.index("accept4") > 60


def test_wide_characters_take_two_columns() -> None:
    lines = drawn(record(says(1, "client", "안녕" * 30)), 80)
    (line,) = [each for each in lines if "안" in each]
    before = line.partition("|")[0]
    width = sum(2 if ord(char) > 0x1100 and char != "…" else 1 for char in before)
    (head, *_) = drawn(record(says(1, "client", "x")), 80)
    assert width == len(head.partition("|")[0])


def test_more_than_two_roles_name_the_ends() -> None:
    third = launch("second", 7)
    text = "\n".join(drawn(record(third, wire(1, "second>server", "SYN")), 120))
    assert "second>server SYN" in text
    names = [name.split()[-1] for name in text.splitlines()[0].split("|")]
    assert names == ["client", "second", "wire", "server"]


def test_one_role_without_a_wire() -> None:
    run = ev.Run(START, 1)
    end = ev.End(at(2), "quiet")
    found = of_events(run, [launch("program", 2), says(1, "program", "x")], end)
    assert drawn(found, 80)[0].split() == ["ms", "program"]
    assert [line.strip() for line in drawn(of_events(run, [], end), 80)] == ["ms"]


def test_color_only_where_it_is_asked_for() -> None:
    plain, colored = (drawn(record(*STORY), 80, color=color) for color in (False, True))
    assert "\033" not in "".join(plain)
    assert "\033[31m" in "".join(colored)


def test_around() -> None:
    many = [wire(n, "client>server", "ACK") for n in range(1, 20)]
    lines = drawn(record(*many), 100, around=(at(10), at(11)))
    times = [line.split()[0] for line in lines]
    assert times == ["ms", *(f"{n}.000" for n in range(10 - CONTEXT, 12 + CONTEXT))]
    assert len(drawn(record(*many), 100, around=(at(10.1), at(10.2)))) == 1


def test_around_leaves_the_middle_of_a_long_stretch_out() -> None:
    many = [wire(1 + n / 1000, "client>server", "ACK") for n in range(500)]
    lines = drawn(record(*many), 100, around=(at(0), at(2)))
    assert len(lines) == 1 + MOST_AROUND + 1
    assert any(line.strip() == "…" for line in lines)


def test_span() -> None:
    assert span(()) is None
    assert span((call(1, "server", "read", 0, end=9), says(3, "client", "x"))) == (at(1), at(9))
