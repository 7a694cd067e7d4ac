"""Presets that were asked the same: of one slot, and of what they carry, or that they speak."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from harness.scenario.slots import CLIENT, SERVER, VIA, Slot
from harness.survey.found import Cell, Surveyed

DATAGRAMS, STREAMS, CONTRACTS = "datagrams", "streams", "contracts"

NOUNS = {VIA: "relays", SERVER: "servers", CLIENT: "clients"}


@dataclass(frozen=True, slots=True)
class Group:
    """Presets of one slot that carry the same: they were asked the same questions."""

    slot: Slot
    carries: str
    members: tuple[Surveyed, ...]

    @property
    def noun(self) -> str:
        """What they are: relays of streams, servers of contracts."""
        return f"{NOUNS[self.slot]} of {self.carries}"

    @property
    def judged(self) -> list[Surveyed]:
        """Those of which there are cells."""
        return [each for each in self.members if each.cells]

    def columns(self, is_meant: Callable[[Cell], bool]) -> list[str]:
        """The requirements that one of them does not meet, by number."""
        cells = {cell.id: None for each in self.members for cell in each.cells if is_meant(cell)}
        return [number for number in self.numbers if number in cells]

    @property
    def numbers(self) -> list[str]:
        """All that were asked, by number."""
        longest = max((each.cells for each in self.members), key=len, default=())
        order = [cell.id for cell in longest]
        others = [cell.id for each in self.members for cell in each.cells if cell.id not in order]
        return order + [*dict.fromkeys(others)]


def groups_of(found: Sequence[Surveyed]) -> Iterator[Group]:
    """By slot, and by what they carry; who could not be judged is with the streams.

    Of those that speak by a contract, each is asked some of the same.
    """
    for slot in (VIA, SERVER, CLIENT):
        for carries in (STREAMS, DATAGRAMS, CONTRACTS):
            members = [each for each in found if each.slot == slot.name]
            those = sorted((each for each in members if _carries(each) == carries), key=_worth)
            if those:
                yield Group(slot, carries, tuple(those))


def _carries(subject: Surveyed) -> str:
    if subject.speaks:
        return CONTRACTS
    is_of_datagrams = any(cell.id.startswith("6.") for cell in subject.cells)
    return DATAGRAMS if is_of_datagrams else STREAMS


def _worth(subject: Surveyed) -> tuple[bool, int, int, str]:
    """The best first; of equals, by name."""
    bad = [cell for cell in subject.cells if cell.deviates]
    binding = sum(cell.is_binding for cell in bad)
    return bool(subject.trouble), binding, len(bad), subject.name
