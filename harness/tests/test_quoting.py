"""Quoting: every byte and every kind of line, through every door by which text leaves the driver.

The doors are read from the sources of the driver (writers()), the kinds of lines from the classes
of a record, and which of their fields hold text from the types of these: what is new is asked for.
"""

from __future__ import annotations

import ast
import html
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from itertools import product
from pathlib import Path
from types import NoneType, SimpleNamespace, UnionType
from typing import Any, get_args, get_origin, get_type_hints
from xml.etree import ElementTree

import pytest

from harness.commands.command import complain
from harness.commands.merge import tell
from harness.commands.show import draw
from harness.commands.survey import told_of
from harness.doors import bats
from harness.doors.github import tell_github
from harness.doors.journal import Entry, begin
from harness.doors.live import ERASED
from harness.doors.results import Results
from harness.doors.terminal import Terminal
from harness.evidence import events as ev
from harness.evidence.describe import who_and_what
from harness.evidence.endpoint import Endpoint
from harness.evidence.quoting import (
    Told, as_json, as_markdown, printable, printable_lines, quoted, quoted_bytes, shell_word,
)  # fmt: skip
from harness.evidence.record import Record
from harness.running.config import Config
from harness.running.observer import cast_text
from harness.grading.exercise import Exercise, Part
from harness.grading.grade import grade
from harness.grading.told import as_gradescope, as_text as as_points
from harness.report.checked import Checked
from harness.report.compare import compare, told as told_of_two
from harness.report.page import write_comparison, write_page
from harness.place import ROOT
from harness.running.paths import Paths
from harness.running.slots import Slots
from harness.telling.session import Session
from harness.scenario.finding import Finding
from harness.scenario.slots import SERVER
from harness.scenario.verdict import Verdict
from harness.survey import survey as surveys
from harness.survey.found import Cell, Round, Seen, Surveyed, surveyed_from
from harness.survey.progress import Progress
from harness.survey.rounds import keep
from harness.survey.survey import Outcome
from harness.telling.explain import explained
from harness.telling.explanation import Explanation
from harness.telling import differences
from harness.telling.files import DIFFERENCES, write_report
from harness.telling.result import AS_IT_IS, Companion, Result
from harness.telling.stack import OnStack
from harness.telling.text import in_full
from harness.tests.making import at, record, requirement
from harness.tests.test_files import HELD
from harness.tests.workbench import own_build
from harness.tests.workbench import Workbench, make_workbench, scenario, test

# What acts -------------------------------------------------------------------

ACTING = {"Cc": "a control character", "Cf": "a format character", "Cs": "half a surrogate",
          "Zl": "ends a line", "Zp": "ends a paragraph"}  # fmt: skip
UNSEEN = "\u034f\u115f\u3164\ufe0f\U000e0100"

GITHUB = re.compile(r"\s*::([A-Za-z-]+)[^:]*(:[^:]+)*::")
"""As its runner reads it: the name is one that is registered, and none has a digit."""

ANYWHERE = re.compile(r"##\w*\[|section_(start|end):")


def acts(text: str) -> list[str]:
    """What in a text that is printed would act on a terminal or a CI system."""
    found = []
    for line in text.split("\n"):
        chars = [c for c in line if unicodedata.category(c) in ACTING or c in UNSEEN]
        if chars or GITHUB.match(line) or ANYWHERE.search(line) or line.lstrip().startswith(":::"):
            found.append(line)
    return found


@pytest.mark.parametrize("text", [
    "\x1b[31m", "\r", "\x9b", "a\u202eb", "\u200b", "\u2028", "\udc80", "\ufe0f", "::error::x",
    "a\n  ::error file=x::y", "a ##[error]x", "x##vso[a b]", "##teamcity[x]", "section_start:1:x",
])  # fmt: skip
def test_what_acts_is_known(text: str) -> None:
    assert acts(text)


COMMANDS = (
    "::error::x", "::add-mask::x", "::set-output name=a::b", "::face::x", ":::error::x",
    "##[error]x", "##vso[task.complete]x", "##teamcity[x]", "section_start:1:x\r\x1b[0K",
    "not ok 1 # SKIP x", "ok 1 x", "Bail out!", "1..0", "KTAP version 1", "]]><x/>&amp;",
)  # fmt: skip
BEFORE = ("", "\n", "\n  ", "x ", "\u2028", "word " * 17, "x" * 79 + "-", "'\"$(exit 9)`\\\n")
BYTES = ["".join(map(chr, range(begin, begin + 16))) for begin in range(0, 256, 16)]
OTHERS = [
    "\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060",
    "\u2066\u2067\u2068\u2069\ufeff\ufff9\U000e0001\u00ad\u034f\u115f\u3164\ufe0f\U000e0100",
    "\udc80\udcff\ud800", "\uffff\ufdd0\ue000\U0010ffff", "안녕 für ::1 [::]:9190",
]  # fmt: skip
TEXTS = [*BYTES, *OTHERS, *(before + each for each in COMMANDS for before in BEFORE)]
NOWHERE_TO_BREAK = "x" + "::e" * 60
AT_DOORS = [*BYTES, *OTHERS, *COMMANDS, *(before + COMMANDS[0] for before in BEFORE[1:]),
            NOWHERE_TO_BREAK]  # fmt: skip
"""Each door has its own way to set a line, and none of them looks into it."""


def as_octets(text: str) -> str:
    """The text as data has it: each byte the character of its number."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


@pytest.mark.parametrize("text", TEXTS)
def test_quoted_text_does_not_act_and_stays_what_it_is(text: str) -> None:
    for told in (printable(text), quoted(text), quoted_bytes(as_octets(text), 200)):
        assert acts(told) == [] and "\n" not in told
        assert printable(told) == told
    assert json.loads(as_json([text, {text: 1}], indent=1)) == [text, {text: 1}]
    assert acts(as_json(text)) == []


@pytest.mark.parametrize("text", ["::1", "a ::1 b", "::", "std::string", "::ffff:127.0.0.1", "#[1]",
                                  "안녕", "a  b", "C:\\x", "#", "## x"])  # fmt: skip
def test_what_does_not_act_is_left_alone(text: str) -> None:
    assert printable(text) is text


@pytest.mark.parametrize("text", TEXTS)
def test_a_shell_reads_the_argument(text: str) -> None:
    argument = text.replace("\0", "").replace("\ud800", "")
    told = shell_word(argument)
    assert acts(told) == []
    for shell in ("sh", "bash"):
        ran = subprocess.run([shell, "-c", f"printf '%s.' {told}"], capture_output=True, check=True)
        assert ran.stdout.decode("utf-8", "surrogateescape") == f"{argument}."


MARKUP = {
    "<b>": r"\<b>", "a|b": r"a\|b", "`x`": r"\`x\`", "[a](b)": r"\[a\](b)", "*a*": r"\*a\*", "&lt;": r"\&lt;",
    "_a_": r"\_a\_", "a_b": "a_b", "~a~": r"\~a\~", "$a$": r"\$a\$", "\\": "\\\\", "# a": r"\# a",
    "- a": r"\- a", "+ a": r"\+ a", "> a": r"\> a", "=": r"\=", "1. a": "&#49;. a", "12) a": "&#49;2) a",
    "1 a": "1 a", "7.14 a": "7.14 a",
    "http://a": r"http\://a", "www.a": r"www\.a", "_WWW.a": r"\_WWW\.a", ":a:": r"\:a:", "a: b": "a: b", "  a": "a",
    "a\nb": r"a\\nb", "\x1b": r"\\x1b", "a->b": "a->b", "a #1": "a #1",
}  # fmt: skip


@pytest.mark.parametrize("text", MARKUP)
def test_nothing_in_it_is_markup(text: str) -> None:
    assert as_markdown(text) == MARKUP[text]


WHERE = (("{}", "<p>", "</p>"), ("*{}*", "<p><em>", "</em></p>"), ("**{}**", "<p><strong>", "</strong></p>"),
         ("[{}](#x)", '<p><a href="#x">', "</a></p>"), ("| a |\n| - |\n| {} |", "<td>", "</td>"))  # fmt: skip


@pytest.mark.parametrize("around, begin, end", WHERE)
def test_markdown_is_read_as_the_text_that_it_was(around: str, begin: str, end: str) -> None:
    telling = [text for text in (*TEXTS, *map("".join, product(MARKUP, MARKUP))) if printable(text).strip()]
    page = "\n\n".join(around.format(as_markdown(text)) for text in telling)
    options = [word for name in ("table", "strikethrough", "autolink") for word in ("-e", name)]
    ran = subprocess.run(["cmark-gfm", "--unsafe", *options], input=page.encode(), capture_output=True, check=True)
    read = re.findall(f"{re.escape(begin)}(.*?){re.escape(end)}", ran.stdout.decode(), re.DOTALL)
    assert [html.unescape(each) for each in read] == [printable(text).strip() for text in telling]


# Every kind of line ----------------------------------------------------------


def made(kind: Any, text: str) -> object:
    """A value of this type, with the text wherever it has one."""
    if isinstance(kind, UnionType):
        return made(next(each for each in get_args(kind) if each is not NoneType), text)
    if get_origin(kind) is tuple:
        return (made(get_args(kind)[0], text),)
    if get_origin(kind) is Mapping or get_origin(kind) is not None:
        return {"value": text}
    if kind is str:
        return text
    if kind is Endpoint:
        return Endpoint(text)
    return filled(kind, text) if is_dataclass(kind) else kind(5)


def filled(kind: Any, text: str) -> Any:
    """An object with all of its fields."""
    types = get_type_hints(kind)
    values = {each.name: made(types[each.name], text) for each in fields(kind)}
    return kind(**values | ({"t": at(5)} if "t" in values else {}))


def every_kind(text: str) -> Iterator[ev.Event]:
    """Each kind of line with the text in all fields, and so without each that it need not have."""
    for kind in get_args(ev.Event):
        whole = filled(kind, text)
        yield whole
        for each in fields(kind):
            if each.default is not MISSING and each.name != "line":
                yield replace(whole, **{each.name: each.default})


def test_every_kind_has_the_text_in_it() -> None:
    kinds = get_args(ev.Event)
    assert len(kinds) > 15 and {type(each) for each in every_kind("x")} == {*kinds}
    told = {type(each) for each in every_kind("mark") if "mark" in who_and_what(each, 0)}
    assert told == {*kinds} - {ev.Run}


REQUIREMENT = requirement("happens  wire FIN")
KINDS = (Verdict.FAILS, Verdict.WARNS, Verdict.UNDECIDED, Verdict.BROKEN, Verdict.SKIPPED,
         Verdict.EXPECTED, Verdict.NOTED)  # fmt: skip


def result(number: int, event: ev.Event, found: Record, text: str) -> Result:
    """What is told of a requirement that does not hold for this event, and each text of it."""
    because = f"instead: {who_and_what(event, found.start_ns)}, {text}"
    verdict = KINDS[number % len(KINDS)]
    finding = Finding(verdict, because, REQUIREMENT.claims[0], (event,))
    told = Result(
        f"7.{number}", text, text, text, (text,), verdict, because, text, f"bats {shell(text)}",
        cause=text if number % 2 else "",
    )  # fmt: skip
    return explained(told, REQUIREMENT, finding, found, (text,))


def shell(text: str) -> str:
    return shell_word(text.replace("\ud800", ""))


@dataclass(frozen=True, slots=True)
class ToTell:
    """What is to be told, and where there is room for files."""

    text: str
    found: Record
    results: Sequence[Result]
    folder: Path


def told(text: str, folder: Path) -> ToTell:
    events = [*every_kind(text), *every_kind(as_octets(text))]
    numbered = [replace(each, line=10 + place) for place, each in enumerate(events)]
    inside = [each for each in numbered if not isinstance(each, (ev.Run, ev.End, ev.Census))]
    found = record(*inside)
    results = [result(place, each, found, text) for place, each in enumerate(numbered)]
    (folder / "report").mkdir(exist_ok=True)
    return ToTell(text, found, results, folder)


def test_every_text_of_a_result_is_printable() -> None:
    text = "\x1b[31m\n::error::x"
    texts = {each.name: text for each in fields(Result) if get_type_hints(Result)[each.name] is str}
    assert len(texts) > 7
    assert all(getattr(replace(HELD, **texts), name) == printable(text) for name in texts)
    why = Explanation(text, claim=f"a\t\\\n{text}", expected=text, why=text, flawed=(text,))
    assert why.claim == f"a       \\\n{printable(text.partition(chr(10))[0])}\n\\x3a:error::x"
    assert {why.seen, why.expected, why.why, *why.flawed} == {printable(text)}


# Every door ------------------------------------------------------------------


Printed = Callable[[], str]
"""What has been printed since it was asked last."""

Door = Callable[["ToTell", Printed], str]


class Screen:
    """Where pytest's terminal writer would write."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str, *, flush: bool = False) -> None:
        self.text += text

    def line(self, text: str, **colours: bool) -> None:
        self.text += f"{text}\n"

    def flush(self) -> None:
        """All is there."""


def on_the_terminal(of: ToTell, *, verbose: bool) -> str:
    """What a session prints, line by line and at its end; it writes the report, too."""
    screen, paths = Screen(), Paths(of.folder, of.folder, of.folder / "observe")
    setting = Config(paths, Slots(server=of.text.replace("\ud800", "")))
    results = Results(setting, begin(of.folder / "report" / "judged.jsonl"))
    config: Any = SimpleNamespace(
        pluginmanager=SimpleNamespace(get_plugin=lambda name: SimpleNamespace(isatty=True)),
        get_terminal_writer=lambda: screen,
    )
    terminal = Terminal(config, results, verbose=verbose)
    for each in of.results:
        nodeid = f"{of.text}.bats::{each.id}"
        results.expect([nodeid])
        terminal.live.begin(f"{of.text}::{of.text}")
        terminal.show_live()
        terminal._print(results._enter(Entry(nodeid, each)))
    session: Any = SimpleNamespace(shouldfail=False, shouldstop=False, exitstatus=0)
    terminal._finish(session, 0)
    assert "instead: " in screen.text
    return screen.text.replace(ERASED, "")


def in_short_and_in_full(of: ToTell, printed: Printed) -> str:
    return on_the_terminal(of, verbose=False) + on_the_terminal(of, verbose=True)


def in_the_report(of: ToTell, printed: Printed) -> str:
    on_the_terminal(of, verbose=False)
    files = {each: (of.folder / "report" / each).read_text() for each in
             ("results.json", "junit.xml", "results.ktap", "results.tap")}  # fmt: skip
    written = json.loads(files["results.json"])
    assert written["slots"]["server"] == of.text.replace("\ud800", "")
    assert len(written["requirements"]) == len(of.results)
    root, expected = ElementTree.fromstring(files["junit.xml"]), {*map(in_full, of.results)}
    inside = [each.text for each in root.iter() if each.tag in ("failure", "error", "system-out")]
    assert len(inside) > len(of.results) // 2 and {*inside} <= expected
    said = files["results.ktap"].split("\n")
    assert said[:2] == ["KTAP version 1", f"1..{len(of.results)}"] and said[-1] == ""
    lines = [line for line in said[2:-1] if not line.startswith("# ")]
    assert len(lines) == len(of.results)
    skipped = sum(each.verdict is Verdict.SKIPPED for each in of.results)
    as_kunit_has_it = r"\s*(ok|not ok) [0-9]+ ?(- )?(.*) # SKIP ?(.*)$"
    assert sum(bool(re.match(as_kunit_has_it, line)) for line in lines) == skipped
    return "".join(files.values())


AN_ANNOTATION = re.compile(r"::(?:error|warning) file=[^,:]*,line=\d+,title=[^,:]*::(.*)")


def by_github(of: ToTell, printed: Printed) -> str:
    """The commands are ours, each on a line of its own; behind them nothing acts."""
    file = of.folder / "summary"
    file.unlink(missing_ok=True)
    there = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(file)}
    found = [AN_ANNOTATION.fullmatch(line) for line in tell_github(of.results, of.text, there)]
    assert 0 < len(found) <= 8
    return "\n".join((file.read_text(), *(each[1] if each else "\x1b" for each in found)))


def in_the_journal(of: ToTell, printed: Printed) -> str:
    journal = begin(of.folder / "journal")
    for each in of.results:
        journal.add(Entry(of.text, each))
    journal.add(Entry(of.text, None, of.text))
    assert [each.result for each in journal.entries()] == [*of.results, None]
    assert {each.nodeid for each in journal.entries()} == {of.text}
    return (of.folder / "journal").read_text()


def as_bats_prints_it(of: ToTell, printed: Printed) -> str:
    """What Bash reads is what was written, and nothing is carried out."""
    judged = [(replace(REQUIREMENT, id=each.id), (each, "")) for each in of.results]
    (of.folder / "answers").write_text(bats._assignments(judged))
    script = 'declare -A sockspec_{verdict,text,claims,broken_at,words}; source "$1"; shift\n' \
             'for id; do printf "%s\\0" "${sockspec_text[$id]}"; done'  # fmt: skip
    ids = [each.id for each in of.results]
    ran = subprocess.run(["bash", "-euc", script, "bash", of.folder / "answers", *ids],
                         capture_output=True, check=True)  # fmt: skip
    texts = ran.stdout.decode().split("\0")[:-1]
    assert texts == [bats._said_of(each) for each in of.results] and not ran.stderr
    return "\n".join(texts)


def in_cast_txt(of: ToTell, printed: Printed) -> str:
    """The shell does what it says."""
    argument = of.text.replace("\0", "").replace("\ud800", "")
    words = ["/usr/bin/printf", "%s\\0", "--arg", argument, f"a --b {argument}", f"--{argument}"]
    written = cast_text(of.text, str(of.folder), words)
    (of.folder / "cast.txt").write_text(written, encoding="utf-8")
    subprocess.run(["sh", "-n", of.folder / "cast.txt"], check=True)
    ran = subprocess.run(["sh", of.folder / "cast.txt"], capture_output=True, check=True)
    assert ran.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1] == words[2:]
    return written


def as_a_ladder(of: ToTell, printed: Printed) -> str:
    for width in (20, 100, 1000):
        draw(of.found, of.text, width, True)
    return printed()


def on_the_page(of: ToTell, printed: Printed) -> str:
    """Markup is text there: see test_report.py, which asks a browser."""
    results = tuple(replace(each, evidence="") for each in of.results)
    typed = of.text.replace("\ud800", "")  # which no environment can hold
    checked = Checked(results, {"server": typed}, {"kernel": "k", "libc": "l", "arch": "a"}, "", of.folder)
    write_page(checked, of.folder / "index.html")
    written = (of.folder / "index.html").read_text(encoding="utf-8")
    assert written.count("<script") == 1 and written.count("</script") == 1
    return written.partition("<body>")[2].partition("<script>")[0]


def survey_of(of: ToTell) -> Outcome:
    """A preset of which everything says the text."""
    text = of.text
    told = [Cell(f"7.{each}", text, "must", ("fails", "holds"), False, text, text, text, text, text, text)
            for each in range(2)]  # fmt: skip
    subjects = tuple(Surveyed(slot, of.text, of.text, cells, trouble)
                     for slot in ("via", "server") for cells, trouble in (((*told,), ""), ((), of.text)))
    return Outcome(subjects, {of.text: of.text}, {"kernel": of.text, "date": of.text}, 3)


def in_the_survey(of: ToTell, printed: Printed) -> str:
    """The page and its data; a round that is kept; the progress line."""
    page = surveys.write(survey_of(of), of.folder / "docs")
    again = surveys._read(page.with_suffix(".json"))["subjects"]
    assert [surveyed_from(each) for each in again] == [*survey_of(of).found]
    kept = of.folder / "kept.json"
    keep(Round((Seen("7.1", of.text, "must", "fails", False, of.text, of.text),), of.text), kept)
    said: list[str] = []
    progress = Progress(said.append, 2, 0)
    progress.begin(of.text)
    progress.show()
    progress.erase()
    written = [each.read_text(encoding="utf-8") for each in (page, page.with_suffix(".json"), kept)]
    return "\n".join(written) + "".join(said).replace(ERASED, "")


def surveyed_in_lines(of: ToTell, printed: Printed) -> str:
    """What the command prints of it, in the end."""
    return printable_lines("\n".join(told_of(survey_of(of).found)))


def beside_this_machine(of: ToTell, printed: Printed) -> str:
    """A stack: in the terminal, on the page, in a file of its own, whatever its recipe says."""
    typed = of.text.replace("\ud800", "")
    stack = OnStack(typed, typed, typed, typed, typed, typed)
    plain = (Companion(AS_IT_IS, "", (), "holds", of.text), Companion(AS_IT_IS, "", (), "broken", of.text))
    results = tuple(
        replace(each, evidence="", beside=plain[place % 3 // 2 :], known=of.text if place % 2 else "")
        for place, each in enumerate(of.results)
    )
    host = {"kernel": of.text, "libc": of.text, "arch": of.text}
    write_report(of.folder, results, slots={}, host=host, when=of.text, stack=stack)
    plain_host = {"kernel": "k", "libc": "l", "arch": "a"}
    write_page(Checked(results, {"stack": typed}, plain_host, "", of.folder, stack), of.folder / "index.html")
    found = differences.beside_this_machine(results, stack, host)
    assert len(found.differences) > len(results) // 5 and {each.kind for each in found.apart} >= {"not compared"}
    shown = (of.folder / "index.html").read_text(encoding="utf-8").partition("<body>")[2].partition("<script>")[0]
    assert '<section class="differences"' in shown
    return "\n".join((*differences.as_lines(found), (of.folder / DIFFERENCES).read_text(), shown))


def in_points(of: ToTell, printed: Printed) -> str:
    """All texts of a points file, and of what failed for one of its parts."""
    numbers = tuple(each.id for each in of.results)
    parts = (Part(of.text, numbers, 3), Part(f"{of.text} ", ("1.1",), 1, (of.text,)))
    exercise = Exercise(of.text, SERVER, 20, parts)
    found = grade(exercise, of.results, 1.0, likenesses=(of.text,))
    trouble = grade(exercise, (), 1.0, printable(of.text))
    assert found.parts[0].missing and not found.parts[1].reached
    lines = (*as_points(found), *as_points(trouble), as_gradescope(found), as_gradescope(trouble))
    return printable_lines("\n".join(lines))


def complained(of: ToTell, printed: Printed) -> str:
    for each in Told.__subclasses__():
        assert acts(str(each(of.text))) == []
    complain(of.text, 3)
    return printed()


def put_together(of: ToTell, printed: Printed) -> str:
    paths = Paths(of.folder, of.folder / "build", of.folder / "observe")
    session = Session(of.text, of.text, of.text, {of.text: 1})
    typed = of.text.replace("\ud800", "")
    tell(Checked(tuple(of.results), {"via": typed}, {}, "", of.folder, None, session), paths,
         of.text, verbose=True)  # fmt: skip
    return printed()


def beside_another(of: ToTell, printed: Printed) -> str:
    """Every verdict against one that holds, in the terminal and on the page."""
    results = tuple(replace(each, evidence="") for each in of.results)
    held = tuple(replace(each, verdict=Verdict.HOLDS, explanation=None) for each in results)
    host = {"kernel": of.text, "libc": of.text, "arch": of.text}
    typed = of.text.replace("\ud800", "")
    one, other = (Checked(those, {"via": typed}, host, "", of.folder) for those in (held, results))
    found = compare(one, other)
    write_comparison(found, of.folder / "compare.html")
    written = (of.folder / "compare.html").read_text(encoding="utf-8")
    assert written.count("<script") == 1 and written.count("</script") == 1
    shown = written.partition("<body>")[2].partition("<script>")[0]
    return "\n".join((shown, *told_of_two(found)))


OURS = "it tells our own sources and numbers, of nobody who is judged"
DOORS: dict[str, str | Door] = {
    "harness.commands.command:complain": complained,
    "harness.commands.show:draw": as_a_ladder,
    "harness.doors.bats:answer": as_bats_prints_it,
    "harness.doors.github:tell_github": by_github,
    "harness.doors.journal:add": in_the_journal,
    "harness.doors.live:erase": in_short_and_in_full,
    "harness.doors.live:show": in_short_and_in_full,
    "harness.doors.plugin:pytest_cmdline_main": "test_what_is_wrong_in_the_environment",
    "harness.doors.plugin:_begin_judging": "it is one of the sentences of CAUSES",
    "harness.doors.terminal:_write": in_short_and_in_full,
    "harness.doors.terminal:_write_at_once": in_short_and_in_full,
    "harness.doors.terminal:_finish": beside_this_machine,
    "harness.running.observer:_write_inputs": in_cast_txt,
    "harness.telling.files:_write_whole": in_the_report,
    "harness.report.page:_write": on_the_page,
    "harness.commands.compare:_run": beside_another,
    "harness.commands.grade:_run": in_points,
    "harness.survey.survey:_write_whole": in_the_survey,
    "harness.survey.rounds:keep": in_the_survey,
    "harness.survey.progress:show": in_the_survey,
    "harness.survey.progress:erase": in_the_survey,
    "harness.commands.survey:_run": surveyed_in_lines,
    "harness.commands.survey:_written": OURS,
    "harness.commands.merge:tell": put_together,
    "harness.commands.command:on_a_terminal": "it hands on what harness.survey.progress writes",
    "harness.commands.report:_run": OURS,
    "harness.commands.room:why_no_room": "it writes nothing but zeroes",
    "harness.proof.same_records:main": "it prints lines of records, which are ASCII (json_test.c)",
    "harness.running.guest:_run_here": "it writes what a shell reads, and no person",
    "harness.running.guest:_done": "it writes what a shell reads, and no person",
    "harness.running.carried:_put": "it writes what an observer has written",
    "harness.running.initramfs:_stripped": "it writes programs",
    "harness.running.initramfs:write_initramfs": "it writes what a kernel reads, and no person",
    "harness.running.written:write_once": "it writes what a program reads, and no person",
    "harness.doors.bats:_build_what_is_missing": OURS,
    **dict.fromkeys((f"harness.commands.{each}" for each in (
        "proof:_controls", "proof:_mutants", "pages:_check_scenarios", "pages:_catalogue",
        "pages:_mistakes", "pages:_messages", "stacks:_run", "presets:_run", "list:_run",
        "explain:_run", "doctor:_run", "manual:_run", "main:main")), OURS),
}  # fmt: skip
"""Whatever writes a text, by module and function; or why nothing of a subject is in it."""

WRITES = {"write", "writelines", "write_text", "write_bytes", "line"}


def writers() -> Iterator[str]:
    """All functions of the driver that write a text; of the benchmarks and tests, none."""
    for path in sorted((ROOT / "harness").rglob("*.py")):
        if path.parent.name in ("tests", "bench"):
            continue
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef) and any(map(_is_writing, ast.walk(function))):
                yield f"{module}:{function.name}"


def _is_writing(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    if isinstance(called, ast.Attribute):
        return called.attr in WRITES
    return isinstance(called, ast.Name) and called.id == "print"


def test_every_door_is_known() -> None:
    assert {*writers()} == DOORS.keys()
    named = {each for each in DOORS.values() if isinstance(each, str) and each.startswith("test_")}
    assert named <= globals().keys()


@pytest.mark.parametrize("text", AT_DOORS)
def test_nothing_acts_behind_any_door(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def printed() -> str:
        return "".join(capsys.readouterr())

    of = told(text, tmp_path)
    for door in dict.fromkeys(each for each in DOORS.values() if callable(each)):
        assert acts(door(of, printed)) == [], door


# From end to end -------------------------------------------------------------

WORDS = "\n::error::x\x1b[31m ##vso[a]"


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return make_workbench(tmp_path)


@pytest.mark.parametrize("slot, value, status", [
    ("SERVER", f"./x '{WORDS}", 2), ("SERVER", f"./x $Y{WORDS}", 2),
    ("SERVER", f"'./x{WORDS}' {{port}}", 3), ("STRICT", WORDS, 2), ("SOCKSPEC_WORLD", WORDS, 2),
])  # fmt: skip
def test_what_is_wrong_in_the_environment(
    bench: Workbench, slot: str, value: str, status: int
) -> None:
    bench.scenario("a.bats", scenario(test("7.3 the FIN follows", "happens 'wire FIN'")))
    ran = bench.check(**{slot: value})
    assert ran.returncode == status, ran
    assert acts(ran.stdout + ran.stderr) == []


@pytest.mark.parametrize("claim", ["happens 'wire RST'", "happens 'wier'"])
def test_a_scenario_of_any_name(bench: Workbench, claim: str) -> None:
    name = f"a{WORDS}.bats".replace("\n", "\n  ")
    bench.scenario(name, scenario(test("7.3 the FIN follows", claim)))
    ran = bench.check()
    assert ran.returncode == (1 if "RST" in claim else 3), ran
    written = [each.read_text() for each in (bench.build / "report").iterdir()]
    written += [each.read_text() for each in bench.build.rglob("cast.txt")]
    assert len(written) > 3
    assert acts("\n".join((ran.stdout, ran.stderr, *written))) == []
    for options in (["--collect-only"], ["--collect-only", "-q"], ["-x"], ["-v"], ["-rA"]):
        ran = bench.check(*options)
        assert acts(ran.stdout + ran.stderr) == [], options


SUBJECT = ROOT / "build" / "tests" / "subjects" / "speaks_to_the_reader"


@pytest.mark.skipif(not SUBJECT.exists(), reason="the subjects are not built: make c-tests")
def test_a_program_that_speaks_to_the_reader(tmp_path: Path) -> None:
    build, server = str(own_build(tmp_path)), f"{SUBJECT} {{port}}"
    environment = {**os.environ, "SOCKSPEC_BUILD": build, "SERVER": server}

    def run(*words: str) -> str:
        ran = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, check=False)
        return (ran.stdout + ran.stderr).decode()

    python = (sys.executable, "-m")
    printed = run(*python, "pytest", "-p", "harness.doors.plugin", "-n0", "-k", "7.4",
                  "scenarios/halfclose.bats")  # fmt: skip
    assert r'it said "\x3a:error::from argv"' in printed
    shown = run(*python, "harness", "show", "7.4", "--all", "--width", "250")
    assert r'exec "true\n::error::from argv\n\x1b[31mred" "\x1b]0;owned\x07 \x23#vso[' in shown
    assert r'connect(5, unix:/tmp/true\n::error::from argv\n\x1b[31mred)' in shown
    assert r'says stderr "  \x3a:error::from a line"' in shown
    by_bats = run("bats", "scenarios/halfclose.bats", "-f", "^7[.]4 ")
    assert r'it said "\x3a:error::from argv"' in by_bats
    written = [each.read_text() for each in (tmp_path / "report").iterdir()]
    for name in ("cast.txt", "record.jsonl"):
        written += [each.read_text() for each in tmp_path.glob(f"runs/halfclose/*/{name}")]
    assert len(written) >= 6
    assert acts("\n".join((printed, shown, by_bats, *written))) == []
