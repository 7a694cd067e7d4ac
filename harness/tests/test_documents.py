"""What the documents name is there."""

import re
from pathlib import Path

import pytest

from harness.place import ROOT
from harness.tests.documents import DOCS, table

PAGES = sorted([*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
SECTIONS = ("word", "meaning", "where")
PATH = re.compile(
    r"(?<![\w/.{-])((?:c|ci|docs|fixtures|harness|scenarios)/[\w./-]*\w)(?![\w/*{…-])"
)

PLACEHOLDER = re.compile(r"[A-Z]{2}")
"""As in scenarios/TOPIC.bats: what a reader puts a name for."""


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    named = set(PATH.findall(page.read_text(encoding="utf-8")))
    paths = (each for each in named if not PLACEHOLDER.search(each))
    missing = sorted(each for each in paths if not (ROOT / each).exists())
    assert missing == []


def test_a_word_of_the_glossary_is_explained_once() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| `[^|]+` \|$", glossary(), re.MULTILINE)
    words = [word for word, _ in rows]
    assert len(words) == len(set(words)) > 30
    assert table("glossary.md", *SECTIONS)[0][0] == words[0]
    assert all(meaning.endswith(".") for _, meaning in rows)


def glossary() -> str:
    return (DOCS / "glossary.md").read_text(encoding="utf-8")


def test_a_path_is_found_in_prose_and_in_code() -> None:
    text = "see c/observe/gone.c, `harness/x.py`; not build/c/y.c nor c/fixtures/chNN-x/"
    assert PATH.findall(text)[:2] == ["c/observe/gone.c", "harness/x.py"]
