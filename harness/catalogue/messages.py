"""What is told in more than one language, as gettext has it: the hints, and the notes.

The template of the hints is for translators; po/LANGUAGE.po is what they make of it. The notes
are in English and Korean already: docs/notes.md is their catalogue, and here its form is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from harness.catalogue.notes import Statement
from harness.scenario.model import Requirement

HEADER = (
    'msgid ""\nmsgstr ""\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
)


def hints(requirements: Iterable[Requirement]) -> dict[str, list[str]]:
    """Each text of a hint, and the requirements that have it."""
    found: dict[str, list[str]] = {}
    for each in requirements:
        for text in (each.hint.usually, each.hint.cure) if each.hint else ():
            found.setdefault(text, []).append(each.id)
    return found


def template(requirements: Iterable[Requirement]) -> str:
    """The template of the hints: po/hints.pot, were it written."""
    entries = (
        f"#. {' '.join(numbers)}\n{_entry(text, '')}"
        for text, numbers in hints(requirements).items()
    )
    return "\n".join((HEADER, *entries))


def notes(statements: Sequence[Statement]) -> str:
    """The notes as a catalogue: of each statement its Korean."""
    return "\n".join((HEADER, *_translated(statements)))


def _translated(statements: Sequence[Statement]) -> Iterator[str]:
    told = {each.english: each.korean for each in statements}
    return (_entry(english, korean) for english, korean in told.items())


def _entry(text: str, translation: str) -> str:
    return f"msgid {_quoted(text)}\nmsgstr {_quoted(translation)}\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
