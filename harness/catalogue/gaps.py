"""Gaps: what the notes ask for and no scenario has, and what cites them unasked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from harness.catalogue.notes import Statement
from harness.scenario.model import Requirement
from harness.scenario.number import by_number


def gaps(statements: Collection[Statement], written: Iterable[Requirement]) -> list[str]:
    """A sentence for each gap; none if every statement is executable."""
    known = {each.id: each for each in written}
    asked = {number for each in statements for number in each.requirements}
    return [
        *(f"{number} is named in notes.md, and no scenario has it"
          for number in sorted(asked - known.keys(), key=by_number)),
        *(f"{number} has the notes as a source, and no statement in notes.md names it"
          for number in sorted(known.keys() - asked, key=by_number)
          if _cites_notes(known[number])),
    ]  # fmt: skip


def _cites_notes(requirement: Requirement) -> bool:
    return any(re.fullmatch(r"notes \d+", source) for source in requirement.sources)
