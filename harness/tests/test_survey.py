"""The survey: what is kept, what is judged anew, and the page."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from harness.running.paths import ROOT, Paths, find_paths
from harness.running.presets import read_preset
from harness.scenario.slots import VIA
from harness.survey import survey as surveys
from harness.survey.markdown import anchor, page, safe
from harness.survey.subject import UNKNOWN, Cell, Surveyed, digest_of, keep, kept, version_of

HELD = Cell("7.13", "a half-close passes", "must", ("holds",) * 3)
LOST = Cell("7.42", "a late answer", "must", ("fails", "holds", "fails"), "there was | no `DATA`", "  ms | wire")
SOCAT = Surveyed("via", "socat", "1.7", "d", (HELD, LOST))
WHOLE = Surveyed("via", "haproxy", "2.6", "d", (HELD, replace(LOST, verdicts=("holds",), because="")))


def preset_in(folder: Path, text: str = "[subject]\ncommand = 'relay {listen}'\n") -> Path:
    file = folder / "fixtures" / "subjects" / "via" / "mine.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    preset_in(tmp_path)
    for name in ("server", "client"):
        (tmp_path / "fixtures" / "subjects" / name).mkdir()
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "a.bats").write_text("one")
    (tmp_path / "observe").write_text("observer")
    return Paths(tmp_path, tmp_path / "build", tmp_path / "observe")


def test_what_was_found_is_kept(tmp_path: Path, paths: Paths) -> None:
    preset = read_preset(preset_in(tmp_path), tmp_path, VIA)
    assert kept(VIA, preset, tmp_path) is None
    keep(SOCAT, VIA, preset, tmp_path)
    assert kept(VIA, preset, tmp_path) == SOCAT
    (tmp_path / "via" / "mine.json").write_text("{")
    assert kept(VIA, preset, tmp_path) is None


def test_only_what_has_changed_is_judged_anew(
    tmp_path: Path, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []

    def judge(slot: object, preset: object, rounds: int, paths: Paths, work: Path) -> Surveyed:
        judged.append(str(rounds))
        mine = read_preset(paths.root / "fixtures" / "subjects" / "via" / "mine.toml", paths.build, VIA)
        return replace(SOCAT, digest=digest_of(mine, UNKNOWN, rounds, paths))

    monkeypatch.setattr(surveys, "judge", judge)
    for _ in range(2):
        assert surveys.survey(paths)[0][0].cells == SOCAT.cells
    assert judged == ["3"]
    surveys.survey(paths, rounds=1)
    surveys.survey(paths, rounds=1, fresh=True)
    assert judged == ["3", "1", "1"]
    (paths.root / "scenarios" / "a.bats").write_text("two")
    surveys.survey(paths, rounds=1)
    assert judged == ["3", "1", "1", "1"]
    assert surveys.survey(paths, ["other"]) == ([], {})


def test_what_is_not_installed_is_named(tmp_path: Path, paths: Paths) -> None:
    needs = "[subject]\ncommand = 'relay'\nneeds = ['no-such-relay']\npackage = 'relay'\n"
    preset_in(tmp_path, needs)
    read_preset.cache_clear()
    found, absent = surveys.survey(paths)
    assert found == [] and "no-such-relay, not found in PATH: install relay" in absent["VIA=mine"]


def test_the_page_begins_with_what_was_found() -> None:
    text = page([SOCAT, WHOLE], {"VIA=redir": "not there"}, "Linux, three times each", {})
    assert "- 1 of 2 lose an answer that comes a second after a half-close (7.42): socat\n" in text
    assert "- 1 hold all that was judged: haproxy\n" in text
    assert "- 0 of 2 do not keep a half-close apart from an end (7.13)\n" in text
    assert "| socat | 1.7 | 1 of 2 | [7.42](#via-socat-7-42) fails/holds |" in text
    assert '<a id="via-socat-7-42"></a>' in text and "- VIA=redir: not there" in text


def test_a_cell_has_its_sentence_its_lines_and_what_is_known_of_it() -> None:
    notes = {"via/socat": {"7.42": "It gives up. Cured: -t 10"}}
    text = page([SOCAT], {}, "Linux", notes)
    assert "**socat, 7.42 a late answer** (must): fails/holds. there was \\| no \\`DATA\\`" in text
    assert "*It gives up. Cured: -t 10*" in text and "\n      ms | wire\n" in text


def test_one_that_could_not_be_judged_says_why() -> None:
    text = page([Surveyed("via", "x", "1", "d", trouble="VIA cannot be judged: it <died>")], {}, "", {})
    assert "| x | 1 | - | VIA cannot be judged: it \\<died\\> |" in text


@pytest.mark.parametrize("text", ["<b>", "a|b", "`x`", "[a](b)", "a\nb", "*a*", "&lt;"])
def test_nothing_of_a_subject_is_markup(text: str) -> None:
    told = safe(text)
    assert "\n" not in told
    assert all(told[at - 1] == "\\" for at, char in enumerate(told) if char in "<>|`[]*&")


def test_links_lead_somewhere() -> None:
    assert anchor(Surveyed("via", "socat+patient", "", ""), LOST) == "via-socat-patient-7-42"


@pytest.mark.skipif(not shutil.which("socat"), reason="no socat here")
def test_a_real_one(tmp_path: Path) -> None:
    preset = read_preset(ROOT / "fixtures" / "subjects" / "via" / "socat.toml", tmp_path, VIA)
    assert "socat" in version_of(preset)
    assert digest_of(preset, "1", 3, find_paths()) != digest_of(preset, "2", 3, find_paths())
