"""A check that has been made, as its results.json tells it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.place import typed
from harness.evidence.quoting import Told
from harness.scenario.slots import STACK
from harness.scenario.verdict import Verdict
from harness.telling.explanation import Explanation
from harness.telling.result import OUTSIDE, Result, companions
from harness.telling.session import Session, session_from
from harness.telling.stack import OnStack, on_stack

SCHEMA = 1

TEXTS = ("id", "title", "scenario", "level", "because", "evidence", "rerun", "injected", "cause",
         "reason")  # fmt: skip
LISTS = ("tests", "sources", "controls", "marked")


BY = typed("make check", "sockspec check")


class NoReportError(Told):
    """There are no results to be shown, or such as another version has written."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was judged, where, when, and what came of it. Evidence is named from `root`.

    `slots` have what was typed; `stack` is more of what STACK was given; `session` is by what it
    was judged, and which part of a check it is.
    """

    results: tuple[Result, ...]
    slots: Mapping[str, str | None]
    host: Mapping[str, Any]
    when: str
    root: Path
    stack: OnStack | None = None
    session: Session = Session()

    @property
    def replaced(self) -> dict[str, str]:
        """Slot and command line of what is not ours."""
        return {name: line for name, line in self.slots.items() if line}


def read_checked(file: Path, root: Path) -> Checked:
    """The check whose results these are; a NoReportError says why there is none."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        if told["schema"] != SCHEMA:
            raise NoReportError(f"{file}: schema {told['schema']}, and {SCHEMA} is known here")
        results = tuple(_result(each) for each in told["requirements"])
        stack = on_stack(told["slots"].get(STACK.name))
        slots = {**told["slots"], **({STACK.name: stack.typed} if stack else {})}
        session = session_from(told.get("session"))
        return Checked(results, slots, told["host"], told.get("when", ""), root, stack, session)
    except OSError as error:
        raise NoReportError(f"{file}: {error.strerror}: {BY} writes it") from None
    except (ValueError, KeyError, TypeError) as error:
        raise NoReportError(f"{file}: these are no results: {error!r}") from None


def _result(entry: Mapping[str, Any]) -> Result:
    told = entry["explanation"]
    values: dict[str, Any] = {name: entry[name] for name in TEXTS}
    values |= {name: tuple(entry[name]) for name in LISTS}
    values["beside"] = companions(entry["beside"])
    values |= {"known": entry.get("known", ""), "seen": entry.get("seen", OUTSIDE)}
    values |= {"required": entry.get("required", True), "seconds": entry.get("seconds", 0.0)}
    verdict, explanation = Verdict(entry["verdict"]), told and _explanation(told)
    return Result(**values, verdict=verdict, explanation=explanation)


def _explanation(told: Mapping[str, Any]) -> Explanation:
    return Explanation(
        seen=told["seen"],
        claim=told["claim"],
        line=told["line"],
        expected=told["expected"],
        why=told["why"],
        usually=told.get("usually", ""),
        cure=told.get("cure", ""),
        notes=tuple(told.get("notes", ())),
        marked=tuple(told["marked"]),
        flawed=tuple(told["flawed"]),
    )
