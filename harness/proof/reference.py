"""The reference: what the scenarios require, judged on the project's own programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harness.scenario.model import Cast, Requirement, Scenario
from harness.evidence.events import Act
from harness.evidence.record import Record
from harness.scenario.verdict import Verdict
from harness.running.machine import why_not
from harness.running.config import Config
from harness.running.scenario_run import ScenarioRun


@dataclass(frozen=True, slots=True)
class Task:
    """A requirement, and the runs of its scenario on the reference."""

    trial: ScenarioRun
    requirement: Requirement

    def records(self) -> dict[Cast, Record]:
        """The record of each of its casts that has one."""
        runs = {cast: self.trial.run(cast) for cast in self.requirement.casts()}
        return {cast: run.record for cast, run in runs.items() if run.record}


@dataclass(frozen=True, slots=True)
class Reference:
    """The requirements that hold, and a sentence for each that does not."""

    requirements: int
    skipped: int
    sound: tuple[Task, ...]
    failing: tuple[str, ...]

    def __str__(self) -> str:
        skipped = f" ({self.skipped} skipped)" if self.skipped else ""
        return f"{self.requirements} requirements{skipped}, {len(self.sound)} hold on the reference"


def judge_reference(scenarios: Sequence[Scenario], setting: Config) -> Reference:
    """Make the runs of all scenarios, on all cores, and judge."""
    tasks = [
        Task(trial, requirement)
        for trial in (ScenarioRun(each.over(setting.families), setting) for each in scenarios)
        for requirement in trial.scenario.requirements
    ]
    able = [task for task in tasks if not why_not(task.requirement.requires)]
    said = list(zip(able, setting.schedule.map(_fails, able), strict=True))
    return Reference(
        requirements=len(tasks),
        skipped=len(tasks) - len(able),
        sound=tuple(task for task, sentence in said if not sentence),
        failing=tuple(sentence for _, sentence in said if sentence),
    )


def _given_up(task: Task) -> str:
    """A hold that let go because its event could not come; empty if there is none.

    The experiment was another than the scenario says: what is meant is to be written.
    """
    for record in task.records().values():
        for event in record.judged():
            if isinstance(event, Act) and event.what == "release" and event.met is False:
                return (f"{task.requirement.id} on the reference: the hold of {event.role} "
                        f"{event.call} was given up; if that is meant, write 'or quiet'")
    return ""


def _fails(task: Task) -> str:
    result = task.trial.judge(task.requirement)
    if result.verdict is Verdict.HOLDS:
        return _given_up(task)
    return f"{result.id} on the reference: {result.verdict}: {result.because}"
