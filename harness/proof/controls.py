"""The controls: every requirement must be seen to fail, with the mistake it is there to catch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from harness.proof.mutate import Scores, run_mutants
from harness.mutation.supposed import as_if
from harness.judging.subject import as_judged
from harness.judging.judge import Finding, Verdict, judge_claim, judge_requirement
from harness.proof.reference import Task, judge_reference
from harness.running.kept import numbered
from harness.running.machine import why_not
from harness.evidence.record import Record
from harness.scenario.model import (
    AsIf,
    Cast,
    Claim,
    Control,
    Disturb,
    Recast,
    Requirement,
    Scenario,
)
from harness.running.observer import Observed
from harness.running.config import Config
from harness.running.schedule import Schedule
from harness.running.scenario_run import ScenarioRun


@dataclass(frozen=True, slots=True)
class Caught:
    """What came of the controls, and of the mutants of the evidence."""

    scores: Scores
    caught: int
    controls: int
    uncaught: tuple[str, ...]
    unseen: tuple[str, ...]

    @property
    def misses(self) -> tuple[str, ...]:
        """A sentence for whatever is not as it must be."""
        return (*self.scores.misses, *self.uncaught, *self.unseen)

    def __str__(self) -> str:
        caught = f"{self.caught} caught by {self.controls} controls"
        return f"{self.scores.reference}, {caught}, {self.scores.told}"


@dataclass(slots=True)
class _Tried:
    """What is wrong with the controls of a requirement, and which of its claims they failed."""

    misses: list[str] = field(default_factory=list)
    failed: set[Claim] = field(default_factory=set)


def run_controls(scenarios: Sequence[Scenario], setting: Config) -> Caught:
    """Judge all on the reference, then each with its controls, on all cores.

    The evidence of the reference is changed, too, as it is at hand.
    """
    reference = judge_reference(scenarios, setting)
    tried = _try_all(reference.sound, setting.schedule)
    scores = run_mutants(reference)
    return Caught(
        scores=scores,
        caught=sum(not each.misses for each in tried.values()),
        controls=sum(len(task.requirement.controls) for task in reference.sound),
        uncaught=tuple(sentence for each in tried.values() for sentence in each.misses),
        unseen=tuple(_unseen(reference.sound, scores, tried)),
    )


def _unseen(
    tasks: Iterable[Task], scores: Scores, tried: Mapping[str, _Tried]
) -> Iterator[str]:
    """A sentence for each claim that nothing has ever made fail."""
    for task in tasks:
        number, path = task.requirement.id, task.requirement.path
        for claim in scores.found[number].vacuous:
            if claim not in tried[number].failed:
                told = f"{' '.join(claim.text.split())} ({path.name}:{claim.line})"
                yield f"{number}: {told} fails with no control and with no change of evidence"


def _try_all(tasks: Sequence[Task], schedule: Schedule) -> dict[str, _Tried]:
    """What came of each requirement's controls."""
    numbers = (task.requirement.id for task in tasks)
    return dict(zip(numbers, schedule.map(_try, tasks), strict=True))


def _try(task: Task) -> _Tried:
    tried = _Tried()
    for control in task.requirement.controls:
        changed = _changed(task, control)
        tried.misses += _misses(task, control, changed)
        tried.failed |= _failed(task.requirement, changed)
    return tried


def _changed(task: Task, control: Control) -> dict[Cast, Observed]:
    """The runs that the control changes, with its change."""
    if isinstance(control.change, AsIf):
        return _supposed(task, control.change)
    return _runs(task, control, control.change)


def _runs(task: Task, control: Control, change: Recast | Disturb) -> dict[Cast, Observed]:
    """The requirement's casts that have the roles, carried out with the change."""
    setting = task.trial.setting
    stem, number = task.trial.scenario.path.stem, task.requirement.id
    changed: dict[Cast, Observed] = {}
    casts = task.requirement.casts()
    place = task.requirement.controls.index(control) * len(casts)
    for run, cast in enumerate(casts, start=place):
        if change.roles() <= cast.names():
            name = numbered(f"control-{number}", run)
            changed[cast] = setting.carry_out(change.made_in(cast), name, scenario=stem)
    return changed


def _supposed(task: Task, change: AsIf) -> dict[Cast, Observed]:
    """The runs on the reference, each as if the change were so."""
    supposed = {cast: as_if(record, change) for cast, record in task.records().items()}
    runs = {cast: task.trial.run(cast) for cast in supposed}
    return {cast: replace(runs[cast], record=other) for cast, other in supposed.items() if other}


def _misses(task: Task, control: Control, changed: Mapping[Cast, Observed]) -> Iterator[str]:
    """What is wrong with a control: one sentence for each requirement that came out otherwise."""
    number = task.requirement.id
    if not changed:
        yield f"{number}, control {control.text}: it changes nothing"
    for each in task.trial.scenario.requirements:
        if changed.keys().isdisjoint(each.casts()) or why_not(each.requires):
            continue
        must_fail = each.id == number or each.id in control.also
        # In a slot it must fail as well: what a hold has kept from happening would be left open.
        subjects = {role.name for role in control.programs} & {*each.tests} if must_fail else ()
        finding = _judge(each, changed, task.trial, frozenset(subjects))
        if finding.verdict is not (Verdict.FAILS if must_fail else Verdict.HOLDS):
            yield f"{number}, control {control.text}: {_astray(each.id, finding, number, control)}"


def _failed(requirement: Requirement, changed: Mapping[Cast, Observed]) -> set[Claim]:
    """The claims that fail in these runs: not only the first, which the finding is about."""
    records = {cast: run.record for cast, run in changed.items() if run.record}
    mine = (claim for claim in requirement.claims if claim.cast in records)
    return {
        claim for claim in mine if judge_claim(claim, records[claim.cast]).verdict is Verdict.FAILS
    }


def _judge(
    requirement: Requirement,
    changed: Mapping[Cast, Observed],
    trial: ScenarioRun,
    subjects: frozenset[str],
) -> Finding:
    records: dict[Cast, Record] = {}
    for cast in requirement.casts():
        run = changed.get(cast) or trial.run(cast)
        if run.record is None:
            return Finding(Verdict.BROKEN, run.trouble)
        records[cast] = run.record
    return as_judged(requirement, judge_requirement(requirement, records), records, subjects)


def _astray(other: str, finding: Finding, number: str, control: Control) -> str:
    is_so = "" if finding.verdict in (Verdict.HOLDS, Verdict.FAILS) else "is "
    seen = f"{is_so}{finding.verdict.value} ({finding.because})"
    if other == number:
        return f"it must fail, and it {seen}"
    if other in control.also:
        return f"{other} is listed behind 'also', and it {seen}"
    return f"{other} is to hold or to be listed behind 'also', and it {seen}"
