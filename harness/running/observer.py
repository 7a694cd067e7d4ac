"""A run: one cast, carried out once by the observer, and the evidence it left."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.parsing.given import spelled_out
from harness.running.launch import Launch
from harness.running.guest import Guests, Order
from harness.running.evidence_folder import draft_of, fresh_folder
from harness.running.interrupt import uninterrupted
from harness.running.paths import Paths
from harness.running.schedule import Schedule, StoppedError
from harness.evidence.quoting import printable, shell_word
from harness.evidence.record import Record, RecordError, read

DEADLINE_MS = 10_000
"""When the observer ends a run that does not end by itself."""

SLOWER = 4
"""So many times longer a run may take in a guest: emulated kernels are slow."""

PATIENCE_S = 30
"""How much later than that the observer must have ended, on the slowest machine."""


def longest_s(launch: Launch, deadline_ms: int = DEADLINE_MS) -> float:
    """How long the observer may take: each role that serves, and each act, has its time."""
    waited_for = sum(player.serves is not None for player in launch.players)
    return deadline_ms / 1000 * (waited_for + len(launch.acts) + 1) + PATIENCE_S


Carrier = Callable[[Order, Schedule], str]
"""What runs an observer's command line to its end. It answers what went wrong, or nothing."""


def observe(order: Order, schedule: Schedule) -> str:
    """The carrier of this machine: the observer is a process beside us."""
    with contextlib.ExitStack() as until_then:
        try:
            with uninterrupted():
                process = until_then.enter_context(schedule.watched(lambda: _start(order.command)))
        except OSError as error:
            return f"the observer {order.command[0]} cannot be started: {error.strerror}; run make"
        try:
            _, spoken = process.communicate(timeout=order.most_s)
        except subprocess.TimeoutExpired:
            return f"the observer did not end in {order.most_s:.0f} s, and was killed"
    if schedule.stopped:
        raise StoppedError("the session ends")
    return _what_ended_it(process.returncode, spoken.decode(errors="replace"))


@dataclass(frozen=True, slots=True)
class Observed:
    """What is left of a run: its folder, and its record; without a record, the trouble."""

    folder: Path
    record: Record | None
    trouble: str
    seconds: float


def carry_out(
    launch: Launch, *, paths: Paths, folder: Path, about: str, schedule: Schedule,
    guests: Guests | None = None,
) -> Observed:  # fmt: skip
    """Run the cast in a new world; its evidence replaces what was in the folder.

    `about` is the first line of cast.txt: what the run is for. With `guests` it is run in one of
    them. Where the session ends meanwhile, a StoppedError says so.
    """
    with schedule.place() as core:
        by = _Way(observe, DEADLINE_MS, core)
        if guests:  # its processors have numbers of their own
            by = _Way(guests.observe, DEADLINE_MS * SLOWER, None)
        return _carry_out(launch, paths, folder, about, by, schedule)


@dataclass(frozen=True, slots=True)
class _Way:
    """By whom a run is carried out, how long it may take, on which core; None is any."""

    carrier: Carrier
    deadline_ms: int
    core: int | None

    def options(self) -> list[str]:
        cpu = [] if self.core is None else ["--cpu", str(self.core)]
        return ["--deadline", str(self.deadline_ms), *cpu]


def _carry_out(
    launch: Launch, paths: Paths, folder: Path, about: str, by: _Way, schedule: Schedule
) -> Observed:
    started = time.monotonic()
    record, trouble = None, ""
    try:
        with fresh_folder(folder) as draft:
            _write_inputs(launch, draft=draft, folder=folder, paths=paths, about=about)
            command = _command(launch, draft, paths, *by.options())
            order = Order(command, draft, longest_s(launch, by.deadline_ms))
            trouble = by.carrier(order, schedule)
            if not trouble:  # read it here: at its place, another session may put its own
                record, trouble = _read(draft)
    except OSError as error:
        trouble = f"the evidence cannot be kept in {paths.relative(folder)}: {error.strerror}"
    if os.strerror(errno.EFBIG) in trouble:
        trouble += "; ulimit -f unlimited permits it"
    trouble = trouble.replace(str(draft_of(folder)), paths.relative(folder))
    return Observed(folder, record, trouble, time.monotonic() - started)


def _command(launch: Launch, folder: Path, paths: Paths, *options: str) -> list[str]:
    """What the world is to be comes last, and so before what is usual: `--events`."""
    return [str(paths.observer), *options, *launch.arguments(folder), *paths.world]


def _write_inputs(
    launch: Launch, *, draft: Path, folder: Path, paths: Paths, about: str
) -> None:
    """What a role reads, and in cast.txt how to run it again by hand."""
    for role, lines in launch.given:
        (draft / f"{role}.stdin").write_text("".join(spelled_out(lines)))
    words = _command(launch, folder, paths)
    (draft / "cast.txt").write_text(cast_text(about, os.getcwd(), words), encoding="utf-8")


def cast_text(about: str, folder: str, words: Iterable[str]) -> str:
    """What a shell does the run again by: an option a line, below what the run is for."""
    folded = ((" \\\n    " if each.startswith("--") else " ") + shell_word(each) for each in words)
    return f"# {printable(about)}\ncd {shell_word(folder)}\n{''.join(folded).strip()}\n"


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,  # Ctrl+C is ours to handle, then it is told
    )


def _what_ended_it(status: int, spoken: str) -> str:
    said = " ".join(spoken.split())
    if status == 0:
        return ""
    if status < 0:
        return f"the observer was killed by {signal.Signals(-status).name}{said and f' ({said})'}"
    return said or f"the observer ended with status {status} and no word"


def _read(folder: Path) -> tuple[Record | None, str]:
    try:
        return read(folder / "record.jsonl"), ""
    except RecordError as error:
        return None, str(error)
