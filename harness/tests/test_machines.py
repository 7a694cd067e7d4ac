"""The reference holds on machines that are set up otherwise than most."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.running.paths import ROOT
from harness.tests.test_subjects import results_of_its_own


def _few_descriptors() -> None:
    """Fewer than any distribution gives; a program that asks for more at once is refused."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


@pytest.mark.parametrize(
    "environment, prepare",
    [
        ({"LD_PRELOAD": "/no/such/library.so"}, None),  # the loader says so on standard error
        ({}, _few_descriptors),
    ],
    ids=["loader_warns", "few_descriptors"],
)
def test_the_reference_holds(
    tmp_path: Path, environment: dict[str, str], prepare: Callable[[], None] | None
) -> None:
    build = {"SOCKSPEC_BUILD": results_of_its_own(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", "-n0", "scenarios"],
        cwd=ROOT,
        env={**os.environ, **build, **environment},
        preexec_fn=prepare,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
