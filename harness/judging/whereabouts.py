"""Where a program waits: one place for each of its processes, the one that tells most."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TypeVar

from harness.evidence.describe import doing, state_of
from harness.evidence.events import Blocked, Process

_TELLING = (
    ("running", "stopped"),
    ("accept", "connect", "read", "recv", "write", "send", "splice"),
    ("wait", "flock"),
    ("poll", "ppoll", "select", "pselect", "epoll"),
    ("pause", "rt_sig"),
    ("futex",),
)
"""What tells most comes first: a conversation, a child, then what any program with threads does
beside it: a runtime's own threads wait in futex(2), or sleep, whatever the program waits for."""

MOST = 2
"""So many processes are told of; of a hundred workers one is like the other."""


Somebody = TypeVar("Somebody", Blocked, Process)


def whereabouts(entries: Iterable[Somebody], role: str) -> str:
    """What the processes of the role do, as a sentence has it; empty if there are none."""
    return " and ".join(doing(each) for each in most_telling(entries, role))


def most_telling(entries: Iterable[Somebody], role: str) -> list[Somebody]:
    """One thread of each process of the role, and of those that do the same one."""
    mine = sorted((each for each in entries if each.role == role), key=lambda each: each.pid)
    places = [min(threads, key=_rank) for _, threads in groupby(mine, key=lambda each: each.pid)]
    different = {doing(each): each for each in reversed(sorted(places, key=_rank))}
    return list(reversed(different.values()))[:MOST]


def _rank(entry: Blocked | Process) -> int:
    if state_of(entry) == "zombie":
        return len(_TELLING) + 1
    told = "running" if state_of(entry) == "running" else entry.where or state_of(entry)
    ranks = (place for place, names in enumerate(_TELLING) if told.startswith(names))
    return next(ranks, len(_TELLING))
