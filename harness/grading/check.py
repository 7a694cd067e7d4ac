"""The check of an exercise: what it asks for is judged, and nothing else, and not for longer.

It is a child, `make check` of some requirements. When its time is over it is told to end, and what
had been judged by then is in its report.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.doors.words import judging_words, where_it_is
from harness.evidence.quoting import Told
from harness.grading.exercise import Exercise, read_exercise
from harness.grading.grade import Grade, grade
from harness.report.checked import NoReportError, read_checked
from harness.running.paths import Paths
from harness.scenario.model import Requirement
from harness.survey.rounds import UNFIT, last_word
from harness.telling.alike import likenesses


class GradingError(Told):
    """A grade that cannot be given, for no reason of the program's."""


def graded(
    points: Path, requirements: Sequence[Requirement], paths: Paths, environment: Mapping[str, str]
) -> Grade:
    """Judge the exercise of that file. What is in the slot stands in the environment."""
    exercise = read_exercise(points, {each.id: each.tests for each in requirements})
    if not environment.get(exercise.slot.variable):
        variable = exercise.slot.variable
        raise GradingError(f"this exercise is judged of a {exercise.slot.name}: {variable}='…'")
    items = _items(exercise, requirements)
    started = time.monotonic()
    status, said, is_late = _check(exercise, items, paths, environment)
    seconds = time.monotonic() - started
    try:
        results = read_checked(paths.report / "results.json", paths.base).results
    except NoReportError:
        if is_late:
            said = f"nothing was judged: the {exercise.limit_s:g} s of the exercise were over"
        if is_late or status == UNFIT:
            return grade(exercise, (), seconds, said)
        raise GradingError(f"the check ended with {status}: {said}") from None
    near = likenesses(results, [exercise.slot.name])
    return grade(exercise, results, seconds, likenesses=near)


def _items(exercise: Exercise, every: Sequence[Requirement]) -> list[str]:
    """What pytest is to judge, in the exercise's order."""
    files = {each.id: each.path for each in every}
    return [f"{files[number]}::{number}" for number in exercise.requirements]


def _check(
    exercise: Exercise, items: Sequence[str], paths: Paths, environment: Mapping[str, str]
) -> tuple[int, str, bool]:
    """The exit status of the check, its last line, and whether it had to be told to end."""
    (paths.report / "results.json").unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", *judging_words(paths), *items]
    found = where_it_is(paths.root, environment.get("PYTHONPATH", ""))
    with subprocess.Popen(
        command, env={**environment, "REPORT": "", "PYTHONPATH": found}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    ) as process:  # fmt: skip
        is_late = False
        try:
            said, _ = process.communicate(timeout=exercise.limit_s)
        except subprocess.TimeoutExpired:
            is_late = True
            process.send_signal(signal.SIGTERM)
            said, _ = process.communicate()
    return process.returncode, last_word(said), is_late
