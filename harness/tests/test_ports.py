"""Ports of the machine, where runs have no network of their own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.parsing.file import parse
from harness.running import ports
from harness.running.ports import NoPortError, find_ports
from harness.scenario.slots import PORT
from harness.tests.workbench import Workbench, make_workbench, scenario, test


@pytest.fixture(autouse=True)
def let_go() -> Iterator[None]:
    """What a test has reserved is for the next one."""
    yield
    while ports._reserved:
        ports._reserved.pop().close()


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_port_that_somebody_has_is_not_chosen(host: str, kind: socket.SocketKind) -> None:
    first = find_ports()
    let = ports._reserved.pop()
    let.close()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as taken:
        taken.bind((host, first + 1))
        assert find_ports() > first


def test_two_sessions_have_ports_of_their_own() -> None:
    assert find_ports() < find_ports()


def test_callers_may_be_given_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "range").write_text("1024 60999")
    monkeypatch.setattr(ports, "RANGE", tmp_path / "range")
    with pytest.raises(NoPortError, match="no 10 ports of this machine"):
        find_ports()


def test_what_a_scenario_writes_as_a_port_is_the_one_that_was_chosen(tmp_path: Path) -> None:
    bench: Workbench = make_workbench(tmp_path)
    claim = "prints client 'at 127.0.0.1:9190, not 9191, 91900 or 19190; 35 230'"
    path = bench.scenario("a.bats", scenario(test("7.3 it says where", claim)))
    (written,) = parse(path).requirements[0].claims
    (moved,) = parse(path, PORT + 30).requirements[0].claims
    assert written.written[-1] == "at 127.0.0.1:9190, not 9191, 91900 or 19190; 35 230"
    assert moved.written[-1] == "at 127.0.0.1:9220, not 9221, 91900 or 19190; 36 4"
    assert moved.place == written.place
