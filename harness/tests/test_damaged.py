"""Damaged records and scenarios: a sentence for each, never a traceback, never a wrong `holds`.

True records of failures are taken: runs of the controls, each of which its requirement fails. A
few in `make test`; all that there are, for as long as SOCKSPEC_FUZZ_S says, in `ci/fuzz 20 damaged`.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from itertools import count, islice
from pathlib import Path
from types import FrameType
from typing import TypeVar

import pytest

from harness.__main__ import main
from harness.evidence import record as records
from harness.evidence.record import RecordError, read
from harness.judging.judge import judge_requirement
from harness.parsing.file import check, parse
from harness.proof import same_records
from harness.running.config import Config
from harness.running.machine import places, why_not
from harness.running.observer import Observed
from harness.place import ROOT
from harness.running.paths import find_paths
from harness.running.schedule import Schedule
from harness.running.scenario_run import ScenarioRun
from harness.running.slots import Slots
from harness.scenario.model import ADDRESS_FAMILIES, AsIf, Control, Requirement, Scenario, ScenarioError
from harness.scenario.verdict import Verdict
from harness.telling.digest import digest
from harness.telling.files import write_report
from harness.telling.result import Result, packed, unpacked
from harness.telling.text import in_full, in_short
from harness.tests.damage import ALL, OF_ONE_BYTE, damaged
from harness.tests.making import CAST, requirement
from harness.tests.workbench import WHOLE, elsewhere, record, sealed

SECONDS = int(os.environ.get("SOCKSPEC_FUZZ_S", "0"))
TESTS = 4
"""So many share that time."""

AT_LEAST = 200 if SECONDS else 20
LONGEST_S = 60
"""What takes longer is taken for endless. A record of two megabytes is told in two seconds."""

SCENARIOS = sorted((ROOT / "scenarios").glob("*.bats"))
SLOW = {"alarm"}
"""Left out where there is little time: its runs wait for seconds."""

SETTING = Config(find_paths({}), strict=True)

DAMAGED = re.compile(r".*(is damaged|was cut off|is empty).*")
"""The sentence of a record in which a byte is another, or that ends too early. In one line."""

SENTENCE = re.compile(rf"{DAMAGED.pattern}|.*(a damaged one|see docs/record-format.md).*")
"""The same, and those of one that may be of another observer."""


Item = TypeVar("Item")


def trials(items: Sequence[Item], most: int, seconds: float = SECONDS / TESTS) -> Iterator[tuple[Item, int]]:
    """Each with so many seeds; in the longer run, with as many as there is time for."""
    ends = time.monotonic() + seconds
    for seed in count() if seconds else range(most):
        for item in items:
            if seconds and time.monotonic() > ends:
                return
            signal.alarm(LONGEST_S)
            yield item, seed


@pytest.fixture(autouse=True)
def endless() -> Iterator[None]:
    """An alarm for what never ends."""

    def give_up(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"not done in {LONGEST_S} s")

    before = signal.signal(signal.SIGALRM, give_up)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@dataclass(frozen=True)
class Failure:
    """A requirement of one run, and the record of the run with a control, which it fails."""

    scenario: Scenario = field(repr=False)
    requirement: Requirement = field(repr=False)
    name: str
    run: Observed = field(repr=False)
    data: bytes = field(repr=False)

    def judged(self, file: Path) -> Result:
        """What the driver makes of the requirement if this is the record of its run."""
        made: Future[Observed] = Future()
        made.set_result(replace(self.run, record=read(file)))
        (cast,) = self.requirement.casts()
        return ScenarioRun(self.scenario, SETTING, {(cast, Slots()): made}).judge(self.requirement)


Candidate = tuple[Scenario, Requirement, Control]


def candidates(path: Path) -> Iterator[Candidate]:
    """The controls of requirements of one run, which change it."""
    whole = parse(path)
    for family in ADDRESS_FAMILIES:
        scenario = whole.over((family,))
        for each in scenario.requirements:
            casts = each.casts()
            if len(casts) == 1 and casts[0].family == family and not why_not(each.requires):
                changes = (control for control in each.controls if control.change.roles() <= casts[0].names())
                yield from ((scenario, each, one) for one in changes if not isinstance(one.change, AsIf))


def failure(candidate: Candidate, setting: Config) -> Failure:
    scenario, requirement, control = candidate
    (cast,) = requirement.casts()
    assert not isinstance(control.change, AsIf)
    name = f"{requirement.id}-{requirement.controls.index(control)}-{cast.family}"
    run = setting.carry_out(control.change.made_in(cast), name, scenario=scenario.path.stem)
    file = run.folder / "record.jsonl"
    made = Failure(scenario, requirement, f"{name} {control.text}", run, file.read_bytes())
    assert made.judged(file).verdict is Verdict.FAILS, made.name
    return made


@pytest.fixture(scope="module")
def failures(tmp_path_factory: pytest.TempPathFactory) -> list[Failure]:
    """Different ones, the short ones first. In the longer run all, else one of each scenario."""
    setting = Config(elsewhere(tmp_path_factory.mktemp("runs")), schedule=Schedule(places()))
    paths = (path for path in SCENARIOS if SECONDS or path.stem not in SLOW)
    chosen = [each for path in paths for each in islice(candidates(path), None if SECONDS else 1)]
    made = setting.schedule.map(lambda each: failure(each, setting), chosen)
    found = sorted(made, key=lambda each: len(each.data))[: None if SECONDS else AT_LEAST]
    assert len({each.data for each in found}) == len(found) >= AT_LEAST
    return found


@pytest.fixture
def file() -> Iterator[Path]:
    """One in memory: on a disk, most of the time would be that of making it anew."""
    descriptor = os.memfd_create("record.jsonl")
    yield Path(f"/proc/self/fd/{descriptor}")
    os.close(descriptor)


def told(failure: Failure, data: bytes, file: Path) -> str:
    """The sentence that says that this is damaged; where there is none, the verdict."""
    file.write_bytes(data)
    try:
        return failure.judged(file).verdict.value
    except RecordError as error:
        return str(error)


Trials = Iterator[tuple[Failure, int]]


def unnoticed(tried: Trials, file: Path) -> Counter[str]:
    """What is made of damaged records, but for sentences that they are damaged."""
    found = Counter[str]()
    for each, seed in tried:
        kinds, sentence = (OF_ONE_BYTE, DAMAGED) if seed % 2 else (ALL, SENTENCE)
        said = told(each, damaged(each.data, f"{each.name} {seed}", kinds), file)
        if not sentence.fullmatch(said):
            found[said] += 1
    return found


def test_no_damage_is_unnoticed(failures: list[Failure], file: Path) -> None:
    assert not unnoticed(trials(failures, 200), file)


def test_without_the_checksum_damage_is_unnoticed(
    failures: list[Failure], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or else nothing would be proved above."""
    monkeypatch.setattr(records, "_has_checksum", lambda data, path: True)
    found = unnoticed(trials(failures[:AT_LEAST], 10, 0), file)
    assert found[Verdict.FAILS.value], found


def test_a_byte_can_make_a_failure_hold(file: Path) -> None:
    """Where the checksum is made anew, that is; else it is seen."""
    whole = record(*WHOLE).encode()
    broken = whole.replace(b'"FIN"', b'"FIM"')
    verdicts = []
    for data in (sealed(broken), sealed(whole)):
        file.write_bytes(data)
        verdicts.append(judge_requirement(requirement("happens  wire FIN"), {CAST: read(file)}).verdict)
    assert verdicts == [Verdict.FAILS, Verdict.HOLDS]
    file.write_bytes(sealed(broken).replace(b'"FIM"', b'"FIN"'))
    with pytest.raises(RecordError, match="the record is damaged: its checksum is "):
        read(file)


def test_every_byte_counts(failures: list[Failure], file: Path) -> None:
    shortest = failures[0]
    for at, byte in enumerate(shortest.data):
        before, behind = shortest.data[:at], shortest.data[at + 1 :]
        for data in (before, before + behind, before + bytes([byte ^ 1 << at % 8]) + behind):
            assert DAMAGED.fullmatch(told(shortest, data, file)), at


def test_show_says_that_a_record_is_damaged(failures: list[Failure], file: Path) -> None:
    for each, seed in trials(failures, 2):
        file.write_bytes(damaged(each.data, f"{each.name} {seed}"))
        status, printed, said = shown(file)
        assert (status, printed) == (3, "") and SENTENCE.fullmatch(said.removesuffix("\n")), said


def shown(file: Path, *options: str) -> tuple[int, str, str]:
    """What `show` answers and prints, where a character that cannot be printed is an error."""
    texts = [io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2)]
    with contextlib.redirect_stdout(texts[0]), contextlib.redirect_stderr(texts[1]):
        status = main(["show", str(file), "--width", "100", *options])
    for text in texts:
        text.seek(0)
    return status, texts[0].read(), texts[1].read()


def test_what_the_checksum_cannot_show_is_told_without_a_traceback(
    failures: list[Failure], file: Path, tmp_path: Path
) -> None:
    """As if another observer had written it so: the checksum is made anew."""
    results = []
    for each, seed in trials(failures, 15):
        file.write_bytes(sealed(damaged(each.data, f"{each.name} {seed}")))
        with naming(each, seed, file, tmp_path):
            results += told_by_every_door(each, file)
    write_report(tmp_path, results, slots={}, host={})
    assert digest(results)


def told_by_every_door(failure: Failure, file: Path) -> list[Result]:
    """Judge, tell, draw, and compare. Answers the result, if one can be had."""
    status, *_ = shown(file)
    shown(file, "--all")
    with contextlib.suppress(RecordError):
        same_records.shapes(file)
    try:
        result = failure.judged(file)
    except RecordError as error:
        assert status == 3 and "\n" not in str(error)
        return []
    assert status == 0
    assert in_full(result) or result.verdict is Verdict.HOLDS
    in_short(result)
    assert unpacked(json.loads(json.dumps(packed(result)))) == result
    return [result]


@contextlib.contextmanager
def naming(failure: Failure, seed: int, file: Path, folder: Path) -> Iterator[None]:
    """Keep what has broken something."""
    try:
        yield
    except Exception as error:
        kept = folder / "breaks.jsonl"
        kept.write_bytes(file.read_bytes())
        raise AssertionError(f"{failure.name}, seed {seed}: {kept}") from error


def test_a_damaged_scenario_gets_a_sentence(file: Path) -> None:
    """Or is another scenario."""
    paths = find_paths({})
    for path, seed in trials(SCENARIOS, 40):
        file.write_bytes(damaged(path.read_bytes(), f"{path.stem} {seed}"))
        try:
            check([parse(file)], paths.exists)
        except ScenarioError as error:
            assert str(error).isprintable(), error
