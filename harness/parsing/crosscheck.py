"""What can be checked only over all scenario files together."""

from collections.abc import Callable, Iterable

from harness.scenario.model import Cast, Control, Requirement, Role, Scenario, ScenarioError
from harness.patterns.suggest import did_you_mean


def check(
    scenarios: Iterable[Scenario],
    program_exists: Callable[[str], bool],
    checked: Iterable[Scenario] = (),
) -> None:
    """Raise a ScenarioError for the first thing that is wrong.

    `program_exists` is asked of a program's name, without its arguments. `checked` are scenarios
    in which nothing was wrong: only their numbers are looked at again.
    """
    before, new = _requirements(checked), _requirements(scenarios)
    _check_numbers(before + new)
    known = {requirement.id: requirement for requirement in before + new}
    for requirement in new:
        for cast in requirement.casts():
            _check_programs(requirement, cast.roles, cast.line, program_exists)
        for control in requirement.controls:
            _check_programs(requirement, control.programs, control.line, program_exists)
            _check_also(requirement, control, known)


def _requirements(scenarios: Iterable[Scenario]) -> list[Requirement]:
    return [each for scenario in scenarios for each in scenario.requirements]


def _check_numbers(requirements: list[Requirement]) -> None:
    first: dict[str, Requirement] = {}
    for requirement in requirements:
        other = first.setdefault(requirement.id, requirement)
        if other is not requirement:
            raise ScenarioError(
                requirement.path,
                requirement.line,
                f"{requirement.id} is taken by the test in {other.path}:{other.line}; "
                "a number names one requirement for ever.",
            )


def _check_programs(
    requirement: Requirement,
    roles: tuple[Role, ...],
    line: int,
    program_exists: Callable[[str], bool],
) -> None:
    for role in roles:
        for name in role.program_names:
            if not program_exists(name):
                raise ScenarioError(
                    requirement.path,
                    line,
                    f"{requirement.id}: there is no program '{name}' for {role.name}: "
                    f"no {name}.c in c/fixtures/ or c/flawed/.",
                )


def _check_also(
    requirement: Requirement, control: Control, known: dict[str, Requirement]
) -> None:
    for number in sorted(control.also):
        where = f"{requirement.id}: 'also {number}'"
        if number not in known:
            raise ScenarioError(
                requirement.path,
                control.line,
                f"{where} names a requirement that does not exist{did_you_mean(number, known)}",
            )
        if number == requirement.id:
            raise ScenarioError(requirement.path, control.line, f"{where} names itself.")
        shared: set[Cast] = set(requirement.casts()) & set(known[number].casts())
        if not shared:
            raise ScenarioError(
                requirement.path,
                control.line,
                f"{where} is judged on another run, which this control does not change.",
            )
