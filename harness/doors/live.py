"""The live line: on a terminal, what is being judged and for how long, while nothing comes of it.

The threads that judge say what they begin and have done; the main thread waits for them two seconds
at a time, and after each wait in which nothing came, the line is written.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from harness.evidence.quoting import printable

MOST_NAMED = 4
"""So many are named; there are rarely more places on a machine that somebody sits at."""

EVERY_S = 2.0
"""How long nothing must have come of anything, for the line to be written."""

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
        self.begun[_called(nodeid)] = self.now()

    def end(self, nodeid: str) -> None:
        """It is no more."""
        self.begun.pop(_called(nodeid), None)

    def show(self, left: int) -> None:
        """Write the line; so many are not judged yet."""
        if not self.begun:
            return
        longest = sorted(list(self.begun.items()), key=lambda each: each[1])[:MOST_NAMED]
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


def _called(nodeid: str) -> str:
    """The number of a requirement; of a file that could not be read, what pytest calls it."""
    return printable(nodeid.rpartition("::")[2])
