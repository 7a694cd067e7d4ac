"""Where things are: the project's folders, and the programs that were built in them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from harness.running.world import world_options

ROOT = Path(__file__).resolve().parents[2]

OF_THE_DISTRIBUTION = frozenset({"dnsmasq"})
"""Programs that a cast may name and that are not ours."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one working copy. The tests make their own."""

    root: Path
    build: Path
    observer: Path
    world: tuple[str, ...] = ()
    """The observer's options for the world of every run."""
    programs: Path | None = None
    """Where our programs are built, if not beside the observer."""

    @property
    def command(self) -> tuple[str, ...]:
        """The observer, and what it is told in every run."""
        return (str(self.observer), *self.world)

    @property
    def runs(self) -> Path:
        """The folder of the evidence folders."""
        return self.build / "runs"

    @property
    def report(self) -> Path:
        """The folder of what is written down for machines."""
        return self.build / "report"

    def built(self, name: str) -> Path | None:
        """The built program of that name: a fixture program, or a flawed one."""
        where = self.programs or self.build
        folders = [where / "flawed", *_folders(where / "fixtures")]
        paths = (f"{folder}/{name}" for folder in folders)
        return next((Path(path) for path in paths if os.path.isfile(path)), None)

    def exists(self, name: str) -> bool:
        """Is there a program of that name: built, to be built, or of the distribution?"""
        if name in OF_THE_DISTRIBUTION:
            return True
        return name in _sources(self.root) or self.built(name) is not None

    def relative(self, path: Path) -> str:
        """The path as a person at the project's root would type it."""
        try:
            return str(path.resolve().relative_to(self.root))
        except ValueError:
            return str(path)


@cache
def _sources(root: Path) -> frozenset[str]:
    """The programs of which there are sources. Asked a thousand times, they are looked for once."""
    c = root / "c"
    folders = [c / "flawed", *_folders(c / "fixtures")]
    return frozenset(file.stem for folder in folders for file in folder.glob("*.c"))


def _folders(parent: Path) -> list[Path]:
    try:
        return [parent / name for name in sorted(os.listdir(parent))]
    except OSError:
        return []


def find_paths(environment: Mapping[str, str] = os.environ) -> Paths:
    """This working copy; SOCKSPEC_BUILD and SOCKSPEC_OBSERVER name others.

    SOCKSPEC_WORLD sets the network of every run: sysctls by their names, and mtu.
    """
    build = Path(environment.get("SOCKSPEC_BUILD") or ROOT / "build").absolute()
    observer = Path(environment.get("SOCKSPEC_OBSERVER") or build / "observe").absolute()
    return Paths(ROOT, build, observer, world_options(environment.get("SOCKSPEC_WORLD", "")))
