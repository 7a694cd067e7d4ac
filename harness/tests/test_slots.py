"""The table of slots, and what names its rows elsewhere."""

from __future__ import annotations

import re

import pytest

from harness.place import ROOT
from harness.running.preflight import EXAMINERS
from harness.running.slots import Slots
from harness.scenario.slots import NAMES, OF_PROGRAMS, PLACEHOLDERS, SLOTS

VARIABLES = [slot.variable for slot in SLOTS]


def text(name: str) -> str:
    return (ROOT / name).read_text()


def test_each_that_is_open_has_an_examiner() -> None:
    assert {slot.name for slot in OF_PROGRAMS} == set(EXAMINERS)


def test_make_hands_on_each() -> None:
    found = re.search(r"^\$\(foreach slot,([A-Z ]+),", text("Makefile"), re.MULTILINE)
    assert found and found[1].split() == VARIABLES
    assert " ".join(f"{variable}=" for variable in VARIABLES) in text("Makefile")


def test_the_sanitizers_judge_the_reference() -> None:
    assert f"unset {' '.join(VARIABLES)}\n" in text("ci/sanitize")


def test_the_documents_name_each() -> None:
    readme = text("README.md")
    for slot in SLOTS:
        assert re.search(rf"make check {slot.variable}=['\w]", readme), slot
    for placeholder in PLACEHOLDERS:
        assert f"`{{{placeholder}}}`" in readme
    listed = re.search(r"`tests` names the slots that it is about: (.*?)\.", text("docs/vocabulary.md"))
    assert listed and re.findall(r"`(\w+)`", listed[1]) == list(NAMES)


def test_our_programs_are_called_with_placeholders() -> None:
    assert PLACEHOLDERS == ("host", "port", "listen", "listen_host")
    for slot in SLOTS:
        assert {word.strip("{}") for word in slot.arguments} <= set(slot.placeholders)


def test_what_sits_in_the_slots() -> None:
    both = Slots(client="./b", server="./a")
    assert list(both.replaced) == ["server", "client"] and both == Slots(server="./a", client="./b")
    assert both.roles == {"server", "client"} and both.played("via") is None
    assert both.played("client") == "./b" and Slots().played("client") is None
    with pytest.raises(TypeError, match="no slot: sever"):
        Slots(sever="./a")
