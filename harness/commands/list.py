"""`list`: the requirements, a line each."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from harness.commands.command import HELD, WRONG_USAGE, Command, complain
from harness.commands.named import UnknownNameError, named
from harness.scenario.slots import NAMES


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="only this: 7.5, halfclose, 7")
    parser.add_argument("--tests", choices=NAMES, help="only what tests this slot")


def _run(options: Namespace) -> int:
    from harness.scenario.number import by_number

    try:
        found = sorted(named(options.names), key=lambda each: by_number(each.id))
    except UnknownNameError as error:
        return complain(str(error), WRONG_USAGE)
    for each in found:
        if options.tests in (None, *each.tests):
            print(f"{each.id:<6}{each.level:<7}{each.path.stem:<18}{each.title}")
    return HELD


COMMAND = Command("list", "the requirements: number, level, scenario, sentence", _run, _options)
