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


@pytest.mark.parametrize(
    "reasons, told",
    [
        (("memory", "processes", "record", "untraced"),
         "it took too much memory, or made too many processes, or filled the record"),
        (("memory", "memory", "memory"), "it took too much memory"),
        (("memory", "deadline", "deadline"), "it took too much memory, or ran into the deadline;"
         " if only the machine is slow, or busy, run this by itself"),
    ],
)  # fmt: skip
def test_each_of_them_is_told_once(reasons: tuple[str, ...], told: str) -> None:
    assert after(*reasons) == f"not run: in 3 runs, one after the other, {told}"


def test_an_end_of_its_own_makes_up_for_those_before() -> None:
    assert after("deadline", "deadline", "quiet", "deadline", "deadline") == ""


def test_runs_that_were_under_way_change_nothing() -> None:
    assert after("memory", "memory", "memory", "quiet")


def test_the_ends_are_those_of_the_record() -> None:
    known = {reason.strip("`") for reason, _ in table("record-format.md", "reason", "meaning")}
    assert CUT_OFF.keys() < known
