"""`doctor`: what this machine lacks, and what to do."""

from __future__ import annotations

import subprocess
from argparse import Namespace
from collections.abc import Iterator, Sequence

from harness.commands.command import DID_NOT, HELD, Command
from harness.evidence.quoting import printable_lines

DESCRIPTION = """What checks lack on this machine, each with the package or the setting that brings
it. Exit status: 0 nothing, 1 something."""


def _run(options: Namespace) -> int:
    lacks = list(_lacks())
    print(printable_lines(_machine()))
    for each in lacks:
        print(printable_lines(f"  lacks   {each}"))
    if not lacks:
        print("  checks lack nothing here")
    for each in _offers():
        print(printable_lines(f"  {each}"))
    return DID_NOT if lacks else HELD


def _machine() -> str:
    from harness.running.paths import find_paths
    from harness.telling.host import describe_host

    host = describe_host(find_paths().observer)
    return f"{host['kernel']} on {host['arch']}, {host['libc']}, {host['cores']} cores"


def _lacks() -> Iterator[str]:
    """A sentence for each thing that is not here, or that is forbidden."""
    from harness.running.machine import ABILITIES, what_is_missing
    from harness.running.paths import find_paths

    paths = find_paths()
    if not paths.observer.exists():
        yield f"the observer: {paths.observer} is not there; `make` builds it"
        return
    yield from filter(None, (_missing_packages(), what_is_missing()))
    yield from filter(None, (why_not() for why_not in ABILITIES.values()))


def _missing_packages() -> str:
    """As ci/setup knows them."""
    from harness.place import ROOT, typed

    asked = [str(ROOT / "ci" / "setup"), "--probe", typed("check", "run")]
    ran = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    return "" if ran.returncode == 0 else " ".join(ran.stderr.split())


def _offers() -> Iterator[str]:
    """How many presets and stacks could be judged at once."""
    from harness.place import ROOT
    from harness.running.paths import find_paths
    from harness.running.presets import every_preset
    from harness.running.recipes import every_recipe
    from harness.scenario.slots import OF_PROGRAMS

    build = find_paths().build
    for slot in OF_PROGRAMS:
        yield _counted(f"presets for {slot.name}",
                       [each.missing for each in every_preset(slot, ROOT, build)])  # fmt: skip
    yield _counted("stacks", [each.missing for each in every_recipe(ROOT)])


def _counted(what: str, missing: Sequence[str]) -> str:
    ready = sum(not each for each in missing)
    return f"{ready} of {len(missing)} {what} are ready"


COMMAND = Command("doctor", "what this machine lacks, and what to do", _run,
                  description=DESCRIPTION)  # fmt: skip
