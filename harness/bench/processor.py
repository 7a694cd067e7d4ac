"""Processor time: of a whole check, and of plain pairs, recorded and bare.

It is the kernel's account of what was started (getrusage(2), RUSAGE_CHILDREN): a process adds
its time to its parent's when that has waited for it. The observer lets go of its second process,
which ends when its world is gone; the bench adopts that (PR_SET_CHILD_SUBREAPER), waits for it,
and so has its time and that of all its world. Not in it is who ends while its parent ignores
SIGCHLD (wait(2)), as some programs of a run do: by a control group's account that was less than
a hundredth of a check.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.bench.bench import Bench, free_port
from harness.bench.figure import Figure, median, spread
from harness.bench.revision import BEFORE, check_of, revision
from harness.bench.suite import judge_all
from harness.bench.timing import CommandError, Span, timed
from harness.evidence.events import Ended, Ready
from harness.evidence.record import Record
from harness.running.config import Config
from harness.running.launch import Launch, prepare
from harness.running.slots import Slots
from harness.parsing.file import parse
from harness.scenario.model import Cast
from harness.scenario.slots import PORT

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class _Pair:
    """A cast that does the same without an observer, and how it is launched with one."""

    cast: Cast
    launch: Launch

    def bare(self, bench: Bench) -> list[str]:
        """The command that starts it, on a port that is free now."""
        port = free_port()
        server, client = (
            [port if word == str(PORT) else word for word in player.words]
            for player in self.launch.players
        )
        return [bench.program("start_pair"), port, *server, "--", *client]

    def recorded(self, bench: Bench) -> list[str]:
        """The command that has it observed."""
        return [*bench.paths.command, *self.launch.arguments(bench.folder("run"))]


def processor(bench: Bench) -> Iterator[Figure]:
    """All that a check takes of the cores, whoever takes it; and how much of it observing is."""
    try:
        yield _beside(revision(bench, BEFORE), bench)
    except CommandError as error:
        yield Figure(OF_ONE, None, at_most=0.5, note=f"{BEFORE} cannot be had here: {error}")
    seconds = [_check(bench)[0].processor_s for _ in range(ROUNDS)]
    yield Figure("make check, processor time of all its processes", median(seconds), "s",
                 note=spread(seconds, "s"))  # fmt: skip
    pairs = list(_plain_pairs(bench))
    recorded, bare = (
        median([sum(_took(command(pair, bench), bench) for pair in pairs) for _ in range(ROUNDS)])
        for command in (_Pair.recorded, _Pair.bare)
    )
    yield Figure("processor time of plain pairs, recorded / bare", recorded / bare,
                 note=f"{len(pairs)} pairs: {recorded:.2f} s / {bare:.2f} s")  # fmt: skip


OF_ONE = f"processor time of a requirement in a check / at {BEFORE}"
"""Of one, because there are more of them now."""


def _beside(tree: Path, bench: Bench) -> Figure:
    """Both checks in turn: what else the machine does meets both alike."""
    here: list[float] = []
    there: list[float] = []
    for _ in range(ROUNDS):
        for seconds, (span, count) in ((there, check_of(tree, bench)), (here, _check(bench))):
            seconds.append(span.processor_s / count)
    return Figure(OF_ONE, median(here) / median(there), at_most=0.5,
                  note=f"{1000 * median(here):.0f} ms / {1000 * median(there):.0f} ms")  # fmt: skip


def _check(bench: Bench) -> tuple[Span, int]:
    span, verdicts = judge_all(bench, bench.folder("suite"), to_the_last=True)
    return span, len(verdicts)


def _took(command: list[str], bench: Bench) -> float:
    span: Span = timed(command, log=bench.log, accept=range(256))
    return span.processor_s


def _plain_pairs(bench: Bench) -> Iterator[_Pair]:
    """The casts of all scenarios that come to the same end when nobody holds or records them."""
    setting = Config(bench.paths)
    for path in sorted((bench.paths.root / "scenarios").glob("*.bats")):
        scenario = parse(path).over(("ipv4",))
        for cast in dict.fromkeys(c for each in scenario.requirements for c in each.casts()):
            if _is_plain(cast):
                run = setting.carry_out(cast, "plain", scenario="bench")
                if run.record and _ends_by_itself(run.record):
                    yield _Pair(cast, prepare(cast, Slots(), bench.paths.built))


def _is_plain(cast: Cast) -> bool:
    is_pair = [role.name for role in cast.roles] == ["server", "client"]
    return is_pair and not (cast.acts or cast.given or cast.terminals)


def _ends_by_itself(record: Record) -> bool:
    """Whether its server listened, as start_pair waits for it to, and its client ended in order."""
    listened = any(isinstance(e, Ready) and e.how == "listen" for e in record.events)
    ends = (e for e in record.judged() if isinstance(e, Ended) and e.role == "client")
    return listened and any(each.last and each.status == 0 for each in ends)
