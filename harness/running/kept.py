"""The evidence that was kept: what it is called, and finding what a person means."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from harness.running.paths import Paths

RECORD = "record.jsonl"
_JUDGED = "judged on it:"


def numbered(name: str, place: int) -> str:
    """The name of one of several runs for the same: the first has no number."""
    return f"{name}-run{place + 1}" if place else name


def judged_on_it(numbers: Iterable[str]) -> str:
    """What a run is for, as its cast.txt has it in the first line."""
    return " ".join((_JUDGED, *numbers))


def find_record(meant: str, paths: Paths) -> Path | None:
    """The record itself, or that of an evidence folder, or of a requirement's newest run."""
    for candidate in (Path(meant), Path(meant) / RECORD, paths.runs / meant / RECORD):
        if candidate.is_file():
            return candidate
    kept = [file for file in paths.runs.glob(f"*/*/{RECORD}") if _is_for(meant, file.parent)]
    return max(kept, key=lambda file: file.stat().st_mtime_ns) if kept else None


def _is_for(meant: str, folder: Path) -> bool:
    if folder.name == meant:
        return True
    try:
        first = (folder / "cast.txt").read_text().partition("\n")[0]
    except OSError:
        return False
    return _JUDGED in first and meant in first.partition(_JUDGED)[2].split()
