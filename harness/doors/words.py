"""The words with which pytest judges, whoever calls it, from whatever folder."""

from __future__ import annotations

from pathlib import Path

from harness.running.paths import Paths

PLUGIN = "harness.doors.plugin"


def judging_words(paths: Paths) -> list[str]:
    """To pytest: our plugin, and our settings instead of those of the folder one is in."""
    settings, cache = paths.root / "pyproject.toml", paths.build / "pytest"
    where = ["-c", str(settings), f"--rootdir={paths.root}", "-o", f"cache_dir={cache}"]
    return ["-p", PLUGIN, *where]


def where_it_is(root: Path, inherited: str = "") -> str:
    """PYTHONPATH with which a child finds the plugin."""
    return f"{root}:{inherited}" if inherited else str(root)
