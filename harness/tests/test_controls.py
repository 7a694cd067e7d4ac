"""The controls: what is caught, and what is said of what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.proof.controls import Caught, run_controls
from harness.parsing.file import parse
from harness.running.config import Config
from harness.tests.workbench import WHOLE, Workbench, make_workbench, record, scenario, test

BIND = (
    '{"t":1000500000,"end":1000500001,"event":"call","role":"client","pid":3,"name":"bind",'
    '"args":{},"result":0}'
)


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return make_workbench(tmp_path)


def controls(bench: Workbench, *tests: str) -> Caught:
    path = bench.scenario("a.bats", scenario(*tests))
    return run_controls([parse(path)], Config(bench.paths))


def fin(number: str, control: str) -> str:
    return test(f"{number} the FIN follows", "happens 'wire FIN'", control=control)


def syn(number: str, control: str) -> str:
    return test(f"{number} the SYN comes", "happens 'wire SYN'", control=control)


def test_caught(bench: Workbench) -> None:
    caught = controls(bench, fin("7.3", "server=falls_silent"))
    assert (caught.misses, caught.caught) == ((), 1)
    assert str(caught) == (
        "1 requirements, 1 hold on the reference, 1 caught by 1 controls, "
        "1 kill 2 mutants of their evidence"
    )


@pytest.mark.parametrize(
    "tests, miss",
    [
        ([fin("7.3", "server=says_nothing")], "7.3, control server=says_nothing: it must fail, and it holds"),
        ([fin("7.3", "server=refuses")], "it must fail, and it is broken (observe: unable"),
        ([fin("7.3", "server=loses_frames")], "it must fail, and it is undecided"),
        ([fin("7.3", "server=falls_silent"), fin("7.4", "server=falls_silent also 7.3")],
         "7.3, control server=falls_silent: 7.4 is to hold or to be listed behind 'also', and it fails"),
        ([fin("7.3", "server=falls_silent also 7.4"), syn("7.4", "server=crashes")],
         "7.4 is listed behind 'also', and it holds"),
    ],
)  # fmt: skip
def test_missed(bench: Workbench, tests: list[str], miss: str) -> None:
    caught = controls(bench, *tests)
    assert any(miss in each for each in caught.misses), caught.misses
    assert caught.caught < caught.scores.reference.requirements


def test_also(bench: Workbench) -> None:
    both = [fin("7.3", "server=falls_silent also 7.4"), fin("7.4", "server=falls_silent also 7.3")]
    assert controls(bench, *both).misses == ()


def test_what_fails_on_the_reference_proves_nothing(bench: Workbench) -> None:
    caught = controls(bench, test("7.3 it resets", "happens 'wire RST'"))
    assert (len(caught.scores.found), caught.caught, caught.controls) == (0, 0, 0)
    assert caught.misses[0].startswith("7.3 on the reference: fails: ")


@pytest.mark.parametrize(
    "control, misses",
    [
        ("as_if 'client ends' = 1", ()),
        ("as_if 'client ends' = 0", ("7.3, control as_if 'client ends' = 0: it must fail, and it holds",)),
        ("as_if 'wire DATA' = 1", ("7.3, control as_if 'wire DATA' = 1: it changes nothing",)),
    ],
)
def test_as_if_the_evidence_were_otherwise(bench: Workbench, control: str, misses: tuple[str, ...]) -> None:
    caught = controls(bench, test("7.3 it ends", "exits client 0", control=control))
    assert [miss.partition(" (")[0] for miss in caught.misses] == list(misses)


def never_bound(control: str) -> str:
    return test(
        "7.3 the FIN follows", "happens 'wire FIN'", "never 'client enters bind'", control=control
    )


def test_a_claim_that_nothing_fails(bench: Workbench) -> None:
    caught = controls(bench, never_bound("server=falls_silent"))
    assert caught.misses == (
        "7.3: never 'client enters bind' (a.bats:15) fails with no control and with no change of evidence",
    )
    assert caught.caught == 1


def test_a_claim_that_only_a_control_fails(bench: Workbench) -> None:
    bench.program("binds", record(*WHOLE[:5], BIND, *WHOLE[6:]))
    caught = controls(bench, never_bound("server=binds"))
    assert caught.misses == ()
    assert [each.written[1:] for each in caught.scores.found["7.3"].vacuous] == [("client enters bind",)]


def test_a_requirement_that_kills_nothing(bench: Workbench) -> None:
    caught = controls(bench, test("7.3 none", "never 'client enters bind'", control="server=falls_silent"))
    assert "7.3: it kills no mutant of its evidence" in caught.misses[0]


GIVEN_UP = (
    '{"t":1000550000,"event":"act","what":"release","role":"client","pid":3,"call":"connect",'
    '"met":false}'
)


@pytest.mark.parametrize("met", ["false", "true"])
def test_a_hold_that_is_given_up_is_no_reference(bench: Workbench, met: str) -> None:
    release = GIVEN_UP.replace("false", met)
    bench.program("half_close", record(*WHOLE[:6], release, *WHOLE[6:]))
    caught = controls(bench, fin("7.3", "server=falls_silent"))
    said = ("7.3 on the reference: the hold of client connect was given up; if that is meant, "
            "write 'or quiet'")  # fmt: skip
    assert caught.misses == (() if met == "true" else (said,))
