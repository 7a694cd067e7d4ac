"""The evidence that was kept: finding the record that a person means."""

from __future__ import annotations

import json
from pathlib import Path

from harness.running.place import Place

RECORD = "record.jsonl"


def find_record(meant: str, place: Place) -> Path | None:
    """The record of a requirement, by its number; of an evidence folder; or the file itself."""
    path = Path(meant)
    for candidate in (path / RECORD, path):
        if candidate.is_file():
            return candidate
    reported = _reported(meant, place)
    if reported and (reported / RECORD).is_file():
        return reported / RECORD
    kept = list(place.runs.glob(f"*/{path.name}-*/{RECORD}"))
    return max(kept, key=lambda file: file.stat().st_mtime) if kept else None


def _reported(number: str, place: Place) -> Path | None:
    """Where the last report says that the requirement's evidence is."""
    try:
        report = json.loads((place.report / "results.json").read_text())
        folders = {each["id"]: each["evidence"] for each in report["requirements"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return place.root / folders[number] if folders.get(number) else None
