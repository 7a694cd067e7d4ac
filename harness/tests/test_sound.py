"""Sound programs hold, however they are made (fixtures/subjects/sound/bank.toml).

A verdict that is not `holds` here is wrong, or the program is not sound: the record says which. So
it is of a warning, too; what one of them `may` be told, and why, stands in the bank.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.place import ROOT
from harness.tests.workbench import own_build

FOLDER = ROOT / "fixtures" / "subjects" / "sound"
C_FOLDER = ROOT / "c" / "tests" / "subjects" / "sound"
BUILT = ROOT / "build" / "subjects" / "sound"


@dataclass(frozen=True, slots=True)
class Sound:
    """A program that makes no mistake, the slot that it takes, and how it is come by."""

    name: str
    slot: str
    command: str
    needs: tuple[str, ...]
    build: str
    may: frozenset[str]


def read_bank() -> list[Sound]:
    tables = tomllib.loads((FOLDER / "bank.toml").read_text())
    return [
        Sound(
            name, of["slot"], of["command"], tuple(of.get("needs", ())), of.get("build", ""),
            frozenset(of.get("may", ())),
        )
        for name, of in tables.items()
    ]


BANK = read_bank()


def bring_about(sound: Sound) -> None:
    """Build it, or skip it with the name of what this machine has not."""
    for program in sound.needs:
        if not shutil.which(program):
            pytest.skip(f"{program} is not installed")
    if sound.build:
        BUILT.mkdir(parents=True, exist_ok=True)
        subprocess.run(sound.build, shell=True, cwd=ROOT, check=True)


@pytest.mark.parametrize("sound", BANK, ids=[sound.name for sound in BANK])
def test_a_sound_program_holds_however_it_is_made(sound: Sound, tmp_path: Path) -> None:
    bring_about(sound)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", "-n0", "scenarios"],
        cwd=ROOT,
        env={**os.environ, "SOCKSPEC_BUILD": str(own_build(tmp_path)), sound.slot: sound.command},
        capture_output=True,
        text=True,
        check=False,
    )
    report = tmp_path / "report" / "results.json"
    assert report.exists(), ran.stdout + ran.stderr
    entries = json.loads(report.read_text())["requirements"]
    told = {each["id"] for each in entries if each["verdict"] not in ("holds", "skipped")}
    assert told <= sound.may, ran.stdout
    assert ran.returncode == 0 or told, ran.stdout + ran.stderr


def test_the_bank_has_every_program_of_its_folders() -> None:
    lines = "\n".join(f"{sound.command} {sound.build}" for sound in BANK)
    ours = {path.stem for path in C_FOLDER.glob("*.c")}
    theirs = {path.name for path in FOLDER.iterdir() if path.suffix != ".toml"}
    assert {name for name in ours | theirs if name not in lines} == set()
