"""What a command is, and how one ends."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from harness.evidence.quoting import printable_lines

HELD, DID_NOT, WRONG_USAGE, BROKEN = 0, 1, 2, 3
INTERRUPTED = 130


def _none(parser: ArgumentParser) -> None:
    """A command without options."""


@dataclass(frozen=True, slots=True)
class Command:
    """A word on the command line.

    `about` stands beside it in a list, `description` is what it says of itself. `options` adds
    its own to a parser; `run` does it, and answers the exit status. To import its module is
    cheap: what it needs, it imports when it is run.
    """

    name: str
    about: str
    run: Callable[[Namespace], int]
    options: Callable[[ArgumentParser], None] = _none
    description: str = ""


def complain(sentence: str, status: int) -> int:
    """Say on stderr why it cannot be done. Answers the status, so that one can return it."""
    print(printable_lines(sentence), file=sys.stderr)
    return status


def how_many(text: str) -> int:
    """A number of things, of which there is to be one at least: a ValueError, if there is none."""
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def on_a_terminal() -> Callable[[str], None] | None:
    """How a line that is written over is put where a person looks; None if nobody does."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    return lambda text: print(text, end="", file=sys.stderr, flush=True)
