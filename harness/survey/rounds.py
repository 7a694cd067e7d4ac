"""A round: one check of a preset, as `make check VIA=NAME` does it, and what is kept of it.

It is a child with a build folder of its own, so that several may go on at a time. Whoever is at
work in such a folder has it locked, and the lock is the child's, too: if we are killed, the folder
is free when the child has come to its end, and not before.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any

from harness.doors.options import OPTIONS
from harness.doors.words import judging_words, where_it_is
from harness.evidence.quoting import Told, as_json
from harness.evidence.record import RecordError, read
from harness.running.paths import Paths
from harness.running.schedule import Schedule
from harness.scenario.slots import Slot
from harness.survey.found import Round, Seen, round_from
from harness.telling.excerpt import excerpt
from harness.telling.ladder import ladder

ROWS = 7
"""Of the record, for each cell that does not hold."""

WIDTH = 76
"""Columns. With a relay there are four, and no room: then each line names who did it."""

RUNS = 4
"""At a time, in one check. A relay waits most of its time, for itself, and for late answers."""

JUDGED = (0, 1, 3, 4)
"""The exit statuses of a check that has come to its end."""

UNFIT = 3
"""The same without a report: what sits in the slot cannot be judged, and its last line says why."""

WRONG_USAGE = 2
"""Also that nothing was selected: then the report is empty."""

MEASURED = re.compile(r"\S+ carried [\d,]+ bytes?")
"""What the word `carries` says was seen (vocabulary/carries.py)."""


class RoundError(Told):
    """A check that came to no end of its own: nothing is known of the preset."""


def kept(file: Path) -> Round | None:
    """What an earlier survey has found in this round; None if there is none that can be read."""
    try:
        return round_from(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(found: Round, file: Path) -> None:
    """Write it, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    draft.write_text(as_json(asdict(found)), encoding="utf-8")
    draft.replace(file)


def judge(
    slot: Slot, typed: str, paths: Paths, schedule: Schedule, options: Sequence[str] = ()
) -> Round:
    """Judge once what the slot is given: a preset's name, or a command line.

    `options` are pytest's. A RoundError if the check did not come to its end.
    """
    with _folder(paths) as (build, lock):
        report = build / "report" / "results.json"
        report.unlink(missing_ok=True)
        environment = environment_of(slot, typed, build, paths)
        status, said = _check(environment, options, paths, build, lock, schedule)
        if status == UNFIT and not report.exists():
            return Round(trouble=said)
        results = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
        try:
            judged = _judged(status, results.get("requirements"), said)
        except RoundError as error:
            raise RoundError(f"{slot.variable}={typed}: {error}") from None
        return Round(tuple(_seen(each, paths, build) for each in judged))


def _judged(
    status: int, results: Sequence[Mapping[str, Any]] | None, said: str
) -> Sequence[Mapping[str, Any]]:
    """The results, if the check came to its end; nothing selected is such an end, too."""
    if results is None or status not in (*JUDGED, *([] if results else [WRONG_USAGE])):
        raise RoundError(f"the check ended with {status}: {said}")
    for each in results:
        if each["verdict"] == "broken" and not each["evidence"]:
            raise RoundError(f"{each['id']} was not run: {each['because']}")
    return results


@contextlib.contextmanager
def _folder(paths: Paths) -> Iterator[tuple[Path, IO[bytes]]]:
    """A folder for what is found out that nobody is at work in, and its lock."""
    number = 0
    while True:
        folder = paths.build / "survey" / f"work{number}"
        folder.mkdir(parents=True, exist_ok=True)
        with open(folder / "lock", "ab") as lock:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _link_built_presets(folder, paths)
                yield folder, lock
                return
        number += 1


def _link_built_presets(folder: Path, paths: Paths) -> None:
    """Some are compiled, which is done once."""
    (paths.build / "subjects").mkdir(exist_ok=True)
    if not (folder / "subjects").is_symlink():
        (folder / "subjects").symlink_to(paths.build / "subjects")


def environment_of(slot: Slot, typed: str, build: Path, paths: Paths) -> dict[str, str]:
    """With this in its slot, nothing in another, and nothing that a user has set for checks
    of their own.
    """
    others = {"PYTEST_ADDOPTS", *(each.variable for each in OPTIONS)}
    inherited = {key: value for key, value in os.environ.items() if key not in others}
    return inherited | {
        slot.variable: typed,
        "REPORT": "",
        "SOCKSPEC_STATE": str(build),
        "SOCKSPEC_BUILD": str(paths.programs or paths.build),
        "SOCKSPEC_OBSERVER": str(paths.observer),
        "PYTHONPATH": where_it_is(paths.root, os.environ.get("PYTHONPATH", "")),
    }


def _check(
    environment: Mapping[str, str], options: Sequence[str], paths: Paths, build: Path,
    lock: IO[bytes], schedule: Schedule,
) -> tuple[int, str]:  # fmt: skip
    """The exit status of the check, and its last line. It leads a group of its own, so that Ctrl+C
    comes to us alone; the schedule tells it.
    """
    ours = judging_words(replace(paths, build=build))
    words = ["-m", "pytest", *ours, f"-n{RUNS}", *options, str(paths.root / "scenarios")]
    said = build / "said.txt"
    with open(said, "wb") as out:

        def start() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [sys.executable, *words], cwd=paths.root, env=environment, stdin=subprocess.DEVNULL,
                stdout=out, stderr=out, pass_fds=(lock.fileno(),), process_group=0,
            )  # fmt: skip

        with schedule.watched(start) as process:
            status = process.wait()
    return status, last_word(said.read_text(encoding="utf-8", errors="replace"))


def last_word(said: str) -> str:
    """The last line of a check that was not made: why."""
    lines = said.strip().splitlines()
    return lines[-1].removeprefix("ERROR: ") if lines else "it said nothing"


def _seen(result: Mapping[str, Any], paths: Paths, build: Path) -> Seen:
    """What is kept of a result: of what holds, that it does, and what was measured."""
    common = (result["id"], result["title"], result["level"], result["verdict"], result["injected"])
    measured = found[0] if (found := MEASURED.search(result["because"])) else ""
    if result["verdict"] == "holds":
        return Seen(*common, measured=measured)
    explained = result["explanation"] or {}
    because, claim = _anywhere(result["because"], paths), explained.get("claim", "")
    evidence = _lines(build / result["evidence"], explained.get("marked", ()), paths)
    return Seen(*common, because, claim, result["rerun"], evidence, measured)


def _lines(folder: Path, marked: Collection[int], paths: Paths) -> str:
    """The few lines of the record that show it: those that a failure's block has."""
    if not marked:
        return ""
    try:
        record = read(folder / "record.jsonl")
    except (OSError, RecordError):
        return ""
    named = [event for event in record.events if event.line in marked]
    rows = [row and replace(row, text=_anywhere(row.text, paths))
            for row in excerpt(record, named, ROWS)]  # fmt: skip
    return "\n".join(ladder(rows, record.roles, record.start_ns, width=WIDTH, color=False))


def _anywhere(text: str, paths: Paths) -> str:
    """Without the places of this machine: what is told is told to those who have others."""
    inside = re.escape(str(paths.build / "survey")) + r"/work\d+"
    return re.sub(inside, "build", text).replace(f"{paths.root}/", "")
