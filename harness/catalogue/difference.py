"""What a flawed program does otherwise than its sound twin: the mistake, as a unified diff.

The head of a flawed program names its twin: `Sound: half_close_client, but for 4 lines.`, or
`Sound: tcp_relay, made another way.` where the two have too little in common for a diff to show
the mistake. Heads are left out of the comparison: they are prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from pathlib import Path

from harness.scenario.model import Requirement

_SOUND = re.compile(
    r"^ \* Sound: (\w+), (?:but for (\d+) lines?|made another way)\.$", re.MULTILINE
)


class NoTwinError(ValueError):
    """The head of a flawed program does not name its sound twin, or names none that there is."""


@dataclass(frozen=True, slots=True)
class Flawed:
    """A flawed program; paths are relative to the root of the project."""

    path: Path
    sound: Path
    lines: int | None


@dataclass(frozen=True, slots=True)
class Twin:
    """What a head announces: the sound program, and in how many lines the two differ.

    `lines` is None if they are made in different ways.
    """

    name: str
    lines: int | None


def twin(source: str) -> Twin:
    """What the head of this source announces."""
    found = _SOUND.findall(source.partition("*/")[0])
    if len(found) != 1:
        raise NoTwinError("a head has one line as ` * Sound: PROGRAM, but for N lines.'")
    name, lines = found[0]
    return Twin(name, int(lines) if lines else None)


def differing(sound: str, flawed: str) -> int:
    """In how many lines two sources differ, heads aside; one that is replaced counts once."""
    changes = SequenceMatcher(None, code(sound), code(flawed), autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for kind, a, b, c, d in changes if kind != "equal")


def difference(flawed: Path, root: Path) -> str:
    """The unified diff from the sound twin to this program; names are relative to the root.

    Where they are made in different ways it is a sentence that says so.
    """
    source = flawed.read_text()
    announced = twin(source)
    sound = source_of(announced.name, root)
    if announced.lines is None:
        made, right = flawed.relative_to(root), sound.relative_to(root)
        return f"{made} is made in another way than {right}, which is sound: read both.\n"
    return "".join(
        f"{line}\n"
        for line in unified_diff(
            code(sound.read_text()),
            code(source),
            str(sound.relative_to(root)),
            str(flawed.relative_to(root)),
            lineterm="",
        )
    )


def read_flawed(root: Path) -> Iterable[Flawed]:
    """All flawed programs, by name."""
    for path in sorted((root / "c" / "flawed").glob("*.c")):
        announced = twin(path.read_text())
        sound = source_of(announced.name, root)
        yield Flawed(path.relative_to(root), sound.relative_to(root), announced.lines)


def flawed_programs(requirement: Requirement, root: Path) -> Iterable[Path]:
    """The sources of the flawed programs among its controls, each once, in their order."""
    names = dict.fromkeys(programs(requirement))
    paths = [root / "c" / "flawed" / f"{name}.c" for name in names]
    return [path for path in paths if path.exists()]


def programs(requirement: Requirement) -> list[str]:
    """What its controls run, and with which words: names of programs are among them."""
    return [
        word.strip("{}")
        for control in requirement.controls
        for role in control.programs
        for word in role.program.split()
    ]


def source_of(name: str, root: Path) -> Path:
    """Where the source of a sound program is."""
    found = sorted((root / "c" / "fixtures").glob(f"*/{name}.c"))
    if len(found) != 1:
        raise NoTwinError(f"no {name}.c in c/fixtures/")
    return found[0]


def code(source: str) -> list[str]:
    """The lines of a source behind its head."""
    return source.partition("*/")[2].strip().splitlines()
