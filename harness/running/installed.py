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


def _is_there(needed: str) -> bool:
    return os.path.exists(needed) if "/" in needed else located(needed) is not None
