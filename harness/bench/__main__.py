"""Prints the figures: `python3 -m harness.bench --help`.

Exit status: 0 all was measured, whether or not what is aimed at was reached (no verdict
depends on time); 2 wrong usage; 3 something could not be measured.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from harness.bench import page, processor, recording, relay, suite
from harness.bench.bench import Bench
from harness.bench.figure import Figure, as_values, heading, line
from harness.bench.timing import CommandError, adopt_orphans
from harness.telling.host import describe_host
from harness.running.paths import find_paths

MEASURES: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "calls": recording.calls,
    "pair": recording.pairs,
    "stream": recording.stream,
    "check": suite.check,
    "processor": processor.processor,
    "start": suite.start,
    "relay": relay.relay,
    "page": page.page,
    "bats": suite.bats,
    "soak": suite.soak,
    "memory": recording.memory,
}


def main(arguments: Sequence[str]) -> int:
    """Measure, and print each figure as soon as it is there. Answers the exit status."""
    options = _options(arguments)
    bench = Bench(find_paths(), options.soak)
    bench.folder(".")
    adopt_orphans()
    print(heading(f"load {os.getloadavg()[0]:.1f} on {len(os.sched_getaffinity(0))} cores"))
    figures: list[Figure] = []
    failed = False
    for name in options.only or MEASURES:
        try:
            for figure in MEASURES[name](bench):
                print(line(figure), flush=True)
                figures.append(figure)
        except (CommandError, OSError, ValueError, subprocess.SubprocessError) as error:
            print(f"{name}: not measured: {error}", file=sys.stderr, flush=True)
            failed = True
    if options.json:
        _write(options.json, figures, bench)
    return 3 if failed else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m harness.bench",
        description="Print this machine's figures; all without --only."
    )
    parser.add_argument("--only", action="append", choices=MEASURES,
                        help="this one (may be repeated)")
    parser.add_argument("--soak", type=_rounds, default=3, metavar="N",
                        help="so many rounds of the suite on busy cores (3; the full figure: 100)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    return parser.parse_args(arguments)


def _rounds(text: str) -> int:
    if not text.isdecimal() or int(text) < 2:
        raise argparse.ArgumentTypeError("a number of at least 2: there must be two to compare")
    return int(text)


def _write(path: Path, figures: Sequence[Figure], bench: Bench) -> None:
    report = {
        "schema": 1,
        "host": describe_host(bench.paths.observer),
        "figures": [as_values(figure) for figure in figures],
    }
    path.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
