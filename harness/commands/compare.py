"""`compare`: two checks, and what came out otherwise."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from harness.commands.command import BROKEN, DID_NOT, HELD, WRONG_USAGE, Command, complain

DESCRIPTION = """What came out otherwise in the second of two checks: A, then B. Exit status: 0 no
verdict is worse, 1 one is, 2 there are no results, or none of the same requirement, 3 the page
cannot be written."""


def _options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "one", type=Path, metavar="A", help="results.json, or the folder that it is in"
    )
    parser.add_argument("other", type=Path, metavar="B", help="the other's")


def _run(options: Namespace) -> int:
    from harness.report.checked import NoReportError
    from harness.report.compare import compare, read_one, told
    from harness.report.page import write_comparison
    from harness.running.paths import find_paths

    paths = find_paths()
    page = paths.report / "compare.html"
    try:
        found = compare(*(read_one(each, paths.base) for each in (options.one, options.other)))
        write_comparison(found, page)
    except NoReportError as error:
        return complain(str(error), WRONG_USAGE)
    except OSError as error:
        return complain(f"{page}: {error.strerror}", BROKEN)
    for line in (*told(found), paths.shown(page)):
        print(line)
    return DID_NOT if found.is_worse else HELD


COMMAND = Command("compare", "two checks, and what came out otherwise", _run, _options, DESCRIPTION)
