"""`report`: the page of a check, or its results in another form."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from harness.commands.command import HELD, WRONG_USAGE, Command, complain

if TYPE_CHECKING:
    from harness.report.checked import Checked

FORMATS = ("html", "junit", "ktap", "tap", "github")


def _options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "results", nargs="?", type=Path, metavar="RESULTS",
        help="results.json (default: the last check's)",
    )  # fmt: skip
    parser.add_argument(
        "--format", choices=FORMATS, default="html", help="anything but html is printed (html)"
    )


def _run(options: Namespace) -> int:
    from harness.report.checked import NoReportError, read_checked
    from harness.report.page import write_page
    from harness.running.paths import find_paths
    from harness.telling.language import speak_as_the_user

    paths = find_paths()
    speak_as_the_user(paths.locale)
    page = paths.report / "index.html"
    try:
        checked = read_checked(options.results or paths.report / "results.json", paths.base)
        if options.format != "html":
            print(_converted(checked, options.format), end="")
            return HELD
        write_page(checked, page, every=True)
    except NoReportError as error:
        return complain(str(error), WRONG_USAGE)
    print(paths.shown(page))
    return HELD


def _converted(checked: Checked, form: str) -> str:
    from harness.telling import files, github
    from harness.telling.summary import judged_whom

    match form:
        case "junit":
            return files.as_junit(checked.results)
        case "ktap":
            return files.as_ktap(checked.results)
        case "tap":
            return files.as_tap(checked.results)
        case _:
            return github.summary(checked.results, judged_whom(checked.replaced))


COMMAND = Command("report", "the page of a check, from its results", _run, _options)
