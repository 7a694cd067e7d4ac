"""The live line: on a terminal, while nothing comes of what is being judged."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
from pathlib import Path

import pytest

from harness.running.paths import ROOT
from harness.doors.live import ERASED, LiveLine, hear_waiting
from harness.tests.test_plugin import FAILS, HOLDS
from harness.tests.workbench import make_workbench, scenario


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


def test_a_wait_in_vain_is_noticed() -> None:
    events: queue.Queue[int] = queue.Queue()
    noticed: list[bool] = []
    hear_waiting(events, lambda: noticed.append(True))
    events.put(1)
    assert events.get(timeout=1) == 1 and not noticed
    with pytest.raises(queue.Empty):
        events.get(block=False)
    assert noticed == [True]


def test_xdist_waits_as_is_supposed_here() -> None:
    """Its main loop asks a queue of its own, with a time-out: all that the live line rests on."""
    dsession = pytest.importorskip("xdist.dsession")
    text = Path(dsession.__file__).read_text()
    assert "self.queue = Queue()" in text or "self.queue: Queue" in text
    assert "self.queue.get(timeout=" in text


@pytest.mark.parametrize("term, is_live", [("xterm", True), ("dumb", False)])
def test_on_a_terminal(tmp_path: Path, term: str, is_live: bool) -> None:
    bench = make_workbench(tmp_path)
    bench.scenario("a.bats", scenario(HOLDS, FAILS))
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", "-n0"]
    with open(theirs, "wb") as terminal:
        ran = subprocess.run(
            [*command, str(tmp_path / "scenarios")], cwd=ROOT, check=False, stdout=terminal,
            env=bench.environment | {"TERM": term},
        )  # fmt: skip
    shown = _all_of(ours)
    assert ran.returncode == 1
    assert (f"{ERASED}judging 7.3; 2 to go{ERASED}judging 7.4; 1 to go{ERASED}" in shown) is is_live
    assert ERASED not in bench.check("-n0").stdout


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
