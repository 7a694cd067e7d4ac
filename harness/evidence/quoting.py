"""Quoting: what a program, a peer or a path says becomes text that acts on nobody who reads it.

Readers are terminals, shells, and CI systems that take lines of a log for commands. Whatever
comes from a run becomes text here: an event in `describe.py`, a row of a ladder, a sentence
when it is put into a result, an explanation or an error. Behind these, nothing needs a look.

What is escaped, each character as C writes it:

- what str.isprintable() denies: control characters, line and paragraph separators, what turns
  the direction of writing or has no width, blanks that only look like one, halves of surrogates
- what it grants, and nobody can see (_UNSEEN)
- the first character of what a CI system would take for a command (_COMMAND)

What has been escaped once stays as it is, so that a sentence may be made of quoted parts.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from dataclasses import fields
from typing import Any

MOST_SHOWN = 120
"""So many characters of a text are shown; a line of output may have a million."""

MOST_BYTES = 24
"""So many bytes of data are shown: enough to know them again."""

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}

_UNSEEN = (
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0"
    r"\U000e0100-\U000e01ef]"
)
"""Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties.txt), as far as it is left."""

_COMMAND = "|".join((
    # GitHub, first on a line but for blanks; a line may be cut before any word. Of `::1` as an
    # address it makes nothing (actions/runner, ActionCommand.cs, TryParseV2).
    r"(?<!\S):(?=:(?!(?:(?!::)[0-9A-Fa-f.:])*(?:[\s,)]|$)))",
    # GitHub's older ones, Azure's ##vso[, TeamCity's: anywhere on a line (the same, TryParse).
    r"#(?=#\w*\[)",
    # GitLab, anywhere on a line (docs.gitlab.com, CI/CD job logs, custom collapsible sections).
    r"s(?=ection_(?:start|end):)",
))  # fmt: skip

_ACTS = re.compile(f"{_UNSEEN}|{_COMMAND}")


def printable(text: str) -> str:
    """The text in one line, and nothing in it that acts; the text itself if that is so already."""
    return _escaped(text, _as_in_c)


def printable_lines(text: str) -> str:
    """The same of a text whose newlines are our own."""
    return "\n".join(map(printable, text.split("\n")))


def quoted(text: str) -> str:
    """The same in quotes, with no more than MOST_SHOWN characters."""
    cut = text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
    return '"' + printable(cut.replace("\\", "\\\\")) + '"'


def quoted_bytes(data: str, most: int = MOST_BYTES) -> str:
    """Bytes, each as the character of its number, read as UTF-8 where they are."""
    raw = data[:most].encode("latin-1", "replace").replace(b"\\", b"\\\\")
    more = "…" if len(data) > most else ""
    return f'"{printable(raw.decode("utf-8", "backslashreplace"))}{more}"'


def word(argument: str) -> str:
    """An argument among others: in quotes where it would not be one word, or would act."""
    is_plain = argument.isprintable() and not re.search(r"[\s\"]", argument)
    return printable(argument) if argument and is_plain else quoted(argument)


def shell_word(argument: str) -> str:
    """An argument as a shell reads it; where quotes would leave something that acts, by printf(1).

    It has no newline in it but those at the end, which $(...) takes away (POSIX, Shell Command
    Language, 2.6.3).
    """
    if printable(argument) == argument:
        return shlex.quote(argument)
    stem = argument.rstrip("\n")
    octal = "".join(map(_octal, stem.encode("utf-8", "surrogateescape")))
    newlines = argument[len(stem) :]
    return f"\"$(printf '{octal}')\"" + (f"'{newlines}'" if newlines else "")


def as_json(value: object, indent: int | None = None) -> str:
    """JSON from which a reader gets every text back as it was, and in which nothing acts."""
    return _escaped(json.dumps(value, indent=indent, ensure_ascii=False), _as_in_json, keep="\n")


_MARKUP = re.compile("|".join((
    # CommonMark 0.31: what may begin code, emphasis, a link, a tag, an entity; and by GitHub's
    # additions another cell, what is struck out, a formula.
    r"[\\\\`*\[\]<&|~$]",
    r"(?<![^\W_])_|_(?![^\W_])",  # within a word it is a letter (6.2)
    r"^(?:[#>+=-]|\d+(?=[.)](?!\S)))",  # a heading, a quote, a list: only where a line begins
    r":(?=//)|:(?=\w+:)",  # an address that becomes a link (GFM 0.29, 6.9), an emoji
    r"(?<=www)\.",
)), re.IGNORECASE)  # fmt: skip


def as_markdown(text: str) -> str:
    """The text in one line, as Markdown shows it: nothing in it is markup, or acts.

    GitHub makes a link of an address of mail, whatever stands in it; that ends no markup around it.
    """
    return _MARKUP.sub(_without_markup, printable(text).strip())


def _without_markup(found: re.Match[str]) -> str:
    """A digit cannot be escaped; an entity shows it."""
    first = found[0][0]
    return f"&#{ord(first)};{found[0][1:]}" if first.isdecimal() else f"\\{found[0]}"


class Told(Exception):
    """An error whose text is a sentence that somebody reads."""

    def __init__(self, sentence: str) -> None:
        super().__init__(printable(sentence))


def make_printable(made: Any) -> None:
    """Escape every text of a dataclass, and of its tuples of texts: for its __post_init__."""
    for each in fields(made):
        value = getattr(made, each.name)
        object.__setattr__(made, each.name, _told(value))


def _told(value: object) -> object:
    if type(value) is str:
        return printable(value)
    return tuple(map(_told, value)) if type(value) is tuple else value


def _escaped(text: str, how: Callable[[str], str], keep: str = "") -> str:
    if not text.isprintable():
        text = "".join(c if c.isprintable() or c in keep else how(c) for c in text)
    return _ACTS.sub(lambda found: how(found[0]), text)


def _as_in_c(char: str) -> str:
    number = ord(char)
    if number < 256:
        return _SHORT.get(char) or f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 65536 else f"\\U{number:08x}"


def _as_in_json(char: str) -> str:
    """By number; above U+FFFF in two halves (RFC 8259, 7)."""
    if ord(char) < 65536:
        return f"\\u{ord(char):04x}"
    high, low = divmod(ord(char) - 65536, 1024)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def _octal(byte: int) -> str:
    char = chr(byte)
    return char if char.isascii() and (char.isalnum() or char in " ./_=,") else f"\\{byte:03o}"
