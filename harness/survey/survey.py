"""The survey: which presets there are, which have been judged, and what is written of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from harness.doors.deviations import read_deviations
from harness.evidence.quoting import as_json
from harness.running.paths import Paths
from harness.running.presets import Preset, PresetError, every_preset, make
from harness.scenario.slots import SLOTS, Slot
from harness.survey.markdown import page
from harness.survey.subject import Surveyed, digest_of, judge, keep, kept, version_of
from harness.telling.host import describe_host

ROUNDS = 3


def survey(
    paths: Paths, names: Sequence[str] = (), *, rounds: int = ROUNDS, fresh: bool = False
) -> tuple[list[Surveyed], dict[str, str]]:
    """Judge the presets, all or those of these names or slots. Answers what was found of each,
    and why others could not be tried. What was judged before, and has not changed, is kept.
    """
    found: list[Surveyed] = []
    absent: dict[str, str] = {}
    chosen = [(slot, preset) for slot, preset in presets(paths) if _is_meant(slot, preset, names)]
    begun = time.monotonic()
    for at, (slot, preset) in enumerate(chosen):
        try:
            make(preset, paths.build)
        except PresetError as error:
            absent[f"{slot.variable}={preset.name}"] = str(error)
            continue
        seconds = time.monotonic() - begun
        _show(f"{at + 1} of {len(chosen)}: {slot.variable}={preset.name}, {seconds:.0f} s")
        found.append(_of_one(slot, preset, rounds, paths, fresh=fresh))
    _show("")
    return found, absent


def _of_one(slot: Slot, preset: Preset, rounds: int, paths: Paths, *, fresh: bool) -> Surveyed:
    folder = paths.build / "survey"
    before = None if fresh else kept(slot, preset, folder)
    if before and before.digest == digest_of(preset, version_of(preset), rounds, paths):
        return before
    found = judge(slot, preset, rounds, paths, folder / "work")
    keep(found, slot, preset, folder)
    return found


def presets(paths: Paths) -> Iterator[tuple[Slot, Preset]]:
    """All of each slot, relays first: they are what one chooses among."""
    for slot in reversed(SLOTS):
        for preset in every_preset(slot, paths.root, paths.build):
            yield slot, preset


def _is_meant(slot: Slot, preset: Preset, names: Sequence[str]) -> bool:
    return not names or preset.name in names or slot.name in names or slot.variable in names


def _show(text: str) -> None:
    """Where a person looks, what is being done; elsewhere nothing."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def write(found: Sequence[Surveyed], absent: dict[str, str], paths: Paths, rounds: int) -> Path:
    """Write docs/survey.md, and the same as docs/survey.json. Answers the page's path."""
    host = describe_host(paths.observer)
    times = "once" if rounds == 1 else f"{rounds} times"
    where = f"{host['kernel']}, {host['libc']}, {date.today()}, {times} each"
    notes = {f"{slot.name}/{preset.name}": dict(read_deviations(preset.path))
             for slot, preset in presets(paths)}  # fmt: skip
    file = paths.root / "docs" / "survey.md"
    file.write_text(page(found, absent, where, notes), encoding="utf-8")
    subjects = [asdict(each) for each in found]
    told = {"schema": 1, "where": where, "subjects": subjects, "absent": absent}
    file.with_suffix(".json").write_text(as_json(told, indent=1) + "\n", encoding="utf-8")
    return file
