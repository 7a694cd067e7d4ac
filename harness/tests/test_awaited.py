"""What a hold waits for, read back from the form that the observer takes."""

from __future__ import annotations

import pytest

from harness.evidence.awaited import awaited
from harness.patterns.option import as_option
from harness.patterns.syntax import parse
from harness.patterns.terms import NotationError
from harness.place import ROOT


def in_scenarios() -> set[str]:
    """Every event that a scenario names, in quotes."""
    texts = (file.read_text() for file in (ROOT / "scenarios").glob("*.bats"))
    return {part for text in texts for part in text.split("'")[1::2]}


def test_what_is_read_back_means_the_same() -> None:
    """Of all events of all scenarios that an act could wait for."""
    compared = 0
    for text in sorted(in_scenarios()):
        try:
            flat = as_option(parse(text))
        except NotationError:
            continue
        assert as_option(parse(awaited(flat))) == flat, text
        compared += 1
    assert compared > 100


@pytest.mark.parametrize("flat", ["quiet", "waits", "something=new"])
def test_what_is_no_event_stays_as_it_is(flat: str) -> None:
    assert awaited(flat) == flat
