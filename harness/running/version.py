"""Which version a program is, as it says itself when it is asked: of a preset, of a stack."""

from __future__ import annotations

import re
import subprocess
from functools import cache

from harness.evidence.quoting import printable

UNKNOWN = "version unknown"

A_NUMBER = re.compile(r".*?\d[.:]\d[^\s,;)]*")
"""Of a line that tells a version, up to it: what was built with what, and by whom, comes behind."""


@cache
def version_told(words: tuple[str, ...]) -> str:
    """The first line with a digit that this command prints, up to the number."""
    try:
        ran = subprocess.run(
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return UNKNOWN
    lines = (ran.stdout + ran.stderr).decode(errors="replace").splitlines()
    told = next((line for line in lines if re.search(r"\d", line)), UNKNOWN)
    line = " ".join(told.split())
    begins = A_NUMBER.match(line)
    told = begins[0].rstrip(".:") if begins else line
    return printable(told + ")" * (told.count("(") > told.count(")")))
