"""The explanation of a requirement that does not hold, as data: each door makes its own of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from harness.evidence.quoting import make_printable, printable_lines


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a ladder: what `side` did at `ns`, on CLOCK_REALTIME.

    `line` is where its event stands in record.jsonl; `ends` are a frame's sender and receiver.
    """

    line: int
    ns: int
    side: str
    text: str
    tone: str = "plain"
    ends: tuple[str | None, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The few rows of a record that a failure is about, None where some are left out.

    `fewer` are the rows where there is room for a few only. `roles` are in the order of their
    launch; times count from `start_ns`.
    """

    roles: tuple[str, ...]
    start_ns: int
    rows: tuple[Row | None, ...]
    fewer: tuple[Row | None, ...]

    def __post_init__(self) -> None:
        make_printable(self)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a stranger is told beside the result itself; each text of it is printable.

    `claim` is the one that does not hold, as the scenario has it, perhaps in several lines, and
    `line` its line there; None where it is about none. `marked` are the lines of record.jsonl with
    the events around the break. `why` says why it matters, and by which source; it is empty where
    nothing was judged. `usually` is what is mostly the cause where a program of this kind fails so,
    `cure` what is done about it. `flawed` are the programs of ours that fail so on purpose: each
    beside its sound twin shows a mistake that leads here. `direct` is the same pair without the
    relay between. `notes` are the statements of the study notes that it comes from.
    """

    seen: str
    claim: str | None = None
    line: int | None = None
    expected: str = ""
    why: str = ""
    usually: str = ""
    cure: str = ""
    notes: tuple[str, ...] = ()
    marked: tuple[int, ...] = ()
    excerpt: Excerpt | None = None
    flawed: tuple[str, ...] = ()
    direct: Excerpt | None = None

    def __post_init__(self) -> None:
        claim = self.claim and printable_lines(self.claim.expandtabs())
        make_printable(self)
        object.__setattr__(self, "claim", claim)


def explanation_of(values: Mapping[str, Any]) -> Explanation:
    """The explanation whose plain values these are: dataclasses.asdict() the other way round."""
    excerpt, alone = (
        values[name] and _excerpt(values[name]) for name in ("excerpt", "direct")
    )
    told = Explanation(**values)
    flawed = tuple(values["flawed"])
    marked, notes = tuple(values["marked"]), tuple(values["notes"])
    told = replace(told, marked=marked, notes=notes, flawed=flawed)
    return replace(told, excerpt=excerpt, direct=alone)


def _excerpt(values: Mapping[str, Any]) -> Excerpt:
    rows, fewer = (tuple(map(_row, values[key])) for key in ("rows", "fewer"))
    return Excerpt(tuple(values["roles"]), values["start_ns"], rows, fewer)


def _row(values: Mapping[str, Any] | None) -> Row | None:
    if values is None:
        return None
    return replace(Row(**values), ends=values["ends"] and tuple(values["ends"]))
