"""The three standard streams: a shell's `2>&-` leaves one out, and its number free.

The next file that is opened would be taken for it, by programs that are started, too; and
pytest, which asks for the descriptor of standard error, would end without a word.
"""

from __future__ import annotations

import os
import sys


def open_what_is_closed() -> None:
    """Have the null device where a standard stream is closed."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))


def fall_silent() -> None:
    """Have what is printed from now on, and what waits in buffers, go to the null device."""
    null = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
    for number in (1, 2):
        os.dup2(null, number)
    os.close(null)
