"""An older revision beside this one: built below build/bench, and its check timed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from harness.bench.bench import Bench
from harness.bench.suite import JUDGED, UNWANTED
from harness.bench.timing import CommandError, Span, timed

BEFORE = "be0e6ab"
"""The last revision before observer and driver were taken apart: the aim counts from it."""


def revision(bench: Bench, name: str) -> Path:
    """The sources of the revision, built beside ours; a CommandError where they cannot be had."""
    tree = bench.paths.build / "bench" / f"revision-{name}"
    tree.mkdir(parents=True, exist_ok=True)
    take_out = 'git -C "$1" archive "$2" >"$3.tar" && tar -xf "$3.tar" -C "$3"'
    _run(["sh", "-c", take_out, "sh", str(bench.paths.root), name, str(tree)])
    _run(["make", "-C", str(tree), "build"])
    return tree


def check_of(tree: Path, bench: Bench) -> tuple[Span, int]:
    """How long its own check took, to its last process, and how many requirements it judged."""
    span = timed(["make", "-C", str(tree), "check"], log=bench.log, environment=_environment(),
                 accept=(*JUDGED, 2), to_the_last=True)
    report = json.loads((tree / "build" / "report" / "results.json").read_text())
    return span, len(report["requirements"])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, env=_environment())
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["nothing"]
        raise CommandError(f"{' '.join(command[:4])} … said: {said[-1]}")


def _environment() -> dict[str, str]:
    """Nothing in a slot, and none of this tree's folders; what make was told is not for that."""
    ours = (*UNWANTED, "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    kept = {key: value for key, value in os.environ.items()
            if key not in ours and not key.startswith("SOCKSPEC_")}
    return kept | {"PYTHON": sys.executable}
