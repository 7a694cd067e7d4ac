"""The survey: what is kept and what is judged anew, how it is told, and one real preset."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from harness.doors.deviations import Known, known_of
from harness.place import ROOT
from harness.running.paths import Paths, find_paths
from harness.running.presets import Preset, read_preset
from harness.running.schedule import Schedule
from harness.scenario.number import by_number
from harness.scenario.slots import CLIENT, OF_PROGRAMS, SERVER, VIA, Slot
from harness.running import revision
from harness.survey import rounds
from harness.survey import survey as surveys
from harness.running.version import UNKNOWN
from harness.survey.digest import version_of
from harness.survey.found import Cell, Round, Seen, Surveyed, as_before, together
from harness.survey.page import anchor, page
from harness.survey.progress import Progress
from harness.survey.rounds import RoundError
from harness.survey.survey import Outcome, Plan, SurveyError, survey, write
from harness.tests.workbench import own_build

HALF_CLOSE = Seen("7.13", "a half-close passes", "must", "holds")
LATE = Seen(
    "7.42", "a late answer", "must", "fails", False, "no `DATA` at 5.1 ms", "happens DATA", "bats x", "5.1 | wire"
)  # fmt: skip
ON_TIME = Seen("7.42", "a late answer", "must", "holds")
WHERE = {"kernel": "Linux 6", "libc": "glibc 2", "arch": "x86_64", "date": "2026-01-02"}

# What is kept ---------------------------------------------------------------------------


@dataclass
class Bench:
    """A working copy with two presets, and a stand-in for what judges a round."""

    paths: Paths
    judged: list[str] = field(default_factory=list)
    seen: Callable[[str, int], Sequence[Seen]] = lambda name, number: (HALF_CLOSE, LATE)

    def judge(
        self, slot: Slot, name: str, paths: Paths, schedule: Schedule, options: Sequence[str] = ()
    ) -> Round:
        seen = self.seen(name, self.judged.count(name))
        self.judged.append(name)
        return Round(tuple(seen))

    def survey(self, *names: str, **plan: object) -> Outcome:
        read_preset.cache_clear()
        at_once = {"at_a_time": 1} | plan
        return survey(self.paths, Plan(names, **at_once))  # type: ignore[arg-type]

    def again(self, *names: str, **plan: object) -> list[str]:
        """Who is judged, if it is surveyed now."""
        self.judged.clear()
        self.survey(*names, **plan)
        return sorted(self.judged)

    def change(self, file: str, text: str = "changed") -> None:
        path = self.paths.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def toml(command: str, more: str = "") -> str:
    return f"[subject]\ncommand = '{command}'\n{more}\n"


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    made = Bench(Paths(tmp_path, tmp_path / "build", tmp_path / "observe"))
    for file in ("observe", "scenarios/a.bats", "harness/judging/judge.py", "c/lib/a.c"):
        made.change(file, file)
    made.change("fixtures/subjects/via/one.toml", toml("one {listen}"))
    made.change("fixtures/subjects/server/two.toml", toml("{folder}/two.py {port}"))
    made.change("fixtures/subjects/server/two.py")
    made.change("fixtures/subjects/client/note.txt")
    monkeypatch.setattr(surveys, "judge", made.judge)
    return made


def test_what_was_judged_is_not_judged_again(bench: Bench) -> None:
    assert bench.again() == ["one"] * 3 + ["two"] * 3
    assert bench.again() == []
    assert bench.again(fresh=True) == ["one"] * 3 + ["two"] * 3
    found = bench.survey().found
    assert [each.name for each in found] == ["one", "two"]
    assert found[0].cells[1].verdicts == ("fails",) * 3


def test_more_rounds_are_added_to_those_that_there_are(bench: Bench) -> None:
    assert bench.again(rounds=1) == ["one", "two"]
    assert bench.again(rounds=3) == ["one", "one", "two", "two"]
    assert bench.survey(rounds=2).found[0].cells[0].verdicts == ("holds",) * 2


def test_what_was_finished_is_kept_when_it_is_interrupted(bench: Bench) -> None:
    def interrupted(name: str, number: int) -> Sequence[Seen]:
        if len(bench.judged) == 4:
            raise KeyboardInterrupt
        return (HALF_CLOSE,)

    bench.seen = interrupted
    with pytest.raises(KeyboardInterrupt):
        bench.survey()
    assert len(bench.judged) == 4
    bench.seen = lambda name, number: (HALF_CLOSE,)
    assert len(bench.again()) == 2
    assert bench.again() == []


@pytest.mark.parametrize(
    ("file", "text", "anew"),
    [
        ("fixtures/subjects/via/one.toml", toml("one -v {listen}"), {"one"}),
        ("fixtures/subjects/server/two.py", "other", {"two"}),
        ("fixtures/subjects/server/two.toml", toml("{folder}/two.py {port}", "[deviations]"), {"two"}),
        ("scenarios/a.bats", "other", {"one", "two"}),
        ("scenarios/vocabulary.bash", "other", {"one", "two"}),
        ("observe", "other", {"one", "two"}),
        ("harness/judging/judge.py", "other", {"one", "two"}),
        ("c/fixtures/path/tcp_relay.c", "other", {"one", "two"}),
        ("c/lib/a.c", "other", {"one", "two"}),
        ("harness/survey/page.py", "other", set()),
        ("harness/tests/test_x.py", "other", set()),
        ("docs/survey.md", "other", set()),
    ],
)
def test_what_depends_on_it_is_judged_anew(bench: Bench, file: str, text: str, anew: set[str]) -> None:
    bench.survey()
    bench.change(file, text)
    assert set(bench.again()) == anew


def test_another_version_is_judged_anew(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.survey()
    monkeypatch.setattr(surveys, "version_of", lambda preset: f"{preset.name} 2.0")
    assert set(bench.again()) == {"one", "two"}
    assert {each.version for each in bench.survey().found} == {"one 2.0", "two 2.0"}


def test_another_world_and_another_selection_are_judged_apart(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.survey()
    assert set(bench.again(only="7.13")) == {"one", "two"}
    assert bench.again(only="7.13") == bench.again() == []
    monkeypatch.setenv("SOCKSPEC_WORLD", "mtu=1280")
    assert set(bench.again()) == {"one", "two"}


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"seen": 5}', '{"seen": [{}], "trouble": ""}'])
def test_a_round_that_cannot_be_read_is_judged_again(bench: Bench, damage: str) -> None:
    bench.survey()
    (kept,) = (bench.paths.build / "survey" / "via" / "one").glob("*-2.json")
    kept.write_text(damage)
    assert bench.again() == ["one"]


def test_a_check_that_came_to_no_end_is_told_and_not_kept(bench: Bench) -> None:
    killed_once: list[str] = []

    def killed(name: str, number: int) -> Sequence[Seen]:
        if number == 1 and not killed_once:
            killed_once.append(name)
            raise RoundError("VIA=one: the check ended with -9: it said nothing")
        return (HALF_CLOSE,)

    bench.seen = killed
    assert bench.survey().unfinished == ("VIA=one: the check ended with -9: it said nothing",)
    bench.seen = lambda name, number: (HALF_CLOSE,)
    assert bench.again() == ["one"]
    assert bench.survey().unfinished == ()


def test_some_are_chosen_by_slot_by_variable_and_by_name(bench: Bench) -> None:
    for names, found in ((["via"], ["one"]), (["SERVER"], ["two"]), (["two", "one"], ["one", "two"])):
        assert [each.name for each in bench.survey(*names).found] == found
    with pytest.raises(SurveyError, match="neither a slot nor a preset 'tow'; did you mean 'two'"):
        bench.survey("tow")


def test_what_is_not_installed_is_named_with_its_package(bench: Bench) -> None:
    bench.change("fixtures/subjects/via/one.toml", toml("x", "needs = ['no-such']\npackage = 'such'"))
    outcome = bench.survey()
    assert [each.name for each in outcome.found] == ["two"]
    assert "no-such, not found in PATH: install such" in outcome.absent["VIA=one"]
    text = page(outcome.found, outcome.absent, WHERE, 3)
    assert text.endswith("install such (make subjects does)\n") and "- VIA=one: " in text


def test_who_was_asked_nothing_is_left_out(bench: Bench) -> None:
    bench.seen = lambda name, number: (HALF_CLOSE,) if name == "one" else ()
    assert [each.name for each in bench.survey(only="7.13").found] == ["one"]


# Versions and digests ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("socat by G. Rieger\nsocat version 1.7.4.4 on 06 Nov 2022 08:15:51\n", "socat version 1.7.4.4"),
        ("HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/", "HAProxy version 2.6.12-1+deb12u4"),
        ("systemd 252 (252.39-1~deb12u2)", "systemd 252 (252.39-1~deb12u2)"),
        ("pen\t0.34.1-2+b1", "pen 0.34.1-2+b1"), ("v20", "v20"), ("no number", UNKNOWN), ("", UNKNOWN),
        ("\x1b[31m1.2\x07", r"\x1b[31m1.2\x07"),
    ],
)  # fmt: skip
def test_a_version_is_the_first_line_with_a_digit_up_to_the_number(
    said: str, version: str, tmp_path: Path
) -> None:
    (tmp_path / "said").write_text(said)
    assert version_of(Preset("x", tmp_path / "x.toml", "x", version=f"cat {tmp_path}/said")) == version


def test_a_version_that_cannot_be_had_is_unknown(tmp_path: Path) -> None:
    preset = Preset("x", tmp_path / "x.toml", "x")
    assert version_of(preset) == version_of(replace(preset, version="no-such-program -v")) == UNKNOWN


def test_every_folder_that_has_a_part_in_a_verdict_is_in_the_digest() -> None:
    """A new folder is to be thought about."""
    told_by = {"survey", "grading", "tests", "report", "catalogue", "proof", "mutation", "bench",
               "commands"}  # fmt: skip
    folders = {each.parent.name for each in (ROOT / "harness").glob("*/__init__.py")}
    assert folders == {*revision.DRIVER} | told_by


def test_the_name_of_a_file_counts_and_so_does_where_one_ends(tmp_path: Path) -> None:
    files = []
    for name, text in (("a.c", "xy"), ("b.c", "xy"), ("c.c", "x"), ("d.c", "yx")):
        (tmp_path / name).write_text(text)
        files.append(tmp_path / name)
    made = {revision.digest([], [one, other]) for one in files for other in files if one != other}
    assert len(made) == 12


# What rounds come to ------------------------------------------------------------------------


def rounds_of(*seen: Sequence[Seen]) -> list[Round]:
    return [Round(tuple(each)) for each in seen]


def test_a_cell_has_what_was_seen_in_the_first_round_in_which_it_did_not_hold() -> None:
    later = replace(LATE, because="no DATA at 7.9 ms")
    found = together("via", "x", "1.0", rounds_of([ON_TIME], [LATE], [later]), {})
    (cell,) = found.cells
    assert cell.verdicts == ("holds", "fails", "fails") and cell.kinds == ("fails", "holds")
    assert (cell.because, cell.differs, cell.deviates) == (LATE.because, True, True)


def test_what_was_not_asked_in_one_round_differs() -> None:
    (one, other) = together("via", "x", "1.0", rounds_of([HALF_CLOSE, LATE], [LATE]), {}).cells
    assert one.verdicts == ("holds", "not judged") and one.differs and not one.deviates
    assert not other.differs


def test_what_is_known_goes_with_the_cell() -> None:
    known = {"7.42": Known("It gives up.", "-t 10")}
    held, late = together("via", "x", "1.0", rounds_of([HALF_CLOSE, LATE]), known).cells
    assert (late.known, late.cure, late.is_open, held.known) == ("It gives up.", "-t 10", False, "")
    assert together("via", "x", "1.0", rounds_of([LATE]), {}).cells[0].is_open
    assert not together("via", "x", "1.0", rounds_of([replace(LATE, level="should")]), {}).cells[0].is_open


def test_what_was_measured_is_told_of_what_holds(tmp_path: Path) -> None:
    because = "'wire DATA' (1 ms); client>via carried 1,901,925 bytes until 'server read > 0' (5.1 ms)"
    result = {"id": "5.42", "title": "slowed down", "level": "must", "verdict": "holds", "injected": False,
              "because": because, "explanation": None, "evidence": "", "rerun": ""}  # fmt: skip
    seen = rounds._seen(result, Paths(tmp_path, tmp_path, tmp_path), tmp_path)
    assert (seen.because, seen.measured) == ("", "client>via carried 1,901,925 bytes")
    found = together("via", "x", "1", rounds_of([replace(seen, measured="")], [seen]), {})
    assert found.cells[0].measured == seen.measured
    assert r"- VIA=x: client>via carried 1,901,925 bytes (`5.42`)" in page_of(found)
    assert "takes in" not in page_of(SOCAT)


def test_that_one_round_could_not_be_judged_is_told() -> None:
    found = together("via", "x", "1.0", [*rounds_of([LATE]), Round((), "it died")], {})
    assert found.trouble == "it died" and found.cells[0].verdicts == ("fails",)


def test_numbers_are_in_their_order() -> None:
    assert sorted(["7.10", "a.bats", "10.1", "7.9"], key=by_number) == ["7.9", "7.10", "10.1", "a.bats"]


def test_the_same_stands_for_what_stands_above_it(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text(
        '[subject]\ncommand = "x"\n[deviations]\n"1.1" = "It ends."\n"1.2" = "The same."\n'
        '"1.3" = { because = "The same, with more to lose.", cure = "-t" }\n[at_times]\n"1.4" = "Luck."\n'
    )
    assert known_of(file) == {
        "1.1": Known("It ends."), "1.2": Known("It ends."),
        "1.3": Known("It ends. With more to lose.", "-t"), "1.4": Known("Luck."),
    }  # fmt: skip
    file.write_text('[subject]\ncommand = "x"\n')
    assert known_of(file) == {}


# The page -------------------------------------------------------------------------------------


def cell(number: str, *verdicts: str, level: str = "must", cure: str = "", known: str = "") -> Cell:
    evidence = " 5.1  via>client FIN\n   …" if verdicts[0] != "holds" else ""
    because = f"{number} at 5.1 ms" if evidence else ""
    return Cell(number, f"what {number} asks", level, verdicts, False, because, "c", "", evidence, known, cure)


def relay(name: str, *cells: Cell) -> Surveyed:
    return Surveyed("via", name, f"{name} 1.0", cells)


SOCAT = relay(
    "socat", cell("7.13", "holds"), cell("7.14", "fails"), cell("7.42", "fails", known="It waits.", cure="-t 9")
)  # fmt: skip
DANTE = relay("dante", cell("7.13", "holds"), cell("7.14", "fails"), cell("7.42", "holds"))
PEN = relay("pen", cell("7.13", "warns", level="should"), cell("7.14", "fails"), cell("7.42", "fails", "holds"))
UDP = relay("socat+udp", cell("2.13", "fails"), cell("6.40", "holds"))


def page_of(*found: Surveyed, rounds: int = 1) -> str:
    return page(found, {}, WHERE, rounds)


def test_the_page_begins_with_what_was_found() -> None:
    text = page_of(SOCAT, DANTE, PEN, UDP).partition("## ")[0]
    assert "4 ways to run programs that others wrote, each judged once (Linux 6, " in text
    assert "Of 3 relays of streams:\n" in text and "Of 1 relays of datagrams:\n" in text
    late = "- **2** do not bring an answer that comes 1 s after the client has half-closed (`7.42`): all but dante\n"
    assert late in text
    assert "looks whole (`7.14`): all of them\n" in text and "7.40" not in text
    assert "- **none** holds all that it was asked; all but `7.14` hold with dante\n" in text
    assert "- **0** give one client the answer to another (`6.40`)\n" in text
    assert "A switch cures some of it (ᶜ): VIA=socat: \\-t 9." in text


def test_who_holds_all_is_named() -> None:
    whole = relay("ours", cell("7.14", "holds"), cell("7.42", "skipped"))
    text = page_of(whole, SOCAT, Surveyed("server", "node", "v20", (cell("7.4", "holds"),)))
    assert "- **1** hold all that they were asked: ours\n" in text
    assert "Hold all that they were asked: 1 of 1 servers of streams (node).\n" in text


def test_a_long_list_is_told_by_another_or_by_who_is_not_in_it() -> None:
    def of(name: str, *bad: str) -> Surveyed:
        cells = (cell(number, "fails" if number in bad else "holds") for number in ("7.14", "7.40", "7.42"))
        return relay(name, *cells)

    others = [of(f"r{at}", "7.14", "7.40", "7.42") for at in range(5)]
    text = page_of(*others, of("more", "7.42", "7.14"), of("less", "7.40", "7.14"), of("whole", "7.14"))
    assert "(`7.40`): all but more, whole\n" in text
    assert "(`7.42`): those of `7.40`, and more, not less\n" in text


def test_the_table_has_a_column_for_what_somebody_does_not_meet() -> None:
    lines = page_of(SOCAT, DANTE, PEN).splitlines()
    heading = next(line for line in lines if line.startswith("| preset"))
    rows = [line for line in lines if line.startswith("| [")]
    assert re.findall(r"\[([\d.]+)\]", heading) == ["7.13", "7.14", "7.42"]
    assert {line.count("|") for line in (heading, *rows)} == {7}
    assert [row.split("]")[0] for row in rows] == ["| [dante", "| [socat", "| [pen"]
    assert "2 of 3 | · | [**✗**](#via-dante-7.14) | · |" in rows[0]
    assert "0 of 3 | [**!**](#via-pen-7.13) | [**✗**](#via-pen-7.14) | [**✗~**](#via-pen-7.42) |" in rows[2]
    assert rows[1].endswith("[**✗**](#via-socat-7.42)ᶜ |")
    assert not any("7.13" in line for line in page_of(SOCAT, DANTE).splitlines() if line.startswith("| preset"))
    assert "- The other 1 of 3 hold with all, where they could be tried." in page_of(SOCAT, DANTE)


def test_what_is_only_written_down_is_no_deviation() -> None:
    text = page_of(relay("x", cell("7.14", "holds"), cell("10.66", "noted", level="record"), cell("9.1", "skipped")))
    assert "| x | x 1.0 | 1 of 1 | o |" in text and "## How it was seen" not in text
    assert "**1** hold all" in text


def test_every_link_leads_somewhere_and_no_two_places_are_one() -> None:
    broken = Surveyed("client", "b", "1", (), "it died")
    text = page_of(SOCAT, DANTE, PEN, UDP, relay("socat.udp"), relay("socat_udp"), relay("socat-udp"), broken)
    places = re.findall(r'id="([^"]+)"', text)
    assert len(places) == len(set(places)) > 10
    assert set(re.findall(r"\(#([^)]+)\)", text)) == set(places)
    names = ("a+b", "a-b", "a_b", "a.b", "a_43_b", "A+b")
    assert len({anchor(relay(name), cell("7.1", "fails")) for name in names}) == len(names)


def test_a_cell_has_its_sentence_its_lines_and_what_is_known() -> None:
    text = page_of(SOCAT)
    section = text[text.index('<a id="via-socat-7.42"></a>') :]
    assert section == (
        '<a id="via-socat-7.42"></a>\n**7.42 what 7.42 asks** (must): fails\n\n7.42 at 5.1 ms\n\n'
        "*Known: It waits. Cured by: \\-t 9*\n\n     5.1  via>client FIN\n       …\n\n"
        "## Open: what must hold, does not, and is explained in no preset\n\n"
        "- VIA=socat: [7.14](#via-socat-7.14)\n"
    )


def test_rounds_that_differ_are_counted() -> None:
    text = page_of(relay("x", cell("7.42", "fails", "holds", "fails")), rounds=3)
    assert "(must): it differs: fails in 2, holds in 1 of 3 rounds\n" in text


def test_one_that_could_not_be_judged_says_why() -> None:
    text = page_of(Surveyed("via", "x", "1", (), "VIA cannot be judged: it <died>"), DANTE)
    assert "| [x](#via-x) | 1 | cannot be judged | |" in text
    assert r"It cannot be judged: VIA cannot be judged: it \<died>" in text
    assert "Of 1 relays of streams:" in text


# It does not change where nothing has changed ---------------------------------------------------


def outcome(*found: Surveyed, date: str = "2026-01-02") -> Outcome:
    return Outcome(found, {"VIA=no": "not there"}, WHERE | {"date": date}, 3)


def written(folder: Path) -> tuple[str, str]:
    return (folder / "survey.md").read_text(), (folder / "survey.json").read_text()


def otherwise(found: Surveyed, was: str = "5.1", now: str = "77.7") -> Surveyed:
    """The same verdicts, at another time."""
    cells = (replace(each, because=each.because.replace(was, now), evidence=each.evidence.replace(was, now))
             for each in found.cells)  # fmt: skip
    return replace(found, cells=tuple(cells))


def test_the_data_is_json_and_says_the_same(tmp_path: Path) -> None:
    write(outcome(SOCAT, PEN, replace(DANTE, cells=(), trouble="it died")), tmp_path)
    told = json.loads(written(tmp_path)[1])
    assert [each["name"] for each in told["subjects"]] == ["socat", "pen", "dante"]
    assert told["subjects"][0]["cells"][2]["cure"] == "-t 9" and told["absent"] == {"VIA=no": "not there"}
    assert told["where"] == WHERE and told["rounds"] == 3


def test_another_day_and_other_times_change_nothing(tmp_path: Path) -> None:
    write(outcome(SOCAT, PEN), tmp_path)
    before = written(tmp_path)
    write(outcome(otherwise(SOCAT), otherwise(PEN), date="2027-08-09"), tmp_path)
    assert written(tmp_path) == before
    write(outcome(otherwise(SOCAT), otherwise(PEN), date="2027-08-09"), tmp_path, fresh=True)
    assert "2027-08-09" in written(tmp_path)[0] and "77.7 ms" in written(tmp_path)[0]


def test_what_has_changed_is_told_anew_and_the_rest_is_not(tmp_path: Path) -> None:
    write(outcome(SOCAT, PEN), tmp_path)
    mended = replace(otherwise(SOCAT), cells=(*otherwise(SOCAT).cells[:2], cell("7.42", "holds")))
    write(outcome(mended, otherwise(PEN), date="2027-08-09"), tmp_path)
    text = written(tmp_path)[0]
    assert "2027-08-09" in text and "via-socat-7.42" not in text and "77.7 ms" not in text


def test_some_are_put_beside_what_is_there(tmp_path: Path) -> None:
    """Of those that are there already, the new one is told; of all others what was told before."""
    write(outcome(SOCAT, PEN), tmp_path)
    spoken = replace(PEN, slot="server", name="web", speaks="http")
    written = write(outcome(replace(PEN, version="newer"), spoken), tmp_path, add=True)
    told = json.loads((tmp_path / "survey.json").read_text())
    there = [(each["name"], each["version"], each.get("speaks", "")) for each in told["subjects"]]
    assert there == [("socat", SOCAT.version, ""), ("pen", "newer", ""), ("web", PEN.version, "http")]
    text = written.read_text()
    assert "## Servers of contracts" in text and "(http) |" in text


def test_what_was_told_before_is_taken_of_the_same_version_and_claim_only() -> None:
    now = otherwise(SOCAT)
    assert as_before(now, [SOCAT]) == SOCAT
    assert as_before(now, [replace(SOCAT, version="socat 2.0")]) == now
    assert as_before(now, [replace(SOCAT, name="other")]) == now
    for change in ({"claim": "other"}, {"title": "other"}, {"level": "should"}, {"verdicts": ("fails", "holds")}):
        old = replace(SOCAT, cells=(*SOCAT.cells[:2], replace(SOCAT.cells[2], **change)))  # type: ignore[arg-type]
        assert as_before(now, [old]).cells[2] == now.cells[2], change
    noted = replace(now, cells=tuple(replace(each, known="New.", cure="") for each in now.cells))
    assert {each.known for each in as_before(noted, [SOCAT]).cells} == {"New."}


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", '{"schema": 0, "where": {"date": ""}, "subjects": []}'])
def test_an_earlier_page_that_cannot_be_read_counts_for_nothing(tmp_path: Path, damage: str) -> None:
    (tmp_path / "survey.json").write_text(damage)
    write(outcome(SOCAT), tmp_path)
    assert json.loads(written(tmp_path)[1])["schema"] == 1


# The progress line ------------------------------------------------------------------------------


def test_the_progress_line_says_what_is_judged_and_how_long_the_rest_takes() -> None:
    said: list[str] = []
    clock = iter([0.0, 20.0, 400.0])
    progress = Progress(said.append, 40, 2, lambda: next(clock))
    progress.begin("VIA=a round 1")
    progress.show()
    progress.end("VIA=a round 1")
    progress.begin("VIA=b round 2")
    progress.begin("VIA=c\x1b round 1")
    progress.show()
    progress.end("VIA=b round 2")
    progress.show()
    told = [each.removeprefix("\r\x1b[K") for each in said]
    assert told == [
        "2 of 40 rounds; now VIA=a round 1",
        r"3 of 40 rounds, 12 min left; now VIA=b round 2, VIA=c\x1b round 1",
        r"4 of 40 rounds, 120 min left; now VIA=c\x1b round 1",
    ]


def test_where_no_person_looks_nothing_is_said() -> None:
    progress = Progress(None, 1, 0)
    progress.begin("x")
    progress.show()
    progress.erase()


# A round ------------------------------------------------------------------------------------------


def test_a_check_is_told_of_its_slot_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("SERVER", "CLIENT", "VIA", "STACK", "SPEAKS", "STRICT", "PYTEST_ADDOPTS"):
        monkeypatch.setenv(name, "a user's own")
    preset = Preset("mine", tmp_path / "mine.toml", "mine")
    told = rounds.environment_of(SERVER, preset.name, tmp_path / "work0", find_paths({}))
    assert told["SERVER"] == "mine" and told["SOCKSPEC_STATE"] == str(tmp_path / "work0")
    assert not {"CLIENT", "VIA", "STACK", "SPEAKS", "STRICT", "PYTEST_ADDOPTS"} & told.keys()


def test_no_two_are_at_work_in_one_folder(bench: Bench) -> None:
    with rounds._folder(bench.paths) as (one, lock), rounds._folder(bench.paths) as (other, _):
        assert (one.name, other.name) == ("work0", "work1")
        held = os.dup(lock.fileno())  # as a child has it that outlives us
    with rounds._folder(bench.paths) as (third, _):
        assert third.name == "work1"
    os.close(held)
    with rounds._folder(bench.paths) as (last, _):
        assert last.name == "work0"


def test_no_place_of_this_machine_is_told(bench: Bench) -> None:
    root, build = bench.paths.root, bench.paths.build
    text = f"exec {build}/survey/work12/fixtures/x, {root}/c/y.c, /usr/bin/z"
    assert rounds._anywhere(text, bench.paths) == "exec build/fixtures/x, c/y.c, /usr/bin/z"


def stand_in(tmp_path: Path, text: str) -> tuple[Paths, Preset]:
    """A working copy in which a check is this program."""
    (tmp_path / "harness" / "doors").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    (tmp_path / "harness" / "__init__.py").write_text("")
    (tmp_path / "harness" / "doors" / "__init__.py").write_text("")
    (tmp_path / "harness" / "doors" / "plugin.py").write_text(text)
    return Paths(tmp_path, tmp_path / "build", tmp_path / "observe"), Preset("x", tmp_path / "x.toml", "x")


@pytest.mark.parametrize(
    ("program", "trouble", "refused"),
    [
        ("print('VIA cannot be judged: it died'); os._exit(3)", "VIA cannot be judged: it died", ""),
        ("print('ERROR: VIA cannot be judged'); os._exit(3)", "VIA cannot be judged", ""),
        ("os.kill(os.getpid(), 9)", "", "the check ended with -9: it said nothing"),
        ("print('no such option'); os._exit(2)", "", "the check ended with 2: no such option"),
        ("print('interrupted'); os._exit(130)", "", "the check ended with 130: interrupted"),
    ],
)
def test_a_check_without_results(tmp_path: Path, program: str, trouble: str, refused: str) -> None:
    flushed = program.replace(")", ", flush=True)", 1) if "print" in program else program
    paths, preset = stand_in(tmp_path, f"import os\n{flushed}\n")
    if refused:
        with pytest.raises(RoundError, match=f"VIA=x: {refused}"):
            rounds.judge(VIA, preset.name, paths, Schedule())
    else:
        assert rounds.judge(VIA, preset.name, paths, Schedule()) == Round((), trouble)


@pytest.mark.parametrize(
    ("status", "results", "refused"),
    [
        (0, [{"verdict": "holds", "evidence": "x"}], ""),
        (3, [{"verdict": "broken", "evidence": "x"}], ""),
        (2, [], ""),
        (2, [{"verdict": "holds", "evidence": "x"}], "the check ended with 2: why"),
        (1, None, "the check ended with 1: why"),
        (130, [{"verdict": "holds", "evidence": "x"}], "the check ended with 130: why"),
        (3, [{"id": "7.1", "verdict": "broken", "evidence": "", "because": "the judge failed"}],
         "7.1 was not run: the judge failed"),
    ],
)  # fmt: skip
def test_only_a_check_that_came_to_its_end_counts(
    status: int, results: list[dict[str, str]] | None, refused: str
) -> None:
    if refused:
        with pytest.raises(RoundError, match=refused):
            rounds._judged(status, results, "why")
    else:
        assert rounds._judged(status, results, "why") == results


def test_results_of_an_earlier_check_are_not_taken(tmp_path: Path) -> None:
    paths, preset = stand_in(tmp_path, "import os\nos._exit(3)\n")
    report = paths.build / "survey" / "work0" / "report" / "results.json"
    report.parent.mkdir(parents=True)
    report.write_text('{"requirements": []}')
    assert rounds.judge(VIA, preset.name, paths, Schedule()).trouble == "it said nothing"


# From end to end ------------------------------------------------------------------------------------


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SOCKSPEC_BUILD": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "harness", "survey", *words],
        cwd=ROOT, env=environment, text=True, capture_output=True, check=False,
    )  # fmt: skip


@pytest.mark.skipif(not shutil.which("socat"), reason="no socat here: make subjects")
def test_a_real_preset(tmp_path: Path) -> None:
    own_build(tmp_path)
    words = ("socat", "--rounds", "1", "-k", "7.13 or 7.14 or 10.23")
    ran = command(tmp_path, *words)
    assert (ran.returncode, ran.stderr) == (0, ""), ran
    assert ran.stdout.splitlines()[:2] == ["VIA=socat: 7.14 fails", "SERVER=socat: 10.23 fails"]
    text = (tmp_path / "survey" / "survey.md").read_text()
    assert "wire server>via RST" in text and "     " in text and "via>client FIN" in text
    assert "*Known: It makes an orderly end of a reset.*" in text and str(ROOT) not in text
    kept = {each: each.stat().st_mtime_ns for each in tmp_path.glob("survey/*/socat/*.json")}
    assert len(kept) == 3
    assert command(tmp_path, *words).stdout == ran.stdout
    assert kept == {each: each.stat().st_mtime_ns for each in tmp_path.glob("survey/*/socat/*.json")}


def test_nothing_is_written_where_a_check_came_to_no_end(tmp_path: Path) -> None:
    ran = command(own_build(tmp_path), "book", "--rounds", "1", "-k", "(")
    assert ran.returncode == 3 and "VIA=book" not in ran.stderr, ran
    assert "SERVER=book: the check ended with 2: Wrong expression passed to '-k'" in ran.stderr
    assert ran.stderr.endswith("Nothing was written. What has been judged is kept: the same again does the rest.\n")
    assert not (tmp_path / "survey" / "survey.md").exists()


def test_a_name_that_nobody_has(tmp_path: Path) -> None:
    ran = command(own_build(tmp_path), "sokat")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "there is neither a slot nor a preset 'sokat'; did you mean 'socat'?\n"


def test_all_slots_that_are_open_have_a_place_on_the_page() -> None:
    assert {*OF_PROGRAMS} == {VIA, SERVER, CLIENT}
