"""Who is who on the wire, where a port says nothing: known by connection, in every kind of case."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from harness.scenario.model import Requirement, Scenario
from harness.parsing.file import parse
from harness.scenario.verdict import Verdict
from harness.running.machine import why_not
from harness.place import ROOT
from harness.running.paths import find_paths
from harness.running.config import Config
from harness.running.schedule import Schedule
from harness.running.scenario_run import ScenarioRun
from harness.running.world import world_options
from harness.tests.workbench import elsewhere

EIGHT_PORTS = 'net.ipv4.ip_local_port_range="40000 40007"'
TIMES, A_FEW_TIMES = 30, 5

CALLED = {"server", "callee", "neighbour", "rival", "again", "restarted", "dns", "moved"}
"""Who is only called; all other roles connect."""

LEFT_OUT = {
    "4.5": "waits for a second each time",
    "6.11": "waits for an answer that is lost; 2.13 and 6.16 have a relay of datagrams, too",
    "6.13": "likewise",
    "6.14": "likewise",
    "8.5": "waits for seconds each time",
    "10.19": "has not enough of eight: it is the next test's",
}

HEAVY = {"drain", "partialreads"}
"""Scenarios that move megabytes."""

SLOW = {"4.44", "6.44", "7.42", "7.43", "7.44", "10.44", "10.68"}
"""Requirements that wait for a second and more, or have two hundred callers."""


def has_several_callers(requirement: Requirement) -> bool:
    return any(len(cast.names() - CALLED) > 1 for cast in requirement.casts())


@cache
def scenario(path: Path) -> Scenario:
    return parse(path)


def chosen(path: Path) -> list[Requirement]:
    asked = [each for each in scenario(path).requirements if each.id not in LEFT_OUT]
    return [each for each in asked if has_several_callers(each) and not why_not(each.requires)]


PATHS = [path for path in sorted((ROOT / "scenarios").glob("*.bats")) if chosen(path)]


@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_eight_ports_for_all_who_connect(path: Path, tmp_path: Path) -> None:
    """Callers and relays get each other's ports in most of these runs, and no verdict changes."""
    core = sorted(os.sched_getaffinity(0))[os.getpid() % len(os.sched_getaffinity(0))]
    setting = Config(elsewhere(tmp_path, EIGHT_PORTS), schedule=Schedule([core]))
    for turn in range(A_FEW_TIMES if path.stem in HEAVY else TIMES):
        trial = ScenarioRun(scenario(path), setting)
        for requirement in chosen(path):
            if requirement.id in SLOW and turn >= A_FEW_TIMES:
                continue
            result = trial.judge(requirement)
            assert result.verdict in (Verdict.HOLDS, Verdict.BROKEN), result.because
            if result.verdict is Verdict.BROKEN:
                assert "for want of a port" in result.because


@pytest.mark.parametrize(("scenario_name", "number"), [("servermodels", "10.19"), ("zombies", "10.14")])
def test_who_finds_no_port_has_shown_nothing(tmp_path: Path, scenario_name: str, number: str) -> None:
    asked = scenario(ROOT / "scenarios" / f"{scenario_name}.bats")
    requirement = next(each for each in asked.requirements if each.id == number)
    result = ScenarioRun(asked, Config(elsewhere(tmp_path, EIGHT_PORTS))).judge(requirement)
    assert result.verdict is Verdict.BROKEN
    assert "could not do its part for want of a port (connect = EADDRNOTAVAIL" in result.because


def test_every_relay_and_every_second_caller_is_among_them() -> None:
    numbers = {each.id for path in PATHS for each in chosen(path)}
    assert {"1.6", "2.1", "3.6", "3.8", "3.9", "5.11", "6.2", "7.13", "7.14", "8.6"} <= numbers


# Each kind of case by itself: small programs, and who the record says has sent what to whom.

PYTHON = "import socket as s, os, sys\nT, U = s.SOCK_STREAM, s.SOCK_DGRAM\n"
ONE_PORT = 'net.ipv4.ip_local_port_range="40000 40000"'

SERVER = "l = s.create_server(('127.0.0.1', 9190)); c, a = l.accept(); c.send(c.recv(1)); c.recv(1)"
CALL = "c = s.create_connection(('127.0.0.1', 9190))"
CLIENT = f"{CALL}; c.send(b'x'); c.recv(1)"
UDP_SERVER = "u = s.socket(type=U); u.bind(('127.0.0.1', 9190)); d, a = u.recvfrom(9); u.sendto(d, a)"
UDP_CLIENT = "u = s.socket(type=U); u.sendto(b'x', ('127.0.0.1', 9190)); u.recv(9)"

Wire = dict[str, str | None]


def frames(folder: Path, *options: str, world: str = "", **roles: str) -> list[Wire]:
    """The frames of a run of these programs; a role is NAME, or NAME_PORT where it serves."""
    words = [*world_options(world)]
    for role, script in roles.items():
        name, _, port = role.partition("_")
        words += ["--role", name, *(["--serves", port] if port else [])]
        words += [f"--arg={word}" for word in (sys.executable, "-S", "-c", PYTHON + script)]
    subprocess.run([find_paths({}).observer, "--out", folder, *words, *options], check=True)
    lines = [json.loads(line) for line in (folder / "record.jsonl").open()]
    assert not [line for line in lines if line["event"] == "says"], lines
    return [line for line in lines if line["event"] == "wire"]


def talks(wires: list[Wire], *between: tuple[str, str]) -> bool:
    """Is every frame between two of these, and is there one in each direction?"""
    seen = {(wire["from"], wire["to"]) for wire in wires}
    return seen == {pair for a, b in between for pair in ((a, b), (b, a))}


def test_a_relay_that_calls_from_the_port_of_its_caller(tmp_path: Path) -> None:
    relay = f"l = s.create_server(('127.0.0.1', 9191)); d, a = l.accept(); {CALL}\n"
    relay += "c.send(d.recv(1)); d.send(c.recv(1)); d.recv(1)"
    client = CLIENT.replace("9190", "9191")
    wires = frames(tmp_path, world=ONE_PORT, server_9190=SERVER, via_9191=relay, client=client)
    assert {wire["source"] for wire in wires if wire["to"] == "server"} == {"127.0.0.1:40000"}
    assert {wire["source"] for wire in wires if wire["from"] == "client"} == {"127.0.0.1:40000"}
    assert talks(wires, ("client", "via"), ("via", "server"))


def test_two_roles_at_one_port_of_two_addresses(tmp_path: Path) -> None:
    other = SERVER.replace("127.0.0.1", "127.0.0.2")
    client = f"{CLIENT}; c.close()\n{CLIENT.replace('127.0.0.1', '127.0.0.2')}"
    wires = frames(tmp_path, server_9190=SERVER, other_9190=other, client=client)
    assert talks(wires, ("client", "server"), ("client", "other"))
    for wire in wires:
        other_is_there = "127.0.0.2:9190" in (wire["source"], wire["target"])
        assert other_is_there == ("other" in (wire["from"], wire["to"])), wire


def test_a_listener_that_is_taken_over_while_a_child_still_talks(tmp_path: Path) -> None:
    server = """l = s.create_server(('127.0.0.1', 9190)); c, a = l.accept(); l.close()
if not os.fork(): c.send(c.recv(1)); c.recv(1)"""
    holds = ("--hold", "enter role=client names=sendto", "--until", "ends role=late",
             "--hold", "enter role=again names=bind",
             "--until", "enter role=server names=recvfrom process=child")  # fmt: skip
    wires = frames(tmp_path, *holds, server_9190=server, client=CLIENT, again_9190=SERVER,
                   late=CLIENT)  # fmt: skip
    assert talks(wires, ("client", "server"), ("late", "again"))
    assert (wires[-1]["from"], wires[-1]["to"]) in (("client", "server"), ("server", "client"))


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_server_of_both_families(tmp_path: Path, address: str) -> None:
    server = SERVER.replace("('127.0.0.1', 9190)",
                            "('', 9190), family=s.AF_INET6, dualstack_ipv6=True")  # fmt: skip
    wires = frames(tmp_path, server_9190=server, client=CLIENT.replace("127.0.0.1", address))
    assert talks(wires, ("client", "server"))


def test_one_who_calls_itself(tmp_path: Path) -> None:
    call = "c = s.socket(); c.bind(('127.0.0.1', 40000)); c.connect(('127.0.0.1', 40000))"
    wires = frames(tmp_path, client=f"{call}; c.send(b'x'); c.recv(1)")
    assert len(wires) > 3 and talks(wires, ("client", "client"))


def test_workers_of_one_role_at_one_port(tmp_path: Path) -> None:
    worker = "l = s.create_server(('127.0.0.1', 9190), reuse_port=True)"
    server = f"{worker}\nif os.fork(): l.close(); {worker}"
    server += "\nwhile 1: c, a = l.accept(); c.send(c.recv(1)); c.close()"
    wires = frames(tmp_path, server_9190=server, client="\n".join([CLIENT] * 8))
    assert talks(wires, ("client", "server"))


def test_one_port_for_one_after_the_other(tmp_path: Path) -> None:
    server = UDP_SERVER + "\nbytes, caller = u.recvfrom(9); u.sendto(bytes, caller)"
    hold = ("--hold", "enter role=other names=sendto", "--until", "ends role=client")
    wires = frames(tmp_path, *hold, world=ONE_PORT, server_9190=server, client=UDP_CLIENT,
                   other=UDP_CLIENT)  # fmt: skip
    assert {wire["source"] for wire in wires} == {"127.0.0.1:40000", "127.0.0.1:9190"}
    assert [(wire["from"], wire["to"]) for wire in wires] == [
        ("client", "server"), ("server", "client"), ("other", "server"), ("server", "other"),
    ]  # fmt: skip


def test_an_error_goes_back_to_who_has_sent(tmp_path: Path) -> None:
    asks = "u = s.socket(type=U); u.connect(('127.0.0.1', {})); u.send(b'x')\ntry: u.recv(1)"
    asks += "\nexcept ConnectionRefusedError: pass"
    hold = ("--hold", "enter role=other names=socket", "--until", "ends role=client")
    wires = frames(tmp_path, *hold, world=ONE_PORT, client=asks.format(7), other=asks.format(8))
    assert [(wire["protocol"], wire["from"], wire["to"]) for wire in wires] == [
        ("udp", "client", None), ("icmp", None, "client"),
        ("udp", "other", None), ("icmp", None, "other"),
    ]  # fmt: skip


def test_two_roles_who_share_an_address_are_not_told_apart(tmp_path: Path) -> None:
    share = "u = s.socket(type=U); u.setsockopt(s.SOL_SOCKET, s.SO_REUSEPORT, 1)"
    share += "; u.bind(('127.0.0.1', 9190)); u.recv(9)"
    sends = "u = s.socket(type=U); u.sendto(b'x', ('127.0.0.1', 9190))"
    wires = frames(tmp_path, server_9190=share, other_9190=share, client=sends)
    assert [(wire["from"], wire["to"]) for wire in wires] == [("client", None)]


def test_who_calls_nobody(tmp_path: Path) -> None:
    refused = f"try: {CALL.replace('9190', '7')}\nexcept ConnectionRefusedError: pass"
    wires = frames(tmp_path, server_9190=SERVER, client=f"{refused}\n{CLIENT}")
    assert [(wire["from"], wire["to"]) for wire in wires[:2]] == [("client", None), (None, "client")]
    assert talks(wires[2:], ("client", "server"))
