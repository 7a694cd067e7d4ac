"""docs/catalogue.md: all requirements by chapter, and all statements of the notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from harness.catalogue.difference import Flawed, programs
from harness.scenario.number import by_number
from harness.catalogue.notes import Statement
from harness.scenario.model import Requirement, Scenario

HEAD = """\
# The catalogue

Every requirement, from the scenarios themselves, and every statement of the study notes
(notes.md), with what makes it executable. This page is made by `make catalogue`: change a
scenario or the notes, not the page. The words `level`, `tests` and `control` are explained
in vocabulary.md.

`kills` says with how many mutants of its evidence a requirement fails. An event that a claim
names is dropped, duplicated, swapped with the next, or modified in one field: each counts once.
Every other call, frame, line, signal and end is left out before, so that the number is the
same however often a stream happened to be cut. `make mutants` tells them by kind.
"""

REQUIREMENTS = (
    *("id", "requirement", "level", "sources", "tests", "scenario", "controls"),
    "kills",
)
FLAWED = ("flawed", "sound", "lines that differ", "control of")
STATEMENTS = ("id", "English", "Korean", "requirements")


def page(
    scenarios: Iterable[Scenario],
    statements: Sequence[Statement],
    chapters: Mapping[str, str],
    killed: Mapping[str, int],
    flawed: Iterable[Flawed],
) -> str:
    """The whole page. `chapters` are the titles by number.

    `killed` says how many mutants each requirement kills.
    """
    written = [each for scenario in scenarios for each in scenario.requirements]
    parts = [
        HEAD,
        _summary(written, statements, killed),
        *_requirements(written, chapters, killed),
        *_flawed(flawed, written),
        *_statements(statements, chapters),
    ]
    return "\n".join(parts)


def _summary(
    written: Sequence[Requirement], statements: Sequence[Statement], killed: Mapping[str, int]
) -> str:
    controls = sum(len(each.controls) for each in written)
    lines = [
        f"- {len(written)} requirements with {controls} controls",
        f"- {sum(killed[each.id] for each in written)} mutants of evidence killed",
        f"- {len(statements)} statements of the notes",
        "",
    ]
    return "\n".join(lines)


def _requirements(
    written: Sequence[Requirement], chapters: Mapping[str, str], killed: Mapping[str, int]
) -> Iterator[str]:
    yield "# The requirements\n"
    ordered = sorted(written, key=lambda each: by_number(each.id))
    for chapter, members in groupby(ordered, key=lambda each: each.id.partition(".")[0]):
        yield f"## {_title(chapter, chapters)}\n"
        yield _table(REQUIREMENTS, (_requirement(each, killed[each.id]) for each in members))


def _requirement(requirement: Requirement, killed: int) -> tuple[str, ...]:
    name = requirement.path.name
    return (
        requirement.id,
        _plain(requirement.title),
        requirement.level,
        _plain("; ".join(requirement.sources)),
        " ".join(requirement.tests),
        f"[{requirement.path.stem}](../scenarios/{name})",
        ", ".join(_code(control.text) for control in requirement.controls),
        str(killed),
    )


def _flawed(flawed: Iterable[Flawed], written: Sequence[Requirement]) -> Iterator[str]:
    yield "# The flawed programs\n"
    yield (
        "Each makes one mistake, and does otherwise as its sound twin does. The difference is\n"
        "what a requirement is there for: `./sockspec explain 7.5` shows those of its\n"
        "controls.\n"
    )
    yield _table(FLAWED, (_mistake(each, written) for each in flawed))


def _mistake(flawed: Flawed, written: Sequence[Requirement]) -> tuple[str, ...]:
    name = flawed.path.stem
    numbers = sorted((each.id for each in written if name in programs(each)), key=by_number)
    return (
        f"[{name}](../{flawed.path})",
        f"[{flawed.sound.stem}](../{flawed.sound})",
        "another way" if flawed.lines is None else str(flawed.lines),
        ", ".join(numbers),
    )


def _statements(
    statements: Sequence[Statement], chapters: Mapping[str, str]
) -> Iterator[str]:
    yield "# The statements of the notes\n"
    for chapter, members in groupby(statements, key=lambda each: each.chapter):
        yield f"## notes {_title(chapter, chapters)}\n"
        yield _table(STATEMENTS, map(_statement, members))


def _statement(statement: Statement) -> tuple[str, ...]:
    numbers = sorted(statement.requirements, key=by_number)
    return statement.id, statement.english, statement.korean, ", ".join(numbers)


def _title(chapter: str, chapters: Mapping[str, str]) -> str:
    return f"{chapter} {chapters.get(chapter, '')}".strip()


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---"] * len(columns)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (columns, rule, *rows))


def _plain(text: str) -> str:
    """Text as it is, whatever Markdown would make of it."""
    return re.sub(r"[\\|<*`\[]", r"\\\g<0>", text)


def _code(text: str) -> str:
    """Text as code; of all characters only the bar would end a cell."""
    escaped = text.replace("|", r"\|")
    return f"`{escaped}`"
