"""The session: what of a check its results do not tell. It stands in results.json beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.evidence.quoting import make_printable


@dataclass(frozen=True, slots=True)
class Session:
    """By what it was judged, and which part of a check it is.

    `revision` is of the scenarios, the driver and the programs. `shard` is which part, as "3/8"; a
    whole check has none. `of` tells what all parts were taken from: it is the same for parts that
    belong together. `asides` is how many requirements were set aside, by the reason. One that is
    not `complete` was interrupted.
    """

    revision: str = ""
    shard: str = ""
    of: str = ""
    asides: Mapping[str, int] = field(default_factory=dict)
    complete: bool = True

    def __post_init__(self) -> None:
        make_printable(self)


def session_from(told: Mapping[str, Any] | None) -> Session:
    """That of a report; of one that has none, the default."""
    if told is None:
        return Session()
    values = {name: str(told[name]) for name in ("revision", "shard", "of")}
    asides = {str(reason): int(count) for reason, count in told["asides"].items()}
    return Session(**values, asides=asides, complete=bool(told["complete"]))
