"""The results: the results of a session as they come in, and what is made of them at the end."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from harness.doors.shard import Shard
from harness.evidence.quoting import printable, shell_word
from harness.telling.host import describe_host
from harness.doors.items import broken
from harness.doors.journal import Entry, Journal
from harness.scenario.model import ADDRESS_FAMILIES
from harness.scenario.number import by_number
from harness.scenario.slots import SLOTS
from harness.running.revision import revision
from harness.running.machine import spoken_families, why_not
from harness.report.checked import Checked
from harness.telling.alike import likenesses
from harness.telling.differences import Beside, beside_this_machine
from harness.telling.files import FILES, PAGE, clear_report, write_report
from harness.telling.result import Result, exit_status, for_a_reader
from harness.running.config import Config
from harness.running.stack import described
from harness.telling.closing import closing, nothing_judged
from harness.telling.session import Session

FAILED, BROKEN = 1, 3
"""Two of the exit statuses; what fails is said before that something is broken."""

INTERRUPTED = 130
"""What a shell makes of a program that Ctrl+C has ended."""


@dataclass(slots=True)
class Results:
    """Who was judged, and what was found so far.

    `waiting` are the items that have not said anything yet. `shard` is which part of a check it
    is, if it is one, and `of` what that part was taken from. Broken is a session without a
    report, or in which something of pytest's failed.
    """

    setting: Config
    journal: Journal
    waiting: dict[str, None] = field(default_factory=dict)
    judged: list[Result] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    is_broken: bool = False
    is_complete: bool = True
    shard: Shard | None = None
    of: str = ""
    started_s: float = field(default_factory=time.monotonic)

    def expect(self, nodeids: Iterable[str]) -> None:
        """These were collected, and each must come out somehow."""
        self.waiting = dict.fromkeys(nodeids)

    def take(self, nodeid: str, judged: Future[Entry]) -> list[Result]:
        """Take what came of a requirement; of a judge that failed, that. Answers what is new."""
        if error := judged.exception():
            why = f"the judge failed: {type(error).__name__}: {error}"
            return self._enter(Entry(nodeid, _unjudged(nodeid, why)))
        return self._enter(judged.result())

    def catch_up(self) -> list[Result]:
        """Take what was judged when the session was interrupted. Answers what is new."""
        return [result for entry in self.journal.entries() for result in self._enter(entry)]

    def _enter(self, entry: Entry) -> list[Result]:
        if entry.nodeid not in self.waiting:
            return []
        del self.waiting[entry.nodeid]
        if entry.result is None:
            self.asides.append(entry.aside)
            return []
        self.judged.append(entry.result)
        return [entry.result]

    def give_up(self) -> list[Result]:
        """What was collected and never came out is broken: it must not be missed in silence."""
        why = "not judged: the session ended before its turn"
        lost = [_unjudged(nodeid, why) for nodeid in self.waiting]
        self.judged += lost
        self.waiting.clear()
        return lost

    def ordered(self) -> list[Result]:
        """The results by number."""
        return sorted(self.judged, key=lambda result: by_number(result.id))

    def shown(self) -> list[Result]:
        """The same for who reads them here: their evidence is named as one would type it."""
        where = self.setting.paths.shown
        return [for_a_reader(each, where) for each in self.ordered()]

    def likenesses(self) -> list[str]:
        """Which known mistakes the failures of what was replaced look like."""
        return likenesses(self.judged, self.setting.judged)

    def status(self, *, interrupted: bool) -> int:
        """The exit status of the session. Who reads only the report must not miss that none is."""
        if interrupted:
            return INTERRUPTED
        status = exit_status(self.judged)
        if self.shard and not self.judged:  # of a few requirements many parts may have nothing
            status = 0
        return BROKEN if self.is_broken and status != FAILED else status

    def write(self) -> str:
        """Write the report, and with it its page unless REPORT is empty.

        Answers where it is, or why it is not.
        """
        from harness.report.page import write_page  # to import it takes a while

        paths, checked = self.setting.paths, self.checked()
        try:
            write_report(
                paths.report, checked.results,
                slots=checked.slots, host=checked.host, when=checked.when, stack=checked.stack,
                session=checked.session,
            )  # fmt: skip
            where = paths.report / FILES[0]
            if os.environ.get("REPORT") != "":
                where = paths.report / PAGE
                write_page(checked, where)
        except OSError as error:
            self.is_broken = True
            return printable(f"the report could not be written to {paths.report}: {error.strerror}")
        return printable(paths.shown(where))

    def checked(self) -> Checked:
        """The check that has been made."""
        paths, stack = self.setting.paths, self.setting.stack
        return Checked(
            tuple(self.ordered()),
            {**dict.fromkeys(slot.name for slot in SLOTS), **self.setting.judged},
            describe_host(paths.observer),
            datetime.now().astimezone().isoformat(timespec="seconds"),
            paths.base,
            described(stack) if stack else None,
            self._session(),
        )

    def _session(self) -> Session:
        shard = str(self.shard) if self.shard else ""
        asides = dict(sorted(Counter(self.asides).items()))
        own = revision(self.setting.paths.root)
        return Session(own, shard, self.of, asides, self.is_complete)

    def beside(self) -> Beside | None:
        """The stack beside this machine as it is; None, where none is judged."""
        if not self.setting.stack or not self.judged:
            return None
        host = describe_host(self.setting.paths.observer)
        return beside_this_machine(self.ordered(), described(self.setting.stack), host)

    def clear(self) -> None:
        """Take the report of an earlier session away."""
        clear_report(self.setting.paths.report)

    def closing(self, where: str, beside: Beside | None, *, interrupted: bool) -> list[str]:
        """What is printed at the end, but for what `beside` has told."""
        if not self.judged:
            why = "interrupted" if interrupted else "no requirement was selected"
            if self.shard and not interrupted:
                why = f"nothing of it is in shard {self.shard}"
            return nothing_judged(why, Counter(self.asides))
        notes = []
        if len(spoken_families()) < len(ADDRESS_FAMILIES):
            notes.append(f"over IPv4 only: {why_not(['ipv6'])}")
        seconds = time.monotonic() - self.started_s
        part = f"shard {self.shard}; " if self.shard else ""
        return closing(
            self.ordered(), Counter(self.asides), self.setting.judged,
            f"{part}{seconds:.1f} s; {where}",
            told={each.result.id for each in beside.differences} if beside else (),
            notes=notes, cut="interrupted; " if interrupted else "",
        )  # fmt: skip


def _unjudged(nodeid: str, why: str) -> Result:
    scenario, _, number = nodeid.rpartition("::")
    title, again = f"of {Path(scenario).name}", f"bats {shell_word(scenario)}"
    return broken(number, title, scenario, why, again)
