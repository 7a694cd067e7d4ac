"""What the page costs beside the check that it is of."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from harness.bench.bench import Bench
from harness.bench.figure import Figure
from harness.bench.suite import judge_all

MAKE = """import sys, time
begun = time.process_time()
from pathlib import Path
from harness.report.checked import read_checked
from harness.report.page import write_page
folder = Path(sys.argv[1])
write_page(read_checked(folder / "results.json", Path(sys.argv[2])), folder / "index.html")
print(time.process_time() - begun)
"""
"""As a check makes it, with what it takes to import Jinja2; Python has been started by then."""

FLAWED = "hangs_up_at_end_of_file"


def page(bench: Bench) -> Iterator[Figure]:
    """Of all that holds, where nothing is drawn, and of a server whose failures all are."""
    of_server = {"SERVER": f"{bench.program(FLAWED)} {{port}}"}
    arms: dict[str, dict[str, str]] = {"all that holds": {}, "a server that hangs up": of_server}
    for what, slots in arms.items():
        folder = bench.folder("page")
        check, _ = judge_all(bench, folder, {**slots, "REPORT": ""})
        words = [sys.executable, "-c", MAKE, str(folder / "report"), str(bench.paths.root)]
        made = subprocess.run(words, cwd=bench.paths.root, stdout=subprocess.PIPE, check=True)
        seconds = float(made.stdout)
        note = f"{seconds:.2f} s / {check.processor_s:.2f} s of processor"
        yield Figure(f"making the page of {what} / checking", seconds / check.processor_s,
                     "", 0.10, note=note)
