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
