"""The catalogue: the page is what the scenarios say, and the notes are in order."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from harness.catalogue.difference import Flawed, read_flawed
from harness.catalogue.gaps import gaps
from harness.catalogue.notes import NUMBER, NotesError, Statement, read
from harness.catalogue.page import page
from harness.scenario.model import Scenario, ScenarioError
from harness.parsing.file import check, parse
from harness.telling.summary import CHAPTERS
from harness.place import ROOT
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


def our_scenarios() -> list[Scenario]:
    return [parse(path) for path in sorted((ROOT / "scenarios").glob("*.bats"))]


def counts(shown: str) -> dict[str, int]:
    """How many mutants each requirement kills, as a page has it."""
    rows = re.findall(r"^\| (\d+\.\d+) \|.*\| (\d+) \|$", shown, re.MULTILINE)
    return defaultdict(int, {number: int(count) for number, count in rows})


KEPT = (DOCS / "catalogue.md").read_text(encoding="utf-8")
STALE = "docs/catalogue.md is not up to date: run make catalogue"


def test_the_page_is_current() -> None:
    read_notes = read(DOCS / "notes.md", CHAPTERS)
    made = page(our_scenarios(), read_notes, CHAPTERS, counts(KEPT), read_flawed(ROOT))
    assert made == KEPT, STALE


def test_its_counts_are_current() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "harness", "mutants"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = dict(re.findall(r"^(\d+\.\d+) +(\d+) of ", ran.stdout, re.MULTILINE))
    assert found, ran.stdout + ran.stderr
    kept = counts(KEPT)
    assert {number: int(count) for number, count in found.items()} == {
        number: kept[number] for number in found
    }, STALE


def test_no_cell_of_it_is_empty() -> None:
    assert [line for line in KEPT.splitlines() if re.search(r"\|\s*\|", line)] == []


def test_every_statement_is_executable() -> None:
    written = (each for scenario in our_scenarios() for each in scenario.requirements)
    missing = gaps(read(DOCS / "notes.md", CHAPTERS), written)
    assert not missing, "\n".join(missing)


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


def shown(folder: Path, scenarios: list[Scenario]) -> str:
    flawed = Flawed(Path("c/flawed/falls_silent.c"), Path("c/fixtures/ch07/echoes.c"), 2)
    return page(scenarios, statements(folder), CHAPTERS, defaultdict(lambda: 7), [flawed])


def test_requirements_are_sorted_by_number(bench: Workbench) -> None:
    scenarios = parsed(bench, a=claiming("10.2 late", "2.10 ten"), b=claiming("2.2 two"))
    made = shown(bench.folder, scenarios)
    places = [made.index(f"\n{row}") for row in ("| 2.2 |", "| 2.10 |", "| 10.2 |")]
    assert places == sorted(places)


def test_a_row_says_all_that_the_scenario_says(bench: Workbench) -> None:
    control = "signal server SIGHUP when 'wire FIN'"
    scenarios = parsed(bench, a=claiming("2.1 a < b | c", control=control))
    assert (
        r"| 2.1 | a \< b \| c | must | notes 7 | stack server | [a](../scenarios/a.bats) | "
        "`signal server SIGHUP when 'wire FIN'` | 7 |\n"
    ) in shown(bench.folder, scenarios)


def test_the_totals_and_the_statements(bench: Workbench) -> None:
    made = shown(bench.folder, parsed(bench, a=claiming("2.1 one", "2.10 ten")))
    assert "- 2 requirements with 2 controls\n- 14 mutants of evidence killed\n" in made
    assert "- 3 statements of the notes\n" in made
    assert "| n2.1 | It keeps the order. | 차례가 지켜진다. | 2.1, 10.2 |\n" in made


def test_a_flawed_program_is_linked_with_its_twin_and_its_requirements(bench: Workbench) -> None:
    assert (
        "| [falls_silent](../c/flawed/falls_silent.c) | [echoes](../c/fixtures/ch07/echoes.c)"
        " | 2 | 2.1, 2.10 |\n"
    ) in shown(bench.folder, parsed(bench, a=claiming("2.10 ten", "2.1 one")))


# Between the notes and the scenarios.


@pytest.mark.parametrize(
    ("names", "sentences"),
    [
        (("2.1 one", "2.10 ten", "10.2 late"), []),
        (("2.1 one", "7.3 the FIN"),
         ["2.10 is named in notes.md, and no scenario has it",
          "10.2 is named in notes.md, and no scenario has it",
          "7.3 has the notes as a source, and no statement in notes.md names it"]),
    ],
)  # fmt: skip
def test_gaps(bench: Workbench, names: tuple[str, ...], sentences: list[str]) -> None:
    (scenario,) = parsed(bench, a=claiming(*names))
    assert gaps(statements(bench.folder), scenario.requirements) == sentences


def test_who_does_not_cite_the_notes_needs_no_statement(bench: Workbench) -> None:
    text = claiming("2.1 one", "2.10 ten", "10.2 late", "7.3 the FIN")
    cited, seven = text.rsplit("notes 7", 1)
    (scenario,) = parsed(bench, a=f"{cited}RFC 9293 3.6{seven}")
    assert gaps(statements(bench.folder), scenario.requirements) == []
