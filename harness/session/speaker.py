"""The speaker: what the main process prints of the results, as they come and at the end."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter

from harness.session.hook import hook
from harness.judging.result import Outcome, Result
from harness.session.tally import Tally
WORKERS = pytest.StashKey[list[Any]]()
"""xdist's nodes, of which each has a process."""

TOLD_ALONE = ("told to end",)
"""What KeyboardInterrupt holds when SIGTERM has come, to this process and to no other. Ctrl+C
comes to all of them, and to be told twice would be too much: of two signals at once, Python
has been seen to take neither notice while its main thread waits."""


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
        if (xdist := plugins.get_plugin("dsession")) is not None:
            xdist.terminal = None

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Without workers: what will be judged."""
        self.tally.expect(item.nodeid for item in session.items)

    @hook(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """With workers: the same."""
        self.tally.expect(ids)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a result; print it at once if it does not hold."""
        if ".bats::" in report.nodeid:
            self._print(self.tally.take(report))

    def _print(self, results: Iterable[Result]) -> None:
        for result in results:
            if result.outcome in (Outcome.FAILS, Outcome.UNDECIDED, Outcome.BROKEN):
                self.terminal.write_line(f"\n{result.text}")
            elif self.verbose:
                self.terminal.write_line(f"{result.outcome:>9} {result.id} {result.title}")

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
        self._print(self.tally.catch_up())
        if not (self.stopped or session.shouldfail or session.shouldstop):
            self._print(self.tally.give_up())
        for line in self.tally.closing(self.tally.write(), interrupted=self.interrupted):
            self.terminal.write_line(line)
        session.exitstatus = self.tally.status(interrupted=self.interrupted)
