"""The parts of the bench that need no quiet machine: how figures are made and shown."""

from __future__ import annotations

import subprocess
import sys

import pytest

from harness.bench.figure import Figure, as_values, differing, heading, line, median, shown, spread
from harness.place import ROOT


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "ms", "-"),
        (0, "", "0"),
        (10.0, "ms", "10 ms"),
        (0.5, "", "0.50"),
        (0.0571, "s", "0.057 s"),
        (15.23, "ms", "15.2 ms"),
        (1000013, "", "1,000,013"),
    ],
)
def test_a_number_has_the_places_that_it_is_worth(value: float | None, unit: str, text: str) -> None:
    assert shown(value, unit) == text


@pytest.mark.parametrize(
    ("value", "aim", "reached"),
    [(0.5, 0.5, True), (0.51, 0.5, False), (0.0, 0.0, True), (None, 0.5, None), (3.0, None, None)],
)
def test_what_is_aimed_at_is_a_most(value: float | None, aim: float | None, reached: bool | None) -> None:
    figure = Figure("a figure", value, at_most=aim)
    assert figure.reached is reached
    assert as_values(figure)["reached"] is reached


def test_the_median_is_not_moved_by_the_machines_other_work() -> None:
    assert median([1.0, 50.0, 1.2]) == 1.2
    assert spread([1.0, 50.0, 1.25], "ms") == "3 runs, 1 to 50 ms"


def test_a_line_says_what_here_aim_and_whether_it_is_reached() -> None:
    row = line(Figure("frames lost", 3, "", 0, "1 GiB"))
    assert row.split() == ["frames", "lost", "3", "0", "NOT", "REACHED", "(1", "GiB)"]
    assert line(Figure("frames lost", 0, "", 0)).endswith("  reached")
    below = line(Figure("bare", 2.5, "ms"))
    assert below.startswith("  bare ") and below.endswith(" 2.50 ms")
    assert heading("load 0.1").index("here") + 4 == below.index("2.50 ms") + 7


def test_what_could_not_be_had_says_why() -> None:
    row = line(Figure("recorded / strace", None, "", 0.5, "no strace here"))
    assert row.split(maxsplit=3)[3] == "-        0.50  (no strace here)"


def test_a_verdict_that_differs_is_named_with_all_that_it_was() -> None:
    rounds = [{"7.1": "holds", "7.2": "holds"}, {"7.1": "holds", "7.2": "fails"}, {"7.1": "holds"}]
    assert differing(rounds) == {"7.2": ["holds", "fails", "not judged"]}
    assert differing(rounds[:1]) == {}


DETACHED = """
import sys
from pathlib import Path
from harness.bench.timing import adopt_orphans, timed

spin = "import time\\nwhile time.process_time() < 0.2: pass"
adopt_orphans()
words = ["sh", "-c", 'setsid "$0" -c "$1" &', sys.executable, spin]
print(timed(words, log=Path("/dev/null")).processor_s)
"""


def test_what_a_command_leaves_behind_is_in_its_processor_time() -> None:
    command = [sys.executable, "-c", DETACHED]
    ran = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=True)
    assert float(ran.stdout) >= 0.2
