"""The slots: what stands in for a reference, as the environment says."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass

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
    def settings(self) -> str:
        """The same, as it is typed in front of a command; empty for the reference."""
        words = (f"{slot.upper()}={shlex.quote(line)}" for slot, line in self.replaced.items())
        return "".join(f"{word} " for word in words)


def slots_from(environment: Mapping[str, str]) -> Slots:
    """The slots that SERVER and CLIENT name."""
    for slot in ("VIA", "STACK"):
        if environment.get(slot):
            raise SlotError(f"{slot} is not supported yet: unset it, or replace SERVER or CLIENT")
    return Slots(_command(environment, "SERVER"), _command(environment, "CLIENT"))


def _command(environment: Mapping[str, str], slot: str) -> str | None:
    line = environment.get(slot, "").strip()
    if not line:
        return None
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise SlotError(f"{slot} is not a command line ({error}): {line}") from None
    if not words or not words[0]:
        raise SlotError(f"{slot} names no program: {line}")
    return line
