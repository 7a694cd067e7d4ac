"""A check as somebody makes it, of what sits in the slots."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from harness.running.paths import ROOT
from harness.tests.workbench import own_build


def judged(tmp_path: Path, environment: Mapping[str, str], *only: str) -> tuple[int, str]:
    """The exit status, and what was printed, each blank of it one."""
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", *only, "scenarios"],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "SOCKSPEC_BUILD": str(own_build(tmp_path)), "REPORT": "", **environment},
    )  # fmt: skip
    return ran.returncode, " ".join((ran.stdout + ran.stderr).split())
