"""The progress line of a survey: what is judged now, how much is done, and how long the rest takes.

It is written where a person looks, and nowhere else.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from harness.doors.live import ERASED
from harness.evidence.quoting import printable


@dataclass(slots=True)
class Progress:
    """`write` puts text on the terminal; without it, nothing is said. `total` are all rounds,
    `done` those that need not be judged any more.
    """

    write: Callable[[str], None] | None
    total: int
    done: int
    now: Callable[[], float] = time.monotonic
    begun_s: float = 0.0
    judged: int = 0
    going_on: dict[str, None] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self.begun_s = self.now()

    def begin(self, name: str) -> None:
        """This round is being judged from now on."""
        with self.lock:
            self.going_on[name] = None

    def end(self, name: str) -> None:
        """It is no more."""
        with self.lock:
            self.going_on.pop(name, None)
            self.done += 1
            self.judged += 1

    def show(self) -> None:
        """Write the line."""
        if self.write:
            with self.lock:
                named = ", ".join(self.going_on)
                text = f"{self.done} of {self.total} rounds{self._left()}; now {named or '-'}"
            self.write(f"{ERASED}{printable(text)[:119]}")

    def _left(self) -> str:
        """How long the rest takes, if each takes as long as those that were judged."""
        if not self.judged:
            return ""
        seconds = (self.now() - self.begun_s) / self.judged * (self.total - self.done)
        return f", {seconds / 60:.0f} min left" if seconds >= 90 else f", {seconds:.0f} s left"

    def erase(self) -> None:
        """Make room for what stays."""
        if self.write:
            self.write(ERASED)
