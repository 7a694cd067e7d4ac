"""A run: one cast, carried out once by the observer, and the evidence it left."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.running.cast import Launch
from harness.running.place import Place
from harness.evidence.record import Record, RecordError, read

DEADLINE_MS = 10_000
"""When the observer ends a run that does not end by itself."""

PATIENCE_S = 30
"""How much later than that the observer must have ended, on the slowest machine."""


@dataclass(frozen=True, slots=True)
class Run:
    """Where a run's evidence lies, and its record; without a record, the trouble."""

    folder: Path
    record: Record | None
    trouble: str
    seconds: float


def carry_out(launch: Launch, *, place: Place, parent: Path, name: str, cpu: int | None) -> Run:
    """Run the cast in a new world; its evidence folder replaces the one before.

    The folder's name ends in a digest of the command, so that a cast, and the same
    cast with another program in a slot, have folders of their own.
    """
    started = time.monotonic()
    folder = parent / f"{name}-{_digest(launch.arguments(Path('.')))}"
    try:
        with _fresh_folder(folder) as draft:
            _write_inputs(launch, draft=draft, folder=folder, place=place)
            options = ["--deadline", str(DEADLINE_MS)]
            options += [] if cpu is None else ["--cpu", str(cpu)]
            trouble = _observe([str(place.observer), *options, *launch.arguments(draft)])
    except OSError as error:
        trouble = f"unable to keep the evidence in {place.relative(folder)}: {error.strerror}"
    record, trouble = (None, trouble) if trouble else _read(folder)
    return Run(folder, record, trouble, time.monotonic() - started)


def _digest(arguments: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(arguments).encode(errors="surrogateescape")).hexdigest()[:6]


@contextlib.contextmanager
def _fresh_folder(folder: Path) -> Iterator[Path]:
    """A folder to fill, which takes the place of `folder` at the end, come what may.

    Two drivers at once may carry out the same cast: each fills its own.
    """
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        yield draft
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):  # the other driver was faster: its evidence stays
            draft.rename(folder)
        shutil.rmtree(draft, ignore_errors=True)


def _write_inputs(launch: Launch, *, draft: Path, folder: Path, place: Place) -> None:
    """What a role reads, and in cast.txt how to run it again by hand."""
    for role, lines in launch.given:
        (draft / f"{role}.stdin").write_text("".join(f"{line}\n" for line in lines))
    words = [str(place.observer), *launch.arguments(folder)]
    folded = shlex.join(words).replace(" --", " \\\n\t--")
    (draft / "cast.txt").write_text(f"cd {shlex.quote(os.getcwd())}\n{folded}\n")


def _observe(command: Sequence[str]) -> str:
    """Run the observer to its end. Answers what went wrong, or nothing."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl+C is ours to handle, then it is told
        )
    except OSError as error:
        return f"unable to start the observer {command[0]}: {error.strerror}; run make"
    with _ended_at_last(process):
        try:
            _, spoken = process.communicate(timeout=DEADLINE_MS / 1000 + PATIENCE_S)
        except subprocess.TimeoutExpired:
            return "the observer did not end, and was killed"
    return _what_ended_it(process.returncode, spoken.decode(errors="replace"))


@contextlib.contextmanager
def _ended_at_last(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Nothing is left running: the observer takes its whole world with it."""
    try:
        yield
    finally:
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=2)
        if process.poll() is None:
            process.kill()
            process.wait()


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

