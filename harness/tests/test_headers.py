"""A comment in a header of c/ that names `word()` names a function: a wrong comment is a bug."""

import re
from pathlib import Path

from harness.place import ROOT

COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
NAMED = re.compile(r"\b([A-Za-z_]\w*)\(\)")
WORD = re.compile(r"\b[A-Za-z_]\w*\b")

OF_OTHERS = frozenset({"sigabbrev_np"})
"""Functions of libc: most are written as fork(2) is, and not looked for."""


def code(path: Path) -> str:
    return COMMENT.sub(" ", path.read_text(encoding="utf-8"))


def unknown(text: str, known: frozenset[str]) -> set[str]:
    """What the comments of a header name as functions, and nobody has."""
    named = {word for comment in COMMENT.findall(text) for word in NAMED.findall(comment)}
    return named - known - OF_OTHERS


def test_headers_name_only_what_there_is() -> None:
    sources = [*(ROOT / "c").rglob("*.[ch]")]
    known = frozenset(word for path in sources for word in WORD.findall(code(path)))
    headers = [path for path in sources if path.suffix == ".h"]
    assert len(headers) > 50
    wrong = {path.name: unknown(path.read_text(encoding="utf-8"), known) for path in headers}
    assert {name: words for name, words in wrong.items() if words} == {}


def test_what_is_not_there_is_found() -> None:
    text = "/** gone() - as here(), and fork(2) */\nint here(void);\n/* a\n * lost() */"
    assert unknown(text, frozenset({"here"})) == {"gone", "lost"}
