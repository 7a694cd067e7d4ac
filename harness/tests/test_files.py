"""The report's files, the totals, the exit status, the table."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from harness.tests.making import call_pattern
from harness.scenario.act import Act, Fail, Hold, Short
from harness.vocabulary.happens import Happens
from harness.doors.deviations import DeviationsError, expect, read_deviations
from harness.telling.host import describe_host
from harness.telling.files import FILES, as_json, as_junit, as_ktap, as_tap, clear_report, write_report
from harness.patterns.syntax import parse
from harness.scenario.model import LEVELS, Claim, Requirement
from harness.telling.result import Result, exit_status, has_injected_error, packed, unpacked
from harness.scenario.verdict import Verdict, at_level, is_required
from harness.telling.summary import judged_whom, table, totals
from harness.telling.explanation import Excerpt, Explanation, Row
from harness.telling.text import in_full
from harness.tests.making import CAST, START, at

HELD = Result(
    id="7.3",
    title='the FIN is the "end" & all',
    scenario="scenarios/halfclose.bats",
    level="must",
    tests=("stack", "server"),
    verdict=Verdict.HOLDS,
    because="it was seen",
    evidence="build/runs/halfclose/shared-123456",
    rerun="bats scenarios/halfclose.bats -f '^7[.]3 '",
    seconds=0.25,
)


def result(number: str, verdict: Verdict, seen: str = "") -> Result:
    told = Explanation(seen) if seen else None
    return replace(HELD, id=number, verdict=verdict, because=f"{verdict} so", explanation=told)


VERDICTS: tuple[Verdict, ...] = tuple(Verdict)
ONE_OF_EACH = [
    *(result(f"7.{place}", verdict) for place, verdict in enumerate(VERDICTS, start=1)),
    replace(result("7.20", Verdict.FAILS), injected=True),
]


def test_json() -> None:
    report = json.loads(as_json(ONE_OF_EACH, slots={"server": None}, host={"cores": 2}))
    assert report["totals"] == {
        "requirements": 9, "holds": 1, "fails": 2, "warns": 1, "noted": 1, "expected": 1,
        "undecided": 1, "broken": 1, "skipped": 1, "injected": 1,
    }  # fmt: skip
    assert report["requirements"][0] == {
        "id": "7.1",
        "title": HELD.title,
        "scenario": HELD.scenario,
        "level": "must",
        "tests": ["stack", "server"],
        "injected": False,
        "required": True,
        "seconds": 0.25,
        "verdict": "holds",
        "because": "holds so",
        "cause": "",
        "evidence": HELD.evidence,
        "rerun": HELD.rerun,
        "reason": "",
        "sources": [],
        "controls": [],
        "marked": [],
        "beside": [],
        "known": "",
        "seen": "outside",
        "explanation": None,
    }


TOLD = Explanation(
    seen="no\x1b FIN",
    claim="happens 'wire FIN'",
    line=7,
    expected="wire FIN",
    why="It is so (must; notes 7)",
    usually="It closes.",
    cure="Do not.",
    notes=("A stream has two directions.",),
    marked=(4, 9),
    flawed=("falls_silent",),
    excerpt=Excerpt(
        ("server", "client"),
        START,
        (Row(4, at(1), "wire", "SYN", "wire", ("client", "server")), None),
        (None,),
    ),
)


def test_json_has_what_a_page_needs() -> None:
    failing = replace(result("7.3", Verdict.FAILS), explanation=TOLD)
    (entry,) = json.loads(as_json([failing], slots={}, host={}))["requirements"]
    assert entry["explanation"] == {
        "claim": "happens 'wire FIN'", "line": 7, "expected": "wire FIN", "seen": "no\\x1b FIN",
        "why": "It is so (must; notes 7)", "usually": "It closes.", "cure": "Do not.",
        "notes": ["A stream has two directions."], "marked": [4, 9], "flawed": ["falls_silent"],
    }  # fmt: skip


@pytest.mark.parametrize("told", [None, Explanation("x"), TOLD])
def test_a_result_goes_through_json(told: Explanation | None) -> None:
    before = replace(result("7.3", Verdict.FAILS), explanation=told)
    assert unpacked(json.loads(json.dumps(packed(before)))) == before


def test_the_text_is_made_of_the_explanation() -> None:
    lines = in_full(replace(result("7.3", Verdict.FAILS), explanation=TOLD)).splitlines()
    assert lines == [
        f"7.3 {HELD.title}: FAILS",
        "  claim     happens 'wire FIN'",
        "            (scenarios/halfclose.bats:7)",
        "  expected  wire FIN",
        "  seen      no\\x1b FIN",
        "  record            ms  client           | wire             | server",
        "                 1.000                   | SYN -----------> |",
        "                     …",
        "  why       It is so (must; notes 7)",
        "  notes     A stream has two directions.",
        "  usually   It closes.",
        "  cure      Do not.",
        "  mistake   falls_silent fails so on purpose. What its sound twin does otherwise:",
        "            ./sockspec explain 7.3",
        f"  again     {HELD.rerun}",
        f"  evidence  {HELD.evidence}",
    ]
    assert in_full(HELD) == ""


def test_junit() -> None:
    odd = replace(result("7.19", Verdict.FAILS), title="bytes \0\x1b and <this> ]]>")
    text = as_junit([*ONE_OF_EACH, odd])
    suite = ElementTree.fromstring(text)[0]
    counts = {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "10", "failures": "3", "errors": "2", "skipped": "2"}
    names = [(case.get("classname"), case.get("name")) for case in suite]
    assert len(set(names)) == 10
    told = [child for case in suite for child in case if child.tag != "properties"]
    assert [child.tag for child in told] == [
        "failure", "system-out", "system-out", "skipped", "error", "error", "skipped", "failure",
        "failure",
    ]  # fmt: skip
    assert [each.get("type") for each in told if each.tag == "failure"] == [
        "fails", "injected", "fails",
    ]  # fmt: skip
    assert told[-1].text == "7.19 bytes \\0\\x1b and <this> ]]>: FAILS\n  fails so"
    assert _properties(suite[2]) == {"level": "must", "verdict": "warns"}
    assert _properties(suite[8]) == {"level": "must", "verdict": "fails", "injected": "true"}


def _properties(case: ElementTree.Element) -> dict[str | None, str | None]:
    return {each.get("name"): each.get("value") for each in case.iter("property")}


def test_ktap() -> None:
    text = as_ktap([*ONE_OF_EACH, result("7.19", Verdict.FAILS, "two\nlines")])
    assert text.startswith("KTAP version 1\n1..10\n")
    lines = [line for line in text.splitlines()[2:] if not line.startswith("#")]
    assert [line.split(" 7.")[0] for line in lines] == [
        "ok 1", "not ok 2", "ok 3", "ok 4", "not ok 5", "not ok 6", "not ok 7", "ok 8", "not ok 9",
        "not ok 10",
    ]  # fmt: skip
    assert [line.partition(" # ")[2] for line in lines] == [
        "", "fails so", "warns: warns so", "noted: noted so", "XFAIL expected so",
        "undecided: undecided so", "broken: broken so", "SKIP skipped so", "injected: fails so",
        "fails so",
    ]  # fmt: skip
    told = text.partition("# level: must\n# 7.19 ")[2].splitlines()
    assert told[1] == "#   because   two\\nlines" and all(line.startswith("#") for line in told[1:])


needs_prove = pytest.mark.skipif(not shutil.which("prove"), reason="no prove here")


def proved(folder: Path, text: str) -> str:
    """What Perl's own reader of TAP makes of it."""
    (folder / "a.tap").write_text(text)
    ran = subprocess.run(["prove", "--exec", "cat", "--comments", folder / "a.tap"],
                         capture_output=True, text=True, check=False)  # fmt: skip
    assert "Parse errors" not in ran.stdout, ran.stdout
    return ran.stdout + ran.stderr


@needs_prove
def test_tap_is_what_prove_reads(tmp_path: Path) -> None:
    """What is expected to fail is no failure; what looks like a directive is a title."""
    text = as_tap(ONE_OF_EACH)
    assert text.startswith('TAP version 13\n1..9\nok 1 - 7.1 the FIN is the "end" & all\n  ---\n')
    told = proved(tmp_path, text)
    assert "Failed tests:  2, 6-7, 9" in told and "Failed 4/9 subtests" in told
    assert "(less 1 skipped subtest: 4 okay)" in told
    for title in ("a # TODO x", "a \\# TODO x", "a \\\\# TODO x"):
        odd = replace(result("7.1", Verdict.FAILS), title=title)
        assert "Failed test:  1" in proved(tmp_path, as_tap([odd])), title
    assert "All tests successful" in proved(tmp_path, as_tap([HELD]))


def test_the_blocks_of_tap_are_yaml() -> None:
    yaml = pytest.importorskip("yaml")
    hostile = replace(result("7.3", Verdict.FAILS), because="a: '\"\\ # \x1b \u2028 {[- ...", explanation=TOLD)
    blocks = re.findall(r"^  ---\n(.*?)^  \.\.\.$", as_tap([HELD, hostile]), re.MULTILINE | re.DOTALL)
    holds, fails = (yaml.safe_load(block) for block in blocks)
    assert holds == {"level": "must", "verdict": "holds"}
    assert fails["message"] == hostile.because and fails["at"] == f"{HELD.scenario}:7"
    assert (fails["again"], fails["evidence"]) == (HELD.rerun, HELD.evidence)


def test_written_whole_and_cleared(tmp_path: Path) -> None:
    write_report(tmp_path / "report", [HELD], slots={}, host={})
    assert {file.name for file in (tmp_path / "report").iterdir()} == set(FILES)
    clear_report(tmp_path / "report")
    assert list((tmp_path / "report").iterdir()) == []


@pytest.mark.parametrize(
    "verdicts, status",
    [
        ("", 2),
        ("holds", 0),
        ("holds skipped", 0),
        ("holds expected", 0),
        ("holds warns", 0),
        ("warns noted", 0),
        ("warns fails", 1),
        ("skipped skipped", 4),
        ("holds fails", 1),
        ("holds undecided", 1),
        ("fails broken", 1),
        ("holds broken", 3),
        ("skipped broken", 3),
    ],
)
def test_exit_status(verdicts: str, status: int) -> None:
    assert exit_status([result("7.3", Verdict(each)) for each in verdicts.split()]) == status


def test_a_should_that_cannot_be_decided_is_tolerated() -> None:
    """As one that fails is: it would be odd if less evidence weighed more."""
    doubt = replace(result("7.3", Verdict.UNDECIDED), required=False)
    assert exit_status([doubt]) == exit_status([HELD, doubt]) == 0
    assert exit_status([HELD, replace(doubt, required=True)]) == 1
    assert 'errors="0"' in as_junit([doubt]) and "<error" not in as_junit([doubt])
    assert "\nok 1 7.3 " in as_ktap([doubt])
    assert [is_required(level, strict=False) for level in LEVELS] == [True, False, True, False]
    assert [is_required(level, strict=True) for level in LEVELS] == [True, True, True, False]


def test_a_result_crosses_processes() -> None:
    assert unpacked(json.loads(json.dumps(packed(HELD)))) == HELD


def test_the_table() -> None:
    failing = replace(HELD, id="10.3", verdict=Verdict.FAILS)
    injected = replace(failing, id="10.4", injected=True)
    warns = replace(HELD, id="10.5", verdict=Verdict.WARNS, injected=True)
    lines = table([HELD, failing, injected, warns, replace(HELD, id="7.4")])
    assert [line.split() for line in lines] == [
        ["chapter", "holds", "fails", "injected", "warns"],
        ["7", "graceful", "close", "2", "·", "·", "·"],
        ["10", "processes", "·", "1", "1", "1"],
    ]


def test_the_totals() -> None:
    assert totals([HELD], 0) == "1 requirement: 1 holds"
    assert totals(ONE_OF_EACH[:2] * 2, 3).startswith("4 requirements: 2 hold, 2 fail (3 more")
    told = totals([*ONE_OF_EACH[:3], ONE_OF_EACH[-1]], 0)
    assert told == (
        "4 requirements: 1 holds, 1 fails, 1 fails when an error is injected, 1 warns"
    )


def test_who_was_judged() -> None:
    assert judged_whom({}) == "the reference"
    assert judged_whom({"server": "./x {port}", "client": "c"}) == "SERVER='./x {port}' CLIENT=c"


@pytest.mark.parametrize(
    "level, strict, verdict",
    [
        ("must", False, Verdict.FAILS),
        ("linux", False, Verdict.FAILS),
        ("should", False, Verdict.WARNS),
        ("should", True, Verdict.FAILS),
        ("record", False, Verdict.NOTED),
        ("record", True, Verdict.NOTED),
    ],
)
def test_a_failure_at_its_level(level: str, strict: bool, verdict: Verdict) -> None:
    assert at_level(Verdict.FAILS, level, strict=strict) is verdict
    others = [each for each in Verdict if each is not Verdict.FAILS]
    assert [at_level(each, level, strict=strict) for each in others] == others


REFUSED = Fail(call_pattern("server accept"), "EMFILE")
SHORT = Short(call_pattern("client write"), 3)
HELD_BACK = Hold(call_pattern("server read"), parse("wire FIN"))


@pytest.mark.parametrize(
    "act, tests, replaced, injected",
    [
        (REFUSED, ("server",), (), True),
        (REFUSED, ("server",), ("server",), True),
        (REFUSED, ("server", "client"), ("client",), False),
        (REFUSED, ("stack",), (), False),
        (SHORT, ("client",), ("client",), True),
        (SHORT, ("server",), ("server",), False),
        (HELD_BACK, ("server",), ("server",), False),
    ],
)
def test_an_error_that_is_made_up(
    act: Act, tests: tuple[str, ...], replaced: tuple[str, ...], injected: bool
) -> None:
    cast = replace(CAST, acts=(act,))
    claim = Claim(Happens.parse(("wire FIN",)), 1, "", cast)
    asked = Requirement("7.3", "t", "", (), "must", tests, (), (claim,), (), 1, Path("a.bats"))
    assert has_injected_error(asked, replaced) is injected


@pytest.mark.parametrize(
    "verdict, expected",
    [
        (Verdict.FAILS, Verdict.EXPECTED),
        (Verdict.WARNS, Verdict.EXPECTED),
        (Verdict.HOLDS, Verdict.BROKEN),
        (Verdict.UNDECIDED, Verdict.UNDECIDED),
        (Verdict.SKIPPED, Verdict.SKIPPED),
    ],
)
def test_a_listed_deviation(verdict: Verdict, expected: Verdict) -> None:
    assert expect(result("7.3", verdict), {"7.3": "known"}).verdict is expected
    assert expect(result("7.3", verdict), {"7.4": "known"}).verdict is verdict


def test_a_deviation_that_comes_and_goes(tmp_path: Path) -> None:
    path = tmp_path / "known.toml"
    path.write_text('[deviations]\n[at_times]\n"7.3" = "a race of its own"\n')
    listed = read_deviations(path)
    assert expect(result("7.3", Verdict.FAILS), listed).verdict is Verdict.EXPECTED
    assert expect(result("7.3", Verdict.HOLDS), listed).verdict is Verdict.HOLDS
    assert expect(result("7.3", Verdict.UNDECIDED), listed).verdict is Verdict.EXPECTED


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
