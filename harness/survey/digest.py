"""What a cell may depend on: if any of it has changed, a preset is judged anew."""

from __future__ import annotations

import platform
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

from harness.running.paths import Paths
from harness.running.presets import Preset, words_of
from harness.running.revision import digest, files, sources
from harness.running.version import UNKNOWN, version_told


def version_of(preset: Preset) -> str:
    """What it says when it is asked."""
    return version_told(tuple(words_of(preset.version, preset, {}))) if preset.version else UNKNOWN


def digest_of(preset: Preset, version: str, ours: str) -> str:
    """Of the preset and its program. `ours` is what it is judged by: judged_by()."""
    return digest([version, ours], [preset.path, *_sources(preset)])


def _sources(preset: Preset) -> Iterator[Path]:
    """What lies beside the preset's file, and its commands name: a program of one file, say."""
    for line in (preset.build, preset.command, preset.beyond):
        for word in map(Path, shlex.split(line)):
            if preset.path.parent in word.parents:
                yield from files(word) if word.is_dir() else [word] if word.is_file() else []


def judged_by(paths: Paths, options: Iterable[str], world: str) -> str:
    """The digest of the scenarios, our programs, the observer, the driver, the kernel, and of what
    the check is told. `world` is what SOCKSPEC_WORLD says.
    """
    ours = [*sources(paths.root), Path(__file__).with_name("rounds.py")]
    return digest([platform.release(), world, *options], [paths.observer, *ours])
