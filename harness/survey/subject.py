"""One preset, judged several times, and what was found: kept, so that it need not be done again."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from harness.evidence.quoting import as_json, printable
from harness.evidence.record import RecordError, read
from harness.running.paths import Paths
from harness.running.presets import Preset, filled
from harness.scenario.slots import Slot
from harness.telling.excerpt import excerpt
from harness.telling.ladder import ladder

ROWS = 8
"""Of the record, for each cell that does not hold."""

UNKNOWN = "version unknown"


@dataclass(frozen=True, slots=True)
class Cell:
    """What came of a requirement in each round; of what does not hold, how it was seen."""

    id: str
    title: str
    level: str
    verdicts: tuple[str, ...]
    because: str = ""
    evidence: str = ""

    @property
    def verdict(self) -> str:
        """The one of all rounds; if they differ, all that there were."""
        return "/".join(dict.fromkeys(self.verdicts))


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A preset, its version, and its cells. `trouble` is why it was not judged."""

    slot: str
    name: str
    version: str
    digest: str
    cells: tuple[Cell, ...] = ()
    trouble: str = ""


def surveyed(values: dict[str, Any]) -> Surveyed:
    """What asdict() has made plain values of."""
    cells = tuple(
        replace(Cell(**each), verdicts=tuple(each["verdicts"])) for each in values["cells"]
    )
    return replace(Surveyed(**values), cells=cells)


def kept(slot: Slot, preset: Preset, folder: Path) -> Surveyed | None:
    """What an earlier survey has found; None if there is none that can be read."""
    try:
        return surveyed(json.loads(_file(slot, preset, folder).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(found: Surveyed, slot: Slot, preset: Preset, folder: Path) -> None:
    """Write it, whole or not at all."""
    file = _file(slot, preset, folder)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    draft.write_text(as_json(asdict(found), indent=1), encoding="utf-8")
    draft.replace(file)


def _file(slot: Slot, preset: Preset, folder: Path) -> Path:
    return folder / slot.name / f"{preset.name}.json"


def version_of(preset: Preset) -> str:
    """The first line with a digit that it prints when it is asked."""
    if not preset.version:
        return UNKNOWN
    words = filled(preset.version, {}).split()
    try:
        ran = subprocess.run(
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return UNKNOWN
    lines = (ran.stdout + ran.stderr).decode(errors="replace").splitlines()
    told = next((line for line in lines if re.search(r"\d", line)), UNKNOWN)
    return printable(told.strip())[:80]


def digest_of(preset: Preset, version: str, rounds: int, paths: Paths) -> str:
    """Of all that its cells may depend on: with another, it is judged anew."""
    made = hashlib.sha256(f"{version} {rounds}".encode())
    for file in (preset.path, paths.observer, *sorted((paths.root / "scenarios").glob("*.bats"))):
        made.update(file.read_bytes())
    return made.hexdigest()[:16]


def judge(slot: Slot, preset: Preset, rounds: int, paths: Paths, work: Path) -> Surveyed:
    """Judge it, as `make check SLOT=NAME` does, so many times."""
    version = version_of(preset)
    digest = digest_of(preset, version, rounds, paths)
    found: dict[str, list[dict[str, Any]]] = {}
    evidence: dict[str, str] = {}
    for _ in range(rounds):
        results, trouble = _round(slot, preset, paths, work)
        if trouble:
            return Surveyed(slot.name, preset.name, version, digest, trouble=trouble)
        for each in results:
            found.setdefault(each["id"], []).append(each)
            if each["verdict"] not in ("holds", "skipped"):
                evidence.setdefault(each["id"], _lines(each, paths.root))
    cells = tuple(_cell(each, evidence) for each in found.values())
    return Surveyed(slot.name, preset.name, version, digest, cells)


def _cell(rounds: Sequence[dict[str, Any]], evidence: dict[str, str]) -> Cell:
    first = next((r for r in rounds if r["verdict"] != "holds"), rounds[0])
    verdicts = tuple(r["verdict"] for r in rounds)
    because = "" if first["verdict"] == "holds" else first["because"]
    number = first["id"]
    return Cell(number, first["title"], first["level"], verdicts, because, evidence.get(number, ""))


def _round(
    slot: Slot, preset: Preset, paths: Paths, work: Path
) -> tuple[list[dict[str, Any]], str]:
    """The results of one check, or the sentence that says why there are none."""
    build = _build_folder(paths, work)
    environment = {key: value for key, value in os.environ.items() if key != "STRICT"}
    environment |= {
        slot.variable: preset.name, "REPORT": "", "SOCKSPEC_BUILD": str(build),
        "SOCKSPEC_OBSERVER": str(paths.observer),
    }  # fmt: skip
    report = build / "report" / "results.json"
    report.unlink(missing_ok=True)
    words = ["-m", "pytest", "-p", "harness.doors.plugin", "-p", "no:cacheprovider", "scenarios"]
    ran = subprocess.run(
        [sys.executable, *words], cwd=paths.root, env=environment, capture_output=True, text=True,
        errors="replace", check=False,
    )  # fmt: skip
    if report.exists():
        results: list[dict[str, Any]] = json.loads(report.read_text())["requirements"]
        return results, ""
    said = (ran.stderr or ran.stdout).strip().splitlines()
    return [], said[-1].removeprefix("ERROR: ") if said else f"status {ran.returncode}"


def _build_folder(paths: Paths, work: Path) -> Path:
    """A folder of its own for evidence and report, with our programs in it."""
    work.mkdir(parents=True, exist_ok=True)
    for name in ("fixtures", "flawed", "subjects"):
        link = work / name
        if not link.is_symlink():
            (paths.build / name).mkdir(exist_ok=True)
            link.symlink_to(paths.build / name)
    return work


def _lines(result: dict[str, Any], root: Path) -> str:
    """The few lines of its record that show it."""
    marked = set(result["explanation"]["marked"] if result["explanation"] else result["marked"])
    try:
        record = read(root / result["evidence"] / "record.jsonl")
    except (OSError, RecordError):
        return ""
    named = [event for event in record.events if event.line in marked]
    if not named:
        return ""
    rows = excerpt(record, named, ROWS)
    return "\n".join(ladder(rows, record.roles, record.start_ns, width=100, color=False))
