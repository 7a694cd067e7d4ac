"""Where things are: the project's folders, and the programs that were built in them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from harness.place import IS_INSTALLED, ROOT
from harness.running.world import world_options

OF_THE_DISTRIBUTION = frozenset({"dnsmasq"})
"""Programs that a cast may name and that are not ours."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one working copy, or of who has it installed. The tests make their own.

    `root` has what is read only: scenarios, fixtures, sources. Into `build` all is written that is
    made while judging; in a working copy our programs are built in it, too.
    """

    root: Path
    build: Path
    observer: Path
    world: tuple[str, ...] = ()
    """The observer's options for the world of every run."""
    programs: Path | None = None
    """Where our programs are built, if not in `build`."""
    apart: bool = False
    """Whether what is found out is kept apart from all that is ours."""

    @property
    def base(self) -> Path:
        """From where evidence is named in results.json: moved together, both are found."""
        return self.build if self.apart else self.root

    @property
    def locale(self) -> Path:
        """The folder of the translations."""
        built = self.root / "build" if self.apart else self.build
        return (self.root.parent if IS_INSTALLED else built) / "locale"

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

    @property
    def survey_page(self) -> Path:
        """The folder of the page of a whole survey: a file of the project's, if this is it."""
        return self.build / "survey" if self.apart else self.root / "docs"

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
        """The path from the base, or the root, it is below; whole, if it is below neither."""
        whole = path.resolve()
        for above in (self.base, self.root):
            if whole.is_relative_to(above):
                return str(whole.relative_to(above))
        return str(path)

    def shown(self, path: Path | str) -> str:
        """The path as the person who reads it would type it, of one that relative() has made."""
        found = (above / path for above in (self.base, self.root))
        whole = next((each for each in found if each.exists()), self.base / path).resolve()
        try:
            return str(whole.relative_to(Path.cwd()))
        except ValueError:
            return str(whole)


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
    """This working copy, or what is installed; SOCKSPEC_BUILD and SOCKSPEC_OBSERVER name others.

    SOCKSPEC_STATE is where to put what is found out, if that is not to be the usual place.
    SOCKSPEC_WORLD sets the network of every run: sysctls by their names, and mtu.
    """
    built = Path(environment.get("SOCKSPEC_BUILD") or ROOT / "build").absolute()
    observer = Path(environment.get("SOCKSPEC_OBSERVER") or built / "observe").absolute()
    world = world_options(environment.get("SOCKSPEC_WORLD", ""))
    state = environment.get("SOCKSPEC_STATE") or (state_folder(environment) if IS_INSTALLED else "")
    if not state:
        return Paths(ROOT, built, observer, world)
    return Paths(ROOT, Path(state).absolute(), observer, world, programs=built, apart=True)


def state_folder(environment: Mapping[str, str]) -> Path:
    """Where what an installed sockspec finds out is kept for its user.

    XDG Base Directory Specification 0.8: a relative path there is invalid and is to be ignored.
    """
    said = environment.get("XDG_STATE_HOME", "")
    home = environment.get("HOME") or "/"
    return (Path(said) if os.path.isabs(said) else Path(home, ".local", "state")) / "sockspec"
