"""The survey: which presets there are, which rounds were judged, and what is written of them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

from harness.doors.deviations import known_of
from harness.doors.shard import Shard
from harness.evidence.quoting import Told, as_json
from harness.patterns.suggest import did_you_mean
from harness.running.paths import Paths
from harness.running.presets import Preset, PresetError, every_preset, make
from harness.running.schedule import Schedule
from harness.scenario.slots import OF_PROGRAMS, Slot
from harness.survey.digest import digest_of, judged_by, version_of
from harness.survey.found import Surveyed, as_before, surveyed_from, together
from harness.survey.page import page
from harness.survey.progress import Progress
from harness.survey.rounds import RoundError, judge, keep, kept
from harness.telling.host import describe_host

ROUNDS = 3

EVERY_S = 2.0
"""How often the progress line is written, while no round comes to its end."""

DAY = "date"

SCHEMA = 1
"""Of survey.json."""


class SurveyError(Told):
    """A survey that cannot be made, and why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be surveyed: `names` of slots or presets (all, if none), how often, and how.

    `only` is pytest's -k. `fresh`: nothing of an earlier survey counts. `at_a_time`: so many
    checks. `add`: of what is not meant, what an earlier survey has told stays. `shard`: of the
    rounds, this part alone is judged.
    """

    names: tuple[str, ...] = ()
    rounds: int = ROUNDS
    only: str = ""
    fresh: bool = False
    at_a_time: int = 0
    add: bool = False
    shard: Shard | None = None

    @property
    def is_whole(self) -> bool:
        """Is it of all that there is, if what was told before counts?"""
        return (not self.names or self.add) and not self.only

    @property
    def options(self) -> tuple[str, ...]:
        """What each check is told."""
        return ("-k", self.only) if self.only else ()


@dataclass(frozen=True, slots=True)
class Subject:
    """A preset that is installed. `kept_in` is where its rounds are, but for their numbers."""

    slot: Slot
    preset: Preset
    version: str
    kept_in: Path

    def file(self, number: int) -> Path:
        """Where what came of a round is kept; the first is 1."""
        return self.kept_in.with_name(f"{self.kept_in.name}-{number}.json")

    def called(self, number: int) -> str:
        """The round, as a person knows it."""
        return f"{self.slot.variable}={self.preset.name} round {number}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found of each preset, why others could not be tried, and where all this was.

    `where` are the kernel, the C library and the day. `unfinished` says of checks that came to no
    end how that was: then nothing is to be written, for another try may find more.
    """

    found: tuple[Surveyed, ...]
    absent: dict[str, str]
    where: dict[str, str]
    rounds: int
    unfinished: tuple[str, ...] = ()


def survey(paths: Paths, plan: Plan, write: Callable[[str], None] | None = None) -> Outcome:
    """Judge what is planned. `write` puts the progress line on a terminal.

    Each round is kept when it is done, and is not judged again unless something that it depends on
    has changed.
    """
    subjects, absent = _subjects(paths, plan)
    every = [(subject, number) for subject in subjects for number in range(1, plan.rounds + 1)]
    mine = _part(every, plan.shard)
    todo = [(subject, number) for subject, number in mine
            if plan.fresh or kept(subject.file(number)) is None]  # fmt: skip
    unfinished = _judge_all(todo, paths, plan, Progress(write, len(mine), len(mine) - len(todo)))
    found = (_found(subject, plan) for subject in subjects)
    asked = tuple(each for each in found if each.cells or each.trouble)
    return Outcome(asked, absent, _where(paths), plan.rounds, unfinished)


def _part(
    every: Sequence[tuple[Subject, int]], shard: Shard | None
) -> Sequence[tuple[Subject, int]]:
    """Every so-many-th: rounds of one preset, which take alike long, go to several."""
    return every[shard.number - 1 :: shard.parts] if shard else every


def take_kept(folders: Iterable[Path], paths: Paths) -> None:
    """Take over what surveys have kept that put it into other folders.

    A file's name says on what it depends: what was judged of something else is never looked at.
    """
    for folder, slot in product(folders, OF_PROGRAMS):
        for file in sorted(folder.glob(f"survey/{slot.name}/*/*.json")):
            own = paths.build / file.relative_to(folder)
            if not own.exists():
                own.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, own)


def presets(paths: Paths) -> Iterator[tuple[Slot, Preset]]:
    """All of each slot that is open, relays first: they are what one chooses among."""
    for slot in reversed(OF_PROGRAMS):
        for preset in every_preset(slot, paths.root, paths.build):
            yield slot, preset


def _subjects(paths: Paths, plan: Plan) -> tuple[list[Subject], dict[str, str]]:
    """The presets that are meant, and of those that are not here, why."""
    every = [*presets(paths)]
    _refuse_unknown(every, plan.names)
    ours = judged_by(paths, plan.options, os.environ.get("SOCKSPEC_WORLD", ""))
    subjects: list[Subject] = []
    absent: dict[str, str] = {}
    for slot, preset in (each for each in every if _is_meant(*each, plan.names)):
        try:
            make(preset, paths.build)
        except PresetError as error:
            absent[f"{slot.variable}={preset.name}"] = str(error)
            continue
        version = version_of(preset)
        folder = paths.build / "survey" / slot.name / preset.name
        subjects.append(Subject(slot, preset, version, folder / digest_of(preset, version, ours)))
    return subjects, absent


def _refuse_unknown(every: Sequence[tuple[Slot, Preset]], names: Sequence[str]) -> None:
    known = {name for slot, preset in every for name in _names(slot, preset)}
    for name in names:
        if name not in known:
            meant = did_you_mean(name, known, "")
            raise SurveyError(f"there is neither a slot nor a preset '{name}'{meant}")


def _is_meant(slot: Slot, preset: Preset, names: Sequence[str]) -> bool:
    return not names or bool(_names(slot, preset).intersection(names))


def _names(slot: Slot, preset: Preset) -> set[str]:
    """By what it can be meant; by `server/nginx`, where another slot has one of that name, too."""
    return {preset.name, slot.name, slot.variable, f"{slot.name}/{preset.name}"}


def _judge_all(
    todo: Sequence[tuple[Subject, int]], paths: Paths, plan: Plan, progress: Progress
) -> tuple[str, ...]:
    """Judge these rounds, several at a time. Of those that came to no end, why."""
    at_a_time = plan.at_a_time or len(os.sched_getaffinity(0))
    schedule = Schedule((None,) * at_a_time)

    def one(each: tuple[Subject, int]) -> None:
        subject, number = each
        progress.begin(subject.called(number))
        try:
            found = judge(subject.slot, subject.preset.name, paths, schedule, plan.options)
            keep(found, subject.file(number))
        finally:
            progress.end(subject.called(number))

    unfinished: list[str] = []
    progress.show()
    for _, done in schedule.each(one, todo, waiting=progress.show, every_s=EVERY_S):
        try:
            done.result()
        except RoundError as error:
            unfinished.append(str(error))
        progress.show()
    progress.erase()
    return tuple(unfinished)


def _found(subject: Subject, plan: Plan) -> Surveyed:
    """What its rounds come to."""
    slot, name = subject.slot.name, subject.preset.name
    rounds = [kept(subject.file(number)) for number in range(1, plan.rounds + 1)]
    known = known_of(subject.preset.path)
    found = together(slot, name, subject.version, [each for each in rounds if each], known)
    return replace(found, speaks=subject.preset.speaks)


def _where(paths: Paths) -> dict[str, str]:
    host = describe_host(paths.observer)
    named = {name: str(host[name]) for name in ("kernel", "libc", "arch")}
    return named | {DAY: str(date.today())}


def write(outcome: Outcome, folder: Path, *, fresh: bool = False, add: bool = False) -> Path:
    """Write survey.md, and the same as survey.json, into the folder. Answers the page's path.

    To `add` is to tell all others as they are told there.

    Unless it is to be `fresh`, what came to the same as in the survey.json that is there is told as
    it is told there; if all has, nothing is another, and the day is that one, too.
    """
    file = folder / "survey.json"
    old = {} if fresh else _read(file)
    before = [surveyed_from(each) for each in old.get("subjects", ())]
    found = [as_before(each, before) for each in outcome.found]
    if add and old:
        found = _beside(found, before)
        rounds = max(outcome.rounds, old["rounds"])
        here = {f"{each.slot.upper()}={each.name}" for each in outcome.found}
        still = {name: why for name, why in old["absent"].items() if name not in here}
        absent = still | outcome.absent
        outcome = replace(outcome, rounds=rounds, absent=absent)
    told = _told(found, outcome, outcome.where)
    if old and _told(found, outcome, outcome.where | {DAY: old["where"][DAY]}) == old:
        told = old
    folder.mkdir(parents=True, exist_ok=True)
    _write_whole(file, _in_lines(told))
    text = page(found, outcome.absent, told["where"], outcome.rounds)
    _write_whole(file.with_suffix(".md"), text)
    return file.with_suffix(".md")


def _beside(found: Sequence[Surveyed], before: Sequence[Surveyed]) -> list[Surveyed]:
    """These, and of those that were told before, the others."""
    new = {(each.slot, each.name): each for each in found}
    kept = [new.pop((each.slot, each.name), each) for each in before]
    return [*kept, *new.values()]


def _told(found: Sequence[Surveyed], outcome: Outcome, where: Mapping[str, str]) -> dict[str, Any]:
    """What survey.json says, in plain values."""
    told = {
        "schema": SCHEMA,
        "where": where,
        "rounds": outcome.rounds,
        "absent": outcome.absent,
        "subjects": [_plain(each) for each in found],
    }
    plain: dict[str, Any] = json.loads(as_json(told))
    return plain


def _plain(subject: Surveyed) -> dict[str, Any]:
    """Its values; of cells without those that are empty."""
    cells = [{name: value for name, value in asdict(cell).items() if value}
             for cell in subject.cells]  # fmt: skip
    plain = asdict(replace(subject, cells=()))
    if not subject.speaks:
        del plain["speaks"]
    return plain | {"cells": cells}


def _in_lines(told: Mapping[str, Any]) -> str:
    """JSON with a line for each cell, so that a difference is read."""
    head = as_json({name: value for name, value in told.items() if name != "subjects"}, indent=1)
    subjects = ",\n".join(map(_in_lines_of, told["subjects"]))
    return f'{head.removesuffix("}").rstrip()},\n "subjects": [\n{subjects}\n]}}\n'


def _in_lines_of(subject: Mapping[str, Any]) -> str:
    head = as_json({name: value for name, value in subject.items() if name != "cells"})
    cells = ",\n ".join(map(as_json, subject["cells"]))
    return f'{head.removesuffix("}")}, "cells": [\n {cells}]}}'


def _read(file: Path) -> dict[str, Any]:
    """What an earlier survey has written; nothing if there is none, or it cannot be read."""
    try:
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        [surveyed_from(each) for each in told["subjects"]]
        return told if told["schema"] == SCHEMA and DAY in told["where"] else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _write_whole(file: Path, text: str) -> None:
    draft = file.with_name(f".{file.name}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)
