"""The runs of one scenario: its casts are run, each once, and its requirements judged."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from harness.telling.again import judge_again
from harness.telling.explain import explained
from harness.telling.summary import CHAPTERS
from harness.judging.answers import told_of_its_answers
from harness.running.launch import concerns
from harness.running.kept import judged_on_it, numbered
from harness.scenario.finding import Finding
from harness.judging.beside import Beside, as_directly, beside
from harness.judging.judge import judge_claim, judge_requirement
from harness.judging.setup import as_set_up
from harness.judging.subject import as_judged
from harness.running.machine import UnknownAbilityError, why_not
from harness.judging.traits import Transport, cause_of, transport_of
from harness.evidence.record import Record
from harness.scenario.direct import direct
from harness.scenario.model import ADDRESS_FAMILIES, Cast, Claim, Requirement, Scenario
from harness.scenario.slots import CLIENT, SERVER, STACK, VIA
from harness.judging.overrun import told_of_overrun
from harness.scenario.verdict import Verdict, at_level, is_required
from harness.telling.result import (
    AS_IT_IS, INSIDE, OUTSIDE, TOLD, Companion, Result, has_injected_error,
)
from harness.running.observer import Observed
from harness.running.config import Config
from harness.running.slots import Slots

if TYPE_CHECKING:
    from harness.catalogue.notes import Statement

OF_A_TRAIT = (Verdict.FAILS, Verdict.UNDECIDED)


@dataclass(slots=True)
class ScenarioRun:
    """The runs of a scenario. They are made when they are first asked for, and kept."""

    scenario: Scenario
    setting: Config
    runs: dict[tuple[Cast, Slots], Future[Observed]] = field(default_factory=dict)
    names: dict[Cast, str] = field(default_factory=dict)
    """Of runs that are none of a requirement's own."""
    served: dict[str, Transport | None] = field(default_factory=dict)
    """What our servers were seen to serve, by their programs."""
    without: ScenarioRun | None = None
    """The same on this machine as it is, where a stack is judged: made when it is asked for."""
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def run(self, cast: Cast, slots: Slots = Slots()) -> Observed:
        """The run of the cast, with these programs in the slots. Who comes second waits for it."""
        slots = slots if concerns(cast, slots) else Slots()
        with self.lock:
            is_first = (cast, slots) not in self.runs
            run = self.runs.setdefault((cast, slots), Future())
        if is_first:
            try:
                run.set_result(self._carry_out(cast, slots))
            except BaseException as error:
                run.set_exception(error)
        return run.result()

    def _carry_out(self, cast: Cast, slots: Slots) -> Observed:
        setting, stem = replace(self.setting, slots=slots), self.scenario.path.stem
        name, users = self._name(cast)
        about = judged_on_it(users)
        by = self._ready_by(cast) if slots.replaced else None
        return setting.carry_out(cast, name, scenario=stem, about=about, transport=by)

    def slots_for(self, requirement: Requirement) -> Slots:
        """Whose programs take part: those that the requirement tests.

        Where both slots are replaced, a server still meets our clients, which are
        harder on it than another's.
        """
        replaced = self.setting.slots.replaced
        return Slots(**{slot: replaced[slot] for slot in replaced if slot in requirement.tests})

    def _name(self, cast: Cast) -> tuple[str, list[str]]:
        """The requirement's number, if the run is only for one; and for whom it is."""
        if cast in self.names:
            return self.names[cast], [self.names[cast]]
        users = [each for each in self.scenario.requirements if cast in each.casts()]
        numbers = [each.id for each in users]
        alike = [each for each in users[0].casts() if each.family == cast.family]
        name = numbered(users[0].id, alike.index(cast))
        if len(users) > 1:
            name = f"shared-{name}"
        return name if cast.family == ADDRESS_FAMILIES[0] else f"{name}-{cast.family}", numbers

    def unselected(self, requirement: Requirement) -> str:
        """Why the requirement is not for the replaced program; empty if it is."""
        if reason := untested(requirement, self.setting.slots, self.setting.stack is not None):
            return reason
        contract = self.setting.contract
        if contract and requirement.speaks == "echo":
            return f"asks for an echo, and {contract.name} is spoken"
        if contract and (lacking := contract.lacking(requirement.asks)):
            return lacking
        if requirement.speaks == "contract" and not contract and self.setting.slots.replaced:
            return "of another contract than echo, of which others ask the same"
        families = {cast.family for cast in requirement.casts()}
        if families.isdisjoint(self.setting.families):
            if self.setting.slots.replaced:
                return "about IPv6, and a replaced program is judged over IPv4"
            if self.setting.stack:
                return f"about {' and '.join(families)}, which this stack does not speak"
        if contract and CLIENT.name in self.setting.slots.replaced:
            return ""  # by streams: what answers clients by datagrams there is not
        spoken = self.setting.traits.transports
        served = self._transport(requirement) if len(spoken) == 1 else None
        if served is None or served in spoken:
            return ""
        return f"about {served}s, and the replaced program speaks {min(spoken)}s"

    def _transport(self, requirement: Requirement) -> Transport | None:
        """What the reference server of the requirement was seen to serve."""
        served = (self._served_by_ours(cast) for cast in requirement.casts())
        return next((each for each in served if each), None)

    def _served_by_ours(self, cast: Cast) -> Transport | None:
        """Of one program it is found out once: whoever calls it, it serves by the same."""
        program = next((role.program for role in cast.roles if role.name == SERVER.role), None)
        if program is None or program not in self.served:
            record = self.run(cast).record
            found = transport_of(record) if record else None
            return self.served.setdefault(program, found) if program else found
        return self.served[program]

    def _ready_by(self, cast: Cast) -> Transport | None:
        """Of what serves both, the one that the cast is about: our server was seen to serve it.

        A contract is about one.
        """
        if self.setting.contract:
            return self.setting.contract.transport
        return self._served_by_ours(cast) if self.setting.traits.binds_both else None

    def judge(self, requirement: Requirement) -> Result:
        """Run what is needed, judge, and explain what does not hold."""
        started = time.monotonic()
        finding = self._find(requirement)
        cast = finding.claim.cast if finding.claim else requirement.casts()[0]
        skipped = finding.verdict is Verdict.SKIPPED
        run = None if skipped else self.run(cast, self.slots_for(requirement))
        record = run.record if run else None
        if record and finding.verdict in OF_A_TRAIT:
            finding = told_of_overrun(finding, record)
            if self.setting.contract is None:  # by another, an answer is as long as it likes
                finding = told_of_its_answers(finding, record, self._subjects(requirement))
        beside = self._directly(requirement, finding)
        finding = as_directly(finding, beside)
        told = self._result(requirement, finding, run)
        told = replace(told, beside=self._companions(requirement, finding, beside))
        failed = finding.verdict is Verdict.FAILS
        flawed = self._flawed(requirement) if failed else ()
        hint = requirement.hint if failed and self._subjects(requirement) else None
        notes = self._notes(requirement) if failed else ()
        result = explained(told, requirement, finding, record, flawed, beside, hint, notes)
        return replace(result, seconds=time.monotonic() - started)

    def _directly(self, requirement: Requirement, finding: Finding) -> Beside | None:
        """What the same pair does without the relay, where the claim fails of a run through one.

        Where it is no relay that is tested, one that loses is there to try another program. What is
        only written down is no failure of anybody: a relay may well differ there.
        """
        if finding.verdict is not Verdict.FAILS or finding.claim is None:
            return None
        if VIA.name not in (self.slots_for(requirement).replaced or requirement.tests):
            return None
        if requirement.level == "record":
            return None
        if VIA.role not in finding.claim.cast.names() or (alone := direct(requirement)) is None:
            return None
        slots = self.slots_for(requirement)
        records: dict[Cast, Record] = {}
        for place, cast in enumerate(alone.casts()):
            self.names.setdefault(cast, numbered(f"{requirement.id}-direct", place))
            record = self.run(cast, slots).record
            if record is None:
                return None
            records[cast] = record
        return beside(alone, finding.claim.place, records)

    def _companions(
        self, requirement: Requirement, finding: Finding, beside: Beside | None
    ) -> tuple[Companion, ...]:
        """Where a replaced program fails: what ours does in its place, or both without a relay."""
        claim = finding.claim
        if claim is None or finding.verdict not in OF_A_TRAIT:
            return ()
        if self.setting.stack:
            return self._on_this_machine(claim)
        if beside is not None:
            run = self.run(beside.cast, self.slots_for(requirement))
            return (self._companion("without the relay", run, beside.finding),)
        if not concerns(claim.cast, self.slots_for(requirement)):
            return ()
        run = self.run(claim.cast)
        if run.record is None:
            return ()
        found = judge_claim(claim, run.record)
        return (self._companion("our program in its place", run, found),)

    def _on_this_machine(self, claim: Claim) -> tuple[Companion, ...]:
        """The same run of our programs without the stack."""
        run, found = self._without_the_stack(claim)
        return (self._companion(AS_IT_IS, run, found),) if found else ()

    def _without_the_stack(self, claim: Claim) -> tuple[Observed, Finding | None]:
        """The run on this machine as it is, and what is found there of the claim, if anything."""
        with self.lock:
            if self.without is None:
                plain = replace(self.setting, stack=None, guests=None)
                self.without = ScenarioRun(self.scenario, plain, names=self.names)
        run = self.without.run(claim.cast)
        return run, judge_claim(claim, run.record) if run.record else None

    def _companion(self, name: str, run: Observed, found: Finding) -> Companion:
        """A run beside, and what shows the claim in it."""
        folder = self.setting.paths.relative(run.folder)
        marked = tuple(event.line for event in found.evidence)
        return Companion(name, folder, marked, str(found.verdict), found.because)

    def _flawed(self, requirement: Requirement) -> tuple[str, ...]:
        """Our programs that fail it on purpose."""
        from harness.catalogue.difference import flawed_programs  # only what fails needs it

        root = self.setting.paths.root
        return tuple(path.stem for path in flawed_programs(requirement, root))

    def _notes(self, requirement: Requirement) -> tuple[str, ...]:
        """The statements of the study notes that it comes from."""
        statements = _statements(self.setting.paths.root)
        return tuple(each.english for each in statements if requirement.id in each.requirements)

    def _result(self, requirement: Requirement, finding: Finding, run: Observed | None) -> Result:
        setting = self.setting
        scenario = setting.paths.relative(requirement.path)
        return Result(
            id=requirement.id,
            title=requirement.title,
            scenario=scenario,
            level=requirement.level,
            tests=requirement.tests,
            verdict=at_level(finding.verdict, requirement.level, strict=setting.strict),
            because=finding.because,
            evidence=setting.paths.relative(run.folder) if run else "",
            rerun=judge_again(requirement.id, scenario, setting.judged, strict=setting.strict),
            required=is_required(requirement.level, strict=setting.strict),
            seen=_seen_by(setting),
            injected=has_injected_error(requirement, setting.slots.replaced),
            cause=finding.cause,
            reason=requirement.reason,
            sources=requirement.sources,
            controls=tuple(control.text for control in requirement.controls),
            marked=tuple(event.line for event in finding.evidence),
        )

    def _find(self, requirement: Requirement) -> Finding:
        try:
            if reason := why_not(requirement.requires) or self._stack_lacks(requirement):
                return Finding(Verdict.SKIPPED, reason)
        except UnknownAbilityError as error:
            return Finding(Verdict.BROKEN, str(error))
        records: dict[Cast, Record] = {}
        for cast in requirement.casts():
            run = self.run(cast, self.slots_for(requirement))
            if run.record is None:
                first = next(claim for claim in requirement.claims if claim.cast == cast)
                return Finding(Verdict.BROKEN, run.trouble, first)
            records[cast] = run.record
        subjects = self._subjects(requirement)
        found = as_judged(requirement, judge_requirement(requirement, records), records, subjects)
        found = as_set_up(requirement, found, records, subjects)
        return self._with_cause(self._as_on_this_machine(found), records)

    def _stack_lacks(self, requirement: Requirement) -> str:
        """Which family of addresses a requirement wants besides those that the stack speaks."""
        lacking = set(requirement.requires) & set(ADDRESS_FAMILIES) - set(self.setting.families)
        if self.setting.stack is None or not lacking:
            return ""
        return f"this stack speaks no {' and '.join(sorted(lacking))}"

    def _as_on_this_machine(self, finding: Finding) -> Finding:
        """The finding; undecided, if the claim fails without the stack, too."""
        if not self.setting.stack or finding.verdict is not Verdict.FAILS or not finding.claim:
            return finding
        _, plain = self._without_the_stack(finding.claim)
        if plain and plain.verdict is Verdict.FAILS:
            because = f"it fails on this machine without the stack, too: {finding.because}"
            return replace(finding, verdict=Verdict.UNDECIDED, because=because)
        return finding

    def _subjects(self, requirement: Requirement) -> frozenset[str]:
        """The roles that are judged: whose program was replaced, or is launched a second time."""
        replaced = self.slots_for(requirement).roles
        roles = (role for cast in requirement.casts() for role in cast.roles)
        return replaced.union(role.name for role in roles if role.same_as in replaced)

    def _with_cause(self, finding: Finding, records: Mapping[Cast, Record]) -> Finding:
        """What does not hold, and is known to come of a trait of the program, says so."""
        if finding.cause or finding.claim is None or finding.verdict not in OF_A_TRAIT:
            return finding
        cause = cause_of(self.setting.traits, records[finding.claim.cast])
        return replace(finding, cause=cause)


@cache
def _statements(root: Path) -> tuple[Statement, ...]:
    """The study notes, read once."""
    from harness.catalogue.notes import read  # only what fails needs it

    return read(root / "docs" / "notes.md", CHAPTERS)


def _seen_by(setting: Config) -> str:
    if setting.stack and setting.stack.tells:
        return TOLD
    return INSIDE if setting.guests else OUTSIDE


def untested(requirement: Requirement, slots: Slots, is_of_a_stack: bool) -> str:
    """Why the requirement tests nobody who is judged; empty if it does."""
    if is_of_a_stack and STACK.name not in requirement.tests:
        return f"a test of {' and '.join(requirement.tests)}, not of the stack"
    if not slots.replaced:
        return ""
    whose = slots.replaced.keys() & set(requirement.tests)
    if not whose:
        tested, judged = " and ".join(requirement.tests), " and ".join(slots.replaced)
        return f"a test of {tested}, not of {judged}"
    if not any(whose & cast.names() for cast in requirement.casts()):
        return f"no {' or '.join(sorted(whose))} takes part in it"
    return ""
