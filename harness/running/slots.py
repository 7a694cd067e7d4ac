"""The slots: what stands in for a reference, as the environment says."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from harness.running import shell

REPLACEABLE = ("server", "client")
"""The slots that a command line can take; each is the role of the same name."""


class SlotError(Exception):
    """A slot was given something that cannot be put there."""


@dataclass(frozen=True, slots=True)
class Slots:
    """The command lines of the replaced slots; None is our reference."""

    server: str | None = None
    client: str | None = None

    @property
    def replaced(self) -> dict[str, str]:
        """Slot and command line of what is not ours."""
        both = {"server": self.server, "client": self.client}
        return {slot: command for slot, command in both.items() if command is not None}

    @property
    def roles(self) -> frozenset[str]:
        """The roles that are played by what is not ours."""
        return frozenset(self.replaced)

    @property
    def settings(self) -> str:
        """The same, as it is typed in front of a command; empty for the reference."""
        words = (f"{slot.upper()}={shlex.quote(line)}" for slot, line in self.replaced.items())
        return "".join(f"{word} " for word in words)


def slots_from(environment: Mapping[str, str]) -> Slots:
    """The slots that SERVER and CLIENT name."""
    for slot in ("VIA", "STACK"):
        if slot in environment:
            raise SlotError(f"{slot} is not supported yet: unset it, or replace SERVER or CLIENT")
    return Slots(_command(environment, "SERVER"), _command(environment, "CLIENT"))


def strict_from(environment: Mapping[str, str]) -> bool:
    """Whether a `should` that is not met is to fail: STRICT=1."""
    said = environment.get("STRICT", "").strip()
    if said not in ("", "0", "1"):
        raise SlotError(f"STRICT is 1, or it is not set: {said}")
    return said == "1"


def _command(environment: Mapping[str, str], slot: str) -> str | None:
    line = environment.get(slot)
    if line is None:
        return None
    line = line.strip()
    if not line:  # a script's own variable that was not set: nobody would be judged, and all hold
        raise SlotError(f"{slot} is set, and empty: give it a command line, or unset it")
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise SlotError(f"{slot} is not a command line ({error}): {line}") from None
    if not words or not words[0]:
        raise SlotError(f"{slot} names no program: {line}")
    if needed := shell.needed_for(line):
        raise SlotError(f"{slot} needs a shell, and there is none here: {needed}")
    return line
