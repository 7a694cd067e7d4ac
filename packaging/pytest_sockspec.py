"""A fixture for pytest: `sockspec.check("halfclose", server="./my_server {port}")`.

Installed with sockspec; in a test, or in conftest.py: pytest_plugins = ["pytest_sockspec"].
"""

from __future__ import annotations

import shutil
import subprocess

import pytest

HOLDS, SKIPPED = 0, 4
"""Exit statuses of `sockspec check`: sockspec(1)."""


class Sockspec:
    """The command, as a test calls it."""

    def check(self, *names: str, strict: bool = False, **slots: str) -> None:
        """Fail unless all holds. `names` are requirements, scenarios, chapters; all, if none is.

        `slots` are server, client, via, stack, and speaks: as the options of these names.
        """
        words = [word for name, said in slots.items() for word in (f"--{name}", said)]
        ran = subprocess.run(
            ["sockspec", "check", *words, *["--strict"] * strict, *names],
            text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        if ran.returncode == SKIPPED:
            pytest.skip(ran.stdout.strip())
        if ran.returncode != HOLDS:
            pytest.fail(ran.stdout.strip(), pytrace=False)


@pytest.fixture
def sockspec() -> Sockspec:
    """Judge by it; skipped where it is not installed."""
    if not shutil.which("sockspec"):
        pytest.skip("sockspec is not in PATH")
    return Sockspec()
