"""Images of kernels: what can be started, and which release it is.

Where an image for x86 has what: Documentation/arch/x86/boot.rst of Linux, "The Real-Mode Kernel
Header".
"""

from __future__ import annotations

import platform
from pathlib import Path

PROCESSOR = "x86_64"
HEADER = 0x200
MAGIC, MAGIC_AT = b"HdrS", 0x202
RELEASE_AT = 0x20E
"""Of two bytes, the lowest first, that say where in behind HEADER the release stands."""


def no_kernel(image: Path) -> str:
    """Why this is no image of a kernel that can be started here; empty if it is one."""
    if platform.machine() != PROCESSOR:
        return f"kernels are started for {PROCESSOR} only, and this machine is {platform.machine()}"
    try:
        begins = _begins(image)
    except OSError as error:
        return f"{image} cannot be read: {error.strerror}"
    is_one = begins[MAGIC_AT:].startswith(MAGIC)
    return "" if is_one else f"{image} is not an image of a Linux kernel for {PROCESSOR}"


def kernel_release(image: Path) -> str:
    """The release that an image says it is; empty if it does not."""
    begins = _begins(image)
    at = int.from_bytes(begins[RELEASE_AT : RELEASE_AT + 2], "little")
    words = begins[HEADER + at :].split(b"\0")[0].split() if at else []
    return f"Linux {words[0].decode('ascii', 'replace')}" if words else ""


def _begins(image: Path) -> bytes:
    with image.open("rb") as file:
        return file.read(HEADER + (1 << 16))
