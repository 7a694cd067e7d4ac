"""The name server of a run: dnsmasq, as the distribution has it, with a zone of ours."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

from harness.place import ROOT, typed

from harness.running.paths import OF_THE_DISTRIBUTION

(PROGRAM,) = OF_THE_DISTRIBUTION
"""What a scenario writes for it, with the name of a zone behind: `dns='dnsmasq example'`."""

ADDRESS = "127.0.0.1:53"
"""Where the questions of all roles go (c/observe/sandbox/etc.c)."""

HOW = typed("make setup check installs it", "Debian has it in dnsmasq-base")
ZONES = ROOT / "fixtures" / "zones"

_OPTIONS = (
    "--no-daemon",  # it stays the process that was launched, and answers TCP in it, too
    *("--no-resolv", "--no-hosts", "--no-poll"),  # it knows its zone and nothing else
    *("--bind-interfaces", "--cache-size=0"),
    *("--log-facility=-", "--log-queries"),
)


class NoNameServerError(Exception):
    """It cannot be started, and why."""


def command(arguments: Sequence[str]) -> tuple[str, ...]:
    """The words that start it; `arguments` are the name of a zone."""
    # An ordinary user's PATH often lacks the folder where Debian puts it.
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
    program = shutil.which(PROGRAM, path=path)
    if program is None:
        raise NoNameServerError(f"{PROGRAM} is not installed: {HOW}")
    if len(arguments) != 1:
        raise NoNameServerError(
            f"'{PROGRAM} ZONE' is expected, not {' '.join((PROGRAM, *arguments))}"
        )
    zone = ZONES / f"{arguments[0]}.conf"
    if not zone.is_file():
        raise NoNameServerError(f"there is no zone '{arguments[0]}' in {ZONES.relative_to(ROOT)}")
    return (
        program,
        *_OPTIONS,
        f"--listen-address={ADDRESS.partition(':')[0]}",
        f"--conf-file={zone}",
    )
