"""docs/catalogue.md: all requirements by chapter, and all statements of the notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from harness.catalogue.notes import Statement
from harness.claims.requirement import Requirement, Scenario

HEAD = """\
# The catalogue

Every requirement, from the scenarios themselves, and every statement of the study notes
(notes.md), with what makes it executable. This page is made by `make catalogue`: change a
scenario or the notes, not the page. The words `level`, `answers` and `control` are explained
in vocabulary.md.
"""

REQUIREMENTS = ("id", "requirement", "level", "sources", "answers", "scenario", "controls")
STATEMENTS = ("id", "English", "Korean", "requirements")


def page(
    scenarios: Iterable[Scenario], statements: Sequence[Statement], chapters: Mapping[str, str]
) -> str:
    """The whole page. `chapters` are the titles by number."""
    written = {each.id: each for scenario in scenarios for each in scenario.requirements}
    parts = [
        HEAD,
        _summary(written, statements),
        *_requirements(written, chapters),
        *_statements(written, statements, chapters),
        *_unasked(written, statements),
    ]
    return "\n".join(parts)


def to_come(written: Iterable[str], statements: Iterable[Statement]) -> list[str]:
    """The requirements that the notes ask for and no scenario makes yet, by number."""
    asked = {number for each in statements for number in each.requirements}
    return sorted(asked - set(written), key=by_number)


def unasked(written: Mapping[str, Requirement], statements: Iterable[Statement]) -> list[str]:
    """The requirements that name the notes as a source, and that no statement names."""
    asked = {number for each in statements for number in each.requirements}
    citing = {each.id for each in written.values() if _cites_notes(each)}
    return sorted(citing - asked, key=by_number)


def by_number(number: str) -> tuple[int, int]:
    """The order of the numbers: 1.2 before 1.10."""
    chapter, _, place = number.partition(".")
    return int(chapter), int(place)


def _cites_notes(requirement: Requirement) -> bool:
    return any(re.fullmatch(r"notes \d+", source) for source in requirement.sources)


def _summary(written: Mapping[str, Requirement], statements: Sequence[Statement]) -> str:
    missing = to_come(written, statements)
    controls = sum(len(each.controls) for each in written.values())
    without = sum(1 for each in statements if not set(each.requirements) & set(written))
    lines = [
        f"- {len(written)} requirements with {controls} controls",
        f"- {len(statements)} statements of the notes; "
        f"{without} of them have no requirement that is written yet",
        f"- to come: {', '.join(missing) or 'nothing'}",
        "",
    ]
    return "\n".join(lines)


def _requirements(
    written: Mapping[str, Requirement], chapters: Mapping[str, str]
) -> Iterator[str]:
    yield "# The requirements\n"
    ordered = sorted(written.values(), key=lambda each: by_number(each.id))
    for chapter, members in groupby(ordered, key=lambda each: each.id.partition(".")[0]):
        yield f"## {_title(chapter, chapters)}\n"
        yield _table(REQUIREMENTS, map(_requirement, members))


def _requirement(requirement: Requirement) -> tuple[str, ...]:
    name = requirement.path.name
    return (
        requirement.id,
        _plain(requirement.title),
        requirement.level,
        _plain("; ".join(requirement.sources)),
        " ".join(requirement.answers),
        f"[{requirement.path.stem}](../scenarios/{name})",
        ", ".join(_code(control.text) for control in requirement.controls),
    )


def _statements(
    written: Mapping[str, Requirement],
    statements: Sequence[Statement],
    chapters: Mapping[str, str],
) -> Iterator[str]:
    yield "# The statements of the notes\n"
    for chapter, members in groupby(statements, key=lambda each: each.chapter):
        yield f"## notes {_title(chapter, chapters)}\n"
        yield _table(STATEMENTS, (_statement(each, written) for each in members))


def _statement(statement: Statement, written: Mapping[str, Requirement]) -> tuple[str, ...]:
    marked = (
        number if number in written else f"{number} (to come)"
        for number in sorted(statement.requirements, key=by_number)
    )
    return statement.id, statement.english, statement.korean, ", ".join(marked)


def _unasked(
    written: Mapping[str, Requirement], statements: Sequence[Statement]
) -> Iterator[str]:
    numbers = unasked(written, statements)
    if numbers:
        yield "# Named by no statement\n"
        yield "These have the notes as a source, and no statement in notes.md names them:"
        yield f"{', '.join(numbers)}.\n"


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
