"""The digest: what does not hold, in its order, each cause once, on a screen or two."""

from __future__ import annotations

from dataclasses import replace

from harness.telling.result import Result
from harness.scenario.verdict import Verdict
from harness.telling.digest import GROUP_LINES, digest
from harness.telling.explanation import Excerpt, Explanation, Row
from harness.telling.text import in_full, in_short
from harness.tests.test_files import HELD

ENDED = "server ended with status 1"
ROWS = tuple(Row(place, place * 1_000_000, "server", f"row {place}") for place in range(7))
EXCERPT = Excerpt(("server",), 0, ROWS, ROWS)


def fails(number: str, cause: str = "", verdict: Verdict = Verdict.FAILS) -> Result:
    told = Explanation(f"{number} was otherwise", "all of it", 7, "so", excerpt=EXCERPT)
    return replace(
        HELD,
        id=number,
        title="it is so",
        verdict=verdict,
        because=f"{number} was otherwise",
        explanation=told,
        rerun=f"bats {number}",
        cause=cause,
    )


def told(*results: Result) -> str:
    return "\n".join(line.text for line in digest(results))


def test_nothing_to_tell() -> None:
    skipped, noted = (fails("7.4", verdict=each) for each in (Verdict.SKIPPED, Verdict.NOTED))
    assert told(HELD, skipped, noted) == ""


def test_one_is_told_in_full() -> None:
    text = told(HELD, fails("7.4"))
    assert text.startswith("\n7.4 it is so: FAILS\n  claim     all of it\n")
    assert text == f"\n{in_full(fails('7.4'))}"


def test_one_cause_is_told_once() -> None:
    text = told(fails("4.4"), fails("4.10", ENDED), fails("7.12", ENDED))
    assert text.startswith(
        f"\n{ENDED}: for this one cause 4.10 and 7.12 fail.\n"
        f"{in_short(fails('4.10', ENDED))}\n"
        "    fails 7.12 it is so\n\n4.4 it is so: FAILS\n"
    )
    assert text.count("in full") == 1


def test_a_cause_has_so_many_lines_whatever_fails_for_it() -> None:
    text = told(*(fails(f"4.{number}", ENDED) for number in range(1, 15)))
    block = text.partition("\n\n  in full")[0].lstrip("\n")
    assert block.count("\n") + 1 == GROUP_LINES
    assert "4.13 and 4.14 fail" in block
    assert block.endswith("… and 11 more")


def test_after_the_first_few_there_is_no_block() -> None:
    text = told(*(fails(f"4.{number}") for number in range(1, 14)))
    assert text.count("\n  record  ") == 3
    assert "\n    fails 4.13 it is so\n            4.13 was otherwise\n" in text
    assert text.count("\n") < 60


def test_what_a_caller_can_do_is_told_first() -> None:
    text = told(
        fails("1.1", verdict=Verdict.WARNS),
        fails("1.2", verdict=Verdict.BROKEN),
        fails("1.3", verdict=Verdict.UNDECIDED),
        replace(fails("1.4", ENDED), injected=True),
        fails("9.5", ENDED),
    )
    places = [text.index(f"\n{part}") for part in (
        "9.5 it", "When the observer injects", "1.4 it", "Undecided", "1.3 it", "Broken",
        "   broken 1.2 it", "Warnings", "    warns 1.1 it",
    )]  # fmt: skip
    assert places == sorted(places)


def test_all_of_it() -> None:
    lines = digest([fails("4.1"), fails("4.2")], in_full=True)
    rest = [in_full(fails(number)).partition("\n")[2] for number in ("4.1", "4.2")]
    assert [line.text for line in lines if "claim" in line.text] == rest
