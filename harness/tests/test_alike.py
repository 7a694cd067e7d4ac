"""Whose failures these are like: of what is known of our flawed programs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.parsing.file import parse
from harness.proof.mistakes import Mistake, as_text, failures, mistakes
from harness.place import ROOT
from harness.running.paths import find_paths
from harness.scenario.slots import SERVER
from harness.scenario.verdict import Verdict
from harness.telling.alike import likenesses, nearest, read_mistakes
from harness.telling.result import Result
from harness.tests.test_files import HELD

KNOWN = {
    "hangs_up": frozenset({"7.4", "7.5", "10.19"}),
    "never_reaps": frozenset({"10.14"}),
    "reaps_once": frozenset({"10.14", "10.39"}),
    "one": frozenset({"1.1"}),
    "two": frozenset({"1.1"}),
    "three": frozenset({"1.1"}),
}
ALL = frozenset(number for pattern in KNOWN.values() for number in pattern)


@pytest.mark.parametrize(
    ("failed", "judged", "names"),
    [
        ({"7.4", "7.5", "10.19"}, ALL, ("hangs_up",)),
        ({"7.4", "7.5"}, ALL, ("hangs_up",)),
        ({"7.5"}, ALL, ()),
        ({"7.5"}, {"7.5", "10.14"}, ("hangs_up",)),  # the others were not asked
        ({"10.14"}, ALL, ("never_reaps",)),
        ({"10.14", "10.39", "1.2"}, ALL | {"1.2"}, ("reaps_once",)),
        ({"10.14", "1.2", "1.3"}, ALL | {"1.2", "1.3"}, ()),
        ({"1.1"}, ALL, ()),  # three fail so: none of them is meant
        (set(), ALL, ()),
    ],
)
def test_nearest(failed: set[str], judged: set[str], names: tuple[str, ...]) -> None:
    found = nearest(failed, judged, KNOWN)
    assert (found.names if found else ()) == names


def test_sentence() -> None:
    found = nearest({"7.4", "7.5"}, ALL, KNOWN)
    assert found and found.sentence() == (
        "as if it made a known mistake: hangs_up fails 2 of 3 alike "
        "(./sockspec explain hangs_up)"
    )
    found = nearest({"10.14"}, ALL, KNOWN)
    assert found and "never_reaps fails just these (" in found.sentence()


def failed(number: str) -> Result:
    return replace(HELD, id=number, verdict=Verdict.FAILS, tests=("server",))


def test_told_of_what_fails_alone() -> None:
    name, numbers = next((n, those) for n, those in read_mistakes()["server"].items() if len(those) > 3)
    (sentence,) = likenesses([failed(number) for number in numbers], ["server"])
    assert f" {name} " in sentence
    assert likenesses([HELD], ["server"]) == []
    assert likenesses([failed(number) for number in numbers], ["client"]) == []


def test_each_mistake_is_known() -> None:
    """One that was never judged in its slot, or fails otherwise now: `make mistakes`."""
    known = read_mistakes()
    written = [each for path in sorted((ROOT / "scenarios").glob("*.bats"))
               for each in parse(path).requirements]  # fmt: skip
    numbers = {each.id for each in written}
    for slot, those in known.items():
        for name, pattern in those.items():
            assert pattern <= numbers, (slot, name)
    named = {each.name for each in mistakes(written, ROOT)}
    assert named == {name for those in known.values() for name in those} | UNKNOWN


UNKNOWN = frozenset({
    "serves_one_caller", "never_accepts", "relays_for_its_first_caller_only",
    "passes_the_answer_after_the_request", "takes_in_without_bound", "keeps_what_nobody_reads",
    "ends_in_order_what_is_not_over", "passes_the_fin_before_the_bytes",
    "forgets_the_ports_byte_order", "answers_whoever_called_first", "has_the_address_written_in",
})  # fmt: skip
"""What fails nothing in a slot that its twin does not fail there, too, as a relay of one
conversation; or cannot be judged there at all, since the preflight finds its mistake."""


TWIN = "iterative_echo_server"


def test_what_fails_with_a_mistake_is_found_again() -> None:
    known = read_mistakes()["server"]
    told = failures([Mistake(SERVER, "answers_by_one_write", "{port}", TWIN)], find_paths({}))
    assert frozenset(told["server"]["answers_by_one_write"]) == known["answers_by_one_write"]
    assert as_text(told).startswith('{\n "server": {\n  "answers_by_one_write": ["')
