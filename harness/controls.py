"""The controls: every requirement must be seen to fail, with the mistake it is there to catch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain

from harness.judging.as_if import as_if
from harness.judging.judge import Finding, Verdict, judge_requirement
from harness.running.kept import numbered
from harness.running.machine import why_not
from harness.evidence.record import Record
from harness.claims.requirement import AsIf, Cast, Control, Requirement, Role, Scenario
from harness.judging.result import Outcome
from harness.running.run import Run
from harness.running.setting import Setting
from harness.running.trial import Trial


@dataclass(frozen=True, slots=True)
class Caught:
    """What came of the controls."""

    requirements: int
    holding: int
    skipped: int
    caught: int
    controls: int
    misses: tuple[str, ...]

    def __str__(self) -> str:
        skipped = f" ({self.skipped} skipped)" if self.skipped else ""
        return (
            f"{self.requirements} requirements{skipped}, {self.holding} hold on the reference, "
            f"{self.caught} caught by {self.controls} controls"
        )


@dataclass(frozen=True, slots=True)
class _Task:
    """A requirement with its controls, and the trial of its scenario on the reference."""

    trial: Trial
    requirement: Requirement


def run_controls(scenarios: Sequence[Scenario], setting: Setting, cores: Sequence[int]) -> Caught:
    """Judge all on the reference, then each with its controls, on all cores."""
    tasks = [
        _Task(trial, requirement)
        for trial in (Trial(each.over(setting.families), setting) for each in scenarios)
        for requirement in trial.scenario.requirements
    ]
    able = [task for task in tasks if not why_not(task.requirement.requires)]
    for trial in {id(task.trial): task.trial for task in able}.values():
        trial.run_ahead((t.requirement for t in able if t.trial is trial), cores)
    failing = {task.requirement.id: said for task in able if (said := _fails_on_reference(task))}
    sound = [task for task in able if task.requirement.id not in failing]
    misses = _misses(sound, cores)
    return Caught(
        requirements=len(tasks),
        holding=len(sound),
        skipped=len(tasks) - len(able),
        caught=sum(not misses[task.requirement.id] for task in sound),
        controls=sum(len(task.requirement.controls) for task in sound),
        misses=(*failing.values(), *chain.from_iterable(misses.values())),
    )


def _fails_on_reference(task: _Task) -> str:
    result = task.trial.judge(task.requirement)
    if result.outcome is Outcome.HOLDS:
        return ""
    return f"{result.id} on the reference: {result.outcome}: {result.because}"


def _misses(tasks: Sequence[_Task], cores: Sequence[int]) -> dict[str, list[str]]:
    """For each requirement, what is wrong with its controls: a share of them a core."""
    shares = [tasks[place :: len(cores)] for place in range(len(cores))]
    with ThreadPoolExecutor(len(cores)) as pool:
        found = pool.map(_share_of_misses, shares, cores)
        return {number: said for share in found for number, said in share.items()}


def _share_of_misses(tasks: Sequence[_Task], core: int) -> dict[str, list[str]]:
    return {task.requirement.id: [
        sentence
        for control in task.requirement.controls
        for sentence in _try(task, control, core)
    ] for task in tasks}


def _try(task: _Task, control: Control, core: int) -> Iterator[str]:
    """What is wrong with a control: one sentence for each requirement that came out otherwise."""
    number = task.requirement.id
    changed = _supposed(task, control.as_if) if control.as_if else _changed(task, control, core)
    if not changed:
        yield f"{number}, control {control.text}: it changes nothing"
    for each in task.trial.scenario.requirements:
        if changed.keys().isdisjoint(each.casts()) or why_not(each.requires):
            continue
        finding = _judge(each, changed, task.trial)
        must_fail = each.id == number or each.id in control.also
        if finding.verdict is not (Verdict.FAILS if must_fail else Verdict.HOLDS):
            yield f"{number}, control {control.text}: {_astray(each.id, finding, number, control)}"


def _changed(task: _Task, control: Control, core: int) -> dict[Cast, Run]:
    """The runs of the casts that the control changes, each with its change."""
    setting = replace(task.trial.setting, cpu=core)
    stem, number = task.trial.scenario.path.stem, task.requirement.id
    changed: dict[Cast, Run] = {}
    casts = task.requirement.casts()
    place = task.requirement.controls.index(control) * len(casts)
    for run, cast in enumerate(casts, start=place):
        other = altered(cast, control)
        if other is not None:
            name = numbered(f"control-{number}", run)
            changed[cast] = setting.carry_out(other, name, scenario=stem)
    return changed


def _supposed(task: _Task, change: AsIf) -> dict[Cast, Run]:
    """The runs on the reference, each as if the change were so."""
    runs = {cast: task.trial.run(cast) for cast in task.requirement.casts()}
    records = {cast: as_if(run.record, change) for cast, run in runs.items() if run.record}
    return {cast: replace(runs[cast], record=record) for cast, record in records.items() if record}


def altered(cast: Cast, control: Control) -> Cast | None:
    """The cast with the control's change; None if it is not one that it changes."""
    if not control.roles() <= cast.names():
        return None
    programs = {role.name: role.program for role in control.changes}
    roles = tuple(Role(role.name, programs.get(role.name, role.program)) for role in cast.roles)
    return replace(cast, roles=roles, acts=cast.acts + control.acts)


def _judge(requirement: Requirement, changed: Mapping[Cast, Run], trial: Trial) -> Finding:
    records: dict[Cast, Record] = {}
    for cast in requirement.casts():
        run = changed.get(cast) or trial.run(cast)
        if run.record is None:
            return Finding(Verdict.BROKEN, run.trouble)
        records[cast] = run.record
    return judge_requirement(requirement, records)


def _astray(other: str, finding: Finding, number: str, control: Control) -> str:
    is_so = "" if finding.verdict in (Verdict.HOLDS, Verdict.FAILS) else "is "
    seen = f"{is_so}{finding.verdict.value} ({finding.because})"
    if other == number:
        return f"it must fail, and it {seen}"
    if other in control.also:
        return f"{other} is listed behind 'also', and it {seen}"
    return f"{other} is to hold or to be listed behind 'also', and it {seen}"
