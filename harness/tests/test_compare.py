"""Two checks compared."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest

from harness.report.checked import Checked, NoReportError
from harness.report.compare import FROM_GOOD_TO_BAD, compare, read_one, told
from harness.report.page import comparison
from harness.place import ROOT
from harness.scenario.verdict import Verdict
from harness.telling.files import write_report
from harness.telling.result import Result
from harness.tests.test_report import FAILED, HELD, HOST, checked, long_record


def results(*verdicts: tuple[str, Verdict]) -> tuple[Result, ...]:
    return tuple(dataclasses.replace(FAILED, id=number, verdict=verdict) for number, verdict in verdicts)


def changes(one: Checked, other: Checked) -> list[tuple[str, str, str]]:
    return [(each.result.id, each.kind, each.verdicts) for each in compare(one, other).changes]


@pytest.mark.parametrize("one", Verdict)
@pytest.mark.parametrize("other", Verdict)
def test_what_is_worse(one: Verdict, other: Verdict) -> None:
    found = compare(*(checked(*results(("7.1", each))) for each in (one, other)))
    assert set(FROM_GOOD_TO_BAD) == {*Verdict}
    assert found.is_worse == (FROM_GOOD_TO_BAD.index(other) > FROM_GOOD_TO_BAD.index(one))
    assert (found.changes == ()) == (one is other)


def test_worse_then_better_then_what_is_in_one_only() -> None:
    holds, fails = Verdict.HOLDS, Verdict.FAILS
    one = checked(*results(("7.1", fails), ("7.2", holds), ("7.10", holds), ("7.9", holds), ("8.1", holds)))
    other = checked(*results(("7.1", holds), ("7.2", holds), ("7.10", fails), ("7.9", fails), ("1.1", holds)))
    assert changes(one, other) == [
        ("7.9", "worse", "holds → fails"),
        ("7.10", "worse", "holds → fails"),
        ("7.1", "better", "fails → holds"),
        ("8.1", "only in A", "holds → -"),
        ("1.1", "only in B", "- → holds"),
    ]
    text = "\n".join(told(compare(one, other)))
    assert text.endswith("1 alike, 2 worse, 1 better, 1 only in A, 1 only in B.")
    assert "Worse in B:\n   7.9  holds → fails: the FIN follows\n        A  there was no" in text
    assert max(map(len, text.splitlines())) <= 100


def test_nothing_in_common_is_an_error() -> None:
    one, other = (checked(*results((number, Verdict.HOLDS))) for number in ("7.1", "7.2"))
    with pytest.raises(NoReportError, match="no requirement was judged in both"):
        compare(one, other)


def folder_with(where: Path, result: Result, when: str = "2030-01-01T00:00:00+00:00") -> Path:
    (where / "report").mkdir(parents=True)
    if result.evidence:
        (where / result.evidence).mkdir()
        long_record(where / result.evidence, 9)
    write_report(where / "report", [result], slots={}, host=HOST, when=when)
    return where


def test_records_are_looked_for_where_the_results_are(tmp_path: Path) -> None:
    """And where they are not, the words are left."""
    with_record = dataclasses.replace(FAILED, evidence="run", explanation=None)
    one = folder_with(tmp_path / "one", dataclasses.replace(with_record, verdict=Verdict.HOLDS))
    other = folder_with(tmp_path / "other", with_record)
    for meant in (one, one / "report", one / "report" / "results.json"):
        found = compare(read_one(meant, ROOT), read_one(other, ROOT))
        assert [each.name for each in found.changes[0].pictures] == ["A", "B"]
        assert comparison(found).count('<div class="exchange"') == 2
    (one / "run" / "record.jsonl").unlink()
    found = compare(read_one(one, ROOT), read_one(other, ROOT))
    assert [each.name for each in found.changes[0].pictures] == ["B"]


def test_a_record_of_a_later_check_is_not_taken_for_its_own(tmp_path: Path) -> None:
    with_record = dataclasses.replace(FAILED, evidence="run")
    one = folder_with(tmp_path / "one", dataclasses.replace(with_record, verdict=Verdict.HOLDS))
    other = folder_with(tmp_path / "other", with_record, when="2020-01-01T00:00:00+00:00")
    (change,) = compare(read_one(one, ROOT), read_one(other, ROOT)).changes
    assert change.pictures == ()
    assert change.trouble == "a record is not drawn: that of B in run is of a later check"


def run(*words: str | Path, build: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "harness", "compare", *map(str, words)], cwd=ROOT,
        env={"SOCKSPEC_BUILD": str(build)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_exit_status(tmp_path: Path) -> None:
    good, bad = (folder_with(tmp_path / str(each.id), dataclasses.replace(each, id="7.4"))
                 for each in (HELD, FAILED))  # fmt: skip
    ran = run(good, bad, build=tmp_path)
    assert ran.returncode == 1 and ran.stdout.endswith("compare.html\n"), ran
    assert "A is" not in (tmp_path / "report" / "compare.html").read_text()
    assert run(bad, good, build=tmp_path).returncode == 0
    assert run(good, good, build=tmp_path).returncode == 0
    assert run(good, tmp_path / "none", build=tmp_path).returncode == 2
    other = folder_with(tmp_path / "x", dataclasses.replace(HELD, id="9.9"))
    assert run(good, other, build=tmp_path).returncode == 2
    (tmp_path / "file").touch()
    assert run(good, bad, build=tmp_path / "file").returncode == 3


def test_make_compare(tmp_path: Path) -> None:
    good = folder_with(tmp_path / "a b", HELD)
    ran = subprocess.run(
        ["make", "--no-print-directory", "compare", f"A={good}", f"B={good}"], cwd=ROOT,
        env={"SOCKSPEC_BUILD": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran
    assert "1 alike, 0 worse" in ran.stdout
