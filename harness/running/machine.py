"""The machine: what a scenario may require of it, and whether it can."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from harness.scenario.model import ADDRESS_FAMILIES
from harness.place import ROOT
from harness.running.paths import find_paths
from harness.running.world import world_lacks, world_parts


class UnknownAbilityError(Exception):
    """A scenario requires what nobody here knows how to look for."""


def _has_ipv6() -> str:
    """Asked of a world, not of the machine: each may be without it while the other has it."""
    if not Path("/proc/net/if_inet6").exists():
        return "this kernel speaks no IPv6"
    parts = world_parts(find_paths().command)
    if parts is not None and "net" in parts and "ipv6" not in parts:
        return "a network of a run's own has no IPv6 here"
    return ""


def _has_user_namespaces() -> str:
    limit = Path("/proc/sys/user/max_user_namespaces")
    if not limit.exists() or limit.read_text().strip() == "0":
        return "user namespaces are switched off (sysctl user.max_user_namespaces)"
    return ""


ABILITIES: dict[str, Callable[[], str]] = {
    "ipv6": _has_ipv6,
    "user_namespaces": _has_user_namespaces,
}
"""For each word after `requires`: why this machine cannot; empty if it can."""


def spoken_families() -> tuple[str, ...]:
    """The families of addresses that this machine has."""
    return ADDRESS_FAMILIES[:1] if _has_ipv6() else ADDRESS_FAMILIES


def has_networks() -> bool:
    """Can a run have a network of its own? If not, the port of all of them is the machine's."""
    parts = world_parts(find_paths().command)
    return parts is None or "net" in parts


LARGEST_RECORD = 1 << 28
"""Bytes: 400,000 events (c/observe/options.h), of some 200 to 500 each."""


def what_is_missing() -> str:
    """What runs lack here, what follows, and what to do; empty if nothing."""
    return ". ".join(filter(None, (_missing_namespaces(), _small_files())))


def _small_files() -> str:
    most, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    if most == resource.RLIM_INFINITY or most >= LARGEST_RECORD:
        return ""
    return f"a file may have {most} bytes here, and a record may need more: ulimit -f unlimited"


def _missing_namespaces() -> str:
    """Those of a world of its own. Why they are forbidden, and what to do, ci/setup knows."""
    lacks = world_lacks(find_paths().command)
    if not lacks:
        return ""
    names = ", ".join(each.partition(":")[0] for each in lacks)
    ports = "" if has_networks() else ", and runs go one by one at free ports of this machine"
    told = _setup_says() or f"it is refused: {'; '.join(lacks)}"
    return f"runs have no {names} namespace here: what rests on it is undecided{ports}; {told}"


def _setup_says() -> str:
    asked = [str(ROOT / "ci" / "setup"), "--kernel"]
    try:
        said = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return " ".join(said.stdout.split()).removeprefix("setup: ").removesuffix(".")


def places(number: int | None = None) -> list[int]:
    """The core of each of so many runs that go on at a time (default: cores + 1).

    Where runs have no networks of their own there is one place: they would meet at one port.
    """
    cores = sorted(os.sched_getaffinity(0))
    wanted = len(cores) + 1 if number is None else max(number, 1)
    return [cores[each % len(cores)] for each in range(wanted if has_networks() else 1)]


def why_not(required: Iterable[str]) -> str:
    """The reason of the first thing that this machine cannot do; empty if it can all."""
    for what in required:
        if what not in ABILITIES:
            known = ", ".join(ABILITIES)
            raise UnknownAbilityError(f"'requires {what}': only {known} can be required")
        if reason := ABILITIES[what]():
            return reason
    return ""
