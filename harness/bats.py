"""The answers for Bats: a scenario file judged at once, written down for its words.

Bats runs the file, word by word; scenarios/vocabulary.bash looks each claim up in
what is written here, as assignments that Bash reads.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from harness.running.place import Place, find_place
from harness.running.preflight import PAIRS, preflight
from harness.claims.requirement import Requirement, Scenario
from harness.judging.result import Result
from harness.claims.scenario import check, parse
from harness.running.setting import Setting
from harness.running.slots import slots_from
from harness.running.trial import Trial

SEPARATOR = "\x1f"
"""Between the words of a claim: no word holds it."""


def answer(path: Path, only: Collection[str], answers: Path) -> None:
    """Judge the file, or those requirements of it, and write the answers."""
    setting = Setting(find_place(), slots_from(os.environ))
    scenario = parse(path.resolve())
    check([scenario], setting.place.exists)
    _build_what_is_missing(scenario, setting.place)
    cores = sorted(os.sched_getaffinity(0))
    setting = replace(setting, cpu=cores[os.getpid() % len(cores)])
    transport = preflight(setting.slots, setting.try_out)
    trial = Trial(scenario, replace(setting, transport=transport))
    wanted = [each for each in scenario.requirements if not only or each.id in only]
    reasons = {each.id: trial.unselected(each) for each in wanted}
    trial.run_ahead((each for each in wanted if not reasons[each.id]), cores)
    lines = [line for each in wanted for line in _lines(trial, each, reasons[each.id])]
    answers.write_text("\n".join(lines) + "\n", errors="replace")


def _build_what_is_missing(scenario: Scenario, place: Place) -> None:
    """A fresh clone has no programs yet. What is there is not looked at again."""
    casts = {cast for each in scenario.requirements for cast in each.casts()}
    names = {role.program_name for cast in casts for role in cast.roles}
    names.update(*PAIRS.values())
    if place.observer.exists() and all(place.built(name) for name in names):
        return
    print(f"building: make -C {place.root}", file=sys.stderr)
    subprocess.run(["make", "--silent", "-C", str(place.root)], stdout=sys.stderr, check=False)


def _lines(trial: Trial, requirement: Requirement, aside: str) -> Iterator[str]:
    number = requirement.id
    if aside:
        yield f"sockspec_verdict[{number}]=skipped"
        yield f"sockspec_text[{number}]={shlex.quote(aside)}"
        return
    result = trial.judge(requirement)
    yield f"sockspec_verdict[{number}]={result.outcome}"
    yield f"sockspec_text[{number}]={shlex.quote(_said_of(result))}"
    yield f"sockspec_claims[{number}]={len(requirement.claims)}"
    if result.claim is not None:
        yield f"sockspec_broken_at[{number}]='{number} {result.claim}'"
    for place, claim in enumerate(requirement.claims):
        words = SEPARATOR.join((claim.word, *claim.args))
        yield f"sockspec_words['{number} {place}']={shlex.quote(words)}"


def _said_of(result: Result) -> str:
    """What Bats prints: of a skipped test the reason, in its own line; of a failed one all."""
    return (result.text or result.because).replace("\0", "\ufffd")
