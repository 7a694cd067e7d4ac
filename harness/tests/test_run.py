"""Runs: the evidence folder, and what is said when there is none."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from harness.running.cast import prepare
from harness.running.place import Place
from harness.claims.requirement import Cast, Role
from harness.running.run import Run, carry_out
from harness.running.slots import Slots
from harness.tests.workbench import Workbench, make_workbench


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return make_workbench(tmp_path)


def run(bench: Workbench, program: str, place: Place | None = None) -> Run:
    place = place or bench.place
    cast = Cast((Role("server", program), Role("client", "client")), given=(("client", ("a", "b")),))
    launch = prepare(cast, Slots(), bench.place.built)
    return carry_out(launch, place=place, parent=place.runs / "topic", name="7.3", cpu=0)


def test_the_evidence_folder(bench: Workbench) -> None:
    done = run(bench, "half_close")
    assert (done.trouble, done.record is not None) == ("", True)
    assert done.folder.parent == bench.build / "runs" / "topic"
    assert done.folder.name.startswith("7.3-")
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


def test_another_program_has_another_folder(bench: Workbench) -> None:
    assert run(bench, "half_close").folder != run(bench, "falls_silent").folder


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
    assert "unable to start the observer" in run(bench, "half_close").trouble


def test_a_full_disk(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(path: Path, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_text", no_space)
    done = run(bench, "half_close")
    assert "unable to keep the evidence in" in done.trouble
    assert "No space left on device" in done.trouble


def test_nowhere_to_write(bench: Workbench) -> None:
    shutil.rmtree(bench.build / "runs", ignore_errors=True)
    (bench.build / "runs").write_text("a file, where a folder is to be")
    assert "unable to keep the evidence in" in run(bench, "half_close").trouble
