"""Real programs come out exactly as they are known to be (fixtures/subjects)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.place import ROOT
from harness.running.presets import Preset, every_preset
from harness.scenario.slots import OF_PROGRAMS, Slot
from harness.tests.workbench import own_build

PRESETS = [
    (slot, preset)
    for slot in OF_PROGRAMS
    for preset in every_preset(slot, ROOT, ROOT / "build")
]


FIRST = tuple(f"scenarios/{name}.bats" for name in ("halfclose", "input", "datagrams", "peers", "relays"))


def test_there_are_presets_for_each_slot_that_is_open() -> None:
    assert {slot for slot, _ in PRESETS} == {*OF_PROGRAMS}


def run_suite(
    folder: Path,
    environment: dict[str, str],
    *options: str,
    prepare: Callable[[], None] | None = None,
) -> None:
    """Have scenarios judged as a person would, and see that all comes out as is expected."""
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", "-n2", *options],
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


def from_setup(preset: Preset) -> bool:
    """Does `make setup` install all that it needs?"""
    table = (ROOT / "ci" / "setup").read_text().partition("table='")[2].partition("'")[0]
    of_debian = {name for row in table.split("\n") if row for name in row.split()[2].split("+")}
    return set(preset.packages) <= of_debian


@pytest.mark.parametrize(
    ("slot", "preset"), PRESETS, ids=[f"{slot.name}-{preset.name}" for slot, preset in PRESETS]
)
def test_a_preset_is_as_it_is_known_to_be(slot: Slot, preset: Preset, tmp_path: Path) -> None:
    """In all requirements, if `make setup` brings it, or it speaks something else than echo: that is
    few seconds. What a person has installed besides is seen to start and to serve, for a relay takes
    a quarter of a minute. `make survey` judges all of each.
    """
    if preset.missing:
        pytest.skip(preset.missing)
    what = ("scenarios",) if preset.speaks or from_setup(preset) else FIRST
    deviations = ("--deviations", str(preset.path))
    run_suite(tmp_path, {slot.variable: preset.name}, *deviations, *what)


CHAIN = """
[subject]
command = "build/fixtures/path/tcp_relay {listen} {host} {port}"

[beyond]
command = "build/fixtures/path/threaded_relay {listen} {host} {port}"
"""


def test_a_sound_relay_behind_another_is_as_sound(tmp_path: Path) -> None:
    """Both are told when the relay is to end, and both are started again."""
    (tmp_path / "chain.toml").write_text(CHAIN)
    relays = sorted(str(path) for path in (ROOT / "scenarios").glob("*relay*.bats"))
    run_suite(tmp_path, {"VIA": str(tmp_path / "chain.toml"), "STRICT": "1"}, *relays)


@pytest.mark.parametrize("model", ("forking", "select", "poll", "epoll", "threaded"))
def test_our_server_models_hold_all_that_a_server_answers_for(model: str, tmp_path: Path) -> None:
    server = f"build/fixtures/ch10-processes/{model}_echo_server {{port}}"
    judge_in_slot("SERVER", server, tmp_path)
