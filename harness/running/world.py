"""The world of a run: what it has on this machine, and how SOCKSPEC_WORLD changes it."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from harness.evidence.events import Run
from harness.evidence.record import RecordError, read
from harness.running import orphans
from harness.running.slots import SlotError


NAMESPACES = ("net", "mount", "ipc", "pid")
"""What keeps a run apart; a user namespace is only the way to have them without being root."""

OPTIONS = {
    "mtu": "BYTES", "offload": "0", "memory": "MIB", "events": "N", "output": "BYTES",
    "without": "MEANS",
}  # fmt: skip
"""What else of a run can be set; the observer's options have the same names."""


WORDS = {"host": "--as-host"}
"""What is said by a word alone: `host` is the settings of the machine's own network."""


def world_options(typed: str) -> tuple[str, ...]:
    """The observer's options for `net.ipv4.ip_local_port_range="40000 40007" mtu=1500`."""
    try:
        words = shlex.split(typed)
    except ValueError as error:
        raise SlotError(f"SOCKSPEC_WORLD is not understood ({error}): {typed}") from None
    return tuple(part for word in words for part in _option(word))


def _option(word: str) -> tuple[str, ...]:
    if word in WORDS:
        return (WORDS[word],)
    name, equals, value = word.partition("=")
    if name in OPTIONS and equals:
        return f"--{name}", value
    if not name.startswith("net.") or not equals:
        options = ", ".join(f"{name}={unit}" for name, unit in OPTIONS.items())
        wanted = f"net.NAME=VALUE, {options} or {' '.join(WORDS)}"
        raise SlotError(f"SOCKSPEC_WORLD wants {wanted}, not '{word}'")
    return "--setting", word


def world_parts(command: tuple[str, ...]) -> frozenset[str] | None:
    """What a world has, as a run says in which nothing happens; None if none can be made.

    `command` is the observer's, with the options for every run.
    """
    run = _try_out(command)
    return frozenset(run.world) if run else None


def world_lacks(command: tuple[str, ...]) -> tuple[str, ...]:
    """The namespaces that a world does not have here, each with its reason."""
    run = _try_out(command)
    found = run.missing if run else ()
    return tuple(each for each in found if each.partition(":")[0] in NAMESPACES)


@cache
def _try_out(command: tuple[str, ...]) -> Run | None:
    with tempfile.TemporaryDirectory(prefix="sockspec-") as folder:
        words = [*command, "--out", folder, "--role", "nobody", "--arg", "true"]
        try:
            orphans.take_in()
            with subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            ) as process:
                process.wait(timeout=60)
            orphans.expect(process.pid)
            return read(Path(folder) / "record.jsonl").run
        except (OSError, subprocess.SubprocessError, RecordError):
            return None
