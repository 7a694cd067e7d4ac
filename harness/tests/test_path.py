"""The relays of ours: what they pass on as it is, and what they do by their rules."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from harness.parsing.file import parse
from harness.scenario.verdict import Verdict
from harness.place import ROOT
from harness.running.paths import Paths
from harness.running.config import Config
from harness.running.scenario_run import ScenarioRun
from harness.tests.workbench import own_build, scenario, test

FIXTURES = ROOT / "build" / "fixtures" / "path"

STREAMS = {
    "the caller half-closes first": (
        "cast server=forking_echo_server via=tcp_relay "
        "client='half_close_client {host} {port} 200000'",
        "happens 'wire client>via FIN' 'wire via>server FIN' 'wire server>via FIN'",
        "happens 'wire via>server FIN' 'wire server>via FIN' 'wire via>client FIN'",
        "prints client 'got 200000 back, unchanged'",
        "never 'wire RST'",
        "connections via 0",
    ),
    "the server half-closes first": (
        "cast server=draining_server via=tcp_relay client=half_close_client",
        "hold 'client write' until 'wire via>client FIN'",
        "happens 'wire server>via FIN' 'wire via>client FIN' 'wire client>via DATA'",
        "prints server 'drained 5'",
        "prints client 'got 9 back'",
        "never 'wire RST'",
        "connections via 0",
    ),
    "the caller resets": (
        "cast server=forking_echo_server via=tcp_relay client=resetting_client",
        "happens 'wire client>via RST' 'wire via>server RST'",
        "prints client 'answered'",
        "connections via 0",
    ),
    "the server resets": (
        "cast server=closes_with_unread_data via=tcp_relay client=asking_client",
        "hold 'server close' until 'wire via>server DATA'",
        "happens 'wire server>via RST' 'wire via>client RST' 'client read = ECONNRESET'",
        "never 'wire via>client FIN'",
        "connections via 0",
    ),
    "the caller leaves without listening": (
        "cast server=forking_echo_server via=tcp_relay client=leaving_client",
        "happens 'wire client>via FIN' 'wire via>server FIN'",
        "prints client 'hello again'",
        "connections via 0",
    ),
    "its proxy refuses, as SOCKS": (
        "cast server=forking_echo_server "
        "via='connect_relay {listen} {host} {port} socks5 {host} {port}' client=half_close_client",
        "happens 'via prints the proxy wants to know who calls' 'wire via>client RST'",
        "never 'wire via>client DATA'",
        "never 'wire via>client FIN'",
        "connections via 0",
    ),
    "its proxy refuses, as HTTP": (
        "cast server=forking_echo_server "
        "via='connect_relay {listen} {host} {port} connect {host} {port}' client=half_close_client",
        "happens 'via enters write' 'wire via>client RST'",
        "never 'wire via>client DATA'",
        "never 'wire via>client FIN'",
        "connections via 0",
    ),
    "nobody is behind it": (
        "cast server=forking_echo_server via='tcp_relay {listen} {host} 9999' "
        "client=half_close_client",
        "happens 'via enters connect' 'wire via>client RST'",
        "never 'wire via>client FIN'",
        "connections via 0",
    ),
    "a mebibyte there and back": (
        "cast server=forking_echo_server via=tcp_relay client=duplex_echo_client",
        "prints client '1048576 bytes came back unchanged'",
        "prints client 'nothing came twice'",
        "connections via 0",
    ),
    "fifty callers at once": (
        "cast server=forking_echo_server via=tcp_relay client=calls_at_once_client",
        "prints client 'answered 50'",
        "connections via 0",
    ),
    "200 callers in turn": (
        "cast server=forking_echo_server via=tcp_relay client=calls_in_turn_client",
        "prints client 'answered 200'",
        "connections via 0",
    ),
    "cut": (
        "cast server=forking_echo_server via='tcp_relay {listen} {host} {port} cut:answer:2' "
        "client=half_close_client",
        "happens 'wire via>server DATA = 5' 'wire via>client DATA = 2' 'wire via>client DATA = 2'",
        "happens 'wire via>client DATA = 2 #2' 'wire via>client DATA = 1' 'wire via>client FIN'",
        "prints client 'got 5 back, unchanged'",
    ),
    "stop": (
        "cast server=forking_echo_server via='tcp_relay {listen} {host} {port} stop:answer:3' "
        "client=half_close_client",
        "happens 'wire via>client DATA = 3' 'wire via>client FIN'",
        "prints client 'got 3 back, unchanged'",
        "connections via 0",
    ),
}

DATAGRAMS = {
    "of every size": (
        "cast server=udp_echo_server via=udp_relay client=datagram_sizes_client",
        "happens 'wire client>via DATAGRAM = 65507' 'wire via>server DATAGRAM = 65507'",
        "happens 'wire server>via DATAGRAM = 65507' 'wire via>client DATAGRAM = 65507'",
        "happens 'wire via>server DATAGRAM = 0' 'wire via>client DATAGRAM = 0'",
        "prints client '65507 came back unchanged'",
        "prints client '0 came back unchanged'",
    ),
    "three at once": (
        "cast server=datagram_server via=udp_relay client=three_datagrams_client",
        "hold 'via read' until 'client ends'",
        "happens 'server read = 3' 'server read = 5' 'server read = 7'",
    ),
    "of two callers": (
        "cast server=udp_echo_server via=udp_relay client=udp_echo_client "
        "other='udp_echo_client {host} {port}'",
        "stdin client 'one'",
        "stdin other 'second'",
        "hold 'server read' until 'wire via>server DATAGRAM #2'",
        "prints client 'one'",
        "prints other 'second'",
    ),
    "drop": (
        "cast server='datagram_server {port} 2' "
        "via='udp_relay {listen} {host} {port} drop:request:2' client=three_datagrams_client",
        "happens 'server read = 3' 'server read = 7' 'server ends'",
    ),
    "double": (
        "cast server='datagram_server {port} 4' "
        "via='udp_relay {listen} {host} {port} double:request:2' client=three_datagrams_client",
        "happens 'server read = 3' 'server read = 5' 'server read = 5' 'server read = 7'",
    ),
    "swap": (
        "cast server=datagram_server "
        "via='udp_relay {listen} {host} {port} swap:request:1' client=three_datagrams_client",
        "happens 'server read = 5' 'server read = 3' 'server read = 7'",
    ),
    "delay, behind one that is dropped": (
        "cast server='datagram_server {port} 2' "
        "via='udp_relay {listen} {host} {port} delay:request:1:3 drop:request:3' "
        "client=three_datagrams_client",
        "happens 'server read = 5' 'server read = 3' 'server ends'",
    ),
    "delay, for ever": (
        "cast server='datagram_server {port} 2' "
        "via='udp_relay {listen} {host} {port} delay:request:1:4' client=three_datagrams_client",
        "happens 'server read = 5' 'server read = 7' 'server ends'",
    ),
    "an answer": (
        "cast server=udp_echo_server "
        "via='udp_relay {listen} {host} {port} double:answer:1' client=udp_echo_client",
        "stdin client 'one' 'second'",
        "happens 'client read = 4' 'client read = 4' 'client ends'",
        "never 'client prints second'",
    ),
}


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A folder for the evidence, with our programs in it."""
    return Paths(ROOT, own_build(tmp_path), ROOT / "build" / "observe")


@pytest.mark.parametrize("case", (STREAMS | DATAGRAMS).values(), ids=(STREAMS | DATAGRAMS).keys())
def test_it_passes(paths: Paths, case: tuple[str, ...]) -> None:
    path = paths.build / "case.bats"
    path.write_text(scenario(test("1.1 it passes", *case)))
    asked = parse(path)
    result = ScenarioRun(asked, Config(paths)).judge(asked.requirements[0])
    assert result.verdict is Verdict.HOLDS, result.because


@pytest.mark.parametrize(
    "relay, arguments, sentence",
    [
        ("udp_relay", "9191 127.0.0.1", "usage: udp_relay LISTEN HOST PORT [RULE...]"),
        ("tcp_relay", "9191 localhost 9190", "usage: tcp_relay LISTEN HOST PORT [RULE...]"),
        ("connect_relay", "9191 127.0.0.1 9190 socks4 127.0.0.1 9190",
         "usage: connect_relay LISTEN HOST PORT socks5|connect SERVER_HOST SERVER_PORT"),
        ("udp_relay", "9191 127.0.0.1 9190 cut:answer:1",
         "udp_relay: no rule for datagrams, or one too many: cut:answer:1"),
        ("tcp_relay", "9191 127.0.0.1 9190 cut:answer:1 drop:answer:1",
         "tcp_relay: no rule for a stream, or one too many: drop:answer:1"),
    ],
)  # fmt: skip
def test_a_wrong_rule(relay: str, arguments: str, sentence: str) -> None:
    ran = subprocess.run(
        [FIXTURES / relay, *arguments.split()], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", f"{sentence}\n")
