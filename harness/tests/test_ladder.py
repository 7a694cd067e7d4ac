"""What people see of a record: single events, and the ladder."""

import pytest

from harness.evidence import events as ev
from harness.evidence.endpoint import endpoint
from harness.evidence.describe import brief
from harness.evidence.quoting import quoted, quoted_bytes
from harness.evidence.record import Record, of_events
from harness.telling.excerpt import excerpt
from harness.telling.explain import MOST_ROWS
from harness.telling.noise import without_noise
from harness.telling.rungs import rungs
from harness.telling.ladder import Look, ladder
from harness.telling.screen import drawn as drawn_on, fitted
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
            "1.020  server[2] accept4(4, A|B, 127.0.0.1:1) = 4",
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
            ev.Wire(at(1), "client", "server", endpoint("a"), endpoint("b"), "udp", length=33, dns=DNS),
            "1.000  client>server DNS question A www.example.org",
        ),
        (says(1, "client", "hi"), '1.000  client "hi"'),
        (ev.Says(at(1), "client", "stdout", "hi", partial=True),
         '1.000  client "hi" without a newline'),
        (ev.Says(at(1), "client", "stdout", "sechs \xc3", octets=True),
         '1.000  client "sechs \\xc3"'),
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
        (ev.Exec(at(1), "server", 2, "/bin/x", ("x\n::error::", "\x1b]0;y")),
         '1.000  server exec "x\\n::error::" "\\x1b]0;y"'),
        (ev.Unlaunched(at(1), "server", "./\x1b[31m", "ENOENT"),
         "1.000  server could not be started: ./\\x1b[31m: ENOENT"),
        (call(1, "server", "connect", 0, end=1, fd=3, address="unix:\x9b"),
         "1.000  server connect(3, unix:\\x9b) = 0"),
        (ev.Wire(at(1), "a", "b", endpoint(""), endpoint(""), "udp", dns=ev.Dns(1, False, "a\x1b.test", "A")),
         "1.000  a>b DNS question A a\\x1b.test"),
        (ends(1, "server", "SIGPIPE", where="a\x1bb"),
         "1.000  server was killed by SIGPIPE in a\\x1bb"),
        (ev.Reaped(at(1), "server", 4, 2), "1.000  server process 4 is reaped by 2"),
        (ev.Ready(at(1), "server", "listen", endpoint("0.0.0.0:1")),
         "1.000  server is ready (listen 0.0.0.0:1)"),
        (ev.Unready(at(1), "server", "ended"), "1.000  server never became ready (ended)"),
        (ev.Unlaunched(at(1), "server", "./s", "ENOENT"),
         "1.000  server could not be started: ./s: ENOENT"),
        (ev.Act(at(1), "hold", "client", 3, "close", "wire thing=FIN"),
         '1.000  client [observer: hold close until wire FIN]'),
        (ev.Act(at(1), "release", "client", 3, "close", None, False),
         "1.000  client [observer gives up its hold of close: what it waited for cannot come]"),
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


def drawn(found: Record, width: int, *, color: bool = False) -> list[str]:
    rows = [rung.row for rung in rungs(found, found.events)]
    return list(ladder(rows, found.roles, found.start_ns, width=width, color=color))


def drawn_around(found: Record, *finding: ev.Event) -> list[str]:
    rows = excerpt(found, finding, MOST_ROWS)
    return list(ladder(rows, found.roles, found.start_ns, width=100, color=False))


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


LONG_ONES = (
    says(1, "client", "c" * 70),
    call(2, "client", "connect", 0, fd=3, address="127.0.0.1:9190"),
    call(3, "server", "accept4", 4, address="127.0.0.1:40000", flags=["SOCK_CLOEXEC"]),
    wire(4, "client>server", "FIN PSH URG ACK ECE CWR", 16384),
    says(5, "server", "안녕" * 40),
    launch("second", 9),
)


@pytest.mark.parametrize("width", [24, 40, 60, 80, 100, 120])
@pytest.mark.parametrize("most", [3, 6])
def test_nothing_is_lost_where_all_is_to_be_read(width: int, most: int) -> None:
    """A text may go on over other columns, and in other lines: then each begins with a …."""
    found = record(*LONG_ONES[:most], *STORY)
    rows = [rung.row for rung in rungs(found, found.events)]
    lines = list(ladder(rows, found.roles, found.start_ns, width=width, color=False, whole=True))
    assert max(sum(2 if char > "\u1100" and char != "…" else 1 for char in line) for line in lines) <= width
    told = "".join(line[12:].replace("|", "").strip().removeprefix("…") for line in lines)
    for row in rows:
        assert row.text.replace(" ", "").replace("-", "") in told.replace(" ", "").replace("-", ""), row
    assert all(line[12:].lstrip(" |")[:1] == "…" for line in lines[1:] if not line[:10].strip())


def test_a_row_is_in_its_column_if_it_fits() -> None:
    found = record(*STORY)
    rows = [rung.row for rung in rungs(found, found.events)]
    cut, all_of_it = ([*ladder(rows, found.roles, found.start_ns, width=100, color=False, whole=whole)]
                      for whole in (False, True))  # fmt: skip
    same = [line for line in cut if line in all_of_it]
    assert len(same) >= len(cut) - 4 and len(same) < len(cut)
    (long,) = (line for line in all_of_it if "connect(3" in line)
    assert "connect(3, 127.0.0.1:9190) = 0" in long


@pytest.mark.parametrize("room", [12, 24, 40])
@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_run_fits_a_screen(room: int, width: int) -> None:
    """With what the verdict rests on, and what is next to it; gaps are counted, and long rows."""
    found = record(*LONG_ONES, *LONG[:49], FIN, *LONG[50:])
    rows = [rung.row for rung in rungs(found, found.events)]
    look = Look(found.roles, found.start_ns, width, False)
    lines, left_out = drawn_on(rows, {FIN.line}, look, room)
    assert len(lines) <= room and left_out > 0
    shown = fitted(rows, {FIN.line}, room)
    assert len(shown) == room
    those = [row.line for row in shown if row]
    at_it = those.index(FIN.line)
    every = [row.line for row in rows]
    here = every.index(FIN.line)
    assert those[at_it - 1 : at_it + 2] == every[here - 1 : here + 2]
    text = "\n".join(lines)
    assert "FIN" in text and "is launched" in text and "…" in text
    assert drawn_on(rows, {FIN.line}, look, None)[1] == 0
    short = rows[:5]
    assert drawn_on(short, (), look, 40) == drawn_on(short, (), look, None)


def test_without_a_mark_the_end_is_shown() -> None:
    found = record(*LONG)
    rows = [rung.row for rung in rungs(found, found.events)]
    shown = fitted(rows, (), 12)
    assert len(shown) == 12 and shown[-1] == rows[-1] and shown[0] == rows[0]


def test_sides() -> None:
    lines = drawn(record(*STORY), 100)
    connect = next(line for line in lines if "connect" in line)
    accept = next(line for line in lines if "= 4" in line)
    assert connect.index("connect") < connect.index("|")
    assert accept.index("accept4") > accept.rindex("|")


def test_a_relay_stands_beside_the_server() -> None:
    started = (launch("server", SERVER), launch("via", 4), launch("client", 3))
    frames = (wire(1, "client>via", "SYN"), wire(2, "via>server", "SYN"))
    end = ev.End(at(3), "quiet")
    lines = drawn(of_events(ev.Run(START - 1000, 1), [*started, *frames], end), 140)
    assert [cell.split()[-1] for cell in lines[0].split("|")] == ["client", "wire", "via", "server"]
    assert any("client>via SYN" in line for line in lines)


def test_wide_characters_take_two_columns() -> None:
    lines = drawn(record(says(1, "client", "안녕" * 30)), 80)
    (line,) = [each for each in lines if "안" in each]
    before = line.partition("|")[0]
    width = sum(2 if ord(char) > 0x1100 and char != "…" else 1 for char in before)
    assert width == len(lines[0].partition("|")[0])


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
    assert drawn(of_events(run, [], end), 80) == []


def test_color_only_where_it_is_asked_for() -> None:
    plain, colored = (drawn(record(*STORY), 80, color=color) for color in (False, True))
    assert "\033" not in "".join(plain)
    assert "\033[31m" in "".join(colored)


FIN = wire(50, "client>server", "FIN")
KILLED = ends(90, "server", "SIGPIPE", child=True, pid=9)
LONG = tuple(wire(n, "client>server", "ACK") for n in range(1, 90))


def test_the_excerpt_shows_what_matters_and_what_is_next_to_it() -> None:
    lines = drawn_around(record(*LONG[:49], FIN, *LONG[50:], KILLED, ends(95, "client")), FIN)
    times = [line.split()[0] for line in lines[1:]]
    assert times == [
        "47.000", "48.000", "49.000", "50.000", "51.000", "52.000", "53.000", "…", "90.000",
        "95.000",
    ]  # fmt: skip
    assert "FIN" in lines[4] and "SIGPIPE" in lines[9]


def test_the_excerpt_is_short_however_much_there_is() -> None:
    found = record(*LONG, *(ends(91, "server", "SIGKILL", child=True, pid=n) for n in range(9, 99)))
    rows = excerpt(found, LONG[::3], MOST_ROWS)
    assert len(rows) == MOST_ROWS
    assert rows[0] is not None and rows[-1] is not None


def test_the_excerpt_shows_where_a_role_waited() -> None:
    waited = call(2, "server", "read")
    text = "\n".join(drawn_around(record(waited, *LONG[5:]), LONG[60]))
    assert "read(4) …" in text
    returned = call(2, "server", "read", "EINTR", end=101)  # in the teardown
    assert "read(4) …" in "\n".join(drawn_around(record(returned, *LONG[5:]), LONG[60]))


def test_the_excerpt_of_nothing_near() -> None:
    assert drawn_around(record(), FIN) == ["        ms  client           | server"]


START_UP = (
    ev.Exec(at(1), "server", SERVER, "/bin/x", ("x",)),
    call(1.1, "server", "read", 832, kind="file"),
    call(1.2, "server", "fcntl", 0, kind="pipe"),
    call(1.3, "server", "rt_sigprocmask", 0, kind=None, fd=None),
    call(1.4, "server", "rt_sigaction", 0, kind=None, fd=None, signal="SIGINT"),
    call(1.5, "server", "execve", "ENOENT", kind=None, fd=None),
)
BEGINS = call(2, "server", "rt_sigaction", 0, kind=None, fd=None, signal="SIGINT", handler="SIG_IGN")
THEN = call(3, "server", "fcntl", 0, kind="pipe")


def test_noise() -> None:
    found = record(*START_UP, BEGINS, THEN, *START_UP[1:2])
    shown = [event for event in without_noise(found) if event.t > at(0) and event.t < at(100)]
    assert shown == [START_UP[0], BEGINS, THEN]


def test_noise_that_the_finding_names_is_shown() -> None:
    found = record(*START_UP, BEGINS)
    assert "read(4) = 832" in "\n".join(drawn_around(found, START_UP[1]))


def test_small_talk_leaves_its_room_to_what_matters() -> None:
    slept = call(49.5, "server", "nanosleep", 0, kind=None, fd=None)
    failed = call(49.6, "server", "getsockopt", "EBADF")
    sleeps = call(60, "server", "clock_nanosleep", kind=None, fd=None)
    reaped = [ev.Reaped(at(49.7), "server", pid, by) for pid, by in ((8, 1), (9, SERVER))]
    found = record(LONG[0], slept, failed, *reaped, FIN, sleeps)
    told = "\n".join(drawn_around(found, FIN))
    assert "process 9 is reaped by 2" in told and "process 8" not in told
    assert "nanosleep() = 0" not in told
    assert "getsockopt(4) = -1 EBADF" in told and "clock_nanosleep() …" in told
    assert "nanosleep() = 0" in "\n".join(drawn_around(found, FIN, slept))
    assert "nanosleep() = 0" in "\n".join(drawn(found, 120))


def test_a_program_that_only_looks_at_the_clock_is_not_what_happened_last() -> None:
    ticks = [call(60 + tick, "server", "epoll_wait", 0) for tick in range(30)]
    lines = drawn_around(record(*LONG[:49], FIN, *ticks, says(55, "client", "hm")), *ticks[-3:])
    assert "FIN" in "\n".join(lines) and "hm" in "\n".join(lines)
    assert "epoll_wait" not in "\n".join(lines)
