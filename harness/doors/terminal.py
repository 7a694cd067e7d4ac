"""The speaker: what the main process prints of the results, as they come and at the end."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter

from harness.judging.result import INJECTED, Result
from harness.telling.digest import HEADINGS, Line, digest, one_line
from harness.doors.hook import hook
from harness.doors.live import LiveLine, hear_waiting
from harness.doors.results import Tally

WORKERS = pytest.StashKey[list[Any]]()
"""xdist's nodes, of which each has a process."""

TOLD_ALONE = ("told to end",)
"""What KeyboardInterrupt holds when SIGTERM has come, to this process and to no other. Ctrl+C
comes to all of them, and to be told twice would be too much: of two signals at once, Python
has been seen to take neither notice while its main thread waits."""


COLOURS: dict[str, dict[str, bool]] = {
    "fails": {"red": True},
    INJECTED: {"purple": True},
    "undecided": {"cyan": True},
    "broken": {"cyan": True},
    "warns": {"yellow": True},
    "holds": {"green": True},
}
"""By the kind of a result, in the words of pytest's terminal; it has none where no person reads."""


class Speaker:
    """A plugin of the main process. pytest and xdist are told to be silent beside it."""

    def __init__(self, config: pytest.Config, tally: Tally, *, verbose: bool) -> None:
        plugins = config.pluginmanager
        self.config = config
        self.tally = tally
        self.verbose = verbose
        self.interrupted = False
        self.stopped = False
        terminal = plugins.get_plugin("terminalreporter")
        assert isinstance(terminal, TerminalReporter)
        self.terminal = terminal
        terminal._show_progress_info = False  # no percentage
        plugins.unregister(name="terminaldistreporter")  # no count of workers
        self.live = LiveLine(self._write_at_once)
        self.has_workers = (xdist := plugins.get_plugin("dsession")) is not None
        if xdist is not None:
            xdist.terminal = None
            hear_waiting(xdist.queue, self._show_live)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Without workers: what will be judged."""
        self.tally.expect(item.nodeid for item in session.items)

    @hook(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """With workers: the same."""
        self.tally.expect(ids)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A worker, or this process, begins with a requirement."""
        self.live.begin(nodeid)
        if not self.has_workers:
            self._show_live()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """It has done with it."""
        self.live.end(nodeid)

    def _show_live(self) -> None:
        if self.terminal.isatty and os.environ.get("TERM") != "dumb":
            self.live.show(len(self.tally.waiting))

    def _write_at_once(self, text: str) -> None:
        self.terminal.write(text, flush=True)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a result; say at once if it does not hold. How, is told at the end."""
        if ".bats::" in report.nodeid:
            self._print(self.tally.take(report))

    def _print(self, results: Iterable[Result]) -> None:
        for result in results:
            if result.kind in HEADINGS or self.verbose:
                self._write(Line(one_line(result), result.kind))

    def _write(self, line: Line) -> None:
        self.live.erase()
        self.terminal.write_line(line.text, **COLOURS.get(line.kind, {}))

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Ctrl+C, or with workers also -x."""
        self.stopped = True
        self.interrupted = excinfo.type is KeyboardInterrupt  # -x raises one derived from it
        if excinfo.value.args == TOLD_ALONE:
            self._tell_workers()

    def _tell_workers(self) -> None:
        """They would be waited for, 5 s (execnet)."""
        for node in self.config.stash.get(WORKERS, []):
            process = getattr(getattr(node.gateway, "_io", None), "popen", None)
            if process is not None and process.poll() is None:
                os.kill(process.pid, signal.SIGTERM)

    @hook(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """What no report has told; the report, the table, the exit status."""
        self.live.erase()
        self._print(self.tally.catch_up())
        if not (self.stopped or session.shouldfail or session.shouldstop):
            self._print(self.tally.give_up())
        for told in digest(self.tally.ordered(), in_full=self.verbose):
            self._write(told)
        *lines, last = self.tally.closing(self.tally.write(), interrupted=self.interrupted)
        for line in lines:
            self.terminal.write_line(line)
        session.exitstatus = self.tally.status(interrupted=self.interrupted)
        self._write(Line(last, self._worst() if session.exitstatus in (0, 1) else "broken"))

    def _worst(self) -> str:
        """The kind of result that gives the last line its colour."""
        kinds = {result.kind for result in self.tally.results}
        return next((kind for kind in HEADINGS if kind in kinds), "holds")
