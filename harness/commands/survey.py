"""`survey`: every preset that is installed, judged and told of on one page."""

from __future__ import annotations

import os
import signal
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from harness.place import typed
from harness.commands.command import (
    BROKEN, HELD, WRONG_USAGE, Command, complain, how_many, on_a_terminal,
)  # fmt: skip
from harness.commands.room import why_no_room
from harness.commands.given import add_options, environment
from harness.doors.options import INTO
from harness.evidence.quoting import printable_lines

if TYPE_CHECKING:
    from harness.running.paths import Paths
    from harness.survey.survey import Outcome, Plan
    from harness.survey.found import Surveyed

DESCRIPTION = """Judge every preset that is installed, and write survey.md and survey.json: into
docs of a working copy; of some presets only (names, -k), or installed, beside what is kept. What
was judged is kept, and is not judged again unless the preset, its program, a scenario, the
observer or the driver has changed."""

UNFINISHED = "Nothing was written. What has been judged is kept: the same again does the rest."


def _options(survey: ArgumentParser) -> None:
    survey.add_argument(
        "names", nargs="*", metavar="NAME", help="of slots or presets (default: all)"
    )
    survey.add_argument(
        "--rounds", type=how_many, default=3, metavar="N", help="each is judged so often (3)"
    )
    survey.add_argument("--fresh", action="store_true", help="judge also what was judged before")
    survey.add_argument(
        "--add", action="store_true", help="put it into docs/survey.md beside what is there"
    )
    survey.add_argument(
        "--shard", metavar="I/N", help="judge this part of the rounds only, and write nothing"
    )
    survey.add_argument(
        "--kept", nargs="+", type=Path, default=(), metavar="FOLDER",
        help="take over what the parts have kept that put it elsewhere (--into)",
    )  # fmt: skip
    add_options(survey, INTO)
    survey.add_argument(
        "-k", dest="only", default="", metavar="EXPRESSION", help="only these: '7.13 or 7.14'"
    )
    survey.add_argument(
        "-n", dest="at_a_time", type=how_many, default=0, metavar="N",
        help="so many checks at a time (default: one a processor)",
    )  # fmt: skip


def _run(options: Namespace) -> int:
    from harness.doors.shard import ShardError, shard_of
    from harness.running.paths import find_paths
    from harness.survey.survey import Plan, SurveyError, survey, take_kept

    os.environ.update(environment(options, INTO))
    paths = find_paths()
    try:
        shard = shard_of(options.shard) if options.shard else None
    except ShardError as error:
        return complain(str(error), WRONG_USAGE)
    plan = Plan(
        tuple(options.names), options.rounds, options.only, options.fresh, options.at_a_time,
        options.add, shard,
    )  # fmt: skip
    if why := why_no_room(paths.build):
        return complain(why, BROKEN)
    take_kept(options.kept, paths)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what is done is kept all the same
    try:
        outcome = survey(paths, plan, on_a_terminal())
    except SurveyError as error:
        return complain(str(error), WRONG_USAGE)
    if not outcome.found and not outcome.unfinished:
        how = typed("make subjects", "sockspec presets tells what there is")
        return complain(f"Nothing of that is installed, or asked of it: {how}", BROKEN)
    if not shard:
        print(printable_lines("\n".join(told_of(outcome.found))))
    if outcome.unfinished:
        return complain("\n".join((*outcome.unfinished, UNFINISHED)), BROKEN)
    if shard:
        print(f"shard {shard} is judged: survey --kept {paths.shown(paths.build)} has it")
        return HELD
    return _written(outcome, plan, paths)


def _written(outcome: Outcome, plan: Plan, paths: Paths) -> int:
    from harness.survey.survey import write

    folder = paths.survey_page if plan.is_whole else paths.build / "survey"
    print(paths.shown(write(outcome, folder, fresh=plan.fresh, add=plan.add)))
    return HELD


def told_of(found: Sequence[Surveyed]) -> Iterator[str]:
    """A line a preset."""
    for each in found:
        bad = (f"{cell.id} {'/'.join(cell.kinds)}" for cell in each.cells if cell.deviates)
        told = each.trouble or ", ".join(bad) or "all hold"
        yield f"{each.slot.upper()}={each.name}: {told}"


COMMAND = Command("survey", "judge every preset that is installed, and tell", _run, _options,
                  DESCRIPTION)  # fmt: skip
