"""Jobs of a guest that has no files of this machine.

What a run reads goes in as text of a script, and its evidence comes out as lines that the script
prints: packed by tar, gzip and base64.
"""

from __future__ import annotations

import base64
import binascii
import io
import shlex
import tarfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from harness.evidence.quoting import quoted

PIECE = "sockspec= "
"""What begins a line of what comes out."""

SAID = "observer.err"
"""The file, beside the evidence, in which is what the observer has said."""

EVIDENCE_MAX = 1 << 28
"""A run that leaves more has done what no program of ours does."""

SCRIPT = """mkdir -p {folder}
base64 -d <<'END' | gzip -d | tar x -C {folder}
{packed}END
{command}
status=$?
tar c -C {folder} . | gzip -1 | base64 -w 1000 | sed 's/^/{piece}/'
rm -r {folder}
exit $status
"""
"""The evidence of a run does not stay: the guest's files are in its memory."""


class CarriedError(Exception):
    """What came out is not what was packed."""


def script(command: str, folder: Path) -> str:
    """A job for the guest: the folder as it is here, the command in it, and the folder brought out.

    `command` is text of the shell; what it says of what went wrong is kept.
    """
    quoted = shlex.quote(str(folder))
    return SCRIPT.format(
        folder=quoted,
        packed=base64.encodebytes(_packed(folder)).decode(),
        command=f"({command}) 2>{quoted}/{SAID}",
        piece=PIECE,
    )


def unpack(lines: Iterable[str], folder: Path) -> str:
    """Put what came out, in `lines` without their beginning, into the folder; what was said.

    Files only, and none anywhere else: who runs in the guest may be somebody else's.
    """
    folder.mkdir(exist_ok=True)  # a guest that is this machine has taken it away
    try:
        packed = base64.b64decode("".join(lines), validate=True)
        data = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(packed, EVIDENCE_MAX)
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for member in archive:
                _put(archive, member, folder)
    except (binascii.Error, zlib.error, tarfile.TarError) as error:
        raise CarriedError(f"its evidence is damaged on its way out ({error})") from None
    said = folder / SAID
    try:
        text = said.read_text(errors="replace")
        said.unlink()
    except OSError:
        raise CarriedError("its evidence did not come out whole") from None
    return text


def _packed(folder: Path) -> bytes:
    """The files of a folder; of the time and the owner of each the guest need not know."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=1) as archive:
        for path in sorted(folder.iterdir()):
            member = tarfile.TarInfo(path.name)
            member.size = path.stat().st_size
            with path.open("rb") as content:
                archive.addfile(member, content)
    return buffer.getvalue()


def _put(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    name = member.name.removeprefix("./")
    content = archive.extractfile(member) if member.isreg() else None
    if content is None:
        return
    if "/" in name or name in ("", ".."):
        raise CarriedError(f"its evidence has a file in another folder: {quoted(member.name)}")
    (folder / name).write_bytes(content.read())
