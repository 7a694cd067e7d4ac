"""`explain`: a requirement, and the mistake with which it fails."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from harness.commands.command import BROKEN, HELD, WRONG_USAGE, Command, complain

if TYPE_CHECKING:
    from harness.scenario.model import Requirement

DESCRIPTION = """A requirement: what must hold, why, who says so, with which mistakes it has been
seen to fail, and what the programs that make them do otherwise than a sound one. Of a flawed
program of ours, by its name, the same difference alone."""


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="7.5, or a flawed program's name")


def _run(options: Namespace) -> int:
    from harness.catalogue.difference import NoTwinError
    from harness.commands.named import UnknownNameError, named
    from harness.place import ROOT
    from harness.running.paths import find_paths
    from harness.telling.language import speak_as_the_user

    speak_as_the_user(find_paths().locale)
    flawed = ROOT / "c" / "flawed" / f"{options.name}.c"
    try:
        if flawed.exists():
            print(_difference(flawed), end="")
            return HELD
        for each in named([options.name]):
            print("\n".join(_told(each)))
    except UnknownNameError as error:
        return complain(str(error), WRONG_USAGE)
    except NoTwinError as error:
        return complain(str(error), BROKEN)
    return HELD


def _told(requirement: Requirement) -> Iterator[str]:
    from harness.telling.language import translated
    from harness.telling.text import block, part

    yield f"{requirement.id} {requirement.title}"
    yield part("level", f"{requirement.level}, tests {', '.join(requirement.tests)}")
    yield part("why", requirement.reason)
    yield block("sources", "\n".join(requirement.sources))
    claims = {claim.place: claim for claim in requirement.claims}
    yield block("claims", "\n".join(claim.text.strip() for claim in claims.values()))
    yield block("controls", "\n".join(each.text for each in requirement.controls))
    if requirement.hint:
        yield part("usually", translated(requirement.hint.usually))
        yield part("cure", translated(requirement.hint.cure))
    yield from _mistakes(requirement)


def _mistakes(requirement: Requirement) -> Iterator[str]:
    """What each flawed program among its controls does otherwise."""
    from harness.catalogue.difference import flawed_programs
    from harness.place import ROOT

    for path in flawed_programs(requirement, ROOT):
        yield ""
        yield _difference(path).rstrip("\n")


def _difference(path: Path) -> str:
    from harness.catalogue.difference import NoTwinError, difference
    from harness.place import ROOT

    try:
        return difference(path, ROOT)
    except NoTwinError as error:
        raise NoTwinError(f"{path.relative_to(ROOT)}: {error}") from None


COMMAND = Command("explain", "what a requirement says, why, and how it fails", _run, _options,
                  DESCRIPTION)  # fmt: skip
