"""What a cell may depend on: if any of it has changed, a preset is judged anew."""

from __future__ import annotations

import hashlib
import platform
import re
import shlex
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from harness.evidence.quoting import printable
from harness.running.paths import Paths
from harness.running.presets import Preset, words_of

UNKNOWN = "version unknown"

A_NUMBER = re.compile(r".*?\d[.:]\d[^\s,;)]*")
"""Of a line that tells a version, up to it: what was built with what, and by whom, comes behind."""

DRIVER = ("evidence", "parsing", "scenario", "vocabulary", "patterns", "contracts", "judging",
          "running", "telling", "doors")  # fmt: skip
"""The folders of the driver that have a part in a verdict, or in how it is told."""


def version_of(preset: Preset) -> str:
    """The first line with a digit that it prints when it is asked."""
    if not preset.version:
        return UNKNOWN
    try:
        ran = subprocess.run(
            words_of(preset.version, preset, {}), stdin=subprocess.DEVNULL,
            capture_output=True, timeout=20, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return UNKNOWN
    lines = (ran.stdout + ran.stderr).decode(errors="replace").splitlines()
    told = next((line for line in lines if re.search(r"\d", line)), UNKNOWN)
    line = " ".join(told.split())
    begins = A_NUMBER.match(line)
    told = begins[0].rstrip(".:") if begins else line
    return printable(told + ")" * (told.count("(") > told.count(")")))


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
