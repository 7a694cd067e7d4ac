"""Where things are: the project's folders, and the programs that were built in them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

OF_THE_DISTRIBUTION = frozenset({"dnsmasq"})
"""Programs that a cast may name and that are not ours."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one working copy. The tests make their own."""

    root: Path
    build: Path
    observer: Path

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
        for candidate in (
            self.build / "flawed" / name,
            *sorted(self.build.glob(f"fixtures/*/{name}")),
        ):
            if candidate.is_file():
                return candidate
        return None

    def exists(self, name: str) -> bool:
        """Is there a program of that name: built, to be built, or of the distribution?"""
        if name in OF_THE_DISTRIBUTION:
            return True
        if self.built(name) or (self.root / "c" / "flawed" / f"{name}.c").is_file():
            return True
        return any(self.root.glob(f"c/fixtures/*/{name}.c"))

    def relative(self, path: Path) -> str:
        """The path as a person at the project's root would type it."""
        try:
            return str(path.resolve().relative_to(self.root))
        except ValueError:
            return str(path)


def find_place(environment: Mapping[str, str] = os.environ) -> Place:
    """This working copy; SOCKSPEC_BUILD and SOCKSPEC_OBSERVER name others."""
    build = Path(environment.get("SOCKSPEC_BUILD") or ROOT / "build").absolute()
    observer = Path(environment.get("SOCKSPEC_OBSERVER") or build / "observe").absolute()
    return Place(ROOT, build, observer)
