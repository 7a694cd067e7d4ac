"""The observer matches events while a run goes on, the driver in its record: do they agree?

Asked of every hold that the scenarios make of their reference programs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from harness.scenario.act import Hold
from harness.evidence import events as ev
from harness.evidence.record import Record
from harness.judging.match import occurrences
from harness.patterns.option import as_option
from harness.patterns.pattern import Pattern
from harness.running.config import Config
from harness.running.machine import places
from harness.running.paths import find_paths
from harness.running.schedule import Schedule
from harness.running.scenario_run import ScenarioRun
from harness.parsing.file import parse
from harness.scenario.model import Cast

AT_REST = ("quiet", "waits")
"""Holds that last until nothing more happens: no event is matched."""


@dataclass(frozen=True, slots=True)
class Held:
    """A thread was held until an event: from when, and until when, if it was let go."""

    cast: Cast
    record: Record
    until: Pattern
    or_quiet: bool
    hold: ev.Act
    release: ev.Act | None

    def __str__(self) -> str:
        record = self.record.path and self.record.path.parent.relative_to(find_paths().runs)
        return f"{record}: {self.hold.role} {self.hold.call} until '{self.until.text}'"

    def seen_by_driver(self) -> bool:
        """Whether the driver finds the event before the thread was let go, or the run was over."""
        last_ns = self.release.t if self.release else self.record.over_ns
        return any(each.ns <= last_ns for each in occurrences(self.until, self.record))

    def seen_by_observer(self) -> bool:
        """Whether the event let the thread go, which another hold may have kept until all was quiet."""
        let_go_by_quiet = self.or_quiet and self.release and self.release.quiet
        return bool(self.release and self.release.met and not let_go_by_quiet)


@pytest.fixture(scope="module")
def holds() -> list[Held]:
    """Every hold of every cast, carried out once with our own programs."""
    paths = find_paths()
    setting = Config(paths, schedule=Schedule(places()))
    return [held for path in sorted((paths.root / "scenarios").glob("*.bats"))
            for held in _holds_of(ScenarioRun(parse(path), setting))]  # fmt: skip


def _holds_of(trial: ScenarioRun) -> Iterator[Held]:
    users = [each for each in trial.scenario.requirements if any(map(_has_hold, each.casts()))]
    casts = dict.fromkeys(cast for each in users for cast in each.casts())
    for cast, run in trial.setting.schedule.each(trial.run, casts):
        record = run.result().record
        assert record is not None
        yield from _held(cast, record)


def _has_hold(cast: Cast) -> bool:
    return any(isinstance(act, Hold) and act.event for act in cast.acts)


def _held(cast: Cast, record: Record) -> Iterator[Held]:
    acts = [event for event in record.events if isinstance(event, ev.Act)]
    by_option = {as_option(act.event): (act.event, act.or_quiet)
                 for act in cast.acts if isinstance(act, Hold) and act.event}  # fmt: skip
    for hold in (act for act in acts if act.what == "hold" and act.detail not in AT_REST):
        assert hold.detail is not None
        if by_option[hold.detail][1] and _is_held_till_rest(hold, acts):
            continue  # that it was let go at rest says nothing then
        releases = (act for act in acts if act.what == "release" and act.t >= hold.t
                    and (act.pid, act.call) == (hold.pid, hold.call))  # fmt: skip
        yield Held(cast, record, *by_option[hold.detail], hold, next(releases, None))


def _is_held_till_rest(hold: ev.Act, acts: list[ev.Act]) -> bool:
    """Does another hold keep the same call until nothing more happens?"""
    return any(each.what == "hold" and each.detail in AT_REST
               and (each.pid, each.call) == (hold.pid, hold.call) for each in acts)  # fmt: skip


def test_they_agree_on_every_hold(holds: list[Held]) -> None:
    assert len(holds) > 100
    disagree = [str(each) for each in holds if each.seen_by_driver() != each.seen_by_observer()]
    assert disagree == []


def test_both_answers_are_among_them(holds: list[Held]) -> None:
    """Else a matcher that always says the same would agree."""
    assert {each.seen_by_observer() for each in holds} == {True, False}


def test_another_event_is_told(holds: list[Held]) -> None:
    """The comparison can fail: an event that never comes does not let anybody go."""
    met = next(each for each in holds if each.seen_by_observer())
    assert not replace(met, until=replace(met.until, nth=10_000)).seen_by_driver()
