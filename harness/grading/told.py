"""A grade as text, and as the files of others: Gradescope's results.json."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from harness.evidence.quoting import as_json, printable
from harness.grading.grade import Earned, Grade


def as_text(grade: Grade) -> Iterator[str]:
    """What a person reads: a line a part, and below it why it was not earned whole."""
    yield f"{grade.exercise.title}: {_of(grade.points, grade.exercise.points)} points"
    if grade.trouble:
        yield from ("", printable(grade.trouble))
        return
    for each in grade.parts:
        yield ""
        yield f"{_of(each.points, each.part.points):>9}  {each.part.name}"
        if each.text:
            yield textwrap.indent(each.text, "    ")
    yield from (line for sentence in grade.likenesses for line in ("", printable(sentence)))


def _of(points: float, most: float) -> str:
    return f"{points:g} of {most:g}"


def as_gradescope(grade: Grade) -> str:
    """results.json, as Gradescope's autograder reads it (its documentation: Autograder Specs)."""
    told = {
        "score": grade.points,
        "execution_time": round(grade.seconds, 2),
        "output": "\n".join((grade.trouble, *grade.likenesses)).strip(),
        "tests": [_test(each, number) for number, each in enumerate(grade.parts, 1)],
    }
    return as_json(told, indent=1) + "\n"


def _test(earned: Earned, number: int) -> dict[str, object]:
    return {
        "name": earned.part.name,
        "number": str(number),
        "score": earned.points,
        "max_score": earned.part.points,
        "status": "passed" if earned.is_whole else "failed",
        "output": earned.text,
        "output_format": "text",
        "visibility": "visible",
    }
