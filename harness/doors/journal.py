"""The journal: what was judged, written down by whoever judged it, the moment it was.

Ctrl+C, or an end of another kind, may come before a result has been counted. A line in this
file has arrived when it is written: one write(2) with O_APPEND, so lines of several threads
never mix, and a line that a full disk cuts short spoils no other.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.evidence.quoting import as_json
from harness.telling.result import Result, packed, unpacked


@dataclass(frozen=True, slots=True)
class Entry:
    """What came out of an item: a result, or why it was set aside."""

    nodeid: str
    result: Result | None
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Journal:
    """The file, and the session whose lines are meant: others may judge at the same time.

    `lock` is the descriptor that says, while it is open, that the session goes on.
    """

    path: Path
    session: str
    lock: int | None = None

    def add(self, entry: Entry) -> None:
        """Write it down. On a full disk the report is all there is, and it comes most times."""
        line = {
            "session": self.session,
            "nodeid": entry.nodeid,
            "aside": entry.aside,
            "judged": packed(entry.result) if entry.result else None,
        }
        try:
            file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
            try:
                os.write(file, b"\n" + as_json(line).encode() + b"\n")
            finally:
                os.close(file)
        except OSError:
            pass

    def entries(self) -> Iterator[Entry]:
        """What this session has written, in order; a line that was cut short is passed over."""
        try:
            lines = self.path.read_bytes().split(b"\n")
        except OSError:
            return
        for line in lines:
            try:
                values = json.loads(line)
            except ValueError:
                continue
            if values["session"] == self.session:
                judged = values["judged"]
                yield Entry(values["nodeid"], unpacked(judged) if judged else None, values["aside"])


def begin(path: Path) -> Journal:
    """Begin a session. The file is emptied, unless another that still goes on has lines in it."""
    session = f"{os.getpid()}-{time.time_ns()}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError:
        return Journal(path, session)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(lock, 0)
    except OSError:
        pass  # the other holds it
    fcntl.flock(lock, fcntl.LOCK_SH)
    return Journal(path, session, lock)
