"""`grade`: points for a program that was handed in."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from harness.commands.command import BROKEN, DID_NOT, HELD, WRONG_USAGE, Command, complain
from harness.commands.given import add_options, environment
from harness.commands.written import all_requirements
from harness.doors.options import FOR_SLOTS
from harness.evidence.quoting import printable_lines

DESCRIPTION = """The points that the program in its slot has earned by a points file
(docs/grading.md). Exit status: 0 all of them, 1 not all, 2 wrong usage, 3 the check could not be
made."""


def _options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "points", type=Path, metavar="POINTS", help="the points file of an exercise"
    )
    add_options(parser, FOR_SLOTS)
    parser.add_argument("--gradescope", type=Path, metavar="FILE", help="its results.json")


def _run(options: Namespace) -> int:
    from harness.grading.check import GradingError, graded
    from harness.grading.exercise import ExerciseError
    from harness.grading.told import as_gradescope, as_text
    from harness.running.paths import find_paths
    from harness.telling.language import speak_as_the_user

    os.environ.update(environment(options, FOR_SLOTS))
    paths = find_paths()
    speak_as_the_user(paths.locale)
    try:
        grade = graded(options.points, all_requirements(), paths, os.environ)
        if options.gradescope:
            options.gradescope.write_text(as_gradescope(grade), encoding="utf-8")
    except ExerciseError as error:
        return complain(str(error), WRONG_USAGE)
    except GradingError as error:
        return complain(str(error), BROKEN)
    except OSError as error:
        return complain(f"{error.filename}: {error.strerror}", BROKEN)
    for line in as_text(grade):
        print(printable_lines(line))
    return HELD if grade.is_whole else DID_NOT


COMMAND = Command("grade", "points for a program", _run, _options, DESCRIPTION)
