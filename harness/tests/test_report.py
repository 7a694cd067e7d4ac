"""The page of a check, as data and as a browser has it."""

from __future__ import annotations

import dataclasses
import json
import re
import zlib
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from harness.evidence import events as ev
from harness.evidence.record import Record, RecordError
from harness.report import picture
from harness.report.aligned import aligned
from harness.report.checked import Checked, NoReportError, read_checked
from harness.report.diagram import diagram
from harness.report.difference import first_difference
from harness.report.exchange import AT_MOST, Exchange, Row, Wait, exchange, lives
from harness.report.mermaid import issue_block
from harness.report.page import page, write_page
from harness.report.picture import read_run
from harness.report.sources import source
from harness.place import ROOT
from harness.scenario.verdict import Verdict
from harness.telling.explanation import Explanation
from harness.telling.files import write_report
from harness.telling.result import Companion, Result
from harness.tests import making
from harness.tests.browser import headless, is_there
from harness.tests.making import CLIENT, SERVER, at, call, ends, launch, record, says, wire
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

LAUNCHED = (
    dataclasses.replace(launch("server", SERVER), line=2),
    dataclasses.replace(launch("client", CLIENT), line=3),
)


@pytest.fixture(autouse=True)
def _lines_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gap is told as what was left out: what other tests have made is none."""
    monkeypatch.setattr(making, "LINES", count(4))


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
    data = [wire(1 + n, "client>server", "ACK", 100) for n in range(9)]
    assert kinds(drawn(*data)) == ["data", "fold", "data"]
    fold = next(row for row in drawn(*data).rows if row.kind == "fold")
    assert len(fold.inside) == 7 and "7 segments more, 7 of them with data" in fold.text
    named = [dataclasses.replace(each, line=100 + n) for n, each in enumerate(data)]
    found = drawn(*named, marked=(104,))
    assert [row.line for row in found.rows if row.marked] == [104]


def test_of_a_long_run_what_is_near_the_marked_is_kept() -> None:
    flags = ("SYN", "FIN")
    many = [dataclasses.replace(wire(1 + n / 10, "client>server", flags[n % 2]), line=100 + n) for n in range(300)]
    found = drawn(*many, marked=(250,), most=30)
    lines = [row.line for row in found.rows if row.line >= 100]
    shown = [row for row in found.rows if row.kind != "pause"]
    assert 250 in lines and {249, 251} <= {*lines} and len(shown) == 30
    lone = drawn(*many[:8], marked=(104, 106), most=2)  # what stands alone between two is shown
    assert [row.line for row in lone.rows if row.kind != "pause"] == [104, 105, 106]
    assert found.left_out == len(drawn(*many, most=1000).rows) - 30
    said = [row.text for row in found.rows if row.kind == "pause"]
    assert sum(int(text.split()[1]) for text in said) == found.left_out


def test_what_nobody_does_for_a_while_is_a_pause() -> None:
    those = (wire(1, "client>server", "SYN"), wire(90, "client>server", "FIN"), wire(1190, "server>client", "FIN"))
    found = exchange(record(*LAUNCHED, *those, census_ms=1200), ())
    assert [row.text for row in found.rows if row.kind == "pause"] == ["… 1,100 ms in which nothing happened"]


CHILD = 9


def forked() -> tuple[ev.Event, ...]:
    """A server whose child reads, ends, and is waited for."""
    return (
        ev.Born(at(2), "server", CHILD, SERVER, "fork", line=41),
        call(3, "server", "read", 0, end=40, pid=CHILD, child=True),
        ends(60, "server", 0, pid=CHILD, child=True),
        wire(70, "client>server", "FIN"),
        ev.Reaped(at(80), "server", CHILD, SERVER, line=42),
        wire(90, "server>client", "FIN"),
    )


def test_the_life_of_a_process() -> None:
    """Born, blocked in a call, a zombie from its end to when its status was taken."""
    first, _, child = lives(made(*forked()))
    assert (first.is_first, first.ended_ns) == (True, None)
    assert (child.born_ns, child.ended_ns, child.reaped_ns) == (at(2), at(60), at(80))
    assert child.waits == (Wait(at(3), at(40), "read(4)"),)
    never = call(5, "client", "read")
    assert lives(made(never))[1].waits == (Wait(at(5), at(100), "read(4)"),)


def shapes(found: Exchange, kind: str) -> list[tuple[float, ...]]:
    """Where they are: of a rectangle x, y, width and height, of a line both ends."""
    name = '(?:x|y|x1|y1|x2|y2|width|height)="([0-9.-]+)"'
    those = re.findall(f'<(?:rect|line) class="{kind}"([^>]*)>', str(diagram(found, "")))
    return [tuple(map(float, re.findall(name, each))) for each in those]


def test_the_bars_of_a_process() -> None:
    found = drawn(*forked())
    at_row = {row.text: 22 * place + 11 for place, row in enumerate(found.rows)}
    ((x, top, _, height),) = shapes(found, "blocked")
    assert (top, top + height) == (at_row["[9] read(4) …"], at_row["[9] read(4) = 0"])
    ((x1, y1, x2, y2),) = shapes(found, "zombie")
    assert x1 == x2 == x + 3.5
    assert (y1, y2) == (at_row["[9] ended with status 0"], at_row["process 9 is reaped by 2"])
    bars = shapes(found, "alive")
    assert len(bars) == 3 and len({bar[0] for bar in bars}) == 3


def test_a_fold_opens_where_it_is() -> None:
    data = [wire(1 + n / 100, "client>server", "ACK", 100 + n) for n in range(9)]
    text = str(diagram(drawn(*data), "x"))
    before, _, inside = text.partition('<details class="fold">')
    inside, _, after = inside.partition("</details>")
    assert "ACK 100<" in before and "ACK 108<" in after
    assert "7 segments more" in inside and inside.count("<polygon") == 7


def heights(found: Exchange, kind: str = "") -> list[int]:
    named = f' class="{kind}"' if kind else ""
    return [int(each) for each in re.findall(rf'<svg{named} viewBox="0 0 \d+ (\d+)"', str(diagram(found, "")))]


def test_a_printer_cuts_between_pieces() -> None:
    flags = ("SYN", "FIN")
    found = drawn(*(wire(1 + n / 10, "client>server", flags[n % 2]) for n in range(70)))
    assert sum(heights(found)[1:]) == 22 * len(found.rows) and max(heights(found)) <= 22 * 12


def test_much_room_for_the_run_beside_is_a_piece_of_its_own() -> None:
    found = drawn(wire(1, "client>server", "SYN"), wire(2, "client>server", "FIN"))
    gap, before, after = Row(at(1), "", "gap"), found.rows[:3], found.rows[3:]
    for many, height in ((3, 0), (4, 88), (40, 880)):
        spread = dataclasses.replace(found, rows=(*before, *[gap] * many, *after))
        assert sum(heights(spread, "room")) == height
        assert sum(heights(spread)[1:]) + height == 22 * len(spread.rows)


def test_words_that_cross_a_life_line_interrupt_it() -> None:
    relay = ev.Born(LAUNCHED[0].t, "via", 9, 1, "launch", line=9001)
    short, long = (says(n, "client", "x" * length) for n, length in ((1, 3), (2, 50)))
    found = exchange(record(LAUNCHED[0], relay, LAUNCHED[1], short, long), ())
    ((x, _, width, _),) = shapes(found, "behind")
    assert x < 72 + 236 < x + width
    assert shapes(drawn(short, long), "behind") == []


@pytest.mark.parametrize(
    ("argv", "text"),
    [
        (("/a/b/server", "9"), "exec …/server 9"),
        (("server", "/etc/x"), "exec server /etc/x"),
        (("/a b/c",), 'exec "/a b/c"'),
    ],
)
def test_a_program_is_named_without_its_folders(argv: tuple[str, ...], text: str) -> None:
    started = ev.Exec(at(1), "client", CLIENT, argv[0], argv, line=40)
    assert text in [row.text for row in drawn(started).rows]


# Much ------------------------------------------------------------------------


def long_record(folder: Path, events: int) -> int:
    """Write a record with so many segments between two FINs; answers the line of the second."""
    found = [ev_line(ms=0, event="run", format=1)]
    found += [ev_line(ms=0, event="born", role=role, pid=pid, parent=1, how="launch")
              for role, pid in (("server", 2), ("client", 3))]  # fmt: skip
    frame = {"event": "wire", "from": "client", "to": "server", "source": "127.0.0.1:4", "target": "127.0.0.1:9",
             "protocol": "tcp", "window": 9}  # fmt: skip
    for number in range(events):
        ends = number in (2, events - 2)
        found.append(ev_line(ms=1 + number / 1000, **frame, flags=["FIN"] if ends else ["ACK"], length=number))
    found += [ev_line(ms=9e6, event="census", processes=[], tcp=[])]
    text = "".join(f"{line}\n" for line in found) + ev_line(ms=9e6, event="end", reason="quiet")[:-1]
    whole = f'{text},"crc32":"{zlib.crc32(text.encode()):08x}"}}\n'
    (folder / "record.jsonl").write_text(whole)
    return events + 2


def ev_line(ms: float, **fields: object) -> str:
    return json.dumps({"t": at(ms), **fields}, separators=(",", ":"))


def test_of_a_very_long_record_what_matters_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = long_record(tmp_path, 40_000)
    whole = read_run("x", "", (20_000,), tmp_path)
    monkeypatch.setattr(picture, "MOST_READ", 1000)
    monkeypatch.setattr(picture, "NEAR", 200)
    some = read_run("x", "", (20_000,), tmp_path)
    assert some and whole and some.exchange.left_out == whole.exchange.left_out
    assert [row.line for row in some.exchange.rows if row.marked] == [20_000]
    assert len(some.exchange.rows) <= AT_MOST
    assert {row.line for row in some.whole.rows if row.kind == "fin"} == {6, last}
    assert len(some.whole.rows) < 1000
    said = [row.text for row in some.exchange.rows if row.kind == "pause"]
    assert any(text.startswith("… some ") for text in said)


def test_a_long_record_that_is_damaged_is_not_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_record(tmp_path, 3000)
    monkeypatch.setattr(picture, "MOST_READ", 1000)
    file = tmp_path / "record.jsonl"
    text = file.read_text()
    for damaged in (text.replace('"length":1500', '"length":1501'), text[: text.rindex("\n", 0, -1) + 1]):
        file.write_text(damaged)
        with pytest.raises(RecordError, match="damaged, or was cut off"):
            read_run("", "", (), tmp_path)


# Two runs --------------------------------------------------------------------


def test_where_two_runs_part() -> None:
    both = (wire(1, "client>server", "SYN"), wire(2, "client>server", "ACK"), wire(3, "client>server", "FIN"))
    one = drawn(*both, wire(4, "server>client", "ACK", 5), ends(9, "client"))
    other = drawn(*both, wire(8, "server>client", "RST"), ends(9, "client"))
    found = first_difference(one, other)
    assert found and found.one and found.other
    assert (found.one.kind, found.other.kind) == ("data", "rst")
    assert found.sentence("ours", "yours").startswith("Here they part. Ours: server → client ACK 5")
    assert first_difference(one, one) is None
    short = first_difference(one, drawn(*both))
    assert short and "Yours: nothing more" in short.sentence("ours", "yours")


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


def test_two_runs_are_aligned_by_what_causes_what() -> None:
    """What both did is at one height; a relay's own leg stands beside nothing."""
    begins = (wire(1, "client>server", "SYN"), wire(2, "server>client", "FIN"))
    one = drawn(*begins, ends(9, "client"))
    other = drawn(begins[0], says(1.4, "client", "x"), says(1.5, "client", "y"), begins[1], ends(9, "client"))
    left, right = aligned(one, other)
    assert len(left.rows) == len(right.rows)
    both = [(mine.kind, yours.kind) for mine, yours in zip(left.rows, right.rows)]
    assert both.count(("gap", "says")) == 2 and ("fin", "fin") in both and ("ended", "ended") in both
    assert [row.ns for row in left.rows] == sorted(row.ns for row in left.rows)
    assert [row for row in left.rows if row.kind != "gap"] == [*one.rows]
    legs = (wire(1, "client>via", "SYN"), wire(2, "via>server", "SYN"), wire(5, "via>client", "FIN"))
    relay = ev.Born(LAUNCHED[0].t, "via", 9, 1, "launch", line=9001)
    relayed = exchange(record(LAUNCHED[0], relay, LAUNCHED[1], *legs), ())
    both = [(mine.kind, yours.kind) for mine, yours in zip(*(each.rows for each in aligned(one, relayed)))]
    assert ("syn", "syn") in both and ("gap", "syn") in both and ("fin", "fin") in both


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
    frames = tuple(Row(n, f"FIN {n}", "fin", None, "client", "server", n, marked=n == 50) for n in range(100))
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
    assert "<h1>The reference keeps what sockets promise.</h1>" in page(checked(HELD))
    assert '<p class="totals">1 requirement: 1 holds.</p>' in page(checked(HELD))
    text = page(checked(HELD, FAILED, server="./mine {port}"))
    assert "<h1>What was judged does not keep all that sockets promise" in text
    assert "SERVER=" in text and "<script>" in text and "http-equiv" in text


def test_what_weighs_most_comes_first_and_one_cause_is_one() -> None:
    warns = dataclasses.replace(FAILED, id="1.1", verdict=Verdict.WARNS)
    others = [dataclasses.replace(FAILED, id=f"9.{n}", cause="hangs up") for n in range(3)]
    text = page(checked(HELD, warns, FAILED, *others))
    first = text.partition('<ul class="first">')[2].partition("</ul>")[0]
    assert first.count("<li>") == 3
    assert re.findall('href="#([0-9.]+)"', first) == ["9.0", "9.1", "9.2", "7.4", "1.1"]
    assert "for one cause: hangs up" in first


def test_in_a_chapter_comes_first_what_does_not_hold() -> None:
    warns = dataclasses.replace(FAILED, id="7.2", verdict=Verdict.WARNS)
    last = dataclasses.replace(FAILED, id="7.9")
    skipped = dataclasses.replace(HELD, id="7.1", verdict=Verdict.SKIPPED)
    other = dataclasses.replace(HELD, id="9.1")
    text = page(checked(skipped, warns, HELD, FAILED, last, other)).partition("<main>")[2]
    assert re.findall('class="requirement" id="([0-9.]+)"', text) == [
        "7.4", "7.9", "7.2", "7.1", "7.3", "9.1"]  # fmt: skip
    said = re.findall('<h2 id="chapter-.*?">(.*)</h2>', text)
    assert [re.sub("<.*?>", "", each) for each in said] == [
        "7 graceful close 1 holds, 2 fail, 1 warns, 1 skipped", "9 socket options 1 holds"]  # fmt: skip


def test_links_lead_from_the_page_to_the_evidence(tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "a#b"
    folder.mkdir(parents=True)
    long_record(folder, 5)
    (folder / "wire.pcap").touch()
    told = dataclasses.replace(FAILED, evidence="runs/a#b")
    write_page(checked(told, root=tmp_path), tmp_path / "report" / "index.html")
    text = (tmp_path / "report" / "index.html").read_text()
    links = re.findall('href="([^"]*a%23b[^"]*)"', text)
    assert [unquote(link) for link in links] == ["../runs/a#b/record.jsonl", "../runs/a#b/wire.pcap"]


COLOURS = re.compile(r"--(\w+): (#[0-9a-f]{6});")
TEXTS = ("ink", "soft", "good", "bad", "warn", "wire", "act")


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast() -> None:
    """WCAG 2.1, AA: 4.5 of text (1.4.3), on whatever is behind it, in both schemes; 3 of bars."""
    assert round(contrast("#000000", "#ffffff")) == 21
    style = (ROOT / "harness" / "report" / "style.css").read_text()
    light, dark = (dict(COLOURS.findall(part)) for part in style.split("prefers-color-scheme", 1))
    for colours in (light, dark):
        for text in TEXTS:
            for behind in ("paper", "box", "band"):
                assert contrast(colours[text], colours[behind]) >= 4.5, (text, behind, colours)


# In a browser ----------------------------------------------------------------

needs_browser = pytest.mark.skipif(not is_there(), reason="no chromium here")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    driver = headless(logging=True)
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
    judged = section.find_elements("css selector", ".exchange")[-1]
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
    clicked = """const [button, done] = arguments;
        new MutationObserver(() => done(button.textContent)).observe(button, {childList: true});
        button.click();"""
    assert browser.execute_async_script(clicked, button) in ("copied", "selected")


@needs_browser
@pytest.mark.parametrize("width", [400, 1200])
def test_nothing_is_wider_than_the_window(browser: Any, failing: Path, width: int) -> None:
    opened(browser, failing, max(width, 500))  # Chromium's own least
    root = "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    needed, has = browser.execute_script(root)
    assert needed <= has
    sheet = browser.find_element("id", "7.5").find_element("css selector", ".exchange svg")
    assert sheet.rect["width"] > 300


@needs_browser
def test_both_pictures_have_one_scale_and_stand_side_by_side(browser: Any, failing: Path) -> None:
    opened(browser, failing)
    one, other = browser.find_element("id", "7.5").find_elements("css selector", ".exchange")
    assert one.rect["y"] == other.rect["y"] and one.rect["x"] < other.rect["x"]
    syns = [each.find_element("css selector", "g.syn line").rect["y"] for each in (one, other)]
    assert abs(syns[0] - syns[1]) < 1
    parts = [each.find_element("css selector", "rect.parts") for each in (one, other)]
    assert all(each.is_displayed() for each in parts)


@pytest.fixture(scope="module")
def relayed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a relay that takes a half-close for the end of everything."""
    folder = tmp_path_factory.mktemp("relayed")
    relay = "build/flawed/closes_both_at_one_fin {listen} {host} {port}"
    with pytest.raises(AssertionError):
        run_suite(folder, {"VIA": relay}, "-k", "7.5", "scenarios/halfclose.bats")
    return folder / "report" / "index.html"


@needs_browser
def test_a_relay_beside_the_direct_run(browser: Any, relayed: Path) -> None:
    opened(browser, relayed)
    direct, through = browser.find_element("id", "7.5").find_elements("tag name", "figure")
    names = [[each.text for each in figure.find_elements("css selector", "text.role")] for figure in (direct, through)]
    assert names == [["client", "server"], ["client", "via", "server"]]
    first = [figure.find_element("css selector", "g.fin line.mark").rect["y"] for figure in (direct, through)]
    assert abs(first[0] - first[1]) < 1
    assert direct.rect["y"] == through.rect["y"]
    assert complaints(browser) == [] and fetched(browser) == set()


@needs_browser
def test_two_hundred_requirements_are_a_page_of_less_than_5_MB(browser: Any, tmp_path: Path) -> None:
    """With 20,000 events; the browser is done with it sooner than with as much plain text.

    Such a page of nothing but paragraphs is what can be had on this machine, as busy as it is.
    """
    long_record(tmp_path, 100)
    one = dataclasses.replace(HELD, evidence=".")
    many = (dataclasses.replace(one, id=f"7.{n}") for n in range(200))
    write_page(checked(*many, root=tmp_path), tmp_path / "index.html", every=True)
    size = (tmp_path / "index.html").stat().st_size
    assert 1_000_000 < size < 5_000_000
    paragraph = f"<p>{'as long as a line of a page may be; ' * 3}</p>\n"
    plain = f"<!DOCTYPE html><title>plain</title>{paragraph * (size // len(paragraph))}"
    (tmp_path / "plain.html").write_text(plain)
    took = "return performance.getEntriesByType('navigation')[0].loadEventEnd"
    spans: dict[str, list[float]] = {"index.html": [], "plain.html": []}
    for name in (*spans, *spans, *spans):
        spans[name].append(opened(browser, tmp_path / name).execute_script(took))
    assert min(spans["index.html"]) < min(spans["plain.html"]), spans


@needs_browser
def test_an_event_that_is_pointed_at_shows_its_line(browser: Any, failing: Path) -> None:
    """By the pointer, and by the keyboard alone: one stop for a picture, then arrow keys."""
    from selenium.webdriver.common import action_chains
    from selenium.webdriver.common.keys import Keys

    chain: Any = action_chains.ActionChains
    opened(browser, failing)
    figure = browser.find_element("id", "7.5").find_elements("tag name", "figure")[-1]
    line, fin = figure.find_element("css selector", ".event"), figure.find_element("css selector", "g.fin")
    assert not line.is_displayed()
    chain(browser).move_to_element(fin.find_element("tag name", "text")).perform()
    number = fin.get_attribute("data-line")
    assert line.text.startswith(f'line {number} of record.jsonl: {{"t":') and '"FIN"' in line.text
    sheet = figure.find_element("css selector", ".sheet")
    browser.execute_script("arguments[0].focus()", sheet)
    chain(browser).send_keys(Keys.ARROW_DOWN).perform()
    first = line.text
    chain(browser).send_keys(Keys.ARROW_DOWN).send_keys(Keys.ARROW_DOWN).perform()
    assert line.text != first and browser.switch_to.active_element.tag_name == "g"
    chain(browser).send_keys(Keys.HOME).perform()
    assert line.text == first
    assert complaints(browser) == []


@needs_browser
def test_a_fold_is_opened_without_a_script(browser: Any, tmp_path: Path) -> None:
    data = [wire(1 + n / 100, "client>server", "ACK", 100 + n) for n in range(9)]
    (tmp_path / "x.html").write_text(f"<!DOCTYPE html>{diagram(drawn(*data), 'x')}")
    opened(browser, tmp_path / "x.html")
    inside = browser.find_elements("css selector", "details.fold g.data")
    is_shown = "return arguments[0].checkVisibility()"
    assert len(inside) == 7 and not browser.execute_script(is_shown, inside[0])
    browser.find_element("css selector", "details.fold summary").click()
    assert browser.execute_script(is_shown, inside[0])


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
    found = drawn(says(1, "client", HOSTILE), wire(2, "client>server", "FIN"))
    text = str(diagram(found, HOSTILE))
    assert "<script" not in text and text.count("</svg>") == 2


def test_whole_suites_are_drawn_only_if_asked(tmp_path: Path) -> None:
    """A page of what holds takes next to nothing; make report draws it all."""
    run_suite(tmp_path, {}, "-k", "7.3 or 7.4", "scenarios/halfclose.bats")
    found = read_checked(tmp_path / "report" / "results.json", ROOT)
    many = dataclasses.replace(found, results=found.results * 20)
    assert "<svg" not in page(many) and "<svg" in page(many, every=True) and "<svg" in page(found)
