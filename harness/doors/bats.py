"""The answers for Bats: a scenario file judged at once, written down for its words.

Bats runs the file, word by word; scenarios/vocabulary.bash looks each claim up in
what is written here, as assignments that Bash reads.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from harness.running.evidence_folder import let_owner_write
from harness.running.machine import places, what_is_missing
from harness.running.ports import first_port
from harness.running.paths import OF_THE_DISTRIBUTION, Paths
from harness.running.examined import PROGRAMS, examined
from harness.scenario.model import Requirement, Scenario
from harness.telling.result import Result, for_a_reader
from harness.telling.text import in_full
from harness.scenario.verdict import Verdict
from harness.parsing.file import check, parse
from harness.running.config import config_from
from harness.running.schedule import Schedule
from harness.running.scenario_run import ScenarioRun
from harness.telling.language import speak_as_the_user

SEPARATOR = "\x1f"
"""Between the words of a claim: no word holds it."""


def answer(path: Path, only: Collection[str], answers: Path) -> None:
    """Judge the file, or those requirements of it, and write the answers."""
    let_owner_write()
    setting = config_from(os.environ)
    speak_as_the_user(setting.paths.locale)
    written = parse(path.resolve())
    check([written], setting.paths.exists)
    _build_what_is_missing(written, setting.paths)
    setting = replace(setting, schedule=Schedule(places()), port=first_port())
    if note := what_is_missing():
        print(f"Note: {note}.", file=sys.stderr)
    scenario = setting.fitted(parse(path.resolve(), setting.port))
    trial = ScenarioRun(scenario, examined(setting))
    wanted = [each for each in scenario.requirements if not only or each.id in only]
    as_written = {each.id: each for each in written.requirements}  # as Bash has the words
    judged = setting.schedule.map(partial(_judged, trial), wanted)
    found = ((as_written[each.id], came) for each, came in zip(wanted, judged, strict=True))
    answers.write_text(_assignments(found), encoding="utf-8")


def _assignments(judged: Iterable[tuple[Requirement, tuple[Result | None, str]]]) -> str:
    """The answers as Bash reads them."""
    arrays: dict[str, list[str]] = {}
    for each, (result, aside) in judged:
        for name, key, value in _answers(result, each, aside):
            arrays.setdefault(name, []).append(f"[{shlex.quote(key)}]={shlex.quote(value)}")
    # One assignment an array: Bats looks at every command before Bash carries it out.
    return "".join(f"sockspec_{name}=({' '.join(pairs)})\n" for name, pairs in arrays.items())


def _judged(trial: ScenarioRun, requirement: Requirement) -> tuple[Result | None, str]:
    """The result; or why there is none."""
    if aside := trial.unselected(requirement):
        return None, aside
    return for_a_reader(trial.judge(requirement), trial.setting.paths.shown), ""


def _build_what_is_missing(scenario: Scenario, paths: Paths) -> None:
    """A fresh clone has no programs yet. What is there is not looked at again."""
    casts = {cast for each in scenario.requirements for cast in each.casts()}
    names = {name for cast in casts for role in cast.roles for name in role.program_names}
    names.update(PROGRAMS)
    if paths.observer.exists() and all(paths.built(name) for name in names - OF_THE_DISTRIBUTION):
        return
    print(f"building: make -C {paths.root}", file=sys.stderr)
    subprocess.run(["make", "--silent", "-C", str(paths.root)], stdout=sys.stderr, check=False)


def _answers(
    result: Result | None, requirement: Requirement, aside: str
) -> Iterator[tuple[str, str, str]]:
    """The array, the key and the value of each answer; without a result, why it was set aside."""
    number = requirement.id
    if result is None:
        yield "verdict", number, "skipped"
        yield "text", number, aside
        return
    yield "verdict", number, "tolerated" if result.is_tolerated else str(result.verdict)
    if result.verdict is not Verdict.HOLDS:
        yield "text", number, _said_of(result)
    lines = {claim.place: claim for claim in requirement.claims}
    yield "claims", number, str(len(lines))
    if result.claim is not None:
        yield "broken_at", number, f"{number} {result.claim}"
    for place, claim in lines.items():
        yield "words", f"{number} {place}", SEPARATOR.join(claim.written)


def _said_of(result: Result) -> str:
    """What Bats prints: of a skipped test the reason, in its own line; of a failed one all."""
    return in_full(result) or result.because
