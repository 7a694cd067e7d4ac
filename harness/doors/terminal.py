"""The terminal: what is printed of the results, as they come and at the end."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future

import pytest

from harness.telling.result import INJECTED, Result
from harness.telling.differences import as_lines
from harness.telling.digest import HEADINGS, Line, digest, one_line
from harness.telling.summary import judged_whom
from harness.doors.github import tell_github
from harness.doors.hook import HookResult, hook
from harness.doors.items import OurItem, judge
from harness.doors.journal import Entry
from harness.doors.live import LiveLine
from harness.doors.results import Results
from harness.doors.streams import fall_silent

COLOURS: dict[str, dict[str, bool]] = {
    "fails": {"red": True},
    INJECTED: {"purple": True},
    "undecided": {"cyan": True},
    "broken": {"cyan": True},
    "warns": {"yellow": True},
    "holds": {"green": True},
}
"""By the kind of a result, in the words of pytest's terminal; it has none where no person reads."""


class Terminal:
    """A plugin. pytest's own reporter is told to be silent beside it: the words are ours."""

    def __init__(self, config: pytest.Config, results: Results, *, verbose: bool) -> None:
        plugins = config.pluginmanager
        self.config = config
        self.results = results
        self.verbose = verbose
        self.interrupted = False
        self.stopped = False
        self.terminal = config.get_terminal_writer()
        theirs = plugins.get_plugin("terminalreporter")
        self.is_live = theirs.isatty and os.environ.get("TERM") != "dumb"
        self.live = LiveLine(self._write_at_once)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """What will be judged."""
        self.results.expect(item.nodeid for item in session.items)

    def judge(self, item: OurItem) -> Entry:
        """Judge, in a thread, and have it on the live line meanwhile."""
        self.live.begin(item.nodeid)
        try:
            return judge(item)
        finally:
            self.live.end(item.nodeid)

    def show_live(self) -> None:
        """Nothing has come of what is being judged: say what that is, where a person reads."""
        if self.is_live:
            self.live.show(len(self.results.waiting))

    def _write_at_once(self, text: str) -> None:
        with self._as_long_as_somebody_reads():
            self.terminal.write(text, flush=True)

    @contextlib.contextmanager
    def _as_long_as_somebody_reads(self) -> Iterator[None]:
        """A terminal may be closed, a pipe broken, a disk full: the report is written all the same.

        Then what could not be said is missing, and the session is no success.
        """
        try:
            yield
        except OSError:
            self.results.is_broken = True
            fall_silent()

    def take(self, nodeid: str, judged: Future[Entry]) -> None:
        """Count a result; say at once if it does not hold. How, is told at the end."""
        self._print(self.results.take(nodeid, judged))

    def _print(self, results: Iterable[Result]) -> None:
        for result in results:
            if result.kind in HEADINGS or self.verbose:
                self._write(Line(one_line(result), result.kind))

    def _write(self, line: Line) -> None:
        self.live.erase()
        with self._as_long_as_somebody_reads():
            self.terminal.line(line.text, **COLOURS.get(line.kind, {}))
            self.terminal.flush()

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Ctrl+C, SIGTERM, or -x."""
        self.stop(excinfo.type is KeyboardInterrupt)  # -x raises one derived from it

    def stop(self, interrupted: bool = True) -> None:
        """The session ends before all has been judged."""
        self.stopped, self.interrupted = True, interrupted

    @hook(hookwrapper=True, trylast=True)  # the innermost: others pass an error on
    def pytest_sessionfinish(
        self, session: pytest.Session, exitstatus: int
    ) -> Generator[None, HookResult, None]:
        """The end; then pytest writes down what failed, for --lf, which a full disk may forbid."""
        self._finish(session, exitstatus)
        result = yield
        try:
            result.get_result()
        except OSError:
            result.force_result([])

    def _finish(self, session: pytest.Session, exitstatus: int) -> None:
        """What had been judged by then; the report, the table, the exit status."""
        self.live.erase()
        self._print(self.results.catch_up())
        cut_short = self.stopped or session.shouldfail or session.shouldstop
        self.results.is_complete = not cut_short
        if not cut_short:
            self._print(self.results.give_up())
        whom = judged_whom(self.results.setting.judged)
        for line in tell_github(self.results.ordered(), whom, os.environ):
            self._write(Line(line))
        for told in digest(self.results.shown(), in_full=self.verbose):
            self._write(told)
        for sentence in self.results.likenesses():
            self._write(Line(f"\n{sentence}"))
        beside = self.results.beside()
        for line in ("", *as_lines(beside)) if beside else ():
            self._write(Line(line))
        where = self.results.write()
        *lines, last = self.results.closing(where, beside, interrupted=self.interrupted)
        for line in lines:
            self._write(Line(line, ""))
        if exitstatus == pytest.ExitCode.INTERNAL_ERROR:
            self.results.is_broken = True
        session.exitstatus = self.results.status(interrupted=self.interrupted)
        self._write(Line(last, self._worst() if session.exitstatus in (0, 1) else "broken"))

    def _worst(self) -> str:
        """The kind of result that gives the last line its colour."""
        kinds = {result.kind for result in self.results.judged}
        return next((kind for kind in HEADINGS if kind in kinds), "holds")
