"""The live line: on a terminal, while nothing comes of what is being judged."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness.place import ROOT
from harness.doors.live import ERASED, EVERY_S, LiveLine
from harness.tests.test_plugin import HOLDS
from harness.tests.workbench import make_workbench, scenario, test


class Terminal:
    """What was written, and a clock that is set by hand."""

    def __init__(self) -> None:
        self.text = ""
        self.seconds = 0.0

    def write(self, text: str) -> None:
        self.text += text

    def now(self) -> float:
        return self.seconds


def test_what_is_being_judged_and_for_how_long() -> None:
    terminal = Terminal()
    live = LiveLine(terminal.write, terminal.now)
    live.show(9)
    assert terminal.text == ""
    live.begin("scenarios/a.bats::7.5")
    terminal.seconds = 2.2
    live.begin("scenarios/b.bats::10.19")
    live.show(9)
    assert terminal.text == f"{ERASED}judging 7.5 for 2 s, 10.19; 9 to go"
    live.end("scenarios/a.bats::7.5")
    live.show(8)
    assert terminal.text.endswith(f"{ERASED}judging 10.19; 8 to go")


def test_it_leaves_nothing_behind() -> None:
    terminal = Terminal()
    live = LiveLine(terminal.write, terminal.now)
    live.erase()
    assert terminal.text == ""
    live.begin("a.bats::7.5")
    live.show(1)
    live.erase()
    live.erase()
    assert terminal.text.count(ERASED) == 2 and terminal.text.endswith(ERASED)


@pytest.mark.parametrize("term, is_live", [("xterm", True), ("dumb", False)])
def test_on_a_terminal(tmp_path: Path, term: str, is_live: bool) -> None:
    bench = make_workbench(tmp_path)
    hangs = test("7.8 it never ends", "cast server=hangs client=client", "over ipv4", "happens 'wire FIN'")
    bench.scenario("a.bats", scenario(hangs, HOLDS))
    os.mkfifo(bench.build / "flawed" / "hanging")
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", "-n0"]
    process = subprocess.Popen(
        [*command, str(tmp_path / "scenarios")], cwd=ROOT, stdout=theirs,
        env=bench.environment | {"TERM": term},
    )  # fmt: skip
    os.close(theirs)
    shown = _until(ours, f"{ERASED}judging 7.8 for", 2 * EVERY_S)
    process.send_signal(signal.SIGTERM)
    shown += _all_of(ours)
    assert process.wait() == 130
    assert ("judging 7.8 for" in shown) is is_live
    assert (ERASED in shown) is is_live


def _until(terminal: int, wanted: str, at_most_s: float) -> str:
    """What is shown until the wanted is, or nothing new for that long."""
    text = ""
    while wanted not in text and select.select([terminal], [], [], at_most_s)[0]:
        text += os.read(terminal, 65536).decode()
    return text


def _all_of(terminal: int) -> str:
    """What was written; a terminal that nobody holds any more answers with EIO."""
    text = b""
    try:
        while more := os.read(terminal, 65536):
            text += more
    except OSError:
        pass
    os.close(terminal)
    return text.decode()
