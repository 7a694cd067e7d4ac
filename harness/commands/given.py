"""The options of doors/options.py, as argparse has them and as they reach the driver."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator

from harness.doors.options import OPTIONS, Option

FILE = "FILE"
"""A value that is completed by the names of files (shtab's word for it, for two shells)."""
FILES = {"bash": "_shtab_compgen_files", "zsh": "_files"}


def add_options(parser: ArgumentParser, options: Iterable[Option] = OPTIONS) -> None:
    """Give the parser these."""
    for each in options:
        if not each.metavar:
            parser.add_argument(*each.flags, dest=each.name, action="store_true", help=each.about)
            continue
        action = parser.add_argument(
            *each.flags, dest=each.name, metavar=each.metavar, type=each.type, help=each.about
        )
        if each.metavar == FILE:
            action.complete = FILES  # type: ignore[attr-defined]


def environment(given: Namespace, options: Iterable[Option] = OPTIONS) -> dict[str, str]:
    """What reaches the driver by the environment; what is not given is there as it was."""
    return {
        each.variable: value if each.metavar else each.switched
        for each, value in _typed(given, options)
        if each.variable
    }


def for_pytest(given: Namespace, options: Iterable[Option] = OPTIONS) -> list[str]:
    """What reaches it by pytest, as words."""
    return [
        f"{each.pytest}={value}" if each.metavar else each.pytest
        for each, value in _typed(given, options)
        if each.pytest
    ]


def _typed(given: Namespace, options: Iterable[Option]) -> Iterator[tuple[Option, str]]:
    """Those that stand on the command line, with their values; a switch has none that counts."""
    for each in options:
        if (value := getattr(given, each.name)) not in (None, False):
            yield each, value
