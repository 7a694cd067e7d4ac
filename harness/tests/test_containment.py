"""The page on what a subject cannot do names every call of the kernel."""

import ctypes
import ctypes.util
import re

import pytest

from harness.patterns.families import CALLS
from harness.tests.documents import DOCS

ARCHITECTURES = {"x86-64": 0xC000003E, "arm64": 0xC00000B7}
"""As <linux/audit.h> numbers them."""

NUMBERS = range(1024)
"""c/observe/calls/seccomp.h looks no further, either."""

RECORDED = {name.partition(":")[0] for name in CALLS}


def left_out() -> list[str]:
    text = (DOCS / "containment.md").read_text(encoding="utf-8")
    rows = text.partition("## Calls that are not recorded")[2].splitlines()
    cells = [row.split("|")[2] for row in rows if row.startswith("| ")]
    return [name for cell in cells[2:] for name in cell.split()]


def known_on(architecture: int) -> set[str]:
    found = ctypes.util.find_library("seccomp") or "libseccomp.so.2"
    resolve = ctypes.CDLL(found).seccomp_syscall_resolve_num_arch
    resolve.restype = ctypes.c_char_p
    resolve.argtypes = [ctypes.c_uint32, ctypes.c_int]
    names = (resolve(architecture, number) for number in NUMBERS)
    return {name.decode() for name in names if name}


@pytest.mark.parametrize("architecture", ARCHITECTURES.values(), ids=ARCHITECTURES.keys())
def test_each_call_is_recorded_or_it_is_said_why_not(architecture: int) -> None:
    known = known_on(architecture)
    assert len(known) > 250
    assert known - RECORDED == known & set(left_out())


def test_none_is_named_twice() -> None:
    names = left_out()
    assert len(names) == len(set(names)) > 200
    assert all(re.fullmatch(r"\w+", name) for name in names)
