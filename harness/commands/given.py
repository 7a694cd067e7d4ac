"""The options of doors/options.py, as argparse has them and as they reach the driver."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

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
    values = ((each, getattr(given, each.name)) for each in options if each.variable)
    return {
        each.variable: value if each.metavar else each.switched
        for each, value in values
        if value not in (None, False)
    }


def for_pytest(given: Namespace, options: Iterable[Option] = OPTIONS) -> list[str]:
    """What reaches it by pytest, as words."""
    values = ((each, getattr(given, each.name)) for each in options if each.pytest)
    return [
        f"{each.pytest}={value}" if each.metavar else each.pytest
        for each, value in values
        if value not in (None, False)
    ]
