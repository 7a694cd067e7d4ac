"""A check in parts: they have all and nothing twice, and together are what one check is."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.doors.shard import Shard, ShardError, share, shard_of, times_in, told_apart
from harness.place import ROOT
from harness.report.checked import read_checked
from harness.report.merge import MergeError, merged
from harness.running.revision import revision
from harness.tests.test_commands import sockspec

SCENARIOS = {"a": 9, "b": 1, "c": 4, "d": 2, "e": 6, "f": 1, "g": 3}
NODEIDS = [f"scenarios/{name}.bats::{ord(name)}.{number}"
           for name, count in SCENARIOS.items() for number in range(count)]  # fmt: skip
TIMES = {nodeid.rpartition("::")[2]: 0.1 + place % 5 for place, nodeid in enumerate(NODEIDS)}

TOPICS = ("halfclose", "relays", "nagle", "badcallers", "reset", "echo", "answers", "drain")
FLAWED = f"{ROOT}/build/flawed/hangs_up_at_end_of_file {{port}}"


# Which part has what ------------------------------------------------------------------------------


@pytest.mark.parametrize("parts", [1, 2, 3, 7, 26, 40])
@pytest.mark.parametrize("times", [{}, TIMES], ids=["no times", "times"])
def test_the_parts_have_all_and_nothing_twice(parts: int, times: Mapping[str, float]) -> None:
    shares = [share(NODEIDS, Shard(number, parts), times) for number in range(1, parts + 1)]
    assert sorted(nodeid for each in shares for nodeid in each) == sorted(NODEIDS)


def test_who_has_what_is_no_matter_of_order() -> None:
    backwards = NODEIDS[::-1]
    for number in (1, 2, 3):
        assert share(NODEIDS, Shard(number, 3), TIMES) == share(backwards, Shard(number, 3), TIMES)


def test_a_scenario_is_whole_unless_there_are_too_few() -> None:
    def scenarios(parts: int) -> list[set[str]]:
        return [{each.partition("::")[0] for each in share(NODEIDS, Shard(number, parts), {})}
                for number in range(1, parts + 1)]  # fmt: skip

    assert sum(map(len, scenarios(3))) == len(SCENARIOS)
    assert sum(map(len, scenarios(6))) > len(SCENARIOS)


def test_the_parts_take_alike_long() -> None:
    """The longest first, to who has least: within a unit of each other."""
    units = {name: sum(TIMES[f"{ord(name)}.{number}"] for number in range(count))
             for name, count in SCENARIOS.items()}  # fmt: skip
    loads = [sum(TIMES[nodeid.rpartition("::")[2]] for nodeid in share(NODEIDS, Shard(number, 3), TIMES))
             for number in (1, 2, 3)]  # fmt: skip
    assert max(loads) - min(loads) <= max(units.values())
    assert max(loads) < 0.6 * sum(units.values())


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "a/b", "1/0", "-1/3", "1/3/5", ""])
def test_a_part_that_there_is_not(text: str) -> None:
    with pytest.raises(ShardError, match="it is a part of all the parts, as 3/8"):
        shard_of(text)


def test_times_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "no.json").write_text('{"requirements": [{"id": "7.5"}]}')
    with pytest.raises(ShardError, match="these are no results"):
        times_in(tmp_path / "no.json")
    with pytest.raises(ShardError, match="No such file"):
        times_in(tmp_path / "none.json")


def test_what_parts_have_in_common() -> None:
    one = told_apart(NODEIDS, 3, {})
    moved = [f"/usr/share/sockspec/{each}" for each in reversed(NODEIDS)]
    assert told_apart(moved, 3, {}) == one
    others = [told_apart(NODEIDS[1:], 3, {}), told_apart(NODEIDS, 4, {}), told_apart(NODEIDS, 3, TIMES)]
    assert len({one, *others}) == 4


# Together ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three parts of a check of a server with a mistake, and the whole."""
    folder: Path = tmp_path_factory.mktemp("parts")
    found = []
    for number, option in enumerate(("--shard=1/3", "--shard=2/3", "--shard=3/3", "--verbose"), 1):
        found.append(folder / f"part{number}")
        ran = sockspec("check", *TOPICS, "--server", FLAWED, option, "--into", str(found[-1]))
        assert ran.returncode in (0, 1), ran
    return found


def plain(report: Path) -> Any:
    """The results without times, and without what is measured in them."""
    told = json.loads(report.read_text())
    told.update(when="", host={})
    for each in told["requirements"]:
        each["seconds"] = 0
    text = re.sub(r"\d+\.\d+ ms|after \d+ ms", "T", json.dumps(told))
    return json.loads(re.sub(r'"marked": \[[\d, ]*\]', '"marked": []', text))


def test_merged_it_is_what_one_check_is(parts: list[Path], tmp_path: Path) -> None:
    *three, whole = parts
    ran = sockspec("merge", *map(str, three), "--into", str(tmp_path), cwd=tmp_path)
    assert ran.returncode == 1 and not ran.stderr, ran
    assert "3 shards; report/index.html" in ran.stdout
    assert plain(tmp_path / "report" / "results.json") == plain(whole / "report" / "results.json")
    assert plain(whole / "report" / "results.json")["session"]["asides"]
    results = read_checked(tmp_path / "report" / "results.json", tmp_path).results
    assert len(results) > 5 and any(each.verdict == "fails" for each in results)
    assert all((tmp_path / each.evidence / "record.jsonl").is_file() for each in results)
    for name in ("junit.xml", "results.tap", "results.ktap", "index.html"):
        assert (tmp_path / "report" / name).is_file(), name


def test_a_part_that_is_missing_is_named_and_it_alone_is_made_again(
    parts: list[Path], tmp_path: Path
) -> None:
    first, _, third, _ = parts
    ran = sockspec("merge", str(third), str(tmp_path / "none"), str(first), "--into", str(tmp_path))
    assert ran.returncode == 3 and not ran.stdout
    assert ran.stderr.endswith(
        "shard 2/3 is missing: the same check with --shard 2/3 makes it\n"
    ) and "none" in ran.stderr
    again = str(tmp_path / "again")
    sockspec("check", *TOPICS, "--server", FLAWED, "--shard", "2/3", "--into", again)
    ran = sockspec("merge", str(third), again, str(first), "--into", str(tmp_path))
    assert ran.returncode == 1, ran


def test_a_part_that_was_broken_off_counts_as_missing(parts: list[Path], tmp_path: Path) -> None:
    first, second, third, _ = parts
    broken = copied(second, tmp_path, lambda told: told["session"].update(complete=False))
    with pytest.raises(MergeError, match="shard 2/3 did not come to its end") as raised:
        merged([first, broken, third], ROOT)
    assert raised.value.is_missing


def copied(part: Path, to: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The part with its results changed."""
    shutil.copytree(part / "report", to / "copy" / "report")
    file = to / "copy" / "report" / "results.json"
    told = json.loads(file.read_text())
    change(told)
    file.write_text(json.dumps(told))
    return to / "copy"


@pytest.mark.parametrize(("change", "sentence"), [
    (lambda told: told["session"].update(revision="0" * 16), "revisions [0-9a-f]{16} and 0{16}"),
    (lambda told: told["session"].update(of="another"), "taken from other requirements"),
    (lambda told: told["session"].update(shard="2/4"), "shards 1/3 and 2/4"),
    (lambda told: told["session"].update(shard="1/3"), "shard 1/3 is there twice"),
    (lambda told: told["session"].update(shard=""), "is of a whole check"),
    (lambda told: told["slots"].update(server="./other"), "they judge SERVER=.* and SERVER=./other"),
    (lambda told: told["host"].update(kernel="Linux 4.8"), "differ in kernel: Linux .* and Linux 4.8"),
    (lambda told: told["host"]["sysctls"].update({"net.core.somaxconn": "1"}),
     "differ in net.core.somaxconn: .* and 1"),
], ids=lambda each: each if isinstance(each, str) else "")  # fmt: skip
def test_parts_that_do_not_belong_together(
    change: Callable[[dict[str, Any]], object], sentence: str, parts: list[Path], tmp_path: Path
) -> None:
    first, second, third, _ = parts
    other = copied(second, tmp_path, change)
    with pytest.raises(MergeError, match=sentence) as raised:
        merged([first, other, third], ROOT)
    assert not raised.value.is_missing


def test_results_of_another_format_are_refused(parts: list[Path], tmp_path: Path) -> None:
    other = copied(parts[1], tmp_path, lambda told: told.update(schema=2))
    ran = sockspec("merge", str(parts[0]), str(other), str(parts[2]), "--into", str(tmp_path))
    assert ran.returncode == 3 and "schema 2, and 1 is known here" in ran.stderr


def test_a_part_of_little_may_have_nothing(tmp_path: Path) -> None:
    folders = []
    for number in ("1", "2"):
        folders.append(str(tmp_path / number))
        ran = sockspec("check", "9.1", "--shard", f"{number}/2", "--into", folders[-1])
        assert ran.returncode == 0, ran
    assert "nothing of it is in shard 2/2" in ran.stdout
    ran = sockspec("merge", *folders, "--into", str(tmp_path))
    assert ran.returncode == 0 and "1 requirement: 1 holds" in ran.stdout


def test_what_a_subject_says_is_quoted_in_what_is_merged(parts: list[Path], tmp_path: Path) -> None:
    def poison(told: dict[str, Any]) -> None:
        for each in told["requirements"]:
            each.update(verdict="fails", because="\x1b[31m::error::\n##vso[", explanation=None)

    first, second, third, _ = parts
    other = copied(second, tmp_path, poison)
    ran = sockspec("merge", *map(str, (first, other, third)), "--into", str(tmp_path))
    assert ran.returncode == 1 and "\\x1b[31m" in ran.stdout
    assert "\x1b" not in ran.stdout and "\n::error" not in ran.stdout and "##vso[" not in ran.stdout


def test_a_revision_is_the_same_wherever_it_is(tmp_path: Path) -> None:
    for name in ("scenarios", "c", "harness"):
        shutil.copytree(ROOT / name, tmp_path / name)
    assert revision(tmp_path) == revision(ROOT)
    (tmp_path / "scenarios" / "reset.bats").write_text("# another\n")
    assert revision(tmp_path) != revision(ROOT)


def test_a_survey_in_parts_gives_the_same_page(tmp_path: Path) -> None:
    """Each part keeps its rounds; who puts them together has nothing left to judge."""
    what = ("server/book", "client/book", "-k", "4.4 or 5.25", "--rounds", "2")
    folders = []
    for number in (1, 2):
        folders.append(str(tmp_path / f"part{number}"))
        ran = sockspec("survey", *what, "--shard", f"{number}/2", "--into", folders[-1])
        assert ran.returncode == 0 and f"shard {number}/2 is judged" in ran.stdout, ran
    kept = [len(list(Path(each).glob("survey/[cs]*/*/*.json"))) for each in folders]
    ran = sockspec("survey", *what, "--kept", *folders, "--into", str(tmp_path / "together"))
    assert ran.returncode == 0, ran
    alone = sockspec("survey", *what, "--into", str(tmp_path / "alone"))
    assert alone.returncode == 0, alone
    assert kept == [2, 2]

    def cells(folder: str) -> Sequence[Any]:
        told = json.loads((tmp_path / folder / "survey" / "survey.json").read_text())
        return [(each["slot"], each["name"], [(cell["id"], cell["verdicts"]) for cell in each["cells"]])
                for each in told["subjects"]]  # fmt: skip

    assert cells("together") == cells("alone") and len(cells("alone")) == 2
    assert not list((tmp_path / "together").glob("survey/work*"))


def test_results_without_a_session_are_read(parts: list[Path], tmp_path: Path) -> None:
    """Those of an earlier version have none."""
    old = copied(parts[3], tmp_path, lambda told: told.pop("session"))
    now = read_checked(parts[3] / "report" / "results.json", ROOT)
    read = read_checked(old / "report" / "results.json", ROOT)
    assert read.session.shard == "" and replace(read, session=now.session) == now
