"""An exercise of a course, as its points file says it (fixtures/course, docs/grading.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.evidence.quoting import Told, make_printable
from harness.parsing.toml import TomlFile
from harness.patterns.suggest import did_you_mean
from harness.scenario.slots import OF_PROGRAMS, Slot

TABLES = frozenset({"exercise", "part"})
KEYS = frozenset({"title", "slot", "limit_s"})
KEYS_OF_PART = frozenset({"name", "requirements", "points", "needs"})

LIMIT_S = 20
"""Of the whole, where nothing is said: a sound server is judged by everything in a fifth of it."""


class ExerciseError(Told):
    """A points file that cannot be used, and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """What points are given for: each of its requirements has an equal share of them.

    Where a part that it `needs` has not been earned whole, it is not reached.
    """

    name: str
    requirements: tuple[str, ...]
    points: float
    needs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        make_printable(self)


@dataclass(frozen=True, slots=True)
class Exercise:
    """What a program is to do, in parts; the check of all is over after `limit_s` seconds."""

    title: str
    slot: Slot
    limit_s: float
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        make_printable(self)

    @property
    def points(self) -> float:
        """All that can be earned."""
        return sum(part.points for part in self.parts)

    @property
    def requirements(self) -> tuple[str, ...]:
        """What is judged, each once, in the order of the parts."""
        every = (number for part in self.parts for number in part.requirements)
        return tuple(dict.fromkeys(every))


def read_exercise(path: Path, tests: Mapping[str, Sequence[str]]) -> Exercise:
    """The exercise of that file. `tests` has, by number, the slots that a requirement tests."""
    file = TomlFile(path, "points file", ExerciseError)
    table = file.read()
    file.refuse_others("a table", table, TABLES)
    said = file.table(table, "exercise")
    file.refuse_others("a key of [exercise]", said, KEYS)
    slot = _slot(file, said.get("slot"))
    parts = table.get("part")
    if not isinstance(parts, list) or not parts:
        raise file.wrong("there is no [[part]]: name, requirements, points")
    read = tuple(_part(file, each, slot, tests) for each in parts)
    _refuse_needs(file, read)
    return Exercise(
        title=file.text("title", said.get("title", path.stem)),
        slot=slot,
        limit_s=_number(file, "limit_s", said.get("limit_s", LIMIT_S)),
        parts=read,
    )


def _slot(file: TomlFile, said: object) -> Slot:
    known = {slot.name: slot for slot in OF_PROGRAMS}
    if said not in known:
        raise file.wrong(f"slot is to be one of {', '.join(known)}, not {said!r}")
    return known[str(said)]


def _part(
    file: TomlFile, said: Mapping[str, Any], slot: Slot, tests: Mapping[str, Sequence[str]]
) -> Part:
    if not isinstance(said, dict):
        raise file.wrong("a part is to be written as [[part]]")
    file.refuse_others("a key of [[part]]", said, KEYS_OF_PART)
    name = file.text("name", said.get("name", ""))
    if not name:
        raise file.wrong("a [[part]] has no name")
    numbers = file.texts(f"requirements of '{name}'", said.get("requirements"), least=1)
    for number in numbers:
        _refuse_number(file, number, slot, tests)
    points = _number(file, f"points of '{name}'", said.get("points"))
    return Part(name, numbers, points, file.texts(f"needs of '{name}'", said.get("needs", [])))


def _refuse_number(
    file: TomlFile, number: str, slot: Slot, tests: Mapping[str, Sequence[str]]
) -> None:
    if number not in tests:
        raise file.wrong(f"there is no requirement '{number}'{did_you_mean(number, tests)}")
    if slot.name not in tests[number]:
        raise file.wrong(f"{number} does not test a {slot.name}, but {' and '.join(tests[number])}")


def _number(file: TomlFile, key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 1e6:
        raise file.wrong(f"{key} is to be a number above 0, not {value!r}")
    return value


def _refuse_needs(file: TomlFile, parts: Sequence[Part]) -> None:
    """A part needs parts that stand above it: so none needs itself, by whatever way."""
    above: list[str] = []
    for part in parts:
        if part.name in above:
            raise file.wrong(f"there are two parts '{part.name}'")
        for name in part.needs:
            if name not in above:
                raise file.wrong(f"'{part.name}' needs '{name}', which is no part above it")
        above.append(part.name)
