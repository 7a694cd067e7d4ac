"""A scenario file, read as data.

Bash runs the file, word by word; this reads the same lines and refuses whatever
is not a word of docs/vocabulary.md, so that both always mean the same.
"""

import re
from pathlib import Path

from harness.parsing import comment
from harness.parsing.block import Body
from harness.parsing.crosscheck import check
from harness.scenario.act import Type
from harness.scenario.model import (
    ADDRESS_FAMILIES,
    Cast,
    Claim,
    Control,
    Disturb,
    Requirement,
    Role,
    Scenario,
    ScenarioError,
)
from harness.parsing.lexer import Line, lines
from harness.scenario.slots import PORT
from harness.patterns.suggest import did_you_mean

__all__ = [
    "Cast",
    "Claim",
    "Control",
    "Requirement",
    "Role",
    "Scenario",
    "ScenarioError",
    "check",
    "parse",
]

SHEBANG = "#!/usr/bin/env bats"


def parse(path: Path, port: int = PORT) -> Scenario:
    """Read a file; a ScenarioError says what is wrong with it and where.

    What it writes as a port from 9190 to 9199 is that one of the ten from `port` on, also where
    9190 is written as its two bytes.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ScenarioError(path, 0, f"it cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ScenarioError(path, 0, "it is not UTF-8.") from None
    return _File(path, list(lines(_at_port(text, port)))).scenario()


def _at_port(text: str, port: int) -> str:
    if port == PORT:
        return text
    text = re.sub(rf"\b{PORT // 10}(\d)\b", lambda it: str(port + int(it[1])), text)
    return re.sub(rf"\b{_bytes(PORT)}\b", _bytes(port), text)


def _bytes(port: int) -> str:
    return f"{port >> 8} {port & 0xFF}"


class _File:
    """The file while it is read: a place in it, and what came so far."""

    def __init__(self, path: Path, all_lines: list[Line]) -> None:
        self.path = path
        self.lines = all_lines
        self.at = 0
        self.comment: list[Line] = []
        self.topic = ""
        self.loaded = False
        self.setup: Body | None = None
        self.found: list[Requirement] = []

    def error(self, line: int, sentence: str) -> ScenarioError:
        return ScenarioError(self.path, line, sentence)

    def scenario(self) -> Scenario:
        if not self.lines or self.lines[0].text != SHEBANG:
            raise self.error(1, f"the first line must be '{SHEBANG}'.")
        self.at = 1
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            self._take(line)
        self._drop_comment()
        if not self.found:
            raise self.error(1, "there is no test in it.")
        return Scenario(self.path, self.topic, tuple(self.found))

    def _take(self, line: Line) -> None:
        if line.text.startswith("#"):
            self.comment.append(line)
        elif line.text.startswith("@test"):
            self._test(line)
        else:
            self._drop_comment()
            if line.text:
                self._command(line)

    def _drop_comment(self) -> None:
        """A comment that is not a test's: the first one says what the file is about."""
        if comment.has_fields(self.comment):
            raise self.error(self.comment[0].number, "this comment stands above no test.")
        self.topic = self.topic or comment.prose(self.comment)
        self.comment = []

    def _command(self, line: Line) -> None:
        if line.text == "load vocabulary":
            if self.loaded:
                raise self.error(line.number, "the vocabulary is loaded already.")
            self.loaded = True
        elif re.fullmatch(r"setup_file\s*\(\)\s*\{", line.text):
            if self.setup or self.found:
                raise self.error(line.number, "one setup_file, before the tests, is expected.")
            self.setup = self._body(line, None)
            self.setup.close(in_test=False)
        else:
            raise self.error(
                line.number,
                f"'{line.text}': 'load vocabulary', 'setup_file() {{', '@test \"…\" {{' or a "
                "comment is expected here.",
            )

    def _body(self, start: Line, setup: Body | None) -> Body:
        """Read on to the closing brace."""
        if not self.loaded:
            raise self.error(start.number, "'load vocabulary' must stand before this.")
        body = Body(self.path, setup)
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            if line.text == "}":
                return body
            if line.text and not line.text.startswith("#"):
                body.take(line, in_test=start.text.startswith("@test"))
        raise self.error(start.number, "the closing '}' of this is missing.")

    def _test(self, line: Line) -> None:
        number, title = self._name(line)
        body = self._body(line, self.setup)
        try:
            above = comment.read(self.comment)
        except comment.CommentError as error:
            raise self.error(error.line or line.number, f"{number}: {error}") from None
        self.comment = []
        body.close()
        if not body.claims:
            raise self.error(line.number, f"{number} claims nothing.")
        requirement = self._requirement(number, title, line, above, body)
        self._check_controls(requirement)
        self.found.append(requirement)

    def _requirement(
        self, number: str, title: str, line: Line, above: comment.Comment, body: Body
    ) -> Requirement:
        shared = self.setup.requires if self.setup else []
        families = {claim.cast.family for claim in body.claims}
        implied = () if ADDRESS_FAMILIES[0] in families else tuple(sorted(families))
        return Requirement(
            id=number,
            title=title,
            reason=above.reason,
            sources=above.sources,
            level=above.level,
            tests=above.tests,
            speaks=above.speaks,
            asks=above.asks,
            hint=above.hint,
            controls=above.controls,
            claims=tuple(body.claims),
            requires=(*shared, *body.requires, *implied),
            line=line.number,
            path=self.path,
        )

    def _name(self, line: Line) -> tuple[str, str]:
        found = re.fullmatch(r"""@test\s+("[^"$`\\!]*"|'[^']*')\s*\{""", line.text)
        if not found:
            raise self.error(line.number, f"'{line.text}': '@test \"ID title\" {{' is expected.")
        number, _, title = found[1][1:-1].partition(" ")
        if not comment.ID.fullmatch(number) or not title.strip():
            raise self.error(
                line.number,
                f"'{found[1][1:-1]}': a number and a sentence, such as '7.3 the FIN is the "
                "reader's end-of-file', are expected.",
            )
        for known in self.found:
            if known.id == number:
                taken = f"{number} is taken by the test in line {known.line}."
                raise self.error(line.number, taken)
        return number, title.strip()

    def _check_controls(self, requirement: Requirement) -> None:
        """A control changes a role that one of the runs has."""
        names = frozenset[str]().union(*(cast.names() for cast in requirement.casts()))
        for control in requirement.controls:
            for role in sorted(control.change.roles() - names):
                raise self.error(
                    control.line,
                    f"{requirement.id}: the control names '{role}', which is not in the cast"
                    f"{did_you_mean(role, names)}",
                )
            if isinstance(control.change, Disturb) and isinstance(control.change.act, Type):
                self._check_typed(control.change.act, control.line, requirement)

    def _check_typed(self, typed: Type, line: int, requirement: Requirement) -> None:
        """One that types does so at a terminal that one of the runs has."""
        if all(typed.role not in cast.terminals for cast in requirement.casts()):
            raise self.error(line, f"{typed.role} has no terminal to type at.")
