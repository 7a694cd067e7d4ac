"""What only a shell understands: a command line in a slot is words, and no shell reads them.

Such a word would reach the program as an argument, without a word of it anywhere
(POSIX, Shell Command Language, 2.2 Quoting, 2.4 Reserved Words, 2.10.2).
"""

from __future__ import annotations

import re

_WORD = re.compile(r"""(?:[^\s'"\\]|\\.|'[^']*'|"(?:\\.|[^"\\])*")+""", re.DOTALL)
"""A word as it is typed, with its quotes: what is quoted is meant as it stands."""

_OPERATOR = re.compile(r"\|\|?|&&?|;;?|(\d*|&)(>>?|<<?|>&|<&|<>|>\|)\S*|\S*[^\s;&|][;&|]")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_VARIABLE = re.compile(r"\$(\w+|\{\w+\}|\()|`")
_FILLED_IN = {"$PORT": "{port}", "${PORT}": "{port}", "$HOST": "{host}", "${HOST}": "{host}"}

_OF_THE_SHELL = frozenset(
    ". cd eval exec export for if readonly set source trap ulimit umask unset until while".split()
)
"""Its own commands and words, with which people begin: there is no program of these names."""


def needed_for(line: str) -> str:
    """Which word of the command line wants a shell, and what to write instead; else empty."""
    words: list[str] = _WORD.findall(line)
    if not words:
        return ""
    if _ASSIGNMENT.match(words[0]):
        return f"write 'env' in front of {words[0]}"
    if words[0] in _OF_THE_SHELL:
        return f"'{words[0]}' is its own; {_instead(line)}"
    for word in words:
        if meaning := _meaning(word):
            return f"{word} {meaning}; {_instead(line)}"
    return ""


def _meaning(word: str) -> str:
    if any(quote in word for quote in "'\"\\"):
        return ""
    if _OPERATOR.fullmatch(word):
        return "would be an argument of the program"
    named = _VARIABLE.search(word)
    if named and named[0] in _FILLED_IN:
        return f"would stay as it is (write {_FILLED_IN[named[0]]})"
    return "would stay as it is" if named or word == "~" or word.startswith("~/") else ""


def _instead(line: str) -> str:
    """As it is typed: in single quotes, or the shell in which one types fills in its own."""
    inside = f'"{line}"' if not set(line) & set("'\"\\") else '"..."'
    return f"use 'sh -c {inside}'"
