"""What the observer does to a run on time: who is kept, from when to when, and what it says of it."""

from __future__ import annotations

from pathlib import Path

from harness.tests.test_observer import ROOT, Observed, observe, whole

FIXTURES = ROOT / "build" / "fixtures"
FORKING = FIXTURES / "ch10-processes" / "forking_echo_server"
EPOLL = FIXTURES / "ch10-processes" / "epoll_echo_server"
HALF_CLOSE = FIXTURES / "ch07-graceful-close" / "half_close_client"
FIN = "wire from=client to=server thing=FIN"
ADDRESS = ("--arg=127.0.0.1", "--arg=9190")


def pair(server: Path, client: Path, *more: str) -> tuple[str, ...]:
    return (
        *("--role=server", "--serves=9190", f"--arg={server}", "--arg=9190"),
        *("--role=client", f"--arg={client}", *ADDRESS),
        *more,
    )


def moment(observed: Observed, flag: str) -> int:
    frames = [line for line in observed.every("wire", **{"from": "client"}) if flag in line["flags"]]
    return int(frames[0]["t"])


def test_a_pause_keeps_every_call_of_a_role_from_when_it_serves(tmp_path: Path) -> None:
    """However the program is made: this one has a process for its caller, that one epoll."""
    for place, server in enumerate((FORKING, EPOLL)):
        folder = tmp_path / str(place)
        folder.mkdir()
        hold = ("--hold=enter role=server", f"--until={FIN}")
        observed = whole(observe(folder, *pair(server, HALF_CLOSE, *hold)), "quiet")
        fin, ready = moment(observed, "FIN"), observed.one("ready")["t"]
        calls = observed.every("call", role="server")
        assert not [line for line in calls if ready < line["t"] < fin]
        assert {line["met"] for line in observed.every("act", what="release")} == {True}
        assert "got 5 back, unchanged" in observed.said()


def test_a_pause_begins_at_its_event(tmp_path: Path) -> None:
    hold = ("--hold=enter role=server", "--from=wire from=server to=client thing=DATA",
            f"--until={FIN}")  # fmt: skip
    observed = whole(observe(tmp_path, *pair(EPOLL, HALF_CLOSE, *hold)), "quiet")
    answer = observed.every("wire", **{"from": "server", "length": 5})[0]["t"]
    held = observed.every("act", what="hold", role="server")
    assert held and all(line["t"] > answer for line in held)


def test_a_hold_that_ends_at_rest_is_met_then(tmp_path: Path) -> None:
    hold = ("--hold=enter role=client names=connect", "--or-quiet")
    observed = whole(observe(tmp_path, *pair(EPOLL, HALF_CLOSE, *hold)), "quiet")
    assert observed.one("act", what="hold")["until"] == "quiet"
    release = observed.one("act", what="release")
    assert (release["met"], release["quiet"]) == (True, True)


def test_what_is_meant_to_end_at_rest_ends_before_another_hold_is_given_up(tmp_path: Path) -> None:
    """The first hold waits for what the second keeps from happening: it is met, not given up."""
    holds = ("--hold=enter role=server names=accept,accept4", f"--until={FIN}",
             "--hold=enter role=client names=connect", "--or-quiet")  # fmt: skip
    observed = whole(observe(tmp_path, *pair(FORKING, HALF_CLOSE, *holds)), "quiet")
    assert [line["met"] for line in observed.every("act", what="release")] == [True, True]


def test_who_only_asks_whether_a_child_has_ended_is_not_held(tmp_path: Path) -> None:
    hold = ("--hold=enter role=server names=wait4,waitid", "--until=wire thing=RST")
    observed = whole(observe(tmp_path, *pair(FORKING, HALF_CLOSE, *hold)), "quiet")
    waits = observed.every("call", name="wait4", role="server")
    assert waits and all("WNOHANG" in line["args"]["options"] for line in waits)
    assert not observed.every("act", what="hold")


def test_descriptors_run_short_from_an_event_on(tmp_path: Path) -> None:
    limit = ("--limit=server:0", "--when=enter role=client names=connect")
    observed = whole(observe(tmp_path, *pair(EPOLL, HALF_CLOSE, *limit)), "timers")
    assert observed.one("act", what="limit")["descriptors"] == 0
    assert observed.every("call", role="server", error="EMFILE")


def test_each_program_of_a_role_runs_short_of_descriptors(tmp_path: Path) -> None:
    """A relay may be two: whichever of them a conversation reaches first."""
    relay = FIXTURES / "path" / "tcp_relay"
    roles = [
        *("--role=server", "--serves=9190", f"--arg={FORKING}", "--arg=9190"),
        *("--role=via", "--serves=9192", f"--arg={relay}", "--arg=9192", *ADDRESS),
        *("--role=via", "--serves=9191", f"--arg={relay}", "--arg=9191", "--arg=127.0.0.1", "--arg=9192"),
        *("--role=client", f"--arg={HALF_CLOSE}", "--arg=127.0.0.1", "--arg=9191"),
    ]
    limit = ("--limit=via:0", "--when=enter role=client names=connect")
    observed = observe(tmp_path, *roles, *limit)
    limits = observed.every("act", what="limit")
    assert len({line["pid"] for line in limits}) == 2 and {line["role"] for line in limits} == {"via"}


def test_a_signal_that_is_caught_is_one_that_comes_by_itself(tmp_path: Path) -> None:
    signal = ("--signal=server:CAUGHT", "--when=enter role=client names=connect")
    observed = whole(observe(tmp_path, *pair(FORKING, HALF_CLOSE, *signal)), "quiet")
    assert observed.one("act", what="signal")["signal"] == "SIGCHLD"
    assert "got 5 back, unchanged" in observed.said()
    folder = tmp_path / "second"
    folder.mkdir()
    observed = whole(observe(folder, *pair(EPOLL, HALF_CLOSE, *signal)), "quiet")
    assert not observed.every("act", what="signal"), "it handles none"


def test_a_call_fails_from_its_event_on(tmp_path: Path) -> None:
    """Its first accept has begun before anybody calls; the one behind that is the one to fail."""
    fail = ("--fail=enter role=server names=accept,accept4", "--from=wire from=client to=server thing=SYN",
            "--errno=ECONNABORTED")  # fmt: skip
    observed = whole(observe(tmp_path, *pair(FORKING, HALF_CLOSE, *fail)), "quiet")
    accepts = observed.every("call", name="accept", role="server")
    assert [line.get("error") for line in accepts][:2] == [None, "ECONNABORTED"]


WAITS_A_WHILE = """
import socket
sock = socket.create_connection(("127.0.0.1", 9190))
sock.settimeout(5)
sock.sendall(b"hello")
print(sock.recv(5).decode(), flush=True)
"""


def test_a_hold_that_ends_when_all_wait_ends_before_a_time_out(tmp_path: Path) -> None:
    hold = ("--hold=enter role=server names=write", f"--until={FIN}", "--or-waits")
    client = ("--role=client", "--arg=/usr/bin/python3", "--arg=-c", f"--arg={WAITS_A_WHILE}")
    server = ("--role=server", "--serves=9190", f"--arg={FORKING}", "--arg=9190")
    observed = whole(observe(tmp_path, *server, *client, *hold), "quiet")
    release = observed.one("act", what="release")
    assert (release["met"], release["quiet"]) == (True, True)
    assert "hello" in observed.said()
