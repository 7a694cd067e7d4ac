"""Nothing that was judged is lost: not by Ctrl+C, not to another session, not on a full disk."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness.place import ROOT
from harness.doors.journal import Entry, begin
from harness.tests.test_plugin import FAILS, HOLDS, results
from harness.tests.workbench import Workbench, make_workbench, scenario, test


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return make_workbench(tmp_path)


def heed_signals() -> None:
    """A shell has what it starts in the background ignore Ctrl+C, and nohup has it ignore HUP; this
    test may be there.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def interrupted(
    bench: Workbench, *options: str, by: signal.Signals, **settings: str
) -> tuple[int, str, int]:
    """Check, and send the signal when the observer hangs: Ctrl+C to all in the foreground.

    Answers the exit status, what was printed, and the observer's number.
    """
    hanging = bench.build / "flawed" / "hanging"
    os.mkfifo(hanging)
    with open(os.open(hanging, os.O_RDWR)) as fifo:
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", *options,
             str(bench.folder / "scenarios")],
            cwd=ROOT, env=bench.environment | settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, start_new_session=True, preexec_fn=heed_signals,
        )  # fmt: skip
        first, _, _ = select.select([fifo, os.pidfd_open(process.pid)], [], [], 60)
        assert first == [fifo], process.communicate()
        observer = int(fifo.readline())
    if by is signal.SIGINT:
        os.killpg(process.pid, by)
    else:
        process.send_signal(by)
    printed, _ = process.communicate(timeout=30)
    return process.returncode, printed, observer


@pytest.mark.parametrize("options", [("-n0",), ("-n2",)])
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_keeps_what_was_judged(
    bench: Workbench, options: tuple[str, ...], by: signal.Signals
) -> None:
    hangs = test("7.8 it never ends", "cast server=hangs client=client", "over ipv4", "happens 'wire FIN'")
    bench.scenario("a.bats", scenario(HOLDS, FAILS, hangs))
    bench.scenario("b.bats", scenario(test("5.3 the FIN follows", "happens 'wire FIN'")))
    status, printed, observer = interrupted(bench, *options, by=by)
    assert status == 130, printed
    assert results(bench).get("7.3") == "holds", printed
    assert "raceback" not in printed and "KeyboardInterrupt" not in printed, printed
    with pytest.raises(ProcessLookupError):
        os.kill(observer, 0)


def test_a_terminal_that_is_closed_costs_no_report(bench: Workbench) -> None:
    bench.scenario("a.bats", scenario(HOLDS, FAILS))
    ours, theirs = os.openpty()
    os.close(ours)  # whatever is written now fails: EIO
    words = [sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", str(bench.folder / "scenarios")]
    ran = subprocess.run(words, cwd=ROOT, env=bench.environment, stdout=theirs, stderr=theirs, timeout=60)
    os.close(theirs)
    assert (ran.returncode, results(bench)) == (1, {"7.3": "holds", "7.4": "fails"})


def test_what_could_not_be_said_is_no_success(bench: Workbench) -> None:
    bench.scenario("a.bats", scenario(HOLDS))
    with open("/dev/full", "w") as full:
        words = [sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", str(bench.folder / "scenarios")]
        ran = subprocess.run(words, cwd=ROOT, env=bench.environment, stdout=full, timeout=60)
    assert (ran.returncode, results(bench)) == (3, {"7.3": "holds"})


def test_ctrl_c_while_it_is_found_out_who_is_to_be_judged(bench: Workbench) -> None:
    bench.scenario("a.bats", scenario(HOLDS))
    hangs = str(bench.build / "flawed" / "hangs")
    status, printed, observer = interrupted(
        bench, "-n2", by=signal.SIGINT, SERVER=hangs, CLIENT=hangs
    )
    assert (status, "Traceback" in printed) == (130, False), printed
    with pytest.raises(ProcessLookupError):
        os.kill(observer, 0)


def test_a_session_leaves_the_journal_of_another_alone(tmp_path: Path) -> None:
    first = begin(tmp_path / "report" / "judged.jsonl")
    first.add(Entry("a.bats::7.3", None, "not for it"))
    second = begin(first.path)
    second.add(Entry("a.bats::7.4", None, "nor this"))
    assert [entry.nodeid for entry in first.entries()] == ["a.bats::7.3"]
    assert [entry.nodeid for entry in second.entries()] == ["a.bats::7.4"]
    for journal in (first, second):
        os.close(journal.lock or 0)
    assert list(begin(first.path).entries()) == []
    assert first.path.read_bytes() == b""


def test_a_line_that_a_full_disk_cut_short_spoils_no_other(tmp_path: Path) -> None:
    journal = begin(tmp_path / "judged.jsonl")
    with journal.path.open("ab") as file:
        file.write(b'\n{"session": "')
    journal.add(Entry("a.bats::7.3", None, "not for it"))
    assert [entry.nodeid for entry in journal.entries()] == ["a.bats::7.3"]
