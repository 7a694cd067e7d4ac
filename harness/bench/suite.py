"""What the suite takes, and whether it says the same on a machine that has no time for it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

from harness.bench.bench import Bench, missing
from harness.bench.figure import Figure, differing, median, spread
from harness.bench.timing import Span, in_turn, kept_busy, timed
from harness.scenario.slots import SLOTS

UNWANTED = (*(slot.variable for slot in SLOTS), "PYTHONDONTWRITEBYTECODE")
FULL_SOAK = 100
JUDGED = (0, 1, 3)
"""The statuses of a suite that came to its end, whatever it found."""

ONE = "halfclose.bats"
STARTED = "forking_echo_server"


def check(bench: Bench) -> Iterator[Figure]:
    """All requirements, as `make check` has them judged, and the one that takes longest."""
    seconds: list[float] = []
    verdicts: dict[str, str] = {}
    longest: dict[str, list[float]] = {}
    for _ in range(3):
        folder = bench.folder("suite")
        span, verdicts = judge_all(bench, folder)
        seconds.append(span.seconds)
        for number, each in _spans(folder).items():
            longest.setdefault(number, []).append(each)
    said = Counter(verdicts.values())
    note = ", ".join([spread(seconds, "s"), *(f"{count} {name}" for name, count in said.items())])
    yield Figure("make check, all requirements", median(seconds), "s", 6, note=note)
    slowest = max(longest, key=lambda number: min(longest[number]))
    yield Figure(f"the requirement that takes longest, {slowest}", min(longest[slowest]), "s", 1.2,
                 note=spread(longest[slowest], "s"))


def _spans(folder: Path) -> dict[str, float]:
    """The seconds that each requirement took, with all its runs, by its number."""
    cases = ElementTree.parse(folder / "report" / "junit.xml").iter("testcase")
    return {case.get("name", "").split()[0]: float(case.get("time", 0)) for case in cases}


def start(bench: Bench) -> Iterator[Figure]:
    """A server in the slot, and the same one after a thousand calls on files, in turn."""
    server = f"{bench.program(STARTED)} {{port}}"
    arms = {"at once": server, "slowly": f"{bench.program('starts_slowly')} 1000 {server}"}
    seconds: dict[str, list[float]] = {name: [] for name in arms}
    for _ in range(3):
        for name, command in arms.items():
            span, verdicts = judge_all(bench, bench.folder("start"), {"SERVER": command})
            if {"fails", "broken", "undecided"}.intersection(verdicts.values()):
                raise ValueError(f"SERVER='{command}' does not hold: it cannot be compared")
            seconds[name].append(span.seconds)
    at_once, slowly = (median(seconds[name]) for name in arms)
    yield Figure("judging a server that starts with a thousand calls / one that does not",
                 slowly / at_once, at_most=1.5, note=f"{slowly:.2f} s / {at_once:.2f} s")


def bats(bench: Bench) -> Iterator[Figure]:
    """One scenario by Bats, and Bats alone with as many tests."""
    if reason := missing("bats"):
        yield Figure("one scenario by bats, above bats itself", None, "s", 0.4, note=reason)
        return
    scenario = bench.paths.root / "scenarios" / ONE
    tests = scenario.read_text().count("\n@test ")
    empty = bench.folder("empty") / "empty.bats"
    empty.write_text("".join(f'@test "{number}" {{\n\t:\n}}\n' for number in range(tests)))
    environment = _environment(bench, bench.folder("suite"))
    arms = {"full": ["bats", str(scenario)], "empty": ["bats", str(empty)]}
    spans = in_turn(arms, rounds=5, log=bench.log, environment=environment)
    full, alone = ([span.seconds for span in spans[name]] for name in arms)
    yield Figure(f"one scenario by bats ({ONE}), above bats itself", median(full) - median(alone),
                 "s", 0.4)
    yield Figure(f"one scenario by bats, {tests} requirements", median(full), "s",
                 note=spread(full, "s"))
    yield Figure(f"bats itself, {tests} empty tests", median(alone), "s", note=spread(alone, "s"))


def soak(bench: Bench) -> Iterator[Figure]:
    """The suite again and again, with every core kept busy: do verdicts differ?

    What sits in the slots is judged, as `make check` would.
    """
    slots = {key: os.environ[key] for key in UNWANTED[:-1] if key in os.environ}
    rounds: list[Mapping[str, str]] = []
    seconds: list[float] = []
    with kept_busy(sorted(os.sched_getaffinity(0))):
        for number in range(bench.soak):
            span, verdicts = judge_all(bench, bench.folder(f"soak/{number}"), slots)
            seconds.append(span.seconds)
            rounds.append(verdicts)
            if verdicts == rounds[0] and number:
                shutil.rmtree(bench.scratch / f"soak/{number}")
    found = differing(rounds)
    more = f"; the full figure: --soak {FULL_SOAK}" if bench.soak < FULL_SOAK else ""
    yield Figure(f"verdicts that differ, the suite {bench.soak} times on busy cores",
                 len(found), "", 0, note=f"{spread(seconds, 's')}{more}")
    for requirement, said in found.items():
        counted = ", ".join(f"{word} {times}" for word, times in Counter(said).items())
        where = sorted((bench.scratch / "soak").glob("*"))
        yield Figure(f"{requirement}: {counted}", None, note=f"kept: {', '.join(map(str, where))}")


def judge_all(
    bench: Bench, folder: Path, slots: Mapping[str, str] = {}, *,
    options: Sequence[str] = (), to_the_last: bool = False,
) -> tuple[Span, dict[str, str]]:
    """The line that `make check` runs. Answers how long it took, and each verdict by its number.

    Its report and its evidence are put into the folder: those of the last real check stay.
    """
    environment = _environment(bench, folder) | slots
    command = [sys.executable, "-m", "pytest", "-p", "harness.doors.plugin",
               "-p", "no:cacheprovider", *options, str(bench.paths.root / "scenarios")]
    span = timed(command, log=bench.log, environment=environment, accept=JUDGED,
                 to_the_last=to_the_last)
    report = json.loads((folder / "report" / "results.json").read_text())
    return span, {each["id"]: each["verdict"] for each in report["requirements"]}


def _environment(bench: Bench, folder: Path) -> dict[str, str]:
    """With it the driver works in that folder, on our programs, and with nothing in a slot.

    Python keeps its byte code, as it does for a user: without, each start takes twice as long.
    """
    for name in ("fixtures", "flawed"):
        (folder / name).symlink_to(bench.paths.build / name)
    inherited = {key: value for key, value in os.environ.items() if key not in UNWANTED}
    return inherited | {
        "SOCKSPEC_BUILD": str(folder),
        "SOCKSPEC_OBSERVER": str(bench.paths.observer),
        "PYTHON": sys.executable,
    }
