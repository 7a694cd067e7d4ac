"""`check`: judge what sits in the slots. By another door it is `make check`."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from harness.commands.command import BROKEN, WRONG_USAGE, Command, complain
from harness.commands.room import why_no_room
from harness.commands.given import add_options, environment, for_pytest

SKIPPED = 4
"""The exit status of a check of which all was skipped."""

DESCRIPTION = """Judge what sits in the slots; with none replaced, this machine's own stack. What
is named alone is judged: a requirement (7.5), a scenario (halfclose), a chapter (7)."""


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="only this: 7.5, halfclose, 7")
    add_options(parser)


def _run(options: Namespace) -> int:
    from harness.commands.named import UnknownNameError, as_items
    from harness.doors.words import judging_words
    from harness.running.paths import find_paths

    try:
        items = as_items(options.names)
    except UnknownNameError as error:
        return complain(str(error), WRONG_USAGE)
    os.environ.update(environment(options))
    paths = find_paths()
    if not paths.observer.exists():
        return complain(f"{paths.observer} is not there: `make` builds it", BROKEN)
    if why := why_no_room(paths.build):
        return complain(why, BROKEN)
    results = paths.report / "results.json"
    with _said_aside() if options.json == "-" else contextlib.nullcontext(1) as stdout:
        status = _judged([*judging_words(paths), *for_pytest(options), *items])
        if options.json and results.exists():
            status = _hand_out(results, options.json, stdout, status)
    said: int | None = options.skip_status
    return said if status == SKIPPED and said is not None else status


def _judged(words: list[str]) -> int:
    """The exit status of pytest, which judges. Nothing that a user has set for it is meant."""
    import pytest

    os.environ.pop("PYTEST_ADDOPTS", None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return int(pytest.main(words))


@contextlib.contextmanager
def _said_aside() -> Iterator[int]:
    """Have all that is said on stdout go to stderr. The descriptor is that of the real one."""
    sys.stdout.flush()
    real = os.dup(1)
    os.dup2(2, 1)
    try:
        yield real
    finally:
        sys.stdout.flush()
        os.close(real)


def _hand_out(results: Path, to: str, stdout: int, status: int) -> int:
    """Write the results where they are wanted. Answers the status, or that of a failure."""
    try:
        with open(stdout if to == "-" else to, "wb", closefd=to != "-") as out:
            with results.open("rb") as found:
                shutil.copyfileobj(found, out)
    except OSError as error:
        return complain(f"--json {to}: {error.strerror}", BROKEN)
    return status


COMMAND = Command("check", "judge what sits in the slots", _run, _options, DESCRIPTION)
