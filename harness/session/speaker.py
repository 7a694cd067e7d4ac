"""The speaker: what the main process prints of the results, as they come and at the end."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter

from harness.session.hook import hook
from harness.judging.result import Outcome, Result
from harness.session.tally import Tally

FLUSHED_S = 0.2
"""After Ctrl+C, a worker that has said nothing for so long has said all."""


class Speaker:
    """A plugin of the main process. pytest and xdist are told to be silent beside it."""

    def __init__(self, plugins: pytest.PytestPluginManager, tally: Tally, *, verbose: bool) -> None:
        self.tally = tally
        self.verbose = verbose
        self.interrupted = False
        self.stopped = False
        terminal = plugins.get_plugin("terminalreporter")
        assert isinstance(terminal, TerminalReporter)
        self.terminal = terminal
        terminal._show_progress_info = False  # no percentage
        plugins.unregister(name="terminaldistreporter")  # no count of workers
        self.xdist: Any = plugins.get_plugin("dsession")
        if self.xdist is not None:
            self.xdist.terminal = None

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Without workers: what will be judged."""
        self.tally.expect(item.nodeid for item in session.items)

    @hook(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """With workers: the same."""
        self.tally.expect(ids)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a result; print it at once if it does not hold."""
        result = self.tally.take(report) if ".bats::" in report.nodeid else None
        if result is not None:
            self._print(result)

    def _print(self, result: Result) -> None:
        if result.outcome in (Outcome.FAILS, Outcome.UNDECIDED, Outcome.BROKEN):
            self.terminal.write_line(f"\n{result.text}")
        elif self.verbose:
            self.terminal.write_line(f"{result.outcome:>9} {result.id} {result.title}")

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Ctrl+C, or with workers also -x: what was judged so far is kept."""
        self.stopped = True
        self.interrupted = excinfo.type is KeyboardInterrupt  # -x raises one derived from it
        for report in self._unread():
            self.pytest_runtest_logreport(report)

    def _unread(self) -> Iterator[pytest.TestReport]:
        """What the workers had sent, and xdist had not read yet."""
        while self.xdist is not None:
            try:
                name, values = self.xdist.queue.get(timeout=FLUSHED_S)
            except queue.Empty:
                return
            if name == "testreport":
                yield values["rep"]

    @hook(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """The report, the table, the exit status."""
        if not (self.stopped or session.shouldfail or session.shouldstop):
            for result in self.tally.give_up():
                self._print(result)
        for line in self.tally.closing(self.tally.write(), interrupted=self.interrupted):
            self.terminal.write_line(line)
        session.exitstatus = self.tally.status(interrupted=self.interrupted)
