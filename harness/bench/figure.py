"""A figure: a number of this machine, and the number that is aimed at."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

WIDTHS = (62, 12, 12)


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured. Without an aim it is there to compare others with.

    `value` is None where there is none to be had, and `note` says why.
    """

    what: str
    value: float | None
    unit: str = ""
    at_most: float | None = None
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """Is it what is aimed at? None if nothing is, or nothing was measured."""
        if self.at_most is None or self.value is None:
            return None
        return self.value <= self.at_most


def median(values: Sequence[float]) -> float:
    """The middle one: a machine's other work makes some larger, and none smaller."""
    return statistics.median(values)


def spread(values: Sequence[float], unit: str = "") -> str:
    """How far they lie apart, for the note behind a median."""
    return f"{len(values)} runs, {shown(min(values))} to {shown(max(values), unit)}"


def shown(value: float | None, unit: str = "") -> str:
    """The number with as many places as it is worth, and its unit."""
    if value is None:
        return "-"
    places = 0 if value == int(value) else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 3
    return f"{value:,.{places}f} {unit}".rstrip()


def heading(about: str) -> str:
    """The first line of the table, with a word about the machine."""
    return _row(f"({about})", "here", "aim", "")


def line(figure: Figure) -> str:
    """A line of the table. What has no aim is indented, and stands below what has one."""
    word = {True: "reached", False: "NOT REACHED", None: ""}[figure.reached]
    name = figure.what if figure.at_most is not None else f"  {figure.what}"
    aim = "" if figure.at_most is None else shown(figure.at_most, figure.unit)
    note = f"({figure.note})" if figure.note else ""
    return _row(name, shown(figure.value, figure.unit), aim, f"{word} {note}".strip())


def _row(name: str, here: str, aim: str, rest: str) -> str:
    first, second, third = WIDTHS
    return f"{name:<{first}}{here:>{second}}{aim:>{third}}  {rest}".rstrip()


def as_values(figure: Figure) -> dict[str, object]:
    """The figure as it stands in a JSON file."""
    return asdict(figure) | {"reached": figure.reached}


def differing(rounds: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    """The requirements whose verdicts were not the same in all rounds, and the verdicts."""
    ids = dict.fromkeys(number for each in rounds for number in each)
    verdicts = {number: [each.get(number, "not judged") for each in rounds] for number in ids}
    return {number: said for number, said in verdicts.items() if len(set(said)) > 1}
