"""Grading: points files, what of them is earned, and the course that comes with us."""

from __future__ import annotations

import json
import os
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from harness.grading.check import GradingError, graded
from harness.grading.exercise import ExerciseError, read_exercise
from harness.grading.grade import Grade, grade
from harness.grading.told import as_gradescope, as_text
from harness.parsing.file import parse
from harness.place import ROOT
from harness.running.paths import find_paths
from harness.scenario.slots import SERVER
from harness.scenario.verdict import Verdict
from harness.telling.result import Result
from harness.tests.test_files import HELD
from harness.tests.workbench import is_meddling, own_build

COURSE = ROOT / "fixtures" / "course"
TESTS = {"1.17": ("server",), "4.4": ("server",), "5.2": ("client",), "7.5": ("via", "server")}

EXERCISE = """
[exercise]
title = "An echo server"
slot = "server"

[[part]]
name = "It answers"
requirements = ["1.17", "7.5"]
points = 3

[[part]]
name = "In turn"
requirements = ["4.4"]
points = 2
needs = ["It answers"]
"""


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "points.toml"
    file.write_text(text, encoding="utf-8")
    return file


def came_out(**verdicts: Verdict) -> list[Result]:
    return [replace(HELD, id=number.strip("_").replace("_", "."), verdict=verdict, explanation=None)
            for number, verdict in verdicts.items()]  # fmt: skip


def test_what_a_points_file_says(tmp_path: Path) -> None:
    exercise = read_exercise(written(tmp_path, EXERCISE), TESTS)
    assert (exercise.slot, exercise.limit_s, exercise.points) == (SERVER, 20, 5)
    assert exercise.requirements == ("1.17", "7.5", "4.4")
    assert exercise.parts[1].needs == ("It answers",)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[exercise]", "[exercise", "not TOML"),
        ("[exercise]", "[x]\n[exercise]", "'x' is not a table of a points file: exercise, part"),
        ("title", "colour", "'colour' is not a key of [exercise] of a points file"),
        ('slot = "server"', 'slot = "sever"', "slot is to be one of server, client, via, not 'sever'"),
        ("[[part]]", "[[parts]]", "'parts' is not a table"),
        ('name = "In turn"', "", "a [[part]] has no name"),
        ('name = "In turn"', 'name = "It answers"', "there are two parts 'It answers'"),
        ('["4.4"]', "[]", "requirements of 'In turn' is to be a list of texts"),
        ('["4.4"]', '["4.5"]', "there is no requirement '4.5'"),
        ('["4.4"]', '["5.2"]', "5.2 does not test a server, but client"),
        ("points = 2", "points = 0", "points of 'In turn' is to be a number above 0, not 0"),
        ("points = 2", "points = true", "points of 'In turn' is to be a number"),
        ("points = 2", "", "points of 'In turn' is to be a number above 0, not None"),
        ('needs = ["It answers"]', 'needs = ["In turn"]', "which is no part above it"),
        ('slot = "server"', 'slot = "server"\nlimit_s = -1', "limit_s is to be a number above 0"),
    ],
)
def test_bad_points_files(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    with pytest.raises(ExerciseError) as error:
        read_exercise(written(tmp_path, EXERCISE.replace(old, new)), TESTS)
    assert sentence in str(error.value)
    assert str(error.value).startswith(f"{tmp_path / 'points.toml'}: ")


def graded_as(tmp_path: Path, trouble: str = "", **verdicts: Verdict) -> Grade:
    exercise = read_exercise(written(tmp_path, EXERCISE), TESTS)
    return grade(exercise, came_out(**verdicts), 1.5, trouble)


def test_each_requirement_has_its_share(tmp_path: Path) -> None:
    found = graded_as(tmp_path, _1_17=Verdict.HOLDS, _7_5=Verdict.HOLDS, _4_4=Verdict.FAILS)
    assert (found.points, found.is_whole) == (3, False)
    assert [each.points for each in found.parts] == [3, 0]
    assert "4.4" in found.parts[1].text


def test_what_needs_something_else_is_not_reached(tmp_path: Path) -> None:
    found = graded_as(tmp_path, _1_17=Verdict.HOLDS, _7_5=Verdict.UNDECIDED, _4_4=Verdict.HOLDS)
    assert [each.points for each in found.parts] == [1.5, 0]
    assert found.parts[1].text == "not reached: it needs 'It answers', where 7.5 does not hold"


def test_what_was_not_judged_in_time_earns_nothing(tmp_path: Path) -> None:
    found = graded_as(tmp_path, _1_17=Verdict.HOLDS, _7_5=Verdict.HOLDS)
    assert found.points == 3
    assert found.parts[1].text == "4.4: not judged: the 20 s of the exercise were over"


def test_a_program_that_cannot_be_judged(tmp_path: Path) -> None:
    found = graded_as(tmp_path, trouble="SERVER: it ends at once")
    assert found.points == 0
    assert list(as_text(found)) == ["An echo server: 0 of 5 points", "", "SERVER: it ends at once"]
    assert json.loads(as_gradescope(found))["output"] == "SERVER: it ends at once"


def test_gradescope(tmp_path: Path) -> None:
    found = graded_as(tmp_path, _1_17=Verdict.HOLDS, _7_5=Verdict.HOLDS, _4_4=Verdict.WARNS)
    told = json.loads(as_gradescope(found))
    assert (told["score"], told["execution_time"]) == (3, 1.5)
    first, second = told["tests"]
    assert (first["name"], first["score"], first["max_score"], first["status"]) == (
        "It answers", 3, 3, "passed")  # fmt: skip
    assert (second["status"], second["number"], second["output_format"]) == ("failed", "2", "text")
    assert "WARNS" in second["output"]


# The course ---------------------------------------------------------------------------------------

EARNED = {
    "echo_server/solution": 20,
    "echo_server/one_client_at_a_time": 13,
    "echo_server/forgets_its_children": 15,
    "echo_server/takes_bytes_for_text": 14,
    "line_client/solution": 10,
    "line_client/reads_once": 4,
    "line_client/ignores_short_writes": 8,
    "datagram_server/solution": 10,
    "datagram_server/small_buffer": 7,
}


def test_the_course_is_tried_whole() -> None:
    assert {str(path.relative_to(COURSE).with_suffix("")) for path in COURSE.glob("*/*.c")} == set(EARNED)


def judged(points: Path, environment: Mapping[str, str], build: Path) -> Grade:
    requirements = [each for path in sorted((ROOT / "scenarios").glob("*.bats"))
                    for each in parse(path).requirements]  # fmt: skip
    inherited = {key: value for key, value in os.environ.items() if not is_meddling(key)}
    environment = {**inherited, **environment, "SOCKSPEC_BUILD": str(build)}
    build.mkdir()
    own_build(build)
    return graded(points, requirements, find_paths(environment), environment)


@pytest.mark.parametrize("name", sorted(EARNED))
def test_a_solution_earns_what_it_should(tmp_path: Path, name: str) -> None:
    source = COURSE / f"{name}.c"
    points = source.parent / "points.toml"
    program = tmp_path / source.stem
    subprocess.run(
        ["cc", "-std=c11", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror", source, "-o", program],
        check=True,
    )  # fmt: skip
    exercise = read_exercise(points, {each: ("server", "client") for each in _numbers(points)})
    arguments = " ".join(exercise.slot.arguments)
    found = judged(points, {exercise.slot.variable: f"{program} {arguments}"}, tmp_path / "build")
    assert (found.points, list(as_text(found))) == (EARNED[name], list(as_text(found)))
    assert found.is_whole == (source.stem == "solution")


def _numbers(points: Path) -> list[str]:
    return [number for part in tomllib.loads(points.read_text())["part"]
            for number in part["requirements"]]  # fmt: skip


def test_nothing_in_the_slot(tmp_path: Path) -> None:
    with pytest.raises(GradingError) as error:
        judged(COURSE / "echo_server" / "points.toml", {}, tmp_path / "build")
    assert str(error.value) == "this exercise is judged of a server: SERVER='…'"


def test_a_server_that_serves_nothing_earns_nothing(tmp_path: Path) -> None:
    found = judged(COURSE / "echo_server" / "points.toml", {"SERVER": "/bin/true"}, tmp_path / "build")
    assert (found.points, found.is_whole) == (0, False)
    assert found.trouble.startswith("SERVER")


def test_the_time_of_the_whole_is_limited(tmp_path: Path) -> None:
    """A thousandth of a second is over before anything is judged."""
    points = tmp_path / "points.toml"
    text = (COURSE / "datagram_server" / "points.toml").read_text()
    points.write_text(text.replace("limit_s = 10", "limit_s = 0.001"))
    found = judged(points, {"SERVER": "/bin/true"}, tmp_path / "build")
    assert found.points == 0
    assert found.trouble == "nothing was judged: the 0.001 s of the exercise were over"
