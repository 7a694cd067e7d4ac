"""Who is cut off again and again is not run for ever."""

import pytest

from harness.running.patience import CUT_OFF, MOST, Patience
from harness.tests.documents import table
from harness.tests.making import record


def after(*reasons: str) -> str:
    patience = Patience()
    for reason in reasons:
        patience.saw(record(reason=reason))
    return patience.why_no_more()


@pytest.mark.parametrize("reason", CUT_OFF)
def test_three_in_a_row_are_the_last(reason: str) -> None:
    assert after(*[reason] * (MOST - 1)) == ""
    assert after(*[reason] * MOST).startswith("not run: in 3 runs, one after the other, it ")


def test_each_of_them_is_told() -> None:
    assert after("deadline", "memory", "record", "processes") == (
        "not run: in 3 runs, one after the other, it"
        " ran into the deadline, took too much memory, filled the record"
    )


def test_an_end_of_its_own_makes_up_for_those_before() -> None:
    assert after("deadline", "deadline", "quiet", "deadline", "deadline") == ""


def test_runs_that_were_under_way_change_nothing() -> None:
    assert after("memory", "memory", "memory", "quiet")


def test_the_ends_are_those_of_the_record() -> None:
    known = {reason.strip("`") for reason, _ in table("record-format.md", "reason", "meaning")}
    assert CUT_OFF.keys() < known
