"""ci/style finds what is too wide or too long, and leaves alone what it says it does."""

import subprocess
from pathlib import Path

import pytest

from harness.place import ROOT

FUNCTION = "int main(void)\n{\n" + "\tx();\n" * 45 + "}\n"


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("c/wide.c", "\t" + "x" * 92 + "\n", ""),
        ("c/wide.c", "\t" + "x" * 93 + "\n", "c/wide.c:1: 101 columns, and 100 are the most"),
        ("c/tests/wide.c", "x" * 120 + "\n", ""),
        ("harness/wide.py", "\n" + "x" * 101, "harness/wide.py:2: 101 columns, and 100 are the"),
        ("harness/tests/wide.py", "x" * 121, "harness/tests/wide.py:1: 121 columns, and 120"),
        ("scenarios/wide.bats", "x" * 500, ""),
        ("ci/wide", "x" * 101, "ci/wide:1: 101 columns"),
        ("ci/setup", "test " + "x" * 101, ""),
        ("c/long.c", FUNCTION, ""),
        ("c/long.c", FUNCTION * 2, ""),
        ("c/long.c", FUNCTION.replace("\tx();\n", "\n\tx();\n", 1),
         "c/long.c:2: a function of 49 lines, not 48"),
        ("c/tests/long.c", FUNCTION.replace("\t", "\n\t"), ""),
    ],
)  # fmt: skip
def test_too_wide_or_too_long(tmp_path: Path, name: str, text: str, found: str) -> None:
    for folder in ("c/tests", "harness/tests", "scenarios", "ci", "fixtures"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / name).write_text(text)
    command = [ROOT / "ci" / "style", tmp_path]
    looked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (looked.returncode, looked.stderr) == (1 if found else 0, "")
    assert looked.stdout.startswith(found) and bool(looked.stdout) == bool(found)
