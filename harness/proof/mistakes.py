"""What all fails with a mistake: each flawed program in its slot, as if it were somebody's own.

A control shows that a requirement fails; a program with that mistake fails others, too. Which ones
is a pattern by which the mistake is known again (telling/alike.py). What its sound twin fails, too,
is none of it: the iterative server is sound, and serves no two at once. The patterns are kept in
fixtures/mistakes.json, which `make mistakes` writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.catalogue.difference import twin
from harness.running.paths import Paths
from harness.running.schedule import Schedule
from harness.scenario.model import Requirement
from harness.scenario.slots import OF_PROGRAMS, Slot
from harness.survey.rounds import judge
from harness.telling.alike import FAILED

AT_A_TIME = 2
"""Checks; each has several runs at a time."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A flawed program, and the slot that it can take, with its arguments; and its sound twin."""

    slot: Slot
    name: str
    arguments: str
    twin: str


def mistakes(requirements: Sequence[Requirement], root: Path) -> list[Mistake]:
    """All flawed programs that are a control of what a slot is tested for, each once, by name."""
    found = {
        (each.slot.name, each.name): each
        for requirement in reversed(requirements)
        for each in _of(requirement, root)
    }
    return [found[key] for key in sorted(found)]


def _of(requirement: Requirement, root: Path) -> Iterator[Mistake]:
    """Who makes it in a slot. What is asked of other contracts than echo is not asked there."""
    if requirement.speaks == "contract":
        return
    for slot in OF_PROGRAMS:
        if slot.name not in requirement.tests:
            continue
        for role in (role for control in requirement.controls for role in control.programs):
            name, *arguments = role.program.split()
            source = root / "c" / "flawed" / f"{name}.c"
            if role.name == slot.role and source.exists():
                words = " ".join(arguments or slot.arguments)
                yield Mistake(slot, name, words, twin(source.read_text()).name)


def failures(every: Sequence[Mistake], paths: Paths) -> dict[str, dict[str, list[str]]]:
    """By slot and name what fails with it, and not with its twin, by number.

    One that cannot be judged in the slot, or fails nothing there, is left out.
    """
    twins = [(each.slot, each.twin, " ".join(each.slot.arguments)) for each in every]
    flawed = [(each.slot, each.name, each.arguments) for each in every]
    failed = _judged(list(dict.fromkeys((*twins, *flawed))), paths)
    told: dict[str, dict[str, list[str]]] = {}
    for mistake, theirs, its in zip(every, twins, flawed, strict=True):
        if own := [number for number in failed[its] if number not in failed[theirs]]:
            told.setdefault(mistake.slot.name, {})[mistake.name] = own
    return {slot: dict(sorted(those.items())) for slot, those in sorted(told.items())}


def _judged(
    programs: Sequence[tuple[Slot, str, str]], paths: Paths
) -> dict[tuple[Slot, str, str], list[str]]:
    """What each program fails in its slot, with its arguments."""
    schedule = Schedule((None,) * AT_A_TIME)

    def one(program: tuple[Slot, str, str]) -> list[str]:
        slot, name, arguments = program
        found = judge(slot, f"{paths.built(name)} {arguments}", paths, schedule)
        return [seen.id for seen in found.seen if seen.verdict in FAILED]

    return {program: failed.result() for program, failed in schedule.each(one, programs)}


def as_text(told: dict[str, dict[str, list[str]]]) -> str:
    """The file: a line a program."""
    slots = (
        f" {json.dumps(slot)}: {{\n"
        + ",\n".join(f"  {json.dumps(name)}: {json.dumps(those[name])}" for name in those)
        + "\n }"
        for slot, those in told.items()
    )
    return "{\n" + ",\n".join(slots) + "\n}\n"
