"""The page of a check, as data and as a browser has it."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.evidence import events as ev
from harness.evidence.record import Record
from harness.report.checked import Checked, NoReportError, read_checked
from harness.report.difference import first_difference
from harness.report.exchange import Exchange, Row, exchange
from harness.report.mermaid import issue_block
from harness.report.page import page, write_page
from harness.report.sources import source
from harness.running.paths import ROOT
from harness.scenario.verdict import Verdict
from harness.telling.explanation import Explanation
from harness.telling.files import write_report
from harness.telling.result import Companion, Result
from harness.tests.making import CLIENT, SERVER, call, ends, launch, record, says, wire
from harness.tests.test_subjects import run_suite

HOST = {"kernel": "Linux 6.1", "libc": "glibc 2.36", "arch": "x86_64"}
HELD = Result("7.3", "the FIN follows", "scenarios/a.bats", "must", ("stack", "server"), Verdict.HOLDS,
              "it happened", "", "bats a", reason="It matters.", sources=("RFC 9293 3.6", "notes 7"),
              controls=("client=keeps_silent",))  # fmt: skip
FAILED = dataclasses.replace(
    HELD, id="7.4", verdict=Verdict.FAILS, because="there was no 'wire FIN'", level="should",
    explanation=Explanation("there was no 'wire FIN'", "happens 'wire FIN'", 5, "wire FIN", "It matters."),
)  # fmt: skip
HOSTILE = '</text></svg><script>document.title="x"</script>\x1b[31m\u202e&amp; " \' ```\n#; --> \udc80'

LAUNCHED = (launch("server", SERVER), launch("client", CLIENT))


def checked(*results: Result, root: Path = ROOT, **slots: str | None) -> Checked:
    return Checked(results, slots, HOST, "2026-01-01T00:00:00+00:00", root)


def drawn(*events: ev.Event, marked: tuple[int, ...] = (), most: int = 120) -> Exchange:
    return exchange(made(*events), marked, most)


def made(*events: ev.Event) -> Record:
    return record(*LAUNCHED, *events)


def kinds(found: Exchange) -> list[str]:
    return [row.kind for row in found.rows if row.kind != "process"]


# What is drawn ---------------------------------------------------------------


def test_lanes_are_callers_then_a_relay_then_the_server() -> None:
    relay = ev.Born(LAUNCHED[0].t, "via", 9, 1, "launch", line=9001)
    assert exchange(record(LAUNCHED[0], relay, LAUNCHED[1]), ()).lanes == ("client", "via", "server")


@pytest.mark.parametrize(
    ("flags", "kind"),
    [("SYN", "syn"), ("FIN ACK", "fin"), ("RST ACK", "rst"), ("FIN RST", "rst"), ("ACK", "ack")],
)
def test_what_an_arrow_looks_like(flags: str, kind: str) -> None:
    (row,) = (row for row in drawn(wire(1, "client>server", flags)).rows if row.sender)
    assert (row.kind, row.sender, row.receiver) == (kind, "client", "server")


def test_a_stretch_of_data_is_folded_and_what_is_marked_is_not() -> None:
    data = [wire(1 + at, "client>server", "ACK", 100) for at in range(9)]
    assert kinds(drawn(*data)) == ["data", "fold", "data"]
    fold = next(row for row in drawn(*data).rows if row.kind == "fold")
    assert len(fold.inside) == 7 and "7 segments more, 7 of them with data" in fold.text
    named = [dataclasses.replace(each, line=100 + at) for at, each in enumerate(data)]
    found = drawn(*named, marked=(104,))
    assert [row.line for row in found.rows if row.marked] == [104]


def test_of_a_long_run_what_is_near_the_marked_is_kept() -> None:
    flags = ("SYN", "FIN")
    many = [dataclasses.replace(wire(1 + at / 10, "client>server", flags[at % 2]), line=100 + at) for at in range(300)]
    found = drawn(*many, marked=(250,), most=30)
    lines = [row.line for row in found.rows if row.line >= 100]
    assert 250 in lines and {249, 251} <= {*lines} and len(found.rows) == 30
    assert found.left_out == len(drawn(*many, most=1000).rows) - 30


def test_a_call_that_waited_is_a_bar_to_its_return() -> None:
    waited = dataclasses.replace(call(1, "client", "read", 0), end=call(40, "client", "read", 0).t, line=50)
    found = drawn(waited, wire(20, "server>client", "FIN"))
    begin = next(row for row in found.rows if row.kind == "waits")
    assert begin.until is not None and found.rows[begin.until].kind == "returned"


# Two runs --------------------------------------------------------------------


def test_where_two_runs_part() -> None:
    both = (wire(1, "client>server", "SYN"), wire(2, "client>server", "ACK"), wire(3, "client>server", "FIN"))
    one = drawn(*both, wire(4, "server>client", "ACK", 5), ends(9, "client"))
    other = drawn(*both, wire(8, "server>client", "RST"), ends(9, "client"))
    found = first_difference(one, other)
    assert found and found.one and found.other
    assert (found.one.kind, found.other.kind) == ("data", "rst")
    assert found.sentence("ours", "yours").startswith("Here they part. ours: server → client ACK 5")
    assert first_difference(one, one) is None
    short = first_difference(one, drawn(*both))
    assert short and "yours: nothing more" in short.sentence("ours", "yours")


def test_where_a_relayed_run_parts_from_the_direct_one() -> None:
    """The relay's other leg is not looked at: it may call its server when it likes."""
    relay = ev.Born(LAUNCHED[0].t, "via", 9, 1, "launch", line=9001)
    direct = drawn(wire(1, "client>server", "SYN"), wire(4, "server>client", "RST"))
    legs = (wire(1, "client>via", "SYN"), wire(2, "via>server", "SYN"), wire(4, "server>via", "RST"))
    ended = exchange(record(LAUNCHED[0], relay, LAUNCHED[1], *legs, wire(5, "via>client", "FIN")), ())
    found = first_difference(direct, ended)
    assert found and found.one and found.other
    assert (found.one.kind, found.other.kind) == ("rst", "fin")
    reset = exchange(record(LAUNCHED[0], relay, LAUNCHED[1], *legs, wire(5, "via>client", "RST")), ())
    assert first_difference(direct, reset) is None


# Texts -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("RFC 9293 3.6", "https://www.rfc-editor.org/rfc/rfc9293#section-3.6"),
        ("RFC 9293, 3.10.7.4 MUST-12", "https://www.rfc-editor.org/rfc/rfc9293#section-3.10.7.4"),
        ("RFC 862", "https://www.rfc-editor.org/rfc/rfc862"),
        ("POSIX accept, EMFILE", "https://pubs.opengroup.org/onlinepubs/9699919799/functions/accept.html"),
        ("socket(7)", "https://man7.org/linux/man-pages/man7/socket.7.html"),
        ("notes 7", ""),
    ],
)
def test_where_a_source_is(text: str, link: str) -> None:
    assert source(text).link == link


def test_the_block_for_an_issue_has_twenty_events_around_the_break() -> None:
    frames = tuple(Row(at, f"FIN {at}", "fin", None, "client", "server", at, marked=at == 50) for at in range(100))
    block = issue_block(FAILED, Exchange(("client", "server"), 0, frames), "SERVER='./mine'")
    lines = [line for line in block.splitlines() if "->>" in line]
    assert len(lines) == 20 and "  client->>server: FIN 50" in lines
    assert "**7.4 the FIN follows: fails**" in block and "```sh\nbats a\n```" in block


def test_nothing_of_a_subject_ends_the_block() -> None:
    row = Row(1, HOSTILE, "says", "client", line=1)
    block = issue_block(FAILED, Exchange(("client", "end"), 0, (row,)), "SERVER='./mine'")
    (note,) = (line for line in block.splitlines() if line.startswith("  Note over"))
    assert not set('<>;"`') & set(note.replace("#", ";").partition("client: ")[2].replace(";", ""))
    assert "  participant end_" in block


# What is read back -----------------------------------------------------------


def test_results_are_read_as_they_were_written(tmp_path: Path) -> None:
    result = dataclasses.replace(FAILED, beside=(Companion("ours", "build/x", (3, 4)),), marked=(7,))
    write_report(tmp_path, [HELD, result], slots={"server": "./mine"}, host=HOST, when="now")
    found = read_checked(tmp_path / "results.json", ROOT)
    assert (found.results[0], found.replaced, found.when) == (HELD, {"server": "./mine"}, "now")
    assert found.results[1] == result


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("{", "these are no results"), ('{"schema": 9}', "schema 9, and 1 is known here"), ("[]", "no results")],
)
def test_what_is_no_results(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "r.json").write_text(text)
    with pytest.raises(NoReportError, match=sentence):
        read_checked(tmp_path / "r.json", ROOT)
    with pytest.raises(NoReportError, match="make check writes it"):
        read_checked(tmp_path / "none.json", ROOT)


def test_a_record_that_is_gone_leaves_the_words(tmp_path: Path) -> None:
    gone = dataclasses.replace(FAILED, evidence="build/runs/none")
    assert "there was no &#39;wire FIN&#39;" in page(checked(gone, root=tmp_path))
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "record.jsonl").write_text("{")
    text = page(checked(dataclasses.replace(FAILED, evidence="build"), root=tmp_path))
    assert "its record cannot be drawn" in text


def test_the_verdict_comes_first() -> None:
    assert "<h1>The reference keeps what sockets promise: 1 requirement: 1 holds.</h1>" in page(checked(HELD))
    text = page(checked(HELD, FAILED, server="./mine {port}"))
    assert "<h1>What was judged does not keep all that sockets promise" in text
    assert "SERVER=" in text and "<script>" in text and "http-equiv" in text


# In a browser ----------------------------------------------------------------

needs_browser = pytest.mark.skipif(
    not shutil.which("chromedriver") or not shutil.which("chromium"), reason="no chromium here"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless, without the network."""
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                 "--host-resolver-rules=MAP * ~NOTFOUND"):  # fmt: skip
        options.add_argument(word)  # type: ignore[no-untyped-call]
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(service=Service(shutil.which("chromedriver") or ""), options=options)
    yield driver
    driver.quit()


def opened(browser: Any, file: Path, width: int = 1200) -> Any:
    browser.set_window_size(width, 1000)
    browser.get(f"file://{file}")
    return browser


def complaints(browser: Any) -> list[str]:
    return [entry["message"] for entry in browser.get_log("browser")]


def fetched(browser: Any) -> set[str]:
    """What was asked for beside the page itself."""
    told = (json.loads(entry["message"])["message"] for entry in browser.get_log("performance"))
    sent = (each["params"] for each in told if each["method"] == "Network.requestWillBeSent")
    urls = {each["request"]["url"] for each in sent}
    return {url for url in urls if not url.startswith(("file:", "data:"))}


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a server that hangs up at the end-of-file, as make check writes it."""
    folder = tmp_path_factory.mktemp("failing")
    server = "build/flawed/hangs_up_at_end_of_file {port}"
    with pytest.raises(AssertionError):  # it does not hold, and is not expected to
        run_suite(folder, {"SERVER": server}, "-k", "7.4 or 7.5", "scenarios/halfclose.bats")
    return folder / "report" / "index.html"


@needs_browser
def test_a_failing_server(browser: Any, failing: Path) -> None:
    opened(browser, failing)
    section = browser.find_element("id", "7.5")
    assert section.find_element("tag name", "details").get_attribute("open")
    judged = section.find_elements("css selector", "svg.exchange")[-1]
    fins = judged.find_elements("css selector", "g.fin")
    assert fins and "client to server: FIN" in fins[0].get_attribute("textContent")
    lanes = {each.text: each.rect["x"] for each in judged.find_elements("css selector", "text.role")}
    mark = fins[0].find_element("css selector", "line.mark").rect["x"]
    assert abs(mark - lanes["server"]) < abs(mark - lanes["client"])
    assert "Here they part." in section.find_element("css selector", ".parting").text
    assert complaints(browser) == [] and fetched(browser) == set()


@needs_browser
def test_the_filter_and_the_copy_button(browser: Any, failing: Path) -> None:
    opened(browser, failing)
    shown = [each for each in browser.find_elements("css selector", ".requirement") if each.is_displayed()]
    assert shown
    browser.find_element("css selector", "input[value=fails]").click()
    shown = [each for each in browser.find_elements("css selector", ".requirement") if each.is_displayed()]
    assert [each for each in shown if each.get_attribute("data-kind") == "fails"] == []
    browser.find_element("css selector", "input[value=fails]").click()
    button = browser.find_element("id", "7.5").find_element("css selector", "button.copy")
    button.click()
    assert button.text in ("copied", "selected")


@needs_browser
@pytest.mark.parametrize("width", [400, 1200])
def test_nothing_is_wider_than_the_window(browser: Any, failing: Path, width: int) -> None:
    opened(browser, failing, max(width, 500))  # Chromium's own least
    root = "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    needed, has = browser.execute_script(root)
    assert needed <= has
    lists = browser.find_elements("css selector", "details.list[open]")
    assert bool(lists) == (width == 400)


@needs_browser
def test_a_link_opens_its_requirement(browser: Any, failing: Path) -> None:
    opened(browser, Path(f"{failing}#7.4"))
    assert browser.find_element("id", "7.4").find_element("tag name", "details").get_attribute("open")


@needs_browser
def test_what_a_subject_says_is_text(browser: Any, tmp_path: Path) -> None:
    """Markup, control characters, bidirectional overrides, half of a character, a megabyte in a line."""
    for number, text in enumerate((HOSTILE, "<b>" * 350_000)):
        told = dataclasses.replace(
            FAILED, title=text, because=text,
            explanation=Explanation(text, text, 5, text, text, flawed=(text,)),
        )  # fmt: skip
        file = tmp_path / f"{number}.html"
        write_page(checked(told, server=text, root=tmp_path), file)
        opened(browser, file)
        assert browser.title.startswith("sockspec: SERVER=")
        assert browser.find_elements("css selector", "section.requirement b") == []
        assert len(browser.find_elements("tag name", "script")) == 1
        assert complaints(browser) == []


def test_what_a_subject_says_is_text_in_the_picture() -> None:
    from harness.report.diagram import diagram

    found = drawn(says(1, "client", HOSTILE), wire(2, "client>server", "FIN"))
    text = str(diagram(found, HOSTILE))
    assert "<script" not in text and text.count("</svg>") == 1


def test_whole_suites_are_drawn_only_if_asked(tmp_path: Path) -> None:
    """A page of what holds takes next to nothing; make report draws it all."""
    run_suite(tmp_path, {}, "-k", "7.3 or 7.4", "scenarios/halfclose.bats")
    found = read_checked(tmp_path / "report" / "results.json", ROOT)
    many = dataclasses.replace(found, results=found.results * 20)
    assert "<svg" not in page(many) and "<svg" in page(many, every=True) and "<svg" in page(found)
