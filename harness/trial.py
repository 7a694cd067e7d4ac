"""The trial of one scenario: its casts are run, each once, and its requirements judged."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from harness import explain
from harness.cast import concerns
from harness.judge import Finding, Verdict, judge_requirement
from harness.machine import UnknownAbilityError, why_not
from harness.preflight import Transport, transport_of
from harness.record import Record
from harness.requirement import Cast, Requirement, Scenario
from harness.result import Result
from harness.run import Run
from harness.setting import Setting
from harness.slots import Slots


@dataclass(slots=True)
class Trial:
    """A scenario under trial. Runs are made when they are first asked for, and kept."""

    scenario: Scenario
    setting: Setting
    runs: dict[tuple[Cast, Slots], Run] = field(default_factory=dict)

    def run(self, cast: Cast, slots: Slots | None = None) -> Run:
        """The run of the cast; with `slots`, as it is with other programs in them."""
        setting = self.setting if slots is None else replace(self.setting, slots=slots)
        key = (cast, setting.slots if concerns(cast, setting.slots) else Slots())
        if key not in self.runs:
            stem = self.scenario.path.stem
            self.runs[key] = setting.carry_out(cast, self._name(cast), scenario=stem)
        return self.runs[key]

    def run_ahead(self, requirements: Iterable[Requirement], cores: Sequence[int]) -> None:
        """Make the runs that these need now, on all cores, instead of one after the other."""
        casts = list(dict.fromkeys(cast for each in requirements for cast in each.casts()))
        helpers = [
            threading.Thread(target=self._run_all, args=(casts[place :: len(cores)], core))
            for place, core in enumerate(cores)
        ]
        for helper in helpers:
            helper.start()
        for helper in helpers:
            helper.join()

    def _run_all(self, casts: Iterable[Cast], core: int) -> None:
        elsewhere = Trial(self.scenario, replace(self.setting, cpu=core), self.runs)
        for cast in casts:
            elsewhere.run(cast)

    def _name(self, cast: Cast) -> str:
        """The requirement's number, if the run is only for one."""
        users = [each.id for each in self.scenario.requirements if cast in each.casts()]
        return users[0] if len(users) == 1 else "shared"

    def unselected(self, requirement: Requirement) -> str:
        """Why the requirement is not for the replaced program; empty if it is."""
        if reason := unanswered(requirement, self.setting.slots):
            return reason
        if self.setting.transport is None:
            return ""
        served = self._transport(requirement)
        if served is None or served is self.setting.transport:
            return ""
        return f"about a {served}, and the replaced program speaks {self.setting.transport}"

    def _transport(self, requirement: Requirement) -> Transport | None:
        """What the reference server of the requirement was seen to serve."""
        for cast in requirement.casts():
            record = self.run(cast, Slots()).record
            if record is not None and (served := transport_of(record)):
                return served
        return None

    def judge(self, requirement: Requirement) -> Result:
        """Run what is needed, judge, and explain what does not hold."""
        started = time.monotonic()
        finding = self._find(requirement)
        cast = finding.claim.cast if finding.claim else requirement.casts()[0]
        run = self.run(cast) if finding.verdict is not Verdict.SKIPPED else None
        result = explain.as_result(requirement, finding, run, self.setting)
        return replace(result, seconds=time.monotonic() - started)

    def _find(self, requirement: Requirement) -> Finding:
        try:
            if reason := why_not(requirement.requires):
                return Finding(Verdict.SKIPPED, reason)
        except UnknownAbilityError as error:
            return Finding(Verdict.BROKEN, str(error))
        records: dict[Cast, Record] = {}
        for cast in requirement.casts():
            run = self.run(cast)
            if run.record is None:
                return Finding(Verdict.BROKEN, run.trouble)
            records[cast] = run.record
        return judge_requirement(requirement, records)


def unanswered(requirement: Requirement, slots: Slots) -> str:
    """Why nobody who is judged answers for the requirement; empty if somebody does."""
    if not slots.replaced:
        return ""
    whose = slots.replaced.keys() & set(requirement.answers)
    if not whose:
        answering, judged = " and ".join(requirement.answers), " and ".join(slots.replaced)
        return f"answered by {answering}, not by {judged}"
    if not any(whose & cast.names() for cast in requirement.casts()):
        return f"no {' or '.join(sorted(whose))} takes part in it"
    return ""
