"""docs/notes.md, read as data: a table a chapter, a row a statement."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from harness.evidence.quoting import printable

HEADING = re.compile(r"## ([1-9]\d*) \S.*")
COLUMNS = ("id", "English", "Korean", "requirements")
NUMBER = re.compile(r"[1-9]\d*\.[1-9]\d*")


class NotesError(ValueError):
    """What is wrong in the notes, and where."""

    def __init__(self, path: Path, line: int, sentence: str) -> None:
        super().__init__(printable(f"{path}:{line}: {sentence}"))


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of the notes, and the numbers of what makes it executable."""

    id: str
    english: str
    korean: str
    requirements: tuple[str, ...]

    @property
    def chapter(self) -> str:
        """The chapter that its id names."""
        return self.id[1:].partition(".")[0]


def read(path: Path, chapters: Collection[str]) -> tuple[Statement, ...]:
    """All statements, in their order.

    `chapters` are those that a requirement may be of.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise NotesError(path, 0, f"it cannot be read: {error.strerror}.") from None
    reader = _Reader(path, chapters)
    for number, line in enumerate(lines, start=1):
        reader.take(number, line.strip())
    reader.end(len(lines))
    return tuple(reader.found)


class _Reader:
    """The document while it is read: the chapter, and what came so far."""

    def __init__(self, path: Path, chapters: Collection[str]) -> None:
        self.path = path
        self.chapters = chapters
        self.chapter = ""
        self.rows = 0
        self.found: list[Statement] = []

    def take(self, number: int, line: str) -> None:
        """Read one line. What is neither a heading nor a table is for people only."""
        try:
            if line.startswith("##"):
                self._end_chapter()
                self._begin(line)
            elif line.startswith("|"):
                self._row([cell.strip() for cell in line.strip("|").split("|")])
        except ValueError as error:
            raise NotesError(self.path, number, str(error)) from None

    def end(self, number: int) -> None:
        """The end of the document, after its last line."""
        try:
            self._end_chapter()
        except ValueError as error:
            raise NotesError(self.path, number, str(error)) from None
        if not self.found:
            raise NotesError(self.path, number, "there is no statement in it.")

    def _end_chapter(self) -> None:
        if self.chapter and self.rows < 3:
            raise ValueError(f"chapter {self.chapter} has no statement.")

    def _begin(self, line: str) -> None:
        heading = HEADING.fullmatch(line)
        if not heading:
            raise ValueError(f"'{line}': a heading such as '## 5 TCP: boundaries' is expected.")
        number = heading[1]
        if number not in self.chapters:
            raise ValueError(f"there is no chapter {number}.")
        if self.chapter and int(number) <= int(self.chapter):
            raise ValueError(f"chapter {number} stands behind chapter {self.chapter}.")
        self.chapter, self.rows = number, 0

    def _row(self, cells: list[str]) -> None:
        """A line of the table: first the names of the columns, a rule, then statements."""
        self.rows += 1
        if not self.chapter:
            raise ValueError("this table stands in no chapter.")
        if self.rows == 1 and tuple(cells) != COLUMNS:
            raise ValueError(f"the columns {' | '.join(COLUMNS)} are expected.")
        if self.rows == 2 and set("".join(cells)) != {"-"}:
            raise ValueError("the rule of the table, '| --- | …', is expected.")
        if self.rows > 2:
            self.found.append(self._statement(cells, f"n{self.chapter}.{self.rows - 2}"))

    def _statement(self, cells: list[str], expected: str) -> Statement:
        if len(cells) != len(COLUMNS):
            raise ValueError(f"{len(COLUMNS)} cells are expected, not {len(cells)}.")
        name, english, korean, requirements = cells
        if any(name == known.id for known in self.found):
            raise ValueError(f"{name} is there already.")
        if name != expected:
            raise ValueError(f"'{name}': by its place it is {expected}.")
        if not re.search("[a-z]", english) or not re.search("[가-힣]", korean):
            raise ValueError(f"{name} is to be said in English, then in Korean.")
        return Statement(name, english, korean, self._numbers(name, requirements))

    def _numbers(self, name: str, text: str) -> tuple[str, ...]:
        numbers = tuple(text.split())
        if not numbers:
            raise ValueError(f"{name} names no requirement: nothing makes it executable.")
        for number in numbers:
            if not NUMBER.fullmatch(number):
                raise ValueError(f"{name}: '{number}' is not the number of a requirement.")
            if number.partition(".")[0] not in self.chapters:
                raise ValueError(f"{name}: there is no chapter for {number}.")
            if numbers.count(number) > 1:
                raise ValueError(f"{name} names {number} twice.")
        return numbers
