"""Timing commands: in turn, on one core, to the last of the processes that they started."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import select
import subprocess
import sys
import time
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
LIMIT_S = 60.0
"""How long a command may take before it is taken for one that hangs."""


class CommandError(Exception):
    """A command that did not do what was to be timed."""


@dataclass(frozen=True, slots=True)
class Span:
    """How long a command took, and what it left behind."""

    seconds: float
    gone_s: float  # until the processes that it had left behind were gone, too
    peak_kib: int  # resident memory, at its highest, of the largest of those
    processor_s: float  # of the command and of all that was waited for


def adopt_orphans() -> None:
    """Become the parent of what a command leaves behind: only a parent learns of its memory."""
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise CommandError("cannot become the parent of orphans")


def timed(
    command: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    accept: Container[int] = (0,),
    to_the_last: bool = True,
) -> Span:
    """Run the command once; and, to the last, wait for what it has left behind."""
    with log.open("wb") as errors:
        started, before_s = time.monotonic(), _processor_s()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=environment,
        )
        _await_end(process, command)
        seconds = time.monotonic() - started
        peak_kib = _await_orphans(command, LIMIT_S if to_the_last else 0)
        gone_s = time.monotonic() - started
    if process.returncode not in accept:
        said = log.read_text(errors="replace").strip().splitlines() or ["nothing"]
        raise CommandError(f"{command[0]} ended with {process.returncode} and said: {said[-1]}")
    return Span(seconds, gone_s, peak_kib, _processor_s() - before_s)


def _processor_s() -> float:
    """What those took that have been waited for, and those that these waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _await_end(process: subprocess.Popen[bytes], command: Sequence[str]) -> None:
    """Popen.wait() with a limit looks only now and then; this is told at once."""
    handle = os.pidfd_open(process.pid)
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    ended = poll.poll(LIMIT_S * 1000)
    os.close(handle)
    if not ended:
        process.kill()
    process.wait()
    if not ended:
        raise CommandError(f"{command[0]} took more than {LIMIT_S:.0f} s, and was killed")


def _await_orphans(command: Sequence[str], limit_s: float) -> int:
    """The peak of the largest, in KiB (getrusage(2): of a process and those it waited for)."""
    peak, until = 0, time.monotonic() + limit_s
    while True:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return peak
        peak = max(peak, usage.ru_maxrss) if pid else peak
        if not pid and time.monotonic() >= until:
            break
        time.sleep(0.0 if pid else 0.0005)
    if limit_s:
        raise CommandError(f"{command[0]} left something running")
    return peak


def in_turn(
    arms: Mapping[str, Sequence[str]],
    *,
    rounds: int,
    log: Path,
    environment: Mapping[str, str] | None = None,
) -> dict[str, list[Span]]:
    """A B A B: what else the machine does meets all alike."""
    spans: dict[str, list[Span]] = {name: [] for name in arms}
    for _ in range(rounds):
        for name, command in arms.items():
            spans[name].append(timed(command, log=log, environment=environment))
    return spans


@contextlib.contextmanager
def on_one_core() -> Iterator[int]:
    """Stay on one core, with all that is started meanwhile. Answers which."""
    cores = os.sched_getaffinity(0)
    core = min(cores)
    os.sched_setaffinity(0, {core})
    try:
        yield core
    finally:
        os.sched_setaffinity(0, cores)


@contextlib.contextmanager
def kept_busy(cores: Iterable[int]) -> Iterator[None]:
    """A process that spins, on each of the cores; if we are killed, it ends by itself."""
    spins = f"import os\nwhile os.getppid() == {os.getpid()}: pass"
    spinners = [subprocess.Popen([sys.executable, "-S", "-c", spins]) for _ in cores]
    try:
        for core, spinner in zip(cores, spinners, strict=True):
            os.sched_setaffinity(spinner.pid, {core})
        yield
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.wait()
