"""What GitHub is told, and that nobody else is."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from harness.doors.github import tell_github
from harness.scenario.verdict import Verdict
from harness.telling.explanation import Explanation
from harness.telling.github import MOST_BYTES, commands, summary
from harness.tests.test_files import HELD, result
from harness.tests.workbench import Workbench, make_workbench, scenario, test

FAILED = replace(result("7.5", Verdict.FAILS), because="100 % lost, so: no FIN",
                 explanation=Explanation("no FIN", "happens 'wire FIN'", 76))  # fmt: skip


def test_an_annotation_points_at_the_line_of_the_claim() -> None:
    assert commands([HELD, FAILED]) == [
        '::error file=scenarios/halfclose.bats,line=76,title=7.5 the FIN is the "end" & all%3A fails'
        "::100 %25 lost, so: no FIN"
    ]
    assert commands([replace(FAILED, verdict=Verdict.WARNS)])[0].startswith("::warning ")
    assert commands([HELD]) == []


def test_at_most_eight_and_one_for_a_cause() -> None:
    many = [replace(FAILED, id=f"7.{number}") for number in range(20)]
    assert len(commands(many)) == 8
    (one,) = commands([replace(each, cause="hangs up") for each in many])
    assert one.endswith("(and, for this one cause, 19 more)")
    warns = replace(FAILED, id="1.1", verdict=Verdict.WARNS)
    assert "::error" in commands([warns, FAILED])[0]


def test_nothing_of_a_property_ends_it() -> None:
    odd = replace(FAILED, title="a,b::c\r%", because="x" * 9000, scenario="a:b,line=9.bats")
    (line,) = commands([odd])
    assert re.fullmatch(r"::error file=[^,:]*,line=76,title=[^,:]*::.{1,400}", line)


def test_a_summary_has_the_table_and_what_does_not_hold() -> None:
    text = summary([HELD, FAILED], "SERVER='./x'")
    assert text.startswith("## 2 requirements: 1 holds, 1 fails\n\nJudged: SERVER=")
    assert "\n  7 graceful close" in text
    assert "- **7\\.5**" in text or "- **7.5**" in text
    assert f"  ```sh\n  {HELD.rerun}\n  ```" in text
    assert "does not hold" not in summary([HELD], "x")


def test_a_summary_ends_before_its_limit() -> None:
    many = [replace(FAILED, id=f"7.{number}", because="x" * 3000) for number in range(1000)]
    text = summary(many, "x")
    assert MOST_BYTES - 5000 < len(text.encode()) <= MOST_BYTES
    assert re.search(r"… and \d+ more\.\n$", text)


def test_no_fence_is_ended_by_a_command() -> None:
    text = summary([replace(FAILED, rerun="echo '````'")], "x")
    assert "  `````sh\n  echo '````'\n  `````" in text


@pytest.mark.parametrize("environment", [{}, {"GITHUB_ACTIONS": ""}, {"CI": "true"}])
def test_who_is_no_workflow_is_told_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "summary"
    assert tell_github([FAILED], "x", environment | {"GITHUB_STEP_SUMMARY": str(file)}) == []
    assert not file.exists()


def test_a_summary_is_added(tmp_path: Path) -> None:
    file = tmp_path / "summary"
    file.write_text("before\n")
    said = tell_github([FAILED], "x", {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(file)})
    assert len(said) == 1 and file.read_text().startswith("before\n## 1 requirement: 1 fails")
    nowhere = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "a" / "b")}
    said = tell_github([FAILED], "x", nowhere)
    assert said[0].startswith("Note: ") and said[1].startswith("::error ")


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return make_workbench(tmp_path)


def test_a_check_in_a_workflow(bench: Workbench) -> None:
    bench.scenario("a.bats", scenario(test("7.4 it ends", "happens 'wire RST'")))
    file = bench.folder / "summary"
    ran = bench.check(GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(file))
    annotated = [line for line in ran.stdout.splitlines() if line.startswith("::")]
    assert len(annotated) == 1 and ",title=7.4 it ends%3A fails::" in annotated[0]
    assert "7\\.4" in file.read_text() or "7.4" in file.read_text()
    assert ran.stdout.strip().endswith("index.html")
    assert "::" not in bench.check().stdout


def converted(bench: Workbench, form: str) -> str:
    ran = bench.call("make", "--no-print-directory", "report", f"FORMAT={form}")
    assert ran.returncode == 0, ran
    return ran.stdout


def verdicts(text: str) -> list[str]:
    """Of KTAP: its lines without the lines of the record, which results.json does not have."""
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_what_is_converted_later_is_what_was_written(bench: Workbench) -> None:
    ended = test("7.4 it ends", "happens 'wire RST'")
    bench.scenario("a.bats", scenario(test("7.3 the FIN follows", "happens 'wire FIN'"), ended))
    bench.check()
    report = bench.build / "report"
    assert converted(bench, "tap") == (report / "results.tap").read_text()
    assert verdicts(converted(bench, "ktap")) == verdicts((report / "results.ktap").read_text())
    assert "<testcase" in converted(bench, "junit") and "## 2 requirements" in converted(bench, "github")
