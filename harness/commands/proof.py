"""`controls` and `mutants`: is every requirement seen to fail?"""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from harness.commands.command import DID_NOT, HELD, WRONG_USAGE, Command, complain
from harness.commands.written import all_scenarios
from harness.scenario.slots import OF_PROGRAMS

if TYPE_CHECKING:
    from harness.proof.mutate import Scores
    from harness.running.config import Config
    from harness.scenario.model import Scenario


def _options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "topics", nargs="*", metavar="TOPIC", help="scenarios, as halfclose (default: all)"
    )


def _meant(topics: Sequence[str]) -> list[Scenario] | int:
    """The scenarios of these names, or all; else the status, of one that there is not."""
    known = {each.path.stem: each for each in all_scenarios()}
    if unknown := [topic for topic in topics if topic not in known]:
        return complain(
            f"There is no scenario {unknown[0]}: one of {', '.join(known)}.", WRONG_USAGE
        )
    return [known[topic] for topic in topics or known]


def _controls(options: Namespace) -> int:
    from harness.proof.controls import run_controls

    scenarios = _meant(options.topics)
    if isinstance(scenarios, int):
        return scenarios
    caught = run_controls(scenarios, setting())
    for miss in caught.misses:
        print(miss)
    print(caught)
    return DID_NOT if caught.misses or not caught.scores.found else HELD


def _mutants(options: Namespace) -> int:
    from harness.scenario.number import by_number

    scenarios = _meant(options.topics)
    if isinstance(scenarios, int):
        return scenarios
    scores = killed(scenarios)
    for number, score in sorted(scores.found.items(), key=lambda each: by_number(each[0])):
        print(f"{number:<6}{score}")
        for claim in score.vacuous:
            told = f"{' '.join(claim.text.split())} (line {claim.line})"
            print(f"      {told} fails with none of them: a control must show it")
    for miss in scores.misses:
        print(miss)
    print(scores)
    return DID_NOT if scores.misses or not scores.found else HELD


def killed(scenarios: Sequence[Scenario]) -> Scores:
    """How many mutants of its evidence each requirement of these kills."""
    from harness.proof.mutate import run_mutants
    from harness.proof.reference import judge_reference

    return run_mutants(judge_reference(scenarios, setting()))


def setting() -> Config:
    """Our programs on this machine, or on a STACK, as many runs at a time as there is room for."""
    from dataclasses import replace

    from harness.running.config import config_from
    from harness.running.machine import places
    from harness.running.schedule import Schedule

    ours = {slot.variable: "" for slot in OF_PROGRAMS}
    environment = {name: said for name, said in os.environ.items() if name not in ours}
    return replace(config_from(environment), schedule=Schedule(places()))


CONTROLS = Command(
    "controls", "see every requirement fail with its controls, and kill mutants of its evidence",
    _controls, _options,
)  # fmt: skip
MUTANTS = Command(
    "mutants", "how many mutants of its evidence does each requirement kill?", _mutants, _options
)
