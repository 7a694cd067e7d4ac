"""The catalogue: the page is what the scenarios say, and the notes are in order."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from harness.catalogue.notes import NUMBER, NotesError, Statement, read
from harness.catalogue.page import page, to_come, unasked
from harness.claims.requirement import Scenario, ScenarioError
from harness.claims.scenario import check, parse
from harness.reporting.summary import CHAPTERS
from harness.tests.documents import DOCS
from harness.tests.workbench import Workbench, make_workbench, scenario, test

NOTES = """\
# The notes

## 2 types

| id | English | Korean | requirements |
| --- | --- | --- | --- |
| n2.1 | It keeps the order. | 차례가 지켜진다. | 2.1 10.2 |
| n2.2 | One read. | 한 번에 읽는다. | 2.10 |

- n2.2: not quite.

## 10 processes

| id | English | Korean | requirements |
| --- | --- | --- | --- |
| n10.1 | A zombie stays. | 좀비가 남는다. | 2.1 |
"""


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return make_workbench(tmp_path)


def claiming(*names: str, control: str = "server=falls_silent") -> str:
    tests = (test(name, "happens 'wire SYN'", control=control) for name in names)
    return scenario(*tests)


def parsed(bench: Workbench, **files: str) -> list[Scenario]:
    return [parse(bench.scenario(f"{name}.bats", text)) for name, text in files.items()]


def statements(folder: Path, text: str = NOTES) -> tuple[Statement, ...]:
    path = folder / "notes.md"
    path.write_text(text, encoding="utf-8")
    return read(path, CHAPTERS)


# Ours.


def test_the_page_is_current(bench: Workbench) -> None:
    made = bench.call(sys.executable, "-m", "harness", "catalogue")
    assert made.returncode == 0, made.stderr
    kept = (DOCS / "catalogue.md").read_text(encoding="utf-8")
    assert kept == made.stdout, "docs/catalogue.md is not up to date: run make catalogue"


def test_our_notes_are_in_order() -> None:
    ours = read(DOCS / "notes.md", CHAPTERS)
    assert {each.chapter for each in ours} == CHAPTERS.keys() - {"9"}
    for each in ours:
        assert each.requirements, each.id
        assert all(NUMBER.fullmatch(number) for number in each.requirements), each.id
        assert {number.split(".")[0] for number in each.requirements} <= CHAPTERS.keys(), each.id


# The reading of the notes.


def test_the_statements_are_read(tmp_path: Path) -> None:
    first, second, third = statements(tmp_path)
    assert first == Statement("n2.1", "It keeps the order.", "차례가 지켜진다.", ("2.1", "10.2"))
    assert (second.id, second.chapter, third.id, third.chapter) == ("n2.2", "2", "n10.1", "10")


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("| n2.2 |", "| n2.1 |", "notes.md:8: n2.1 is there already."),
        ("| n2.2 |", "| n2.3 |", "notes.md:8: 'n2.3': by its place it is n2.2."),
        ("| 2.10 |", "| |", "notes.md:8: n2.2 names no requirement"),
        ("2.10", "2.10,", "n2.2: '2.10,' is not the number of a requirement."),
        ("2.10", "2.01", "n2.2: '2.01' is not the number of a requirement."),
        ("2.10", "11.1", "n2.2: there is no chapter for 11.1."),
        ("2.10", "2.1 2.1", "n2.2 names 2.1 twice."),
        ("한 번에 읽는다.", "One read.", "n2.2 is to be said in English, then in Korean."),
        ("One read.", "한 번에 읽는다.", "n2.2 is to be said in English, then in Korean."),
        ("| 2.10 |", "| 2.10 | more |", "4 cells are expected, not 5."),
        ("## 10 processes", "## 11 more", "notes.md:12: there is no chapter 11."),
        ("## 10 processes", "## 1 sockets", "chapter 1 stands behind chapter 2."),
        ("## 10 processes", "## processes", "'## processes': a heading such as"),
        ("## 10 processes", "## 9 options\n\n## 10 processes", "chapter 9 has no statement."),
        ("## 2 types\n", "", "notes.md:4: this table stands in no chapter."),
        ("| id | English", "| id | Korean", "notes.md:5: the columns id | English | Korean |"),
        ("| --- | --- | --- | --- |\n| n2", "| n2", "the rule of the table"),
    ],
)
def test_what_is_wrong_in_the_notes(
    tmp_path: Path, before: str, after: str, sentence: str
) -> None:
    assert before in NOTES
    with pytest.raises(NotesError) as raised:
        statements(tmp_path, NOTES.replace(before, after, 1))
    assert sentence in str(raised.value)


@pytest.mark.parametrize("text", ["", "# The notes\n", "## 2 types\n"])
def test_notes_that_say_nothing(tmp_path: Path, text: str) -> None:
    with pytest.raises(NotesError, match="no statement"):
        statements(tmp_path, text)


def test_notes_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotesError, match="it cannot be read: No such file"):
        read(tmp_path / "notes.md", CHAPTERS)


# The requirements.


def test_a_number_twice_is_refused(bench: Workbench) -> None:
    both = parsed(bench, a=claiming("2.1 one"), b=claiming("2.1 another"))
    with pytest.raises(ScenarioError, match=r"2\.1 is taken"):
        check(both, lambda _: True)


def test_a_requirement_without_control_is_refused(bench: Workbench) -> None:
    text = claiming("2.1 one").replace("# control: server=falls_silent\n", "")
    with pytest.raises(ScenarioError, match="2.1: the comment above it has no 'control:'"):
        parsed(bench, a=text)


# The page.


def test_requirements_are_sorted_by_number(bench: Workbench) -> None:
    scenarios = parsed(bench, a=claiming("10.2 late", "2.10 ten"), b=claiming("2.2 two"))
    shown = page(scenarios, statements(bench.folder), CHAPTERS)
    places = [shown.index(f"\n{row}") for row in ("| 2.2 |", "| 2.10 |", "| 10.2 |")]
    assert places == sorted(places)


def test_a_row_says_all_that_the_scenario_says(bench: Workbench) -> None:
    control = "signal server SIGHUP when 'wire FIN'"
    scenarios = parsed(bench, a=claiming("2.1 a < b | c", control=control))
    assert (
        r"| 2.1 | a \< b \| c | must | notes 7 | stack server | [a](../scenarios/a.bats) | "
        "`signal server SIGHUP when 'wire FIN'` |\n"
    ) in page(scenarios, statements(bench.folder), CHAPTERS)


def test_what_is_to_come_is_marked(bench: Workbench) -> None:
    scenarios = parsed(bench, a=claiming("2.1 one"))
    shown = page(scenarios, statements(bench.folder), CHAPTERS)
    assert "- to come: 2.10, 10.2\n" in shown
    assert "3 statements of the notes; 1 of them have no requirement that is written" in shown
    assert "| n2.1 | It keeps the order. | 차례가 지켜진다. | 2.1, 10.2 (to come) |\n" in shown


def test_nothing_is_to_come(bench: Workbench) -> None:
    scenarios = parsed(bench, a=claiming("2.1 one", "2.10 ten", "10.2 late"))
    shown = page(scenarios, statements(bench.folder), CHAPTERS)
    assert "- to come: nothing\n" in shown
    assert "(to come)" not in shown
    assert "Named by no statement" not in shown


def test_what_has_the_notes_as_its_source_and_no_statement(bench: Workbench) -> None:
    scenarios = parsed(bench, a=claiming("2.1 one", "7.3 the FIN"))
    said = statements(bench.folder)
    written = {each.id: each for each in scenarios[0].requirements}
    assert (to_come(written, said), unasked(written, said)) == (["2.10", "10.2"], ["7.3"])
    assert "no statement in notes.md names them:\n7.3.\n" in page(scenarios, said, CHAPTERS)
