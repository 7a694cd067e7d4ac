"""Where the driver is: in a working copy of the project, or installed, and then what it is called.

`make install` leaves a file of that name beside the harness; a working copy has none.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IS_INSTALLED = (ROOT / "installed").exists()

VERSION = "0.9"
"""Of the next release, or of what is installed: packaging/debian/changelog has it, too."""

COMMAND = "sockspec" if IS_INSTALLED else "./sockspec"
"""As a person types it: in the folder of a working copy, or anywhere."""


def typed(by_make: str, by_command: str) -> str:
    """How a person here asks for something: of make, in a working copy; else of the command."""
    return by_command if IS_INSTALLED else by_make
