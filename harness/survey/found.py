"""What was found of a preset, as data: in each round, of each requirement, and of all together.

No input or output here. What is told of a cell has times and numbers in it that are others in each
run; so, of an earlier survey that came to the same verdicts, the cell is taken as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from harness.doors.deviations import Known
from harness.scenario.number import by_number

UNJUDGED = "not judged"
"""In one round; in another it was."""

GRAVEST = ("broken", "fails", "undecided", "warns", "noted", "skipped", UNJUDGED, "holds")
"""All verdicts that a cell may have, as they are named where rounds differ."""

DEVIATES = frozenset({"broken", "fails", "undecided", "warns"})

BINDING = frozenset({"must", "linux"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a requirement in one round. Of what does not hold, how it was seen.

    `evidence` are the lines of the record around the break, as a ladder. `measured` is what a claim
    of it tells beside that it holds: how much a path has taken in.
    """

    id: str
    title: str
    level: str
    verdict: str
    injected: bool = False
    because: str = ""
    claim: str = ""
    rerun: str = ""
    evidence: str = ""
    measured: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """One check of a preset. `trouble` is why it could not be judged."""

    seen: tuple[Seen, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What came of a requirement in all rounds; of the first that did not hold, how.

    `known` is why, as the preset's file has it, and `cure` the switch for it.
    """

    id: str
    title: str
    level: str
    verdicts: tuple[str, ...]
    injected: bool = False
    because: str = ""
    claim: str = ""
    rerun: str = ""
    evidence: str = ""
    known: str = ""
    cure: str = ""
    measured: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Its verdicts, each once, the gravest first."""
        return tuple(kind for kind in GRAVEST if kind in self.verdicts)

    @property
    def differs(self) -> bool:
        """Was it one in one round, and another in another?"""
        return len(self.kinds) > 1

    @property
    def deviates(self) -> bool:
        """Did it not hold, in any round? What is only written down is no deviation."""
        return not DEVIATES.isdisjoint(self.kinds)

    @property
    def is_binding(self) -> bool:
        """Is it one that has to hold?"""
        return self.level in BINDING

    @property
    def is_open(self) -> bool:
        """Does it have to hold, does not, and nobody has said why?"""
        return self.deviates and self.is_binding and not self.known


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A preset: its version, and its cells by number. `trouble` is why it was not judged.

    What it `speaks` is a contract; empty is echo.
    """

    slot: str
    name: str
    version: str
    cells: tuple[Cell, ...] = ()
    trouble: str = ""
    speaks: str = ""

    @property
    def deviating(self) -> list[str]:
        """The requirements that did not hold."""
        return [cell.id for cell in self.cells if cell.deviates]

    def cell(self, number: str) -> Cell | None:
        """That of a requirement; None if it was not asked."""
        return next((cell for cell in self.cells if cell.id == number), None)


def round_from(values: Mapping[str, Any]) -> Round:
    """Of what asdict() has made plain values of."""
    seen = tuple(Seen(**each) for each in values["seen"])
    return Round(seen, values["trouble"])


def surveyed_from(values: Mapping[str, Any]) -> Surveyed:
    """The same of a preset's."""
    cells = tuple(Cell(**each | {"verdicts": tuple(each["verdicts"])}) for each in values["cells"])
    rest: dict[str, str] = {name: value for name, value in values.items() if name != "cells"}
    return Surveyed(**rest, cells=cells)


def together(
    slot: str, name: str, version: str, rounds: Sequence[Round], known: Mapping[str, Known]
) -> Surveyed:
    """What the rounds come to. That one of them could not be judged is said of all."""
    trouble = next((each.trouble for each in rounds if each.trouble), "")
    seen: dict[str, list[Seen]] = {}
    for each in (each for one in rounds for each in one.seen):
        seen.setdefault(each.id, []).append(each)
    judged = sum(not each.trouble for each in rounds)
    cells = [_cell(every, judged, known.get(number)) for number, every in seen.items()]
    ordered = tuple(sorted(cells, key=lambda cell: by_number(cell.id)))
    return Surveyed(slot, name, version, ordered, trouble)


def _cell(seen: Sequence[Seen], rounds: int, known: Known | None) -> Cell:
    gravest = min(seen, key=lambda each: GRAVEST.index(each.verdict))
    verdicts = [each.verdict for each in seen] + [UNJUDGED] * (rounds - len(seen))
    return Cell(
        gravest.id, gravest.title, gravest.level, tuple(verdicts), gravest.injected,
        gravest.because, gravest.claim, gravest.rerun, gravest.evidence,
        known.because if known else "", known.cure if known else "",
        next((each.measured for each in seen if each.measured), ""),
    )  # fmt: skip


def as_before(found: Surveyed, before: Iterable[Surveyed]) -> Surveyed:
    """The same, but each cell that came to what it had come to before is as it was told then."""
    known = {(each.slot, each.name, each.version): each for each in before}
    old = known.get((found.slot, found.name, found.version))
    if old is None:
        return found
    cells = tuple(_as_before(cell, old.cell(cell.id)) for cell in found.cells)
    return replace(found, cells=cells)


def _as_before(cell: Cell, old: Cell | None) -> Cell:
    """What the preset's file says of it is always that of now."""
    if old is None or _asked(cell) != _asked(old):
        return cell
    measured = old.measured or cell.measured
    return replace(old, known=cell.known, cure=cell.cure, measured=measured)


def _asked(cell: Cell) -> tuple[object, ...]:
    """What was asked, and what it came to, without a word that may be another next time."""
    return cell.title, cell.level, cell.injected, len(cell.verdicts), cell.kinds, cell.claim
