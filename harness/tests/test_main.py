"""The driver's commands."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harness.place import ROOT
from harness.tests.workbench import RUN, WHOLE, Workbench, make_workbench, record, scenario, test

HOLDS = test("7.3 the FIN follows", "happens 'wire SYN' 'wire FIN'")


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return make_workbench(tmp_path)


def harness(bench: Workbench, *arguments: str) -> tuple[int, str]:
    ran = bench.call(sys.executable, "-m", "harness", *arguments)
    return ran.returncode, ran.stdout + ran.stderr


def test_show_by_number_by_folder_and_by_file(bench: Workbench) -> None:
    bench.scenario("a.bats", scenario(HOLDS))
    bench.check()
    (folder,) = (bench.build / "runs" / "a").iterdir()
    for meant in ("7.3", str(folder), str(folder / "record.jsonl")):
        status, printed = harness(bench, "show", meant, "--width", "100")
        assert (status, "SYN ---" in printed) == (0, True), printed


def test_show_says_how_much_it_leaves_out(bench: Workbench) -> None:
    noise = RUN.replace('"run"', '"call"').replace('"format":1', '"role":"server","pid":2,"kind":'
                        '"file","name":"read"').replace("1000000000", "1000250000")  # fmt: skip
    bench.program("half_close", record(*WHOLE[:3], noise, *WHOLE[3:]))
    bench.scenario("a.bats", scenario(HOLDS))
    bench.check()
    where = f"{bench.build}/runs/a/7.3"
    lines = harness(bench, "show", "7.3")[1].splitlines()
    assert lines[-1] == f"{where}: 1 event left out (--all shows them)"
    assert harness(bench, "show", "7.3", "--all")[1].splitlines()[-1] == f"{where}: no events left out"


@pytest.mark.skipif(not shutil.which("script"), reason="no script(1) here")
def test_show_on_a_terminal_fits_it(bench: Workbench) -> None:
    """And with NO_COLOR there is none (no-color.org)."""
    bench.program("half_close", record(*WHOLE[:3], *[WHOLE[3]] * 60, *WHOLE[3:]))
    bench.scenario("a.bats", scenario(HOLDS))
    bench.check()
    shown = {}
    for no_color in ("", "1"):
        words = f"{sys.executable} -m harness show 7.3"
        ran = bench.call("script", "-qec", words, "/dev/null", LINES="20", COLUMNS="80", NO_COLOR=no_color)
        shown[no_color] = ran.stdout
        assert ran.returncode == 0 and len(ran.stdout.splitlines()) <= 19, ran
        assert "events left out (--all shows them)" in ran.stdout
    assert "\x1b[" in shown[""] and "\x1b[" not in shown["1"]
    assert len(harness(bench, "show", "7.3")[1].splitlines()) > 60


def test_show_nothing_in_particular(bench: Workbench) -> None:
    assert harness(bench, "show")[0] == 2


def test_show_what_was_never_run(bench: Workbench) -> None:
    assert harness(bench, "show", "7.3") == (
        2, "There is no run of 7.3: judge it first, with make check.\n",
    )  # fmt: skip


def test_show_a_record_that_was_cut_off(bench: Workbench) -> None:
    record = bench.folder / "record.jsonl"
    record.write_text('{"t":1,"event":"run","format":1}\n{"t":2,"ev')
    status, printed = harness(bench, "show", str(record))
    assert (status, "was cut off" in printed, printed.count("\n")) == (3, True, 1)


def test_show_into_a_pipe_that_closes(bench: Workbench) -> None:
    bench.scenario("a.bats", scenario(HOLDS))
    bench.check()
    ran = bench.call("sh", "-c", f"{sys.executable} -m harness show 7.3 | true")
    assert ran.stderr == ""


def test_wrong_usage(bench: Workbench) -> None:
    assert harness(bench)[0] == 2
    assert harness(bench, "no-such-command")[0] == 2


@pytest.mark.skipif(not list((ROOT / "scenarios").glob("*.bats")), reason="no scenario yet")
def test_our_scenarios_are_in_order(bench: Workbench) -> None:
    status, printed = harness(bench, "check-scenarios")
    assert status == 0, printed
    assert "requirements in" in printed


@pytest.mark.parametrize("command", ["controls", "mutants"])
def test_a_scenario_that_is_not_there(command: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "harness", command, "halfclose", "halfclosed"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 2
    assert ran.stderr.startswith("There is no scenario halfclosed: one of accept, ")


@pytest.mark.parametrize("value", ["", "./x {port} $HOME", None])
def test_make_passes_a_slot_as_it_was_typed(bench: Workbench, value: str | None) -> None:
    """An empty one, too: that is wrong usage, and the driver says so."""
    typed = [] if value is None else [f"SERVER={value}"]
    rule = "--eval=seen: ; @echo \"[$${SERVER-nothing}]\""
    ran = bench.call("make", "--no-print-directory", rule, "seen", *typed)
    assert ran.stdout == f"[{'nothing' if value is None else value}]\n", ran.stderr
