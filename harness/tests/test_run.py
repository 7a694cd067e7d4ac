"""Runs: the evidence folder, and what is said when there is none."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from harness.running.launch import prepare
from harness.running.evidence_folder import fresh_folder
from harness.running.kept import find_record
from harness.running.paths import Paths
from harness.scenario.model import Cast, Role
from harness.running.observer import Observed, carry_out
from harness.running.config import Config
from harness.running.schedule import Schedule
from harness.running.slots import Slots
from harness.tests.workbench import Workbench, make_workbench


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return make_workbench(tmp_path)


def run(bench: Workbench, program: str, paths: Paths | None = None) -> Observed:
    paths = paths or bench.paths
    cast = Cast((Role("server", program), Role("client", "client")), given=(("client", ("a", "b")),))
    launch = prepare(cast, Slots(), bench.paths.built)
    folder = paths.runs / "topic" / "7.3"
    return carry_out(launch, paths=paths, folder=folder, about="judged on it: 7.3 7.4", schedule=Schedule([0]))


def test_the_evidence_folder(bench: Workbench) -> None:
    done = run(bench, "half_close")
    assert (done.trouble, done.record is not None) == ("", True)
    assert done.folder == bench.build / "runs" / "topic" / "7.3"
    assert (done.folder / "client.stdin").read_text() == "a\nb\n"
    assert {file.name for file in done.folder.iterdir()} == {
        "record.jsonl", "client.stdin", "cast.txt",
    }  # fmt: skip


def test_the_cast_runs_again_by_hand(bench: Workbench) -> None:
    folder = run(bench, "half_close").folder
    (folder / "record.jsonl").unlink()
    again = bench.call("sh", str(folder / "cast.txt"))
    assert (again.returncode, again.stderr) == (0, "")
    assert (folder / "record.jsonl").exists()


def test_the_folder_is_fresh_each_time(bench: Workbench) -> None:
    first = run(bench, "half_close")
    (first.folder / "left_over").touch()
    second = run(bench, "half_close")
    assert second.folder == first.folder
    assert not (second.folder / "left_over").exists()
    assert list(first.folder.parent.iterdir()) == [first.folder]


def test_a_changed_cast_takes_the_place_of_the_one_before(bench: Workbench) -> None:
    assert run(bench, "half_close").folder == run(bench, "falls_silent").folder


def test_another_program_in_a_slot_has_another_folder(bench: Workbench) -> None:
    cast = Cast((Role("server", "half_close"), Role("client", "client")))
    mine = [Slots(), Slots(server="./mine"), Slots(client="./mine"), Slots(server="./mine 1")]
    names = [
        Config(bench.paths, slots).carry_out(cast, "7.3", scenario="topic").folder.name
        for slots in mine
    ]
    assert names[0] == "7.3"
    assert len(set(names)) == 4


def test_what_a_killed_session_left_is_taken_away(bench: Workbench) -> None:
    topic = bench.build / "runs" / "topic"
    for name in (".7.3.99999", ".7.3.99999.old"):
        (topic / name).mkdir(parents=True)
    assert run(bench, "half_close").record
    assert [folder.name for folder in topic.iterdir()] == ["7.3"]


def test_two_sessions_at_once_leave_a_whole_folder_each(bench: Workbench) -> None:
    """What a run reads is its own, whatever lies in the folder by then."""
    folder = bench.build / "runs" / "topic" / "7.3"
    with fresh_folder(folder) as draft:
        (draft / "record.jsonl").write_text("mine")
        other = draft.rename(draft.with_name(".7.3.1"))  # as another process would call it
        assert run(bench, "half_close").record
        assert (other / "record.jsonl").read_text() == "mine"
        other.rename(draft)
    assert (folder / "record.jsonl").read_text() == "mine"


def test_the_newest_run_of_a_requirement_is_found(bench: Workbench) -> None:
    done = run(bench, "half_close")
    assert find_record("7.4", bench.paths) == done.folder / "record.jsonl"
    assert find_record("topic/7.3", bench.paths) == done.folder / "record.jsonl"
    assert find_record("7.5", bench.paths) is None
    newer = done.folder.with_name("7.3-123456")
    shutil.copytree(done.folder, newer)
    os.utime(newer / "record.jsonl")
    assert find_record("7.3", bench.paths) == newer / "record.jsonl"


@pytest.mark.parametrize(
    "program, sentence",
    [
        ("refuses", "observe: unable to make a network of its own"),
        ("crashes", "the observer was killed by SIGKILL"),
        ("cuts_off", "was cut off"),
    ],
)
def test_trouble(bench: Workbench, program: str, sentence: str) -> None:
    done = run(bench, program)
    assert done.record is None
    assert sentence in done.trouble
    assert "\n" not in done.trouble


def test_a_silent_failure(bench: Workbench) -> None:
    bench.program("fails", "exit 7")
    assert run(bench, "fails").trouble == "the observer ended with status 7 and no word"


def test_no_observer(bench: Workbench) -> None:
    (bench.folder / "observe").unlink()
    assert "cannot be started: No such file or directory; run make" in run(bench, "half_close").trouble


def test_a_full_disk(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(path: Path, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_text", no_space)
    done = run(bench, "half_close")
    assert "the evidence cannot be kept in" in done.trouble
    assert "No space left on device" in done.trouble


def test_nowhere_to_write(bench: Workbench) -> None:
    shutil.rmtree(bench.build / "runs", ignore_errors=True)
    (bench.build / "runs").write_text("a file, where a folder is to be")
    assert "the evidence cannot be kept in" in run(bench, "half_close").trouble
