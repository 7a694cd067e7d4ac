"""Real programs come out exactly as they are known to be (fixtures/subjects)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.running.paths import ROOT
from harness.tests.workbench import own_build

FOLDER = ROOT / "fixtures" / "subjects"


@dataclass(frozen=True, slots=True)
class Subject:
    """A program, the slot that it takes, and what it needs."""

    path: Path
    slot: str
    command: str
    needs: tuple[str, ...]


def read_subject(path: Path) -> Subject:
    table = tomllib.loads(path.read_text())["subject"]
    return Subject(path, table["slot"], table["command"], tuple(table["needs"]))


SUBJECTS = [read_subject(path) for path in sorted(FOLDER.glob("*.toml"))]


def require(subject: Subject) -> None:
    for program in subject.needs:
        if not shutil.which(program):
            pytest.skip(f"{program} is not installed")
    if subject.needs == ("go",):
        built = ROOT / "build" / "subjects" / "go_echo_server"
        source = FOLDER / "go_echo_server.go"
        subprocess.run(["go", "build", "-o", built, source], check=True)


def test_there_are_subjects() -> None:
    assert {subject.slot for subject in SUBJECTS} == {"SERVER", "CLIENT"}


def run_suite(
    folder: Path,
    environment: dict[str, str],
    *options: str,
    prepare: Callable[[], None] | None = None,
) -> None:
    """Have scenarios judged as a person would, and see that all comes out as is expected."""
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", "-n0", *options],
        cwd=ROOT,
        env={**os.environ, "SOCKSPEC_BUILD": str(own_build(folder)), **environment},
        preexec_fn=prepare,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def judge_in_slot(slot: str, command: str, folder: Path, *options: str) -> None:
    """Have a program judged by all scenarios, and see that it comes out as is expected."""
    run_suite(folder, {slot: command}, *options, "scenarios")


@pytest.mark.parametrize("subject", SUBJECTS, ids=[subject.path.stem for subject in SUBJECTS])
def test_a_subject_is_as_it_is_known_to_be(subject: Subject, tmp_path: Path) -> None:
    require(subject)
    known = ("--deviations", str(subject.path))
    judge_in_slot(subject.slot, subject.command, tmp_path, *known)


@pytest.mark.parametrize("model", ("forking", "select", "poll", "epoll", "threaded"))
def test_our_server_models_hold_all_that_a_server_answers_for(model: str, tmp_path: Path) -> None:
    server = f"build/fixtures/ch10-processes/{model}_echo_server {{port}}"
    judge_in_slot("SERVER", server, tmp_path)
