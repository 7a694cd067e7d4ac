"""The command that who judges types: what each of its words does, and how it ends."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from harness.commands import check
from harness.commands.main import for_users
from harness.commands.named import UnknownNameError, as_items, named
from harness.doors.options import OPTIONS
from harness.place import ROOT
from harness.tests.documents import DOCS
from harness.tests.workbench import is_meddling, own_build

SOCKSPEC = str(ROOT / "sockspec")


def sockspec(
    *words: str, cwd: Path = ROOT, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Call it, with no slot replaced but as the settings say."""
    inherited = {key: value for key, value in os.environ.items() if not is_meddling(key)}
    return subprocess.run(
        [SOCKSPEC, *words], cwd=cwd, env=inherited | settings, text=True, capture_output=True,
        timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture
def build(tmp_path: Path) -> str:
    """SOCKSPEC_BUILD, with our programs in it."""
    folder = tmp_path / "build"
    folder.mkdir()
    return str(own_build(folder))


def test_alone_it_says_what_it_is_in_three_lines_and_four_things_to_do() -> None:
    ran = sockspec()
    what, commands, rest = ran.stdout.split("\n\n")
    assert ran.returncode == 0 and not ran.stderr
    assert len(what.splitlines()) == 3 and len(commands.splitlines()) == 4
    assert rest == "`sockspec --help` lists the rest.\n"


@pytest.mark.parametrize(
    "words",
    [["chekc"], ["check", "--serve"], ["check", "--skip-status", "300"], ["check", "-n", "x", "7.5"],
     ["check", "7.55"], ["check", "halfclos"], ["explain", "7.55"], ["list", "halfclos"],
     ["check", "--speaks", "http", "--via", "socat"], ["check", "--server", " "],
     ["check", "--stack", "muls"], ["check", "--stack", "musl", "--server", "socat"],
     ["check", "--deviations", "/no/such.toml"], ["compare", "/no/a", "/no/b"]],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_is_status_2_and_told_on_a_line(words: Sequence[str], build: str) -> None:
    ran = sockspec(*words, SOCKSPEC_BUILD=build)
    said = (ran.stderr + ran.stdout).strip().splitlines()
    assert ran.returncode == 2, ran
    assert said and "Traceback" not in ran.stderr
    assert len(said) == 1 or said[0].startswith("usage: "), said


def test_who_names_what_is_not_there_is_told_the_nearest() -> None:
    assert "did you mean 'halfclose'?" in sockspec("check", "halfclos").stderr
    assert "did you mean '10.44'?" in sockspec("explain", "10.444").stderr
    with pytest.raises(UnknownNameError, match="`list` tells what there is"):
        named(["nothing at all of the kind"])


def test_what_is_named_is_judged_and_nothing_else(build: str) -> None:
    ran = sockspec("check", "7.5", "byteorder", "7.5", "-v", SOCKSPEC_BUILD=build)
    judged = re.findall(r"^    holds (\S+)", ran.stdout, re.MULTILINE)
    assert ran.returncode == 0, ran
    byteorder = [each.id for each in named(["byteorder"])]
    assert sorted(judged) == sorted(["7.5", *byteorder]) and len(byteorder) > 1


def test_a_number_is_a_requirement_or_a_chapter() -> None:
    chapter = [each.id for each in named(["9"])]
    assert set(chapter) >= {"9.1", "9.2"} and all(each.startswith("9.") for each in chapter)
    assert [each.id for each in named(["7.5", "9", "9.1"])] == ["7.5", *chapter]
    assert as_items(["7.5"]) == [f"{ROOT}/scenarios/halfclose.bats::7.5"]
    assert as_items([]) == [f"{ROOT}/scenarios"]


def test_it_judges_as_make_does_from_any_folder(build: str, tmp_path: Path) -> None:
    """Paths are told as they would be typed there."""
    flawed = f"{ROOT}/build/flawed/hangs_up_at_end_of_file {{port}}"
    ran = sockspec("check", "--server", flawed, "7.5", cwd=tmp_path, SOCKSPEC_BUILD=build)
    assert ran.returncode == 1, ran
    (evidence,) = re.findall(r"^  evidence  (\S+)$", ran.stdout, re.MULTILINE)
    assert (tmp_path / evidence / "record.jsonl").is_file() and not Path(evidence).is_absolute()
    assert ran.stdout.rstrip().endswith("; build/report/index.html")


def test_what_a_user_has_set_for_pytest_is_not_meant(build: str) -> None:
    ran = sockspec("check", "7.5", SOCKSPEC_BUILD=build, PYTEST_ADDOPTS="--no-such-option")
    assert ran.returncode == 0, ran


def test_json_on_stdout_is_all_there_is(build: str) -> None:
    ran = sockspec("check", "7.5", "--json", "-", SOCKSPEC_BUILD=build)
    told = json.loads(ran.stdout)
    assert [each["id"] for each in told["requirements"]] == ["7.5"]
    assert "1 requirement: 1 holds" in ran.stderr
    assert told == json.loads(Path(build, "report", "results.json").read_text())


def test_json_into_a_file_and_where_there_is_no_room(build: str, tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    ran = sockspec("check", "7.5", "--json", str(file), SOCKSPEC_BUILD=build)
    assert ran.returncode == 0 and "1 requirement: 1 holds" in ran.stdout
    assert json.loads(file.read_text())["totals"]["holds"] == 1
    ran = sockspec("check", "7.5", "--json", "/dev/full", SOCKSPEC_BUILD=build)
    assert (ran.returncode, ran.stderr) == (3, "--json /dev/full: No space left on device\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_as_a_user(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    ran = sockspec("check", "7.5", "--into", str(tmp_path / "build"))
    assert (ran.returncode, ran.stderr.count("\n")) == (3, 1) and "cannot be kept" in ran.stderr


def test_where_nothing_is_built_it_says_so_once(tmp_path: Path) -> None:
    ran = sockspec("check", SOCKSPEC_BUILD=str(tmp_path))
    assert ran.returncode == 3 and not ran.stdout
    assert ran.stderr == f"{tmp_path}/observe is not there: `make` builds it\n"


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = sockspec("check", "7.5", "--into", str(tmp_path / "file" / "build"))
    assert ran.returncode == 3
    assert ran.stderr == (
        f"what is found out cannot be kept in {tmp_path}/file/build: Not a directory; "
        "--into names another folder\n"
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts")
@pytest.mark.parametrize(("option", "because"), [
    ("size=64k", "No space left on device"), ("ro", "Read-only file system"),
])  # fmt: skip
def test_a_folder_that_is_full_or_read_only(option: str, because: str, tmp_path: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", option, "tmpfs", str(tmp_path)], check=True)
    try:
        for words in (["check", "halfclose"], ["survey", "server/book", "-k", "7.4"]):
            ran = sockspec(*words, "--into", str(tmp_path))
            said = (ran.stderr + ran.stdout).strip().splitlines()
            assert (ran.returncode, len(said)) == (3, 1) and because in said[0], ran
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


@pytest.mark.parametrize(("status", "words", "ends"), [
    (4, [], 4), (4, ["--skip-status", "77"], 77), (0, ["--skip-status", "77"], 0),
    (1, ["--skip-status", "0"], 1),
])  # fmt: skip
def test_another_status_where_all_is_skipped(
    status: int, words: Sequence[str], ends: int, build: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOCKSPEC_BUILD", build)
    monkeypatch.setattr(check, "_judged", lambda words: status)
    options = for_users().parse_args(["check", *words])
    assert check.COMMAND.run(options) == ends


def test_each_option_has_its_doors() -> None:
    """What has a variable, make and Bats have, too: it is in README, and who reads that finds it."""
    readme = (DOCS.parent / "README.md").read_text()
    for option in OPTIONS:
        assert sum(map(bool, (option.variable, option.pytest))) < 2, option
        if option.variable:
            assert re.search(rf"\b{option.variable}\b", readme), option
    assert {each.variable for each in OPTIONS} >= {"SERVER", "CLIENT", "VIA", "STACK", "SPEAKS"}


def test_the_requirements_are_listed() -> None:
    lines = sockspec("list").stdout.splitlines()
    assert len(lines) == len(named([])) > 200
    assert lines[0].startswith("1.1   ") and [line.split()[0] for line in lines].count("7.5") == 1
    through = sockspec("list", "7", "--tests", "via").stdout.splitlines()
    assert 0 < len(through) < len(sockspec("list", "7").stdout.splitlines())


def test_a_requirement_is_explained_with_the_mistake_that_fails_it() -> None:
    told = sockspec("explain", "7.5").stdout
    for part in ("  level     must", "  why       ", "  sources   notes 7", "  controls  server=",
                 "  usually   ", "  cure      ", "+++ c/flawed/hangs_up_at_end_of_file.c"):
        assert part in told, part
    assert sockspec("explain", "no_such_program").returncode == 2


def test_presets_and_stacks_are_listed_with_what_is_missing() -> None:
    presets = sockspec("presets", "via").stdout.splitlines()
    assert len(presets) == len(list((ROOT / "fixtures/subjects/via").glob("*.toml")))
    assert all(line.startswith("via ") for line in presets)
    missing = sockspec("stacks", PATH="/nowhere:/usr/bin/env").stdout
    assert "install user-mode-linux" in missing and "mtu-1500" in missing


def test_the_doctor_names_what_is_missing_and_what_brings_it(tmp_path: Path) -> None:
    well = sockspec("doctor")
    assert "stacks are ready" in well.stdout
    assert ("lacks" in well.stdout.splitlines()[1]) == (well.returncode == 1)
    ill = sockspec("doctor", PYTHON="/bin/false")
    assert ill.returncode == 1 and "python-pytest" in ill.stdout and "python3-pytest" in ill.stdout
    none = sockspec("doctor", SOCKSPEC_OBSERVER=str(tmp_path / "observe"))
    assert none.returncode == 1 and "is not there; `make` builds it" in none.stdout
