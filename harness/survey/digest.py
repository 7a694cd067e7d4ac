"""What a cell may depend on: if any of it has changed, a preset is judged anew."""

from __future__ import annotations

import hashlib
import platform
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

from harness.running.paths import Paths
from harness.running.presets import Preset, words_of
from harness.running.version import UNKNOWN, version_told

DRIVER = ("evidence", "parsing", "scenario", "vocabulary", "patterns", "contracts", "judging",
          "running", "telling", "doors")  # fmt: skip
"""The folders of the driver that have a part in a verdict, or in how it is told."""


def version_of(preset: Preset) -> str:
    """What it says when it is asked."""
    return version_told(tuple(words_of(preset.version, preset, {}))) if preset.version else UNKNOWN


def digest_of(preset: Preset, version: str, ours: str) -> str:
    """Of the preset and its program. `ours` is what it is judged by: judged_by()."""
    return _digest([version, ours], [preset.path, *_sources(preset)])


def _sources(preset: Preset) -> Iterator[Path]:
    """What lies beside the preset's file, and its commands name: a program of one file, say."""
    for line in (preset.build, preset.command, preset.beyond):
        for word in map(Path, shlex.split(line)):
            if preset.path.parent in word.parents:
                yield from _files(word) if word.is_dir() else [word] if word.is_file() else []


def judged_by(paths: Paths, options: Iterable[str], world: str) -> str:
    """The digest of the scenarios, our programs, the observer, the driver, the kernel, and of what
    the check is told. `world` is what SOCKSPEC_WORLD says.
    """
    folders = [paths.root / "scenarios", paths.root / "c" / "lib", paths.root / "c" / "fixtures"]
    folders += [paths.root / "harness" / name for name in DRIVER]
    files = [file for folder in folders for file in _files(folder)]
    files.append(Path(__file__).with_name("rounds.py"))
    return _digest([platform.release(), world, *options], [paths.observer, *files])


def _files(folder: Path) -> list[Path]:
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix in (".py", ".c", ".h", ".bats", ".bash", ".rs", ".toml") and file.is_file()
    )


def _digest(texts: Iterable[str], files: Iterable[Path]) -> str:
    made = hashlib.sha256()
    for text in texts:
        made.update(text.encode(errors="surrogateescape") + b"\0")
    for file in files:
        made.update(hashlib.sha256(file.name.encode() + b"\0" + file.read_bytes()).digest())
    return made.hexdigest()[:16]
