"""A stack beside Linux: what is a difference, and how it is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from harness.doors.deviations import Known, as_known, expect
from harness.report.checked import Checked, read_checked
from harness.report.page import page
from harness.place import ROOT
from harness.running.recipes import RecipeError, find_recipe, read_recipe
from harness.running.stack import described
from harness.scenario.verdict import Verdict
from harness.telling.differences import Beside, as_lines, as_page, beside_this_machine
from harness.telling.explanation import Explanation
from harness.telling.files import DIFFERENCES, clear_report, write_report
from harness.telling.result import AS_IT_IS, Companion, Result, packed, unpacked
from harness.telling.stack import OnStack

HOST = {"kernel": "Linux 6.1", "libc": "glibc 2.36", "arch": "x86_64"}
STACK = OnStack("box", "box", "box 1.2", "box-gcc", "box {program}", "mtu=1500")
HELD = Result("7.3", "the FIN follows", "scenarios/a.bats", "must", ("stack",), Verdict.HOLDS,
              "it happened", "", "bats a")  # fmt: skip
PLAIN = Companion(AS_IT_IS, "", (), "holds", "'wire FIN' (20.125 ms), then 'client read = 0' (21.000 ms)")
SEEN = "there was no 'wire FIN'; instead: client>server RST at 22.500 ms"
DIFFERS = replace(HELD, id="7.4", verdict=Verdict.FAILS, because=SEEN, beside=(PLAIN,),
                  explanation=Explanation(SEEN, "happens 'wire FIN'", 5))  # fmt: skip
KNOWN = replace(DIFFERS, id="7.1", known="It has no FIN.")
HOLE = replace(HELD, id="7.6", verdict=Verdict.UNDECIDED, because="'wire FIN' (1.000 ms), but frames were lost",
               beside=(PLAIN,))  # fmt: skip


def beside(*results: Result, stack: OnStack = STACK) -> Beside:
    return beside_this_machine(results, stack, HOST)


def numbers(found: Beside) -> list[str]:
    return [each.result.id for each in found.differences]


# What is one -----------------------------------------------------------------


def test_a_difference_has_both_sentences_without_their_times() -> None:
    (found,) = beside(HELD, DIFFERS).differences
    assert found.here == "'wire FIN', then 'client read = 0'"
    assert found.there == "there was no 'wire FIN'; instead: client>server RST"


@pytest.mark.parametrize("verdict", [Verdict.WARNS, Verdict.NOTED, Verdict.EXPECTED])
def test_what_is_no_failure_may_be_a_difference(verdict: Verdict) -> None:
    found = beside(replace(DIFFERS, verdict=verdict))
    assert numbers(found) == ["7.4"] and not found.apart


@pytest.mark.parametrize("verdict", [Verdict.UNDECIDED, Verdict.SKIPPED, Verdict.BROKEN])
def test_what_has_not_come_out_is_none(verdict: Verdict) -> None:
    found = beside(replace(DIFFERS, verdict=verdict))
    assert not found.differences and [each.kind for each in found.apart] == [str(verdict)]


@pytest.mark.parametrize(
    ("plain", "why"),
    [
        ((replace(PLAIN, verdict="undecided", because="frames were lost"),),
         "on this machine as it is it is undecided: frames were lost"),
        ((replace(PLAIN, name="without the relay"),), "there is no run without the stack"),
        ((), "there is no run without the stack"),
    ],
)  # fmt: skip
def test_what_is_beside_nothing_that_holds_is_not_compared(plain: tuple[Companion, ...], why: str) -> None:
    found = beside(replace(DIFFERS, beside=plain))
    (apart,) = found.apart
    assert not found.differences and apart.kind == "not compared" and apart.why.endswith(f"RST; {why}")


def test_what_is_new_comes_before_what_is_known() -> None:
    found = beside(KNOWN, replace(DIFFERS, id="7.10"), DIFFERS, HELD)
    assert numbers(found) == ["7.4", "7.10", "7.1"]
    assert [each.result.id for each in found.new] == ["7.4", "7.10"]


def test_of_a_known_one_the_reason_stands_apart_from_what_was_seen() -> None:
    listed = expect(DIFFERS, {"7.4": "It has no FIN."})
    assert listed.verdict is Verdict.EXPECTED and listed.known == "It has no FIN."
    (found,) = beside(listed).differences
    assert "It has no FIN." not in found.there


def test_a_recipe_marks_what_it_lists_and_it_stays_a_failure() -> None:
    known = {"7.4": Known("It has no FIN.", "box --fin"), "7.3": Known("x")}
    marked = as_known(DIFFERS, known)
    assert (marked.verdict, marked.known) == (Verdict.FAILS, "It has no FIN. Cured: box --fin")
    assert as_known(HELD, known) == HELD and as_known(replace(DIFFERS, id="7.9"), known).known == ""
    assert as_known(KNOWN, {"7.1": Known("another")}).known == "It has no FIN."


# What both are ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("stack", "title"),
    [
        (STACK, "box 1.2 (mtu=1500)"),
        (OnStack("box", "box"), "box"),
        (OnStack("static", "static", "glibc 2.36"), "static (glibc 2.36)"),
        (OnStack("static", "static", "glibc 2.36", network="mtu=99"), "static (glibc 2.36, mtu=99)"),
        (OnStack("settle: mtu=99", "settle: mtu=99", network="mtu=99"), "settle: mtu=99"),
    ],
)
def test_the_title_of_a_stack(stack: OnStack, title: str) -> None:
    assert stack.title == title
    assert beside(HELD, stack=stack).headline == (
        f"{title} differs from glibc 2.36 on Linux 6.1 in none of 1 requirement that a stack answers for"
    )


def test_both_sides() -> None:
    assert beside(DIFFERS).sides == [
        ("box", "box 1.2; our programs as box-gcc builds them; each run by box {program}; Linux 6.1, x86_64; "
                "the network of a new namespace, with mtu=1500"),
        ("Linux", "glibc 2.36; our programs as make builds them; Linux 6.1, x86_64; the network of a new namespace"),
    ]  # fmt: skip
    assert beside(DIFFERS).seen == "an observer outside of the stack"


def test_a_stack_is_described_by_its_recipe(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    text = '[stack]\nrun = "nice {program}"\nnetwork = "mtu=1500"\nversion = "echo Box 7.1 of today"\n'
    path.write_text(text)
    recipe = read_recipe(path, "./mine.toml")
    assert described(recipe) == OnStack("mine", "./mine.toml", "Box 7.1", "", "nice '{program}'", "mtu=1500")
    path.write_text(text.replace("echo", "no-such-program"))
    assert described(read_recipe(path, "x")).version == ""
    path.write_text(text.replace("echo", "'"))
    with pytest.raises(RecipeError, match="is not a command line"):
        read_recipe(path, "x")
    settings = described(find_recipe("settle: mtu=1500", ROOT))
    assert settings == OnStack("settle: mtu=1500", "settle: mtu=1500", network="mtu=1500")


# How it is told --------------------------------------------------------------


def test_in_the_terminal() -> None:
    assert list(as_lines(beside(KNOWN, HELD, DIFFERS, HOLE))) == [
        "box 1.2 (mtu=1500) differs from glibc 2.36 on Linux 6.1 in 2 of 4 requirements that a stack answers",
        "for:",
        "      new 7.4   (must) the FIN follows",
        "                 Linux  'wire FIN', then 'client read = 0'",
        "                 box    there was no 'wire FIN'; instead: client>server RST",
        "    known 7.1   (must) the FIN follows",
        "                 because  It has no FIN.",
        "                 box      there was no 'wire FIN'; instead: client>server RST",
        "No difference is shown by 1 undecided:",
        "   undecided 7.6   frames were lost",
    ]


def test_in_the_terminal_a_difference_has_three_lines_whatever_it_says() -> None:
    long = replace(DIFFERS, title="word " * 50, explanation=Explanation("word " * 500),
                   beside=(replace(PLAIN, because="word " * 500),))  # fmt: skip
    lines = list(as_lines(beside(long, *(replace(HOLE, id=f"7.{n}") for n in range(20, 30)))))
    assert len(lines) == 2 + 3 + 1 + 5 + 1 and max(map(len, lines)) <= 100
    assert lines[-1].strip() == "… and 5 more"


def test_the_file_for_an_issue(tmp_path: Path) -> None:
    write_report(tmp_path, [KNOWN, DIFFERS, HOLE], slots={}, host=HOST, when="today", stack=STACK)
    text = (tmp_path / DIFFERENCES).read_text()
    assert text == as_page(beside(KNOWN, DIFFERS, HOLE), "today")
    assert "- again: `make check STACK=box`\n" in text
    rows = [line for line in text.splitlines() if line.startswith("| 7.")]
    assert rows == [
        "| 7.4 the FIN follows | must | 'wire FIN', then 'client read = 0' "
        "| there was no 'wire FIN'; instead: client>server RST | **new** |",
        "| 7.1 the FIN follows | must | 'wire FIN', then 'client read = 0' "
        "| there was no 'wire FIN'; instead: client>server RST | It has no FIN. |",
    ]
    assert "- undecided: 7.6 the FIN follows: 'wire FIN', but frames were lost\n" in text
    clear_report(tmp_path)
    write_report(tmp_path, [HELD], slots={}, host=HOST)
    assert not (tmp_path / DIFFERENCES).exists()


def test_on_the_page() -> None:
    slots: dict[str, str | None] = {"stack": "box"}
    text = page(Checked((KNOWN, DIFFERS, HOLE), slots, HOST, "", ROOT, STACK))
    there = text.partition('<section class="differences"')[2].partition("</section>")[0]
    assert "<h2>box 1.2 (mtu=1500) differs from glibc 2.36 on Linux 6.1 in 2 of 3" in there
    rows = there.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]
    assert ['class="new"' in row for row in rows] == [True, False]
    assert '<a href="#7.4">7.4</a>' in rows[0] and "<b>new</b>" in rows[0] and "It has no FIN." in rows[1]
    assert "undecided: <a" in there
    assert '<section class="differences"' not in page(Checked((DIFFERS,), {}, HOST, "", ROOT))


def test_results_json_says_it_and_is_read_again(tmp_path: Path) -> None:
    write_report(tmp_path, [KNOWN, DIFFERS], slots={"stack": "box"}, host=HOST, stack=STACK)
    told = json.loads((tmp_path / "results.json").read_text())
    assert told["slots"]["stack"] == {
        "name": "box", "typed": "box", "version": "box 1.2", "compiler": "box-gcc",
        "command": "box {program}", "network": "mtu=1500", "within": "",
    }  # fmt: skip
    entry = told["requirements"][1]
    assert (entry["because"], entry["seen"], entry["known"]) == (SEEN, "outside", "")
    assert (entry["beside"][0]["verdict"], entry["beside"][0]["because"]) == ("holds", PLAIN.because)
    found = read_checked(tmp_path / "results.json", ROOT)
    assert (found.stack, found.replaced, found.results[0].known) == (STACK, {"stack": "box"}, "It has no FIN.")
    assert beside_this_machine(found.results, STACK, HOST) == beside(*found.results)
    assert unpacked(packed(KNOWN)) == KNOWN
    told["slots"]["stack"] = "box"  # as it was before
    (tmp_path / "results.json").write_text(json.dumps(told))
    assert read_checked(tmp_path / "results.json", ROOT).stack == OnStack("box", "box")
