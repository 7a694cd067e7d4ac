"""Guests: other kernels, and sandboxes, in which the observer runs with its programs.

A guest is booted when the first run wants it, and has one run after the other; there are as many
as runs go on at a time. The driver stays outside: it writes what is to be done into a file, which
the guest sees at the same path, says its number to an agent of ours in there (agent.sh) by the
guest's standard input, and is told the status by its standard output. Needed in a guest are a
shell, the observer and the programs; no Python.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import queue
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from harness.evidence.quoting import printable, quoted
from harness.running.schedule import Schedule, StoppedError

AGENT = Path(__file__).with_name("agent.sh")
BOOT_S = 120
"""A kernel on an emulated processor takes some 20 s, on a machine with other work more."""

MARK = "sockspec: "
READY = f"{MARK}ready"


class GuestError(Exception):
    """A guest that cannot be used, or that has ended."""


class Guest:
    """One of them, with a folder for what it is to do. Both are gone after close()."""

    def __init__(self, name: str, words: Sequence[str], schedule: Schedule) -> None:
        self.name = printable(name)
        self._jobs = 0
        self._said: deque[str] = deque(maxlen=3)
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._until_then = contextlib.ExitStack()
        self.folder = Path(tempfile.mkdtemp(prefix="sockspec-guest-", dir="/var/tmp"))
        self._until_then.callback(shutil.rmtree, self.folder, ignore_errors=True)
        agent = self.folder / "agent"
        shutil.copy(AGENT, agent)
        agent.chmod(0o755)
        try:
            filled = [word.replace("{observer}", str(agent)) for word in words]
            self._process = self._until_then.enter_context(
                schedule.watched(lambda: _start(filled))
            )
            self._until_then.callback(self._end)
            threading.Thread(target=self._listen, daemon=True).start()
            self._await(READY, BOOT_S, "is not ready")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End it, if it has not ended, and leave nothing behind."""
        self._until_then.close()

    def run(self, command: Sequence[str], most_s: float) -> tuple[int, str]:
        """The observer's status, and what it has said, if anything."""
        self._jobs += 1
        job = self.folder / str(self._jobs)
        path = shlex.quote(os.environ.get("PATH", os.defpath))
        job.write_text(f"PATH={path}\nexport PATH\ncd {shlex.quote(os.getcwd())}\n"
                       f"exec {shlex.join(command)}\n")  # fmt: skip
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it has ended: nothing comes back
            self._process.stdin.write(f"{job.name}\n".encode())
            self._process.stdin.flush()
        told = self._await(f"{MARK}{job.name} ", most_s, "did not end a run")
        status, said = told.rpartition(" ")[2], Path(f"{job}.err")
        if not status.isdigit() or not said.exists():
            raise GuestError(f"{self.name} says {quoted(told)}: it has no agent of ours")
        return int(status), said.read_text(errors="replace")

    def _end(self) -> None:
        """All of its group: a kernel as a process is several, and a sandbox begins others."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _listen(self) -> None:
        """A console ends its lines by CR and LF, and may say anything before."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line.decode(errors="replace").strip("\r\n"))
        self._lines.put(None)

    def _await(self, mark: str, most_s: float, not_so: str) -> str:
        """The line that begins so. A GuestError if it ends, or if it takes too long."""
        until = time.monotonic() + most_s
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise GuestError(f"{self.name} {not_so} in {most_s:.0f} s{self._last()}") from None
            if line is None:
                self._lines.put(None)
                raise GuestError(f"{self.name} ended with {_how(self._process)}{self._last()}")
            if line.startswith(mark):
                return line
            if line.strip():
                self._said.append(line)

    def _last(self) -> str:
        words = " / ".join(self._said)
        return f"; the last that it printed is {quoted(words)}" if words else ", without a word"


def _start(words: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _how(process: subprocess.Popen[bytes]) -> str:
    try:
        status = process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        return "its output, and goes on"
    return f"status {status}" if status >= 0 else f"signal {-status}"


@dataclass
class Guests:
    """As many guests of one kind as are in use at a time.

    `words` start one of them; for {observer} the path of its agent is filled in.
    """

    name: str
    words: tuple[str, ...]
    _free: list[Guest] = field(default_factory=list)

    def __post_init__(self) -> None:
        atexit.register(self.close)

    def observe(self, command: Sequence[str], most_s: float, schedule: Schedule) -> str:
        """Run the observer to its end in a guest. Answers what went wrong, or nothing."""
        try:
            guest = self._idle() or Guest(self.name, self.words, schedule)
        except (OSError, GuestError) as error:
            return _told(error, schedule)
        try:
            status, said = guest.run(command, most_s)
        except GuestError as error:
            guest.close()
            return _told(error, schedule)
        self._free.append(guest)
        if status == 0:
            return ""
        return " ".join(said.split()) or f"in the guest the observer ended with status {status}"

    def close(self) -> None:
        """End all that are not in use."""
        while guest := self._idle():
            guest.close()

    def _idle(self) -> Guest | None:
        """One that waits for a run, for whoever asks first: runs go on in several threads."""
        with contextlib.suppress(IndexError):
            return self._free.pop()
        return None


def _told(error: Exception, schedule: Schedule) -> str:
    if schedule.stopped:
        raise StoppedError("the session ends")
    return str(error)
