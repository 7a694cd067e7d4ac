"""Whether there is a folder for what is found out, and room in it."""

from __future__ import annotations

import tempfile
from pathlib import Path

ROOM = 1 << 20
"""Bytes: less than the evidence of a scenario."""


def why_no_room(folder: Path) -> str:
    """Why nothing can be kept there, before each run says so; empty if it can. Makes the folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(bytes(ROOM))
            file.flush()
    except OSError as error:
        because = f"what is found out cannot be kept in {folder}: {error.strerror}"
        return f"{because}; --into names another folder"
    return ""
