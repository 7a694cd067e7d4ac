"""Flawed programs are caught, each by the requirement that is there for its mistake.

Our controls are made as our reference is, and each is judged in its scenario only. These are made
in another way (fixtures/subjects/flawed/flawed.toml), sit in a slot as anybody's program does, and
are judged by everything that the slot answers for.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.parsing.file import parse
from harness.place import ROOT
from harness.tests.test_subjects import run_suite
from harness.tests.workbench import own_build

FOLDER = ROOT / "fixtures" / "subjects" / "flawed"
CAUGHT = ("fails", "warns")
AT_EASE = ("holds", "skipped")
"""Skipped is what could not be brought about, as to fail a fork of a server that makes none."""

CC = ("-std=c11", "-D_GNU_SOURCE", "-O2", "-pthread", "-Ic/lib", "-Ic/tests/subjects/sound")


@dataclass(frozen=True, slots=True)
class Program:
    """A program that is sound as long as it is not told to make a mistake."""

    name: str
    slot: str
    command: str
    needs: tuple[str, ...]
    source: str
    speaks: str


@dataclass(frozen=True, slots=True)
class Flawed:
    """A program with a mistake, and what it is caught by."""

    program: Program
    mistake: str
    caught_by: frozenset[str]
    also: frozenset[str]
    refused: str

    @property
    def name(self) -> str:
        return f"{self.program.name}-{self.mistake}"

    @property
    def told(self) -> frozenset[str]:
        return self.caught_by | self.also


TABLES = tomllib.loads((FOLDER / "flawed.toml").read_text())
TOGETHER = {number: of["with"] for number, of in TABLES.pop("together").items()}
"""What no program fails without the other; the reason stands in the table."""


def read_flawed() -> Iterator[Flawed]:
    for name, of in TABLES.items():
        program = Program(
            name, of["slot"], of["command"], tuple(of.get("needs", ())), of.get("build", ""),
            of.get("speaks", ""),
        )  # fmt: skip
        for mistake, by in of["mistakes"].items():
            also = frozenset(by.get("also", ()))
            caught_by = frozenset(by["caught_by"])
            yield Flawed(program, mistake, caught_by, also, by.get("refused", ""))


ALL = list(read_flawed())
PROGRAMS = list(dict.fromkeys(flawed.program for flawed in ALL))
JUDGED = [flawed for flawed in ALL if not flawed.refused]
REFUSED = [flawed for flawed in ALL if flawed.refused]


def command_of(program: Program, folder: Path) -> str:
    """Build it where it has to be, or skip it with the name of what this machine has not."""
    for needed in program.needs:
        if not shutil.which(needed):
            pytest.skip(f"{needed} is not installed")
    if not program.source:
        return program.command
    built = folder / "program"
    library = sorted((ROOT / "c" / "lib").glob("*.c"))
    compiler = os.environ.get("CC", "cc")
    subprocess.run([compiler, *CC, "-o", built, program.source, *library], cwd=ROOT, check=True)
    return program.command.replace("{built}", str(built))


def judge(flawed: Flawed, folder: Path) -> subprocess.CompletedProcess[str]:
    command = f"{command_of(flawed.program, folder)} {flawed.mistake}"
    slot = {flawed.program.slot: command, "SPEAKS": flawed.program.speaks}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", "-n0", "scenarios"],
        cwd=ROOT,
        env={**os.environ, "SOCKSPEC_BUILD": str(own_build(folder)), **slot},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("flawed", JUDGED, ids=[flawed.name for flawed in JUDGED])
def test_a_flawed_program_is_caught_by_what_is_there_for_it(flawed: Flawed, tmp_path: Path) -> None:
    ran = judge(flawed, tmp_path)
    report = tmp_path / "report" / "results.json"
    assert report.exists(), ran.stdout + ran.stderr
    entries = json.loads(report.read_text())["requirements"]
    told = {each["id"]: each["verdict"] for each in entries if each["verdict"] not in AT_EASE}
    assert set(told) == flawed.told, ran.stdout
    assert set(told.values()) <= set(CAUGHT), ran.stdout


@pytest.mark.parametrize("flawed", REFUSED, ids=[flawed.name for flawed in REFUSED])
def test_one_that_cannot_be_judged_is_told_why(flawed: Flawed, tmp_path: Path) -> None:
    ran = judge(flawed, tmp_path)
    assert ran.returncode == 3
    assert flawed.refused in ran.stdout + ran.stderr


@pytest.mark.parametrize("program", PROGRAMS, ids=[program.name for program in PROGRAMS])
def test_without_its_mistake_it_holds(program: Program, tmp_path: Path) -> None:
    slot = {program.slot: command_of(program, tmp_path), "SPEAKS": program.speaks}
    run_suite(tmp_path, slot, "scenarios")


def asked_of_a_replaced_program() -> set[str]:
    """Of a server by echo: for what other contracts alone ask test_contracts.py has programs."""
    scenarios = (parse(path) for path in sorted((ROOT / "scenarios").glob("*.bats")))
    return {
        requirement.id
        for scenario in scenarios
        for requirement in scenario.requirements
        if "client" in requirement.tests
        or "server" in requirement.tests and requirement.speaks != "contract"
    }


def test_each_requirement_of_a_replaced_program_catches_somebody() -> None:
    assert set().union(*(flawed.caught_by for flawed in ALL)) >= asked_of_a_replaced_program()


def test_each_catches_somebody_whom_nothing_else_does() -> None:
    by_itself = {number for each in ALL if len(each.told) == 1 for number in each.told}
    assert asked_of_a_replaced_program() - by_itself == set(TOGETHER)


def test_what_is_told_together_is_never_told_alone() -> None:
    for number, other in TOGETHER.items():
        alone = [each.name for each in ALL if number in each.caught_by and other not in each.told]
        assert alone == []


def test_the_table_has_every_program_and_every_mistake_that_it_makes() -> None:
    sources = {path.name: path.read_text() for path in FOLDER.iterdir() if path.suffix != ".toml"}
    assert set(sources) == {program.name for program in PROGRAMS}
    unknown = [each.name for each in ALL if each.mistake not in sources[each.program.name]]
    assert unknown == []
