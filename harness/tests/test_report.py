"""The report's files, the totals, the exit status, the table."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from harness.judging.deviations import DeviationsError, expect, read_deviations
from harness.reporting.host import describe_host
from harness.reporting.report import FILES, as_json, as_junit, as_ktap, clear_report, write_report
from harness.judging.result import Outcome, Result, exit_status, packed, unpacked
from harness.reporting.summary import table, totals

HELD = Result(
    id="7.3",
    title='the FIN is the "end" & all',
    scenario="scenarios/halfclose.bats",
    level="must",
    answers=("stack", "server"),
    outcome=Outcome.HOLDS,
    because="it was seen",
    evidence="build/runs/halfclose/shared-123456",
    rerun="bats scenarios/halfclose.bats -f '^7[.]3 '",
    seconds=0.25,
)


def result(number: str, outcome: Outcome, text: str = "") -> Result:
    return replace(HELD, id=number, outcome=outcome, because=f"{outcome} so", text=text)


OUTCOMES: tuple[Outcome, ...] = tuple(Outcome)
ONE_OF_EACH = [result(f"7.{place}", outcome) for place, outcome in enumerate(OUTCOMES, start=1)]


def test_json() -> None:
    report = json.loads(as_json(ONE_OF_EACH, slots={"server": None}, host={"cores": 2}))
    assert report["totals"] == {
        "requirements": 6, "holds": 1, "fails": 1, "expected": 1, "undecided": 1, "broken": 1,
        "skipped": 1,
    }  # fmt: skip
    assert report["requirements"][0] == {
        "id": "7.1",
        "title": HELD.title,
        "scenario": HELD.scenario,
        "level": "must",
        "answers": ["stack", "server"],
        "verdict": "holds",
        "because": "holds so",
        "evidence": HELD.evidence,
        "rerun": HELD.rerun,
    }


def test_junit() -> None:
    text = as_junit([*ONE_OF_EACH, result("7.9", Outcome.FAILS, "bytes \0\x1b and <this> ]]>")])
    suite = ElementTree.fromstring(text)[0]
    counts = {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "7", "failures": "2", "errors": "2", "skipped": "2"}
    names = [(case.get("classname"), case.get("name")) for case in suite]
    assert len(set(names)) == 7
    assert [child.tag for case in suite for child in case] == [
        "failure", "skipped", "error", "error", "skipped", "failure",
    ]  # fmt: skip
    assert suite[6][0].text == "bytes \ufffd\ufffd and <this> ]]>"


def test_ktap() -> None:
    lines = as_ktap([*ONE_OF_EACH, result("7.9", Outcome.FAILS, "two\nlines")]).splitlines()
    assert lines[:2] == ["KTAP version 1", "1..7"]
    assert [line.split(" 7.")[0] for line in lines[2:8]] == [
        "ok 1", "not ok 2", "not ok 3", "not ok 4", "not ok 5", "ok 6",
    ]  # fmt: skip
    assert lines[4].endswith("# XFAIL expected so")
    assert lines[7].endswith("# SKIP skipped so")
    assert lines[9:] == ["# two", "# lines"]


def test_written_whole_and_cleared(tmp_path: Path) -> None:
    write_report(tmp_path / "report", [HELD], slots={}, host={})
    assert {file.name for file in (tmp_path / "report").iterdir()} == set(FILES)
    clear_report(tmp_path / "report")
    assert list((tmp_path / "report").iterdir()) == []


@pytest.mark.parametrize(
    "outcomes, status",
    [
        ("", 2),
        ("holds", 0),
        ("holds skipped", 0),
        ("holds expected", 0),
        ("skipped skipped", 4),
        ("holds fails", 1),
        ("holds undecided", 1),
        ("fails broken", 1),
        ("holds broken", 3),
        ("skipped broken", 3),
    ],
)
def test_exit_status(outcomes: str, status: int) -> None:
    assert exit_status([result("7.3", Outcome(each)) for each in outcomes.split()]) == status


def test_a_result_crosses_processes() -> None:
    assert unpacked(json.loads(json.dumps(packed(HELD)))) == HELD


def test_the_table() -> None:
    lines = table([HELD, replace(HELD, id="10.3", outcome=Outcome.FAILS), replace(HELD, id="7.4")])
    assert [line.split() for line in lines] == [
        ["chapter", "holds", "fails"],
        ["7", "graceful", "close", "2", "·"],
        ["10", "processes", "·", "1"],
    ]


def test_the_totals() -> None:
    assert totals([HELD], 0) == "1 requirement: 1 holds"
    assert totals(ONE_OF_EACH[:2] * 2, 3).startswith("4 requirements: 2 hold, 2 fail (3 more")


@pytest.mark.parametrize(
    "outcome, expected",
    [
        (Outcome.FAILS, Outcome.EXPECTED),
        (Outcome.HOLDS, Outcome.BROKEN),
        (Outcome.UNDECIDED, Outcome.UNDECIDED),
        (Outcome.SKIPPED, Outcome.SKIPPED),
    ],
)
def test_a_listed_deviation(outcome: Outcome, expected: Outcome) -> None:
    assert expect(result("7.3", outcome), {"7.3": "known"}).outcome is expected
    assert expect(result("7.3", outcome), {"7.4": "known"}).outcome is outcome


def test_a_deviation_that_comes_and_goes(tmp_path: Path) -> None:
    path = tmp_path / "known.toml"
    path.write_text('[deviations]\n[at_times]\n"7.3" = "a race of its own"\n')
    listed = read_deviations(path)
    assert expect(result("7.3", Outcome.FAILS), listed).outcome is Outcome.EXPECTED
    assert expect(result("7.3", Outcome.HOLDS), listed).outcome is Outcome.HOLDS


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("[deviations]\n7.3", "not TOML"),
        ("[others]\n", "a table"),
        ('[deviations]\n"7.3" = ""', "7.3 has no reason"),
        ('[deviations]\n"7.3" = 1', "7.3 has no reason"),
    ],
)
def test_a_list_that_is_none(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "list.toml").write_text(text)
    with pytest.raises(DeviationsError, match=sentence):
        read_deviations(tmp_path / "list.toml")


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DeviationsError, match="No such file"):
        read_deviations(tmp_path / "list.toml")


def test_the_host(tmp_path: Path) -> None:
    host = describe_host(tmp_path / "no_observer")
    assert set(host) == {"kernel", "libc", "arch", "cores", "root", "sysctls", "versions"}
    assert host["versions"] == {**_python(), "observer": "absent"}


def _python() -> dict[str, str]:
    import platform

    return {"python": platform.python_version()}
