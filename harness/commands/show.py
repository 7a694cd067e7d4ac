"""`show`: the record of a run as a ladder."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING

from harness.place import typed
from harness.commands.command import BROKEN, HELD, WRONG_USAGE, Command, complain

if TYPE_CHECKING:
    from harness.evidence.record import Record

DESCRIPTION = """The record of a run as a ladder, time downwards: client | wire | server.

Of a requirement it is the newest run. Left out, unless --all is given, are calls on files
(what the loader and a language's runtime read), rt_sigprocmask, rt_sigaction that only asks,
execve that found nothing, and what a program does with descriptors from its exec to its first
call that moves data, waits, or makes a socket, a process or a signal handler. The last line
says how many events that were. Nothing of a row is cut: what is wider than its column goes on
over the others, and in the next line behind a "…". On a terminal, what fits it is shown: what the
verdict rests on, what is next to that, and the beginning; into a pipe goes all."""

BELOW_THE_LADDER = 3
"""Lines of a screen: an empty one, what was left out, and the prompt."""


def _options(parser: ArgumentParser) -> None:
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.add_argument(
        "run", nargs="?", metavar="RUN",
        help="a requirement's number, an evidence folder, or a record",
    )  # fmt: skip
    parser.add_argument("--all", action="store_true", help="leave nothing out")
    parser.add_argument(
        "--width", type=int, metavar="COLUMNS", help="of the ladder (default: the terminal's)"
    )


def _run(options: Namespace) -> int:
    from harness.evidence.record import RecordError, read
    from harness.running.kept import find_record
    from harness.running.paths import find_paths

    if options.run is None:
        example = typed("RUN=7.5", "7.5")
        return complain(f"Which run? A requirement's number, for example: {example}", WRONG_USAGE)
    paths = find_paths()
    path = find_record(options.run, paths)
    if path is None:
        how = typed("make check", "sockspec check")
        never = f"There is no run of {options.run}: judge it first, with {how}."
        return complain(never, WRONG_USAGE)
    try:
        record = read(path)
    except RecordError as error:
        return complain(str(error), BROKEN)
    draw(record, paths.relative(path.parent), options.width, options.all)
    return HELD


def draw(record: Record, where: str, width: int | None, every: bool) -> None:
    """Print the ladder of the record in that folder, `width` columns wide if it is given."""
    import shutil

    from harness.evidence.quoting import printable
    from harness.telling.ladder import Look
    from harness.telling.noise import without_noise
    from harness.telling.rungs import rungs
    from harness.telling.screen import drawn

    is_terminal = sys.stdout.isatty()
    size = shutil.get_terminal_size((120, 24))
    events = record.events if every else without_noise(record)
    rows = [rung.row for rung in rungs(record, events)]
    color = is_terminal and not os.environ.get("NO_COLOR")
    look = Look(record.roles, record.start_ns, width or size.columns, color)
    room = size.lines - BELOW_THE_LADDER if is_terminal and not every else None
    lines, folded = drawn(rows, _marked(where), look, room)
    for line in lines:
        print(line)
    left_out = len(record.events) - len(events) + folded
    hint = " (--all shows them)" if left_out else ""
    print(f"\n{printable(where)}: {left_out or 'no'} event{'s' * (left_out != 1)} left out{hint}")


def _marked(where: str) -> frozenset[int]:
    """The lines of the record that the verdicts of the last check rest on, if it is one of its."""
    from harness.report.checked import NoReportError, read_checked
    from harness.running.paths import find_paths

    paths = find_paths()
    try:
        results = read_checked(paths.report / "results.json", paths.base).results
    except NoReportError:
        return frozenset()
    those = (each for each in results if each.evidence == where)
    told = ((each.explanation.marked if each.explanation else each.marked) for each in those)
    return frozenset(line for lines in told for line in lines)


COMMAND = Command("show", "the record of a run, as a ladder", _run, _options, DESCRIPTION)
