"""Every word has all its parts: a module, a row of the page, a function of Bats."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from harness.tests.documents import DOCS
from harness.tests.making import CAST, claim, record
from harness.scenario.word import Word
from harness.vocabulary import words
from harness.vocabulary.claims import CLAIMS

VOCABULARY = DOCS.parent / "harness" / "vocabulary"
OTHERS = {"__init__", "claims", "usage", "words"}

OF_SOME = {"is_of_processes", "awaits_end_of", "forbids", "named", "tells_of_a_loop"}
"""What is the same for nearly all words: Word answers it."""

EXAMPLES = {
    "happens": ("happens  wire FIN  server read = 0", "wire FIN, then server read = 0"),
    "never": ("never  wire RST", "no wire RST in the whole run"),
    "prints": ("prints  client  a", "client prints a line with 'a'"),
    "exits": ("exits  client  SIGKILL", "client ends by SIGKILL"),
    "carries": (
        "carries  client>server  < 9  until  server read > 0",
        "client>server carries < 9 bytes until server read > 0",
    ),
    "zombies": ("zombies  server  1", "server has 1 zombie at the end of the run"),
    "connections": ("connections  server  0", "server holds 0 connections at the end of the run"),
    "processes": (
        "processes  server  < 25  since  wire SYN #2",
        "server has < 25 processes more than at 'wire SYN #2' at the end of the run",
    ),
    "sockets": (
        "sockets  server  LISTEN  2",
        "2 sockets of server in LISTEN at the end of the run",
    ),
    "rests": ("rests  server", "server does not go on making calls that do nothing"),
}


def test_a_module_is_a_word() -> None:
    modules = {file.stem for file in VOCABULARY.glob("*.py")} - OTHERS
    assert modules == CLAIMS.keys() == EXAMPLES.keys()


@pytest.mark.parametrize("name", CLAIMS)
def test_a_word_has_all_its_parts(name: str) -> None:
    word = CLAIMS[name]
    assert word.__module__ == f"harness.vocabulary.{name}" and word.word == name and word.usage
    parts = {part for part in vars(Word) if not part.startswith("_")} - OF_SOME
    assert parts >= {"parse", "roles", "expected", "judge", "witnesses"}
    assert parts <= vars(importlib.import_module(word.__module__).__dict__[word.__name__]).keys()


@pytest.mark.parametrize("text, expected", EXAMPLES.values())
def test_a_claim_says_what_it_expects_and_can_be_judged(text: str, expected: str) -> None:
    made = claim(text)
    assert made.says.expected() == expected
    assert made.says == claim(text).says and made.says.roles() <= CAST.names()
    assert made.says.judge(record()).because
    made.says.witnesses(record())


def test_a_window_is_told() -> None:
    made = claim("never  wire RST  after  wire SYN  until  wire FIN").says
    assert made.expected() == "no wire RST after wire SYN until wire FIN"


@pytest.mark.parametrize(
    "text, awaits",
    [
        ("happens  wire FIN  client ends", True),
        ("happens  client ends  wire FIN", False),
        ("happens  client ends = 0", False),
        ("never  client ends", False),
        ("exits  client  0", False),
    ],
)
def test_who_awaits_an_end(text: str, awaits: bool) -> None:
    says = claim(text).says
    assert says.awaits_end_of("client") is awaits and not says.awaits_end_of("server")


def bats_words(script: Path) -> dict[str, tuple[str, bool]]:
    """Of each function its usage, and whether it claims: the word that it passes on is its own."""
    found = {}
    for line in script.read_text().splitlines():
        if of_word := re.match(r"(\w+)\(\) +\{ (.*?); *\} +# (.*)", line):
            name, body, usage = of_word.groups()
            found[name] = (usage, f"sockspec_claim {name} " in body)
    return found


def test_bats_has_the_words_and_knows_which_claim() -> None:
    usages = {name: (usage, name in CLAIMS) for name, usage in words.USAGE.items()}
    assert bats_words(DOCS.parent / "scenarios" / "vocabulary.bash") == usages
