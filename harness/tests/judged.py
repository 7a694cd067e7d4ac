"""A check as somebody makes it, of what sits in the slots."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from harness.place import ROOT
from harness.tests.workbench import is_meddling, own_build


def checked(
    build: Path, environment: Mapping[str, str], *only: str
) -> subprocess.CompletedProcess[str]:
    """A check that leaves its evidence and its report in this folder, and has no page made."""
    inherited = {key: value for key, value in os.environ.items() if not is_meddling(key)}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", *only, "scenarios"],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**inherited, "SOCKSPEC_BUILD": str(own_build(build)), "REPORT": "", **environment},
    )  # fmt: skip


def judged(tmp_path: Path, environment: Mapping[str, str], *only: str) -> tuple[int, str]:
    """The exit status, and what was printed, each blank of it one."""
    ran = checked(tmp_path, environment, *only)
    return ran.returncode, " ".join((ran.stdout + ran.stderr).split())
