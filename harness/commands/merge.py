"""`merge`: the parts of a check, put together."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from harness.commands.command import BROKEN, WRONG_USAGE, Command, complain
from harness.commands.given import add_options, environment
from harness.doors.options import INTO, OPTIONS
from harness.evidence.quoting import printable_lines

if TYPE_CHECKING:
    from harness.report.checked import Checked
    from harness.running.paths import Paths

DESCRIPTION = """Put the parts of a check together that were made with --shard I/N, wherever: what
comes of it (results, JUnit, page, exit status) is what one check would have made. A part that is
missing, or did not come to its end, is named: that one alone has to be made again. Exit status:
the check's, 2 for parts that do not belong together, 3 for a part that is missing."""

OWN = (*INTO, *(option for option in OPTIONS if option.name == "verbose"))


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("parts", nargs="+", type=Path, metavar="FOLDER",
                        help="what --into named, or the results.json in it")  # fmt: skip
    add_options(parser, OWN)


def _run(options: Namespace) -> int:
    from harness.report.merge import MergeError, gather, merged
    from harness.report.page import write_page
    from harness.running.paths import find_paths
    from harness.telling.files import PAGE, write_report
    from harness.telling.language import speak_as_the_user

    os.environ.update(environment(options, OWN))
    paths = find_paths()
    speak_as_the_user(paths.locale)
    try:
        check, parts = merged(options.parts, paths.base)
        check = gather(check, parts, paths.runs, paths.base)
        write_report(
            paths.report, check.results, slots=check.slots, host=check.host, when=check.when,
            stack=check.stack, session=check.session,
        )  # fmt: skip
        write_page(check, paths.report / PAGE)
    except MergeError as error:
        return complain(str(error), BROKEN if error.is_missing else WRONG_USAGE)
    except OSError as error:
        return complain(f"{error.filename or paths.report}: {error.strerror}", BROKEN)
    return tell(check, paths, f"{len(parts)} shards", verbose=options.verbose)


def tell(check: Checked, paths: Paths, of: str, *, verbose: bool) -> int:
    """Tell it as the check would have. Answers its exit status."""
    from harness.telling.alike import likenesses
    from harness.telling.closing import closing, nothing_judged
    from harness.telling.differences import as_lines, beside_this_machine
    from harness.telling.digest import digest
    from harness.telling.files import PAGE
    from harness.telling.result import exit_status, for_a_reader

    results = [for_a_reader(each, paths.shown) for each in check.results]
    beside = beside_this_machine(results, check.stack, check.host) if check.stack else None
    lines = [line.text for line in digest(results, in_full=verbose)]
    lines += [f"\n{sentence}" for sentence in likenesses(results, check.replaced)]
    lines += ["", *as_lines(beside)] if beside else []
    if results:
        ends = f"{of}; {paths.shown(paths.report / PAGE)}"
        told = {each.result.id for each in beside.differences} if beside else ()
        lines += closing(results, check.session.asides, check.replaced, ends, told=told)
    else:
        lines += nothing_judged("no part has anything of it", check.session.asides)
    for line in lines:
        print(printable_lines(line))
    return exit_status(list(results))


COMMAND = Command("merge", "the parts of a check that was made with --shard, put together", _run,
                  _options, DESCRIPTION)  # fmt: skip
