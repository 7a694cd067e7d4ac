"""The live line: on a terminal, what is being judged and for how long, while nothing comes of it.

It needs no thread. pytest says in the main process, too, what a worker begins and has done
(pytest_runtest_logstart, -logfinish); and xdist's main loop waits for its workers two
seconds at a time (DSession.loop_once): after each wait in which nothing came, the line is written.
Without workers the main process judges itself, and says what it begins.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MOST_NAMED = 4
"""So many are named; there are rarely more workers on a machine that somebody sits at."""

ERASED = "\r\x1b[K"
"""To the beginning of the line, and nothing on it (ECMA-48, EL)."""


@dataclass(slots=True)
class LiveLine:
    """`write` puts text on the terminal and sees to it that it is seen."""

    write: Callable[[str], None]
    now: Callable[[], float] = time.monotonic
    begun: dict[str, float] = field(default_factory=dict)
    is_shown: bool = False

    def begin(self, nodeid: str) -> None:
        """This one is being judged from now on."""
        self.begun[nodeid.rpartition("::")[2]] = self.now()

    def end(self, nodeid: str) -> None:
        """It is no more."""
        self.begun.pop(nodeid.rpartition("::")[2], None)

    def show(self, left: int) -> None:
        """Write the line; so many are not judged yet."""
        if not self.begun:
            return
        longest = sorted(self.begun.items(), key=lambda each: each[1])[:MOST_NAMED]
        named = ", ".join(f"{number}{self._since(begun)}" for number, begun in longest)
        self.write(f"{ERASED}judging {named}; {left} to go")
        self.is_shown = True

    def _since(self, begun: float) -> str:
        seconds = round(self.now() - begun)
        return f" for {seconds} s" if seconds else ""

    def erase(self) -> None:
        """Make room for what stays."""
        if self.is_shown:
            self.write(ERASED)
        self.is_shown = False


def hear_waiting(events: Any, notice: Callable[[], None]) -> None:
    """Have it noticed whenever the main loop has waited for these events in vain."""
    get = events.get

    def get_or_notice(*args: Any, **options: Any) -> Any:
        try:
            return get(*args, **options)
        except queue.Empty:
            notice()
            raise

    events.get = get_or_notice
