"""Patience: how many runs of a replaced program are cut off before it is run no more.

A program that takes all memory, or never lets a run end, would do so in every run of the suite.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from harness.evidence.record import Record

CUT_OFF = {
    "deadline": "ran into the deadline",
    "record": "filled the record",
    "memory": "took too much memory",
    "processes": "made too many processes",
    "untraced": "hid a process",
}
"""The ends of a run that the program has not come to by itself (docs/record-format.md)."""

MOST = 3
"""In a row: on a slow machine one run or another may be cut off."""


@dataclass(slots=True)
class Patience:
    """What the last runs of a session's replaced programs came to."""

    cut_off: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def saw(self, record: Record) -> None:
        """A run that has come to its own end makes up for those before it."""
        with self.lock:
            if (how := CUT_OFF.get(record.end.reason)) is not None:
                self.cut_off.append(how)
            elif len(self.cut_off) < MOST:
                self.cut_off.clear()

    def why_no_more(self) -> str:
        """Why the programs are not run again; empty if they are."""
        if len(self.cut_off) < MOST:
            return ""
        those = ", or ".join(dict.fromkeys(self.cut_off[:MOST]))
        slow = "deadline" in those
        hint = "; if only the machine is slow, or busy, run this by itself" if slow else ""
        return f"not run: in {MOST} runs, one after the other, it {those}{hint}"
