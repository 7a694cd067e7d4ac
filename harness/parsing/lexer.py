"""The few things that a line of a scenario may be made of.

Bash runs the same file, so a line must mean to Bash exactly what it means here:
words and quotes are allowed, whatever Bash would expand or act upon is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


class ShellError(ValueError):
    """What stands there that is not a plain word."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or several of which each but the last ends in a backslash.

    `number` is the first's; `text` still has the backslashes.
    """

    number: int
    text: str

    @property
    def on_one_line(self) -> str:
        """The text as people are shown it."""
        return re.sub(r"\s*\\\n\s*", " ", self.text)


def lines(text: str) -> Iterator[Line]:
    """The lines of a file without the blanks around them."""
    start, parts = 1, list[str]()
    for number, raw in enumerate(text.split("\n"), start=1):
        start = start if parts else number
        is_comment = not parts and raw.lstrip().startswith("#")
        parts.append(raw)
        if is_comment or not raw.endswith("\\"):
            yield Line(start, "\n".join(parts).strip())
            parts = []
    if parts:
        yield Line(start, "\n".join(parts).strip())


_PIECE = re.compile(
    r"""(?P<blank>[ \t]+(?:\\\n[ \t]*)*)
      | '(?P<single>[^'\n]*)'
      | "(?P<double>[^"$`\\!\n]*)"
      | (?P<plain>[^\s'"\\$`|;&<>()*?\[\]!#~{}]|(?<=\S)[#~])""",
    re.VERBOSE,
)

_WHY = {
    "'": "this quote is not closed",
    '"': "this quote is not closed, or holds $, `, ! or a backslash: use single quotes",
    "$": "nothing is expanded in a scenario: put it in single quotes",
    "`": "no command is run in a scenario",
    "\\": "it joins lines only after a blank; otherwise put it in single quotes",
    "|": "there are no pipes in a scenario",
    "&": "there is one word of the vocabulary a line",
    ";": "there is one word of the vocabulary a line",
    "<": "nothing is redirected: put events in single quotes",
    ">": "nothing is redirected: put events in single quotes",
}


def split(text: str) -> tuple[str, ...]:
    """The words of a line; a comment ends it."""
    words = list[str]()
    word: str | None = None
    at = 0
    while at < len(text):
        if text[at] == "#" and word is None:
            break
        found = _PIECE.match(text, at)
        if not found:
            raise ShellError(f"'{text[at:]}': {_WHY.get(text[at], 'put it in single quotes')}.")
        at = found.end()
        if found["blank"] is None:
            piece = found["single"] or found["double"] or found["plain"] or ""
            word = (word or "") + piece
        elif word is not None:
            words.append(word)
            word = None
    return (*words, word) if word is not None else tuple(words)
