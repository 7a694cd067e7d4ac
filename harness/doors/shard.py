"""Shards: a check in parts, each judged by itself, on a machine of its own say.

Which part has what follows from what is to be judged and from the times that are given, and from
nothing else: each part finds it out by itself, and the parts have all, and nothing twice.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from harness.evidence.quoting import Told


class ShardError(Told):
    """A part that there is not, or times that cannot be read."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `number` of so many, from 1 on."""

    number: int
    parts: int

    def __str__(self) -> str:
        return f"{self.number}/{self.parts}"


def shard_of(text: str) -> Shard:
    """What "3/8" means."""
    said = re.fullmatch(r"(\d+)/(\d+)", text)
    number, parts = (int(each) for each in said.groups()) if said else (0, 0)
    if not 1 <= number <= parts:
        raise ShardError(f"--shard {text}: it is a part of all the parts, as 3/8")
    return Shard(number, parts)


def times_in(file: Path) -> dict[str, float]:
    """How many seconds each requirement took in an earlier check: from its results.json."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return {str(each["id"]): float(each["seconds"]) for each in told["requirements"]}
    except OSError as error:
        raise ShardError(f"--times {file}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise ShardError(f"--times {file}: these are no results: {error!r}") from None


def share(nodeids: Sequence[str], shard: Shard, times: Mapping[str, float]) -> set[str]:
    """Those of the part. The parts take about the same time, if times are known.

    The longest is given first, to the part that has least. Requirements of a scenario share runs:
    so a scenario is not taken apart, unless there are too few of them.
    """
    loads = [(0.0, number) for number in range(1, shard.parts + 1)]
    mine: set[str] = set()
    units = sorted(_units(nodeids, shard.parts, times), key=lambda each: (-each[0], each[1]))
    for seconds, unit in units:
        load, number = min(loads)
        loads[loads.index((load, number))] = (load + seconds, number)
        if number == shard.number:
            mine.update(unit)
    return mine


def _units(
    nodeids: Sequence[str], parts: int, times: Mapping[str, float]
) -> Iterable[tuple[float, tuple[str, ...]]]:
    """What is not taken apart, and how long it takes."""
    unknown = mean(times.values()) if times else 1.0
    scenarios: dict[str, list[str]] = {}
    for nodeid in nodeids:
        scenarios.setdefault(nodeid.rpartition("::")[0], []).append(nodeid)
    units: Iterable[Sequence[str]] = scenarios.values()
    if len(scenarios) < 2 * parts:
        units = [[nodeid] for nodeid in nodeids]
    for unit in units:
        seconds = sum(times.get(each.rpartition("::")[2], unknown) for each in unit)
        yield seconds, tuple(sorted(unit))


def told_apart(nodeids: Iterable[str], parts: int, times: Mapping[str, float]) -> str:
    """What parts that belong together have in common: of what they are, and by what it is parted.

    Where the scenarios are is left out.
    """
    names = sorted(nodeid.rpartition("/")[2] for nodeid in nodeids)
    text = "\n".join((str(parts), repr(sorted(times.items())), *names))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
