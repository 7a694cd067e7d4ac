"""Languages: what is told in the user's, and whether all of it is."""

from __future__ import annotations

import gettext
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.catalogue.messages import HEADER, hints, notes, template
from harness.catalogue.notes import read
from harness.parsing.file import parse
from harness.place import ROOT
from harness.running.paths import find_paths
from harness.scenario.model import Requirement
from harness.telling.language import DOMAIN, speak_as_the_user, translated
from harness.telling.summary import CHAPTERS
from harness.telling.text import columns, wrapped


@pytest.fixture(autouse=True)
def in_english_again() -> Iterator[None]:
    yield
    gettext.textdomain("messages")


def written() -> list[Requirement]:
    return [each for path in sorted((ROOT / "scenarios").glob("*.bats"))
            for each in parse(path).requirements]  # fmt: skip


def korean() -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, find_paths({}).build / "locale", ["ko"])


def test_each_hint_and_each_statement_has_its_korean() -> None:
    """What has none: python3 -m harness messages >hints.pot; msgmerge -U po/ko.po hints.pot."""
    catalogue, statements = korean(), read(ROOT / "docs" / "notes.md", CHAPTERS)
    texts = [*hints(written()), *(each.english for each in statements)]
    assert len(texts) > 300
    assert [text for text in texts if catalogue.gettext(text) == text] == []


def test_no_translation_is_left_over() -> None:
    told = subprocess.run(
        ["msgattrib", "--no-fuzzy", "--translated", "--no-wrap", ROOT / "po" / "ko.po"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    there = {line.removeprefix('msgid "').removesuffix('"').replace('\\"', '"')
             for line in told.splitlines() if line.startswith('msgid "')}  # fmt: skip
    assert there - {""} == set(hints(written()))


def test_the_template_is_what_gettext_reads(tmp_path: Path) -> None:
    file = tmp_path / "hints.pot"
    file.write_text(template(written()), encoding="utf-8")
    subprocess.run(["msgfmt", "-o", "/dev/null", file], check=True)
    assert file.read_text().startswith(HEADER)
    (tmp_path / "notes.po").write_text(notes(read(ROOT / "docs" / "notes.md", CHAPTERS)))
    subprocess.run(["msgfmt", "-o", "/dev/null", tmp_path / "notes.po"], check=True)


@pytest.mark.parametrize(("language", "is_korean"), [("ko_KR.UTF-8", True), ("C", False), ("de_DE.UTF-8", False)])
def test_the_language_is_the_users(
    monkeypatch: pytest.MonkeyPatch, language: str, is_korean: bool
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", language)
    speak_as_the_user(find_paths({}).locale)
    text = "Write all of it, then shutdown(SHUT_WR)."
    assert (translated(text) != text) is is_korean
    assert translated("") == ""
    assert translated("no such text") == "no such text"


def test_a_line_of_hangul_is_no_wider() -> None:
    text = "모든 바이트를 다 쓴 다음 한 방향만 끝낸다 " * 10
    lines = wrapped(text, 40)
    assert all(columns(line) <= 46 for line in lines)
    assert " ".join(lines) == text.strip()
