"""The archive from which a kernel starts: our agent, the observer, our programs, what they need.

A kernel of its own has no files of this machine, and maybe no driver by which it could be given a
disk; an archive it can unpack always. In it all is at the path where it is here. Its format is
"newc" of cpio(5), as Documentation/driver-api/early-userspace/buffer-format.rst of Linux has it.
"""

from __future__ import annotations

import gzip
import os
import re
import stat
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from harness.running import nameserver
from harness.running.guest import GuestError
from harness.running.installed import located
from harness.running.paths import Paths

BUSYBOX = "busybox"
APPLETS = ("sh", "awk", "base64", "cat", "dirname", "echo", "gzip", "head", "ip", "ls", "mkdir",
           "mount", "rm", "sed", "sleep", "stty", "tar")  # fmt: skip
"""What the agent and its jobs call (agent.sh, carried.py), and who looks into the guest."""

SETTINGS = ("hosts", "services", "protocols", "nsswitch.conf", "host.conf", "gai.conf", "passwd",
            "group", "resolv.conf", "ld.so.cache")  # fmt: skip
"""Files of /etc that the C library asks: this machine's, so that names are the same there."""

CONSOLE = (5, 1)
"""The device that is a kernel's console (devices.txt), by which the first process is spoken to."""

A_PATH = re.compile(r"(/\S+) \(0x")
"""A library in a line of ldd(1)."""


def write_initramfs(path: Path, agent: Path, paths: Paths) -> None:
    """Write it, for a kernel of this machine's processor. `agent` is a script, its first process.

    A GuestError says what cannot be put into it.
    """
    with tempfile.TemporaryDirectory(prefix="sockspec-strip-") as folder:
        with gzip.open(path, "wb", compresslevel=1) as archive:
            for chunk in _archive(agent, paths, Path(folder)):
                archive.write(chunk)


def _archive(agent: Path, paths: Paths, scratch: Path) -> Iterator[bytes]:
    busybox = _program(BUSYBOX)
    theirs = [busybox, _program(nameserver.PROGRAM)]
    ours = [paths.observer, *_ours(paths)]
    copies = _stripped(ours, scratch)
    files = {str(each): each for each in (*theirs, *_libraries([*theirs, *ours]), *_data(paths))}
    files |= dict(zip(map(str, ours), copies, strict=True))
    files["/init"] = agent
    made: set[str] = set()
    for name, content in files.items():
        yield from _folders(name, made)
        yield _entry(name, stat.S_IFREG | 0o755, content.read_bytes())
    for applet in APPLETS:
        yield from _folders(f"/bin/{applet}", made)
        yield _entry(f"/bin/{applet}", stat.S_IFLNK | 0o777, str(busybox).encode())
    yield from _folders("/dev/console", made)
    yield _entry("/dev/console", stat.S_IFCHR | 0o600, b"", CONSOLE)
    for folder in ("/proc", "/sys", "/run", "/tmp", "/var/tmp"):  # to mount on, or write into
        yield from _folders(f"{folder}/", made)
    yield _entry("TRAILER!!!", 0, b"")


def _program(name: str) -> Path:
    where = located(name)
    if where is None:
        raise GuestError(f"a kernel's first files need {name}, which is not found in PATH")
    return Path(where).resolve()


def _ours(paths: Paths) -> list[Path]:
    """The programs that casts name."""
    where = paths.programs or paths.build
    found = sorted([*where.glob("fixtures/*/*"), *where.glob("flawed/*")])
    return [each for each in found if each.is_file() and os.access(each, os.X_OK)]


def _data(paths: Paths) -> list[Path]:
    settings = (Path("/etc") / name for name in SETTINGS)
    zones = (paths.root / "fixtures" / "zones").glob("*")
    return [each for each in (*settings, *zones) if each.is_file()]


def _stripped(programs: Iterable[Path], scratch: Path) -> list[Path]:
    """Copies of them, without what a debugger needs: it would be nine tenths of the archive."""
    copies = []
    for number, program in enumerate(programs):
        copy = scratch / str(number)
        copy.write_bytes(program.read_bytes())
        copies.append(copy)
    ran = subprocess.run(["strip", *copies], capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise GuestError(f"strip: {ran.stderr.strip()}")
    return copies


def _libraries(programs: Iterable[Path]) -> list[Path]:
    """What they are linked with, and the loader: by the paths at which they are looked for."""
    ran = subprocess.run(["ldd", *programs], capture_output=True, text=True, check=False)
    return [Path(each) for each in sorted(set(A_PATH.findall(ran.stdout)))]


def _folders(name: str, made: set[str]) -> Iterator[bytes]:
    """The folders above it that are not there yet."""
    for each in reversed(Path(name + "x").parents[:-1]):
        if str(each) not in made:
            made.add(str(each))
            yield _entry(str(each), stat.S_IFDIR | 0o755, b"")


def _entry(name: str, mode: int, data: bytes, device: tuple[int, int] = (0, 0)) -> bytes:
    """A header of 13 numbers, the name and the data, each filled up to a multiple of 4 bytes."""
    named = name.lstrip("/").encode() + b"\0"
    numbers = (0, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(named), 0)
    header = b"070701" + b"".join(b"%08X" % each for each in numbers)
    return _filled(header + named) + _filled(data)


def _filled(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)
