"""Which revision judges: a digest of all that has a part in a verdict, or in its telling."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

DRIVER = ("evidence", "parsing", "scenario", "vocabulary", "patterns", "contracts", "judging",
          "running", "telling", "doors")  # fmt: skip
"""The folders of the driver that have such a part."""


def revision(root: Path) -> str:
    """The same for two copies of the same sources, wherever they are, built or installed."""
    return digest((), [*sources(root), *files(root / "c" / "observe")])


def sources(root: Path) -> list[Path]:
    """The scenarios, what our programs are made of, and the driver; the observer is asked apart."""
    folders = [root / "scenarios", root / "c" / "lib", root / "c" / "fixtures"]
    folders += [root / "harness" / name for name in DRIVER]
    return [file for folder in folders for file in files(folder)]


def files(folder: Path) -> list[Path]:
    """The sources below it, in order."""
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix in (".py", ".c", ".h", ".bats", ".bash", ".rs", ".toml") and file.is_file()
    )


def digest(texts: Iterable[str], of: Iterable[Path]) -> str:
    """Sixteen digits for these texts and files; of a file it is its name and what is in it."""
    made = hashlib.sha256()
    for text in texts:
        made.update(text.encode(errors="surrogateescape") + b"\0")
    for file in of:
        made.update(hashlib.sha256(file.name.encode() + b"\0" + file.read_bytes()).digest())
    return made.hexdigest()[:16]
