"""What is written in the project: its scenarios, and the requirements in them."""

from __future__ import annotations

from harness.scenario.model import Requirement, Scenario


def all_scenarios() -> list[Scenario]:
    """All scenarios of the project, each in itself and all together in order."""
    from harness.parsing.file import check, parse
    from harness.running.paths import find_paths

    paths = find_paths()
    scenarios = [parse(path) for path in sorted((paths.root / "scenarios").glob("*.bats"))]
    check(scenarios, paths.exists)
    return scenarios


def all_requirements() -> list[Requirement]:
    """Those of all scenarios, as they stand in the files."""
    return [each for scenario in all_scenarios() for each in scenario.requirements]
