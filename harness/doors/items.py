"""What pytest collects: a scenario file, and one item for each requirement in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from pathlib import Path

import pytest

from harness.doors.deviations import Known, as_known, expect
from harness.evidence.quoting import shell_word
from harness.scenario.model import Requirement, Scenario, ScenarioError
from harness.telling.result import Result
from harness.telling.text import in_full
from harness.scenario.verdict import Verdict
from harness.parsing.file import check, parse
from harness.running.config import Config
from harness.doors.journal import Entry, Journal
from harness.running.scenario_run import ScenarioRun

SETTING = pytest.StashKey[Config]()
DEVIATIONS = pytest.StashKey[Mapping[str, str]]()
KNOWN = pytest.StashKey[Mapping[str, Known]]()
"""What the recipe of the stack lists: it is marked, and stays a failure."""

JOURNAL = pytest.StashKey[Journal]()
READ = pytest.StashKey[list[Scenario]]()
"""The scenarios read so far: a number must not occur in two of them."""


class DoesNotHold(Exception):
    """Ends an item whose requirement does not hold; its text is the explanation."""


class OurItem(pytest.Item):
    """What is judged, in a thread of the schedule's, and told to pytest in its turn."""

    def __init__(self, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self.judged: Future[Entry] | None = None

    def judge(self) -> Entry:
        """What comes of it."""
        raise NotImplementedError

    def runtest(self) -> None:
        """Tell pytest how it came out, in its own way."""
        entry = self.judged.result() if self.judged else judge(self)
        result = entry.result
        if result is None:
            pytest.skip(entry.aside)
        if result.verdict in (Verdict.SKIPPED, Verdict.EXPECTED):
            pytest.skip(result.because)
        if result.verdict is not Verdict.HOLDS and not result.is_tolerated:
            raise DoesNotHold(in_full(result))


class RequirementItem(OurItem):
    """A requirement. The runs of its file are shared, through their scenario run."""

    def __init__(self, *, trial: ScenarioRun, requirement: Requirement, **rest: object) -> None:
        super().__init__(**rest)
        self.trial = trial
        self.requirement = requirement
        self.extra_keyword_matches.add(requirement.title)

    def judge(self) -> Entry:
        """Judge. What is not for the replaced program is skipped, and not counted."""
        if aside := self.trial.unselected(self.requirement):
            return Entry(self.nodeid, None, aside)
        result = expect(self.trial.judge(self.requirement), self.config.stash[DEVIATIONS])
        return Entry(self.nodeid, as_known(result, self.config.stash[KNOWN]))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the requirement stands."""
        return self.path, self.requirement.line - 1, self.requirement.title


class UnreadItem(OurItem):
    """A scenario file that could not be read, in place of its requirements."""

    def __init__(self, *, error: ScenarioError, **rest: object) -> None:
        super().__init__(**rest)
        self.error = error
        tests = re.findall(r"^@test\s+(.*)", self.path.read_text(errors="replace"), re.MULTILINE)
        self.extra_keyword_matches.update(tests)  # who selects one of them must be told

    def judge(self) -> Entry:
        """Broken, with the sentence."""
        paths = self.config.stash[SETTING].paths
        scenario = paths.relative(self.path)
        sentence = f"{scenario}:{self.error.line}: {self.error.sentence}"
        again = f"bats {shell_word(scenario)}"
        return Entry(self.nodeid, broken(
            self.path.name, "the scenario can be read", scenario, sentence, again
        ))  # fmt: skip


def broken(number: str, title: str, scenario: str, sentence: str, rerun: str) -> Result:
    """The result of what could not be judged at all."""
    return Result(
        id=number,
        title=title,
        scenario=scenario,
        level="must",
        tests=(),
        verdict=Verdict.BROKEN,
        because=sentence,
        evidence="",
        rerun=rerun,
    )


def judge(item: OurItem) -> Entry:
    """Judge, and write it down at once: whatever becomes of this process, it is not lost."""
    entry = item.judge()
    if (journal := item.config.stash.get(JOURNAL, None)) is not None:
        journal.add(entry)
    return entry


class ScenarioFile(pytest.File):
    """A scenario: read once, when it is collected."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its requirements; or one item that says why it could not be read."""
        setting, read = self.config.stash[SETTING], self.config.stash[READ]
        try:
            scenario = parse(self.path, setting.port)
            check([scenario], setting.paths.exists, checked=read)
        except ScenarioError as error:
            yield UnreadItem.from_parent(self, name="scenario", error=error)
            return
        read.append(scenario)
        trial = ScenarioRun(setting.fitted(scenario), setting)
        for requirement in trial.scenario.requirements:
            yield RequirementItem.from_parent(
                self, name=requirement.id, trial=trial, requirement=requirement
            )
