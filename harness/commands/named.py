"""What is named on the command line: requirements, scenarios, chapters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from harness.commands.written import all_scenarios
from harness.evidence.quoting import Told
from harness.scenario.model import Requirement, Scenario


class UnknownNameError(Told):
    """There is nothing of that name."""


def as_items(names: Sequence[str]) -> list[str]:
    """What pytest is to collect for these names, each once; all scenarios, if none is named."""
    from harness.place import ROOT

    if not names:
        return [str(ROOT / "scenarios")]
    if all(name.endswith(".bats") for name in names):
        return [str(Path(name).absolute()) for name in names]
    return [f"{each.path}::{each.id}" for each in named(names)]


def named(names: Iterable[str]) -> list[Requirement]:
    """The requirements that are meant, in the order of the names, each once; all, if none is."""
    scenarios = all_scenarios()
    every = [each for scenario in scenarios for each in scenario.requirements]
    found: dict[str, Requirement] = {}
    for name in names:
        meant = list(_meant(name, scenarios, every))
        if not meant:
            raise UnknownNameError(_unknown(name, scenarios, every))
        found.update({each.id: each for each in meant})
    return list(found.values()) or every


def _meant(
    name: str, scenarios: Iterable[Scenario], every: Iterable[Requirement]
) -> Iterator[Requirement]:
    for scenario in scenarios:
        if name in (scenario.path.stem, scenario.path.name):
            yield from scenario.requirements
    for each in every:
        if name in (each.id, each.id.partition(".")[0]):
            yield each


def _unknown(name: str, scenarios: Iterable[Scenario], every: Iterable[Requirement]) -> str:
    from harness.patterns.suggest import did_you_mean

    known = [*(each.id for each in every), *(each.path.stem for each in scenarios)]
    meant = did_you_mean(name, known, "; `list` tells what there is")
    return f"There is no requirement, scenario or chapter '{name}'{meant}"
