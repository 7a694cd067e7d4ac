"""Guests: other kernels, and sandboxes, in which the observer runs with its programs.

A guest is booted when the first run wants it, and has one run after the other; there are as many
as runs go on at a time. The driver stays outside: it writes what is to be done into a file, which
the guest sees at the same path, says its number to an agent of ours in there (agent.sh) by the
guest's standard input, and is told the status by its standard output. A guest that has no files of
this machine has ours in the archive that it starts from (initramfs.py); a job goes in and its
evidence comes out by the same two ways (carried.py). Needed in a guest are a shell, the observer
and the programs; no Python.
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
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from harness.evidence.quoting import printable, quoted
from harness.running import carried
from harness.running.schedule import Schedule, StoppedError

AGENT = Path(__file__).with_name("agent.sh")
FIRST_BOOT_S = 10
"""So long by a command that has another behind it: a processor's own help may hang (KVM in KVM)."""

BOOT_S = 120
"""A kernel on an emulated processor takes some 20 s, on a machine with other work more."""

OBSERVER = "{observer}"
AGENT_APART = "{agent}"
INITRAMFS = "{initramfs}"
"""What is filled in where a guest is started: the path of the agent, where what is written there is
seen here; the same, where it is not; and from what a kernel starts."""

GUESTS = (OBSERVER, AGENT_APART, INITRAMFS)

PANIC = "Kernel panic"
MARK = "sockspec: "
READY = f"{MARK}ready"


class GuestError(Exception):
    """A guest that cannot be used, or that has ended."""


@dataclass(frozen=True, slots=True)
class Order:
    """A command line of the observer, the folder of its evidence, and how long it may take."""

    command: Sequence[str]
    folder: Path
    most_s: float


class Guest:
    """One of them, with a folder for what it is to do. Both are gone after close().

    `words` start it; for {observer} the path of the agent is filled in. One that has no files of
    this machine is `apart`. It is waited for `boot_s` seconds, or BOOT_S.
    """

    def __init__(
        self, name: str, words: Sequence[str], schedule: Schedule, *,
        apart: bool = False, boot_s: float | None = None,
    ) -> None:  # fmt: skip
        self.name = printable(name)
        self._jobs = 0
        self._run = self._run_apart if apart else self._run_here
        self._said: deque[str] = deque(maxlen=3)
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._until_then = contextlib.ExitStack()
        self.folder = Path(tempfile.mkdtemp(prefix="sockspec-guest-", dir="/var/tmp"))
        self._until_then.callback(shutil.rmtree, self.folder, ignore_errors=True)
        agent = self.folder / "agent"
        shutil.copy(AGENT, agent)
        agent.chmod(0o755)
        try:
            filled = [_filled(word, str(agent)) for word in words]
            self._process = self._until_then.enter_context(
                schedule.watched(lambda: _start(filled))
            )
            self._until_then.callback(self._end)
            threading.Thread(target=self._listen, daemon=True).start()
            self._await(READY, boot_s or BOOT_S, "is not ready")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End it, if it has not ended, and leave nothing behind."""
        self._until_then.close()

    def run(self, order: Order) -> tuple[int, str]:
        """The observer's status, and what it has said, if anything."""
        self._jobs += 1
        path = shlex.quote(os.environ.get("PATH", os.defpath))
        text = (f"PATH={path}\nexport PATH\ncd {shlex.quote(os.getcwd())}\n"
                f"exec {shlex.join(order.command)} >/dev/null")  # fmt: skip
        return self._run(text, order)

    def _run_here(self, text: str, order: Order) -> tuple[int, str]:
        """By a file for the job, and one for what is said, which both of us see."""
        job = self.folder / str(self._jobs)
        job.write_text(f"{text}\n")
        status, _ = self._done("", order)
        said = Path(f"{job}.err")
        if not said.exists():
            raise GuestError(f"{self.name} did job {job.name} elsewhere: it has no agent of ours")
        return status, said.read_text(errors="replace")

    def _run_apart(self, text: str, order: Order) -> tuple[int, str]:
        """By its console alone."""
        text = f"mkdir -p {shlex.quote(os.getcwd())}\n{text}"
        status, packed = self._done(carried.script(text, order.folder), order)
        try:
            return status, carried.unpack(packed, order.folder)
        except carried.CarriedError as error:
            raise GuestError(f"{self.name}: {error}{self._last()}") from None

    def _done(self, script: str, order: Order) -> tuple[int, list[str]]:
        """Have the job done, whose text is sent if there is one: its status, and what came out."""
        length = f" {script.count(chr(10))}" if script else ""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it has ended: nothing comes back
            self._process.stdin.write(f"{self._jobs}{length}\n{script}".encode())
            self._process.stdin.flush()
        packed: list[str] = []
        told = self._await(f"{MARK}{self._jobs} ", order.most_s, "did not end a run", packed)
        status = told.rpartition(" ")[2]
        if not status.isdigit():
            raise GuestError(f"{self.name} says {quoted(told)}: it has no agent of ours")
        return int(status), packed

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
        with self._process.stdout as lines:
            for line in lines:
                self._lines.put(line.decode(errors="replace").strip("\r\n"))
        self._lines.put(None)

    def _await(
        self, mark: str, most_s: float, not_so: str, packed: list[str] | None = None
    ) -> str:
        """The line that begins so; into `packed` goes what comes out before.

        A GuestError if it ends, or if it takes too long.
        """
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
            if packed is not None and line.startswith(carried.PIECE):
                packed.append(line.removeprefix(carried.PIECE))
            elif line.strip() and not self._panics:
                self._said.append(line)

    @property
    def _panics(self) -> bool:
        """A kernel that gives up says why first, and then where it was."""
        return any(PANIC in line for line in self._said)

    def _last(self) -> str:
        words = " / ".join(self._said)
        return f"; the last that it printed is {quoted(words)}" if words else ", without a word"


def _filled(word: str, agent: str) -> str:
    return word.replace(OBSERVER, agent).replace(AGENT_APART, agent)


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


Archive = Callable[[Path, Path], None]
"""What writes the archive from which a kernel starts: where, and with which agent in it."""


@dataclass
class Guests:
    """As many guests of one kind as are in use at a time.

    Each of `commands` starts one; from then on the first by which one is ready. For {observer} the
    path of its agent is filled in, for {initramfs} that of the archive.
    """

    name: str
    commands: Sequence[tuple[str, ...]]
    archive: Archive | None = None
    _free: list[Guest] = field(default_factory=list)
    _archived: list[Path] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._left = list(self.commands)
        atexit.register(self.close)

    def observe(self, order: Order, schedule: Schedule) -> str:
        """Run the observer to its end in a guest. Answers what went wrong, or nothing."""
        try:
            guest = self._idle() or self._booted(schedule)
        except (OSError, GuestError) as error:
            return _told(error, schedule)
        try:
            status, said = guest.run(order)
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
        while self._archived:
            self._archived.pop().unlink(missing_ok=True)

    def _booted(self, schedule: Schedule) -> Guest:
        """A new one, by the first of the commands by which one becomes ready."""
        while True:
            command = self._left[0]
            others = len(self._left) > 1
            boot_s = FIRST_BOOT_S if others else None
            starts = any(INITRAMFS in word for word in command)
            archive = self._packed() if starts else ""
            words = [word.replace(INITRAMFS, archive) for word in command]
            apart = starts or any(AGENT_APART in word for word in command)
            try:
                return Guest(self.name, words, schedule, apart=apart, boot_s=boot_s)
            except GuestError:
                if not others or schedule.stopped:
                    raise
            with contextlib.suppress(ValueError):  # another thread has found out, too
                self._left.remove(command)

    def _packed(self) -> str:
        """The path of the archive, which is the same for all."""
        with self._lock:
            if not self._archived:
                assert self.archive is not None
                handle, name = tempfile.mkstemp(prefix="sockspec-initramfs-", dir="/var/tmp")
                os.close(handle)
                self._archived.append(Path(name))
                self.archive(Path(name), AGENT)
            return str(self._archived[0])

    def _idle(self) -> Guest | None:
        """One that waits for a run, for whoever asks first: runs go on in several threads."""
        with contextlib.suppress(IndexError):
            return self._free.pop()
        return None


def _told(error: Exception, schedule: Schedule) -> str:
    if schedule.stopped:
        raise StoppedError("the session ends")
    return str(error)
