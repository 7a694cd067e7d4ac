"""The folders of the driver import each other in one direction: what is asked first asks nobody."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from harness.tests.documents import DOCS

HARNESS = DOCS.parent / "harness"


def folder_of(module: str) -> str | None:
    """Of harness.patterns.frame it is patterns; what is not the driver's has none."""
    package, _, rest = module.partition(".")
    return rest.partition(".")[0] if package == "harness" and rest else None


def asked(source: str) -> Iterator[str]:
    """The folders that a module imports from, also inside its functions."""
    for node in ast.walk(ast.parse(source)):
        names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
        yield from (folder for name in names if (folder := folder_of(name)))


def circle(asks: Mapping[str, set[str]]) -> list[str]:
    """Folders that ask each other in a circle; empty if there is none."""
    try:
        TopologicalSorter(asks).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def folders(root: Path) -> dict[str, set[str]]:
    """Whom each folder asks. The tests may ask everybody."""
    found: dict[str, set[str]] = {}
    for file in root.glob("*/*.py"):
        folder = file.parent.name
        if folder != "tests":
            found.setdefault(folder, set()).update({*asked(file.read_text())} - {folder})
    return found


def test_folders_ask_each_other_in_one_direction() -> None:
    found = folders(HARNESS)
    assert {"evidence", "judging", "telling", "running", "doors"} <= found.keys()
    assert circle(found) == []


def test_the_lowest_ask_nobody() -> None:
    found = folders(HARNESS)
    assert not found["evidence"]
    assert "running" not in found["telling"] and "telling" not in found["judging"]


@pytest.mark.parametrize(
    "source, asks",
    [
        ("from harness.judging.judge import judge", ["judging"]),
        ("import harness.running.slots, os", ["running"]),
        ("def f():\n    from harness.telling import text", ["telling"]),
        ("from os import path", []),
    ],
)
def test_who_is_asked(source: str, asks: list[str]) -> None:
    assert list(asked(source)) == asks


def test_a_circle_is_found() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert set(circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})) == {"a", "b", "c"}


INCLUDE = re.compile(r'^#include "([a-z_/]+)\.h"', re.MULTILINE)


def includes(root: Path) -> dict[str, set[str]]:
    """Whom each module asks, its header and its source taken together."""
    found: dict[str, set[str]] = {}
    for file in sorted(root.rglob("*.[ch]")):
        module = str(file.relative_to(root).with_suffix(""))
        others = {name for name in INCLUDE.findall(file.read_text()) if name != module}
        found.setdefault(module, set()).update(others)
    return {module: others & found.keys() for module, others in found.items()}


def test_modules_of_the_observer_ask_each_other_in_one_direction() -> None:
    found = includes(HARNESS.parent / "c" / "observe")
    assert {"loop", "tracer/tracer", "acts/acts", "record/record"} <= found.keys()
    assert circle(found) == []


def test_acts_decide_and_touch_nothing() -> None:
    """Nothing of what they know leads to a run, a tracee, or the record."""
    found = includes(HARNESS.parent / "c" / "observe")
    known, new = set[str](), {"acts/acts"}
    while new:
        known |= new
        new = {other for module in new for other in found[module]} - known
    assert "acts/pattern" in known
    assert not {"run", "record/record", "tracer/tracer", "loop"} & known


def test_a_circle_of_includes_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.h").write_text('#include "b.h"\n')
    (tmp_path / "a.c").write_text('#include "a.h"\n')
    (tmp_path / "b.h").write_text("")
    assert circle(includes(tmp_path)) == []
    (tmp_path / "b.c").write_text('#include "a.h"\n')
    assert circle(includes(tmp_path)) != []
