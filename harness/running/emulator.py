"""An emulator for programs of another processor, as the kernel is told of it.

The observer has the kernel start it wherever such a program is executed, so none needs a word
before it (c/observe/sandbox/emulator.h). For which processor a file is, its first 20 bytes say:
the ELF header from the magic number to the machine.
"""

from __future__ import annotations

from pathlib import Path

HEADER = 20
"""To the end of e_machine: elf(5)."""

BIG_ENDIAN = b"\2"
"""EI_DATA of a processor whose numbers begin with their highest byte."""

FLAGS = "PF"
"""The first argument stays what it is; and the emulator is opened now, here: where the program
runs, its file may be another."""


def registration(emulator: str, program: Path) -> str:
    """What makes the kernel run by `emulator` all programs for the processor of this one.

    The format is that of Documentation/admin-guide/binfmt-misc.rst.
    """
    with program.open("rb") as file:
        header = file.read(HEADER)
    return f":sockspec:M::{_escaped(header)}:{_escaped(_same(header))}:{emulator}:{FLAGS}"


def _same(header: bytes) -> bytes:
    """What of it is the same in each such program: all but EI_OSABI, and of e_type whether it can
    be loaded anywhere (2 or 3)."""
    either = b"\xff\xfe" if header[5:6] == BIG_ENDIAN else b"\xfe\xff"
    return b"\xff" * 7 + b"\0" + b"\xff" * 8 + either + b"\xff" * 2


def _escaped(data: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in data)
