"""What sits in the slots: what stands in for a reference, as the environment says."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from harness.contracts.contract import ECHO, Contract, ContractError, find_contract
from harness.evidence.quoting import Told
from harness.judging.traits import Transport
from harness.running import shell
from harness.running.presets import Preset, PresetError, find_preset, make
from harness.scenario.slots import BY_ROLE, CLIENT, NAMES, OF_PROGRAMS, SERVER, SLOTS


class SlotError(Told):
    """A slot was given something that cannot be put there."""


@dataclass(frozen=True, slots=True, init=False)
class Slots:
    """What the replaced slots were given, command lines or presets, in the order of the table."""

    _lines: tuple[tuple[str, str], ...]

    def __init__(self, **lines: str | None) -> None:
        """By the names of the slots; None, or to leave one out, is our reference."""
        if unknown := lines.keys() - set(NAMES):
            raise TypeError(f"no slot: {', '.join(unknown)}")
        typed = ((slot.name, lines.get(slot.name)) for slot in SLOTS)
        set_lines = tuple((name, line) for name, line in typed if line is not None)
        object.__setattr__(self, "_lines", set_lines)

    @property
    def replaced(self) -> dict[str, str]:
        """Slot and command line of what is not ours."""
        return dict(self._lines)

    @property
    def roles(self) -> frozenset[str]:
        """The roles that are played by what is not ours."""
        return frozenset(role for role, slot in BY_ROLE.items() if slot.name in self.replaced)

    def played(self, role: str) -> str | None:
        """The command line of what plays the role; None if that is ours."""
        return self.replaced.get(BY_ROLE[role].name) if role in BY_ROLE else None


def slots_from(environment: Mapping[str, str]) -> Slots:
    """What the environment puts into the slots."""
    return Slots(**{slot.name: _command(environment, slot.variable) for slot in OF_PROGRAMS})


def presets_in(slots: Slots, root: Path, build: Path) -> dict[str, Preset]:
    """The presets among what sits in the slots, by the slots' names: complete, and built."""
    found: dict[str, Preset] = {}
    for slot in SLOTS:
        if (line := slots.replaced.get(slot.name)) is None:
            continue
        try:
            preset = find_preset(slot, line, root, build)
            if preset is not None:
                make(preset, build)
                found[slot.name] = preset
        except PresetError as error:
            raise SlotError(str(error)) from None
    return found


def contract_from(
    environment: Mapping[str, str], slots: Slots, presets: Mapping[str, Preset], root: Path
) -> Contract | None:
    """What is spoken, by SPEAKS, or as a preset says; None is echo."""
    said = environment.get("SPEAKS", "").strip() or _spoken_by(presets)
    _refuse_others(said, presets)
    if said in ("", ECHO):
        return None
    if set(slots.replaced) not in ({SERVER.name}, {CLIENT.name}):
        raise SlotError(
            f"SPEAKS={said} is about a SERVER or a CLIENT of yours: "
            "set one of them, and nothing else"
        )
    try:
        contract = find_contract(said, root)
    except ContractError as error:
        raise SlotError(str(error)) from None
    if CLIENT.name in slots.replaced:
        _refuse_unserved(said, contract)
    return None if contract.is_echo else contract


def _refuse_unserved(said: str, contract: Contract) -> None:
    """A client needs somebody who answers it."""
    if contract.transport is not Transport.STREAM:
        raise SlotError(f"CLIENT: '{said}' is about datagrams, and servers of ours answer streams")
    if contract.served is None:
        raise SlotError(
            f"CLIENT: the contract '{said}' does not say what is answered: add [[served.answers]]"
        )


def _spoken_by(presets: Mapping[str, Preset]) -> str:
    return next((each.speaks for each in presets.values() if each.speaks), "")


def _refuse_others(said: str, presets: Mapping[str, Preset]) -> None:
    """A preset knows what its program speaks: nothing else can be asked of it."""
    for name, preset in presets.items():
        if preset.speaks and said != preset.speaks:
            typed = f"SPEAKS={said}, but {name.upper()}={preset.name} speaks {preset.speaks}"
            raise SlotError(f"{typed}: leave SPEAKS out")


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
