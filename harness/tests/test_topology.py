"""Who reaches whom by which legs, and requirements whose frames come through a relay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harness.evidence import events as ev
from harness.judging.judge import judge_claim
from harness.scenario.verdict import Verdict
from harness.patterns.syntax import parse
from harness.running.config import Config
from harness.running.machine import places
from harness.place import ROOT
from harness.running.paths import Paths
from harness.running.scenario_run import ScenarioRun
from harness.running.schedule import Schedule
from harness.parsing import file
from harness.scenario.model import Role
from harness.scenario.topology import Topology, arriving
from harness.tests.making import START, claim, ends, record, wire
from harness.tests.workbench import own_build

DIRECT = Topology(("server", "client", "other"))
RELAYED = Topology(("server", "via", "client", "other"))
CHAINED = Topology(("server", "near", "far", "client"), {"near": 1, "far": 2, "server": 3})


@pytest.mark.parametrize(
    ("topology", "ends", "legs"),
    [
        (DIRECT, "client>server", "client>server"),
        (RELAYED, "client>server", "client>via via>server"),
        (RELAYED, "server>other", "server>via via>other"),
        (RELAYED, "client>other", "client>other"),
        (RELAYED, "client>via", "client>via"),
        (RELAYED, "via>server", "via>server"),
        (RELAYED, "client>nobody", "client>nobody"),
        (CHAINED, "client>server", "client>near near>far far>server"),
        (CHAINED, "server>client", "server>far far>near near>client"),
    ],
)
def test_legs(topology: Topology, ends: str, legs: str) -> None:
    sender, receiver = ends.split(">")
    assert " ".join(">".join(leg) for leg in topology.legs(sender, receiver)) == legs


@pytest.mark.parametrize(
    ("topology", "role", "port"),
    [
        (DIRECT, "client", 9190), (DIRECT, "server", 9190),
        (RELAYED, "client", 9191), (RELAYED, "via", 9190), (RELAYED, "server", 9190),
        (CHAINED, "client", 1), (CHAINED, "near", 2), (CHAINED, "far", 3), (CHAINED, "server", 3),
    ],
)  # fmt: skip
def test_whom_a_role_calls(topology: Topology, role: str, port: int) -> None:
    assert topology.port_for(role) == port


def test_a_claim_of_two_ends_means_what_arrives() -> None:
    relay = ev.Born(START, "via", 9, 1, "launch", line=9001)
    made = record(relay, wire(1, "client>via", "FIN"), wire(2, "via>server", "FIN"), ends(3, "client"))
    found = judge_claim(claim("happens  wire client>server FIN"), made)
    assert found.verdict is Verdict.HOLDS and "'wire client>server FIN' (2." in found.because
    lost_on_the_way = record(relay, wire(1, "client>via", "FIN"), ends(3, "client"))
    assert judge_claim(claim("happens  wire client>server FIN"), lost_on_the_way).verdict is Verdict.FAILS
    assert judge_claim(claim("never  wire client>server FIN"), lost_on_the_way).verdict is Verdict.HOLDS
    direct = parse("wire client>server FIN")
    assert arriving(direct, ("server", "client")) == direct
    assert arriving(direct, ("server", "via", "client")).text == direct.text


def trial(topic: str, numbers: str, relay: str, folder: Path) -> dict[str, Verdict]:
    """The verdicts on these requirements of a scenario, with the relay in every cast."""
    setting = Config(Paths(ROOT, own_build(folder), ROOT / "build" / "observe"), schedule=Schedule(places()))
    scenario = file.parse(ROOT / "scenarios" / f"{topic}.bats").over(setting.families[:1])
    asked = tuple(
        each.through(Role("via", relay))
        for each in scenario.requirements
        if each.id in numbers.split() and "via" in each.tests
    )
    made = ScenarioRun(replace(scenario, requirements=asked), setting)
    return {each.id: made.judge(each).verdict for each in asked}


THROUGH_A_RELAY = {
    "calculator": "5.7",
    "drain": "5.12 5.13",
    "echo": "4.6",
    "halfclose": "7.2 7.3 7.4 7.5 7.11",
    "partialreads": "2.1 5.5",
    "split": "10.16",
}
"""What names the direct leg, or waits for it, and is as true of what arrives."""


@pytest.mark.parametrize(("topic", "numbers"), THROUGH_A_RELAY.items())
def test_the_same_scenario_judges_a_relay(topic: str, numbers: str, tmp_path: Path) -> None:
    holds = dict.fromkeys(numbers.split(), Verdict.HOLDS)
    assert trial(topic, numbers, "tcp_relay", tmp_path) == holds


def test_the_same_scenario_catches_a_relay(tmp_path: Path) -> None:
    found = trial("halfclose", "7.3 7.4 7.5", "closes_both_at_one_fin", tmp_path)
    assert found["7.4"] is found["7.5"] is Verdict.FAILS
