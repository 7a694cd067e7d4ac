"""What is installed on this machine, of what a preset or a recipe needs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable

SYSTEM_PATH = "/usr/local/sbin:/usr/sbin:/sbin"


def located(program: str) -> str | None:
    """Where it is. A daemon may be where an ordinary user's PATH does not lead."""
    return shutil.which(program) or shutil.which(program, path=SYSTEM_PATH)


def lacking(needs: Iterable[str]) -> list[str]:
    """What of it is not there: programs, and files, which have a path."""
    return [each for each in needs if not _is_there(each)]


def missing(what: str, needs: Iterable[str], packages: Iterable[str], by: str = "") -> str:
    """What has to be installed before `what` can be used, and how; empty if nothing.

    `by` is how the packages are installed, if there is a way of ours.
    """
    if not (lacks := lacking(needs)):
        return ""
    named = " ".join(packages)
    have = f": install {named}{by}" if named else ""
    return f"{what} needs {' and '.join(lacks)}, not found in PATH{have}"


def _is_there(needed: str) -> bool:
    return os.path.exists(needed) if "/" in needed else located(needed) is not None
