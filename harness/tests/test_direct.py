"""The same without the relay: what is claimed then, that it holds, and what it makes of a failure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harness.evidence.record import Record
from harness.judging.beside import as_directly, beside
from harness.parsing import file
from harness.running.config import RELAY, Config
from harness.running.machine import places, why_not
from harness.place import ROOT
from harness.running.paths import Paths
from harness.running.scenario_run import ScenarioRun
from harness.running.schedule import Schedule
from harness.running.slots import Slots
from harness.scenario.direct import direct
from harness.scenario.finding import Finding
from harness.scenario.model import Cast, Requirement, Scenario
from harness.scenario.verdict import Verdict
from harness.tests.making import ends, record, wire
from harness.tests.test_scenario import read
from harness.tests.workbench import own_build, scenario, test

RELAYED = [
    whole.through(RELAY)
    for whole in map(file.parse, sorted((ROOT / "scenarios").glob("*.bats")))
    if any("via" in each.tests for each in whole.requirements)
]


def config(folder: Path, **slots: str) -> Config:
    paths = Paths(ROOT, own_build(folder), ROOT / "build" / "observe")
    return Config(paths, Slots(**slots), schedule=Schedule(places()))


def only(tmp_path: Path, *claims: str, cast: str = "server=a via=b client=c") -> Requirement:
    (found,) = read(tmp_path, scenario(test("7.3 it ends", f"cast {cast}", *claims))).over(["ipv4"]).requirements
    return found


@pytest.mark.parametrize(
    ("claim", "alone"),
    [
        ("happens 'wire client>via FIN' 'wire via>server FIN'", "wire client>server FIN"),
        ("happens 'wire via>server DATA' 'wire server>via FIN'",
         "wire client>server DATA, then wire server>client FIN"),
        ("happens 'wire server>client FIN' 'client read = 0'", "wire server>client FIN, then client read = 0"),
    ],
)
def test_what_is_claimed_of_one_wire(tmp_path: Path, claim: str, alone: str) -> None:
    found = direct(only(tmp_path, claim))
    assert found and [each.says.expected() for each in found.claims] == [alone]
    assert found.claims[0].cast.names() == {"server", "client"}


@pytest.mark.parametrize(
    "claim", ["zombies via 0", "connections via 0", "never 'via ends'", "happens 'via read = 0'"]
)
def test_what_is_only_of_the_relay(tmp_path: Path, claim: str) -> None:
    assert direct(only(tmp_path, claim)) is None
    both = direct(only(tmp_path, claim, "happens 'wire FIN'"))
    assert both and [each.place for each in both.claims] == [1]


def test_of_several_callers_a_leg_says_nothing(tmp_path: Path) -> None:
    cast = "server=a via=b client=c other=d"
    assert direct(only(tmp_path, "happens 'wire via>server FIN'", cast=cast)) is None
    assert direct(only(tmp_path, "happens 'wire other>via FIN'", cast=cast)) is not None


@pytest.mark.parametrize("asked", RELAYED, ids=[each.path.stem for each in RELAYED])
def test_it_holds_of_our_programs(asked: Scenario, tmp_path: Path) -> None:
    setting = config(tmp_path)
    whole = asked.over(setting.families[:1])
    tested = (each for each in whole.requirements if "via" in each.tests and each.level != "record")
    made_direct = (direct(each) for each in tested if not why_not(each.requires))
    alone = [each for each in made_direct if each]
    made = ScenarioRun(replace(asked, requirements=tuple(alone)), setting)
    found = {each.id: made.judge(each) for each in alone}
    assert {number: each.because for number, each in found.items() if each.verdict is not Verdict.HOLDS} == {}


def test_what_fails_by_itself_is_not_the_relays_doing(tmp_path: Path) -> None:
    asked = only(tmp_path, "happens 'wire via>server FIN'")
    alone = direct(asked) or asked
    finding = Finding(Verdict.FAILS, "there was no 'wire via>server FIN'", asked.claims[0])

    def found(made: Record) -> Finding:
        records: dict[Cast, Record] = dict.fromkeys(alone.casts(), made)
        return as_directly(finding, beside(alone, 0, records))

    assert found(record(wire(1, "client>server", "FIN"), ends(3, "client"))) == finding
    neither = found(record(ends(3, "client")))
    assert neither.verdict is Verdict.UNDECIDED
    assert neither.because == (
        f"{finding.because}; but without the relay it does not hold, either:"
        " there was no 'wire client>server FIN'; nothing of the kind was seen"
    )
    assert as_directly(finding, None) == finding
