"""No process is left, nor what is left of one, where process 1 waits for nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from harness.running.orphans import PR_SET_CHILD_SUBREAPER
from harness.place import ROOT
from harness.tests.workbench import own_build

JUDGE = """
import ctypes, pathlib, subprocess, sys
ctypes.CDLL(None).prctl({subreaper}, 1, 0, 0, 0)
done = subprocess.run([sys.executable, *{words}], capture_output=True, text=True)
print(done.stdout[-500:], done.stderr[-500:], file=sys.stderr)
print(pathlib.Path("/proc/thread-self/children").read_text())
sys.exit(done.returncode)
"""
"""An init that waits for nobody but its own: whoever becomes its child otherwise, stays."""

COMMANDS = (
    ["-m", "pytest", "-p", "harness.doors.plugin", "scenarios/halfclose.bats", "-k", "7.4"],
    ["-m", "harness", "bats", "--answers", "{answers}", "scenarios/halfclose.bats", "7.4"],
)


def test_nothing_is_left_to_a_process_1_that_waits_for_nobody(tmp_path: Path) -> None:
    environment = os.environ | {"SOCKSPEC_BUILD": str(own_build(tmp_path))}
    for command in COMMANDS:
        words = [word.format(answers=tmp_path / "answers") for word in command]
        script = JUDGE.format(subreaper=PR_SET_CHILD_SUBREAPER, words=words)
        ran = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
        )
        assert (ran.returncode, ran.stdout.split()) == (0, []), ran.stderr
