"""The setting: what all trials of a session have in common."""

from __future__ import annotations

from dataclasses import dataclass, replace

from harness.running.cast import UnbuiltError, prepare
from harness.running.place import Place
from harness.running.preflight import Transport
from harness.claims.requirement import Cast
from harness.running.run import Run, carry_out
from harness.running.slots import Slots


@dataclass(frozen=True, slots=True)
class Setting:
    """Where, with which programs, on which core.

    `transport` is what a replaced program was found to speak. `cpu` is the core on
    which a pair and its observer stay together: three times as fast as on two.
    """

    place: Place
    slots: Slots = Slots()
    transport: Transport | None = None
    cpu: int | None = None

    def try_out(self, slots: Slots, cast: Cast, name: str) -> Run:
        """Run the cast with these programs in it: how the preflight does it."""
        return replace(self, slots=slots).carry_out(cast, name, scenario="preflight")

    def carry_out(self, cast: Cast, name: str, *, scenario: str) -> Run:
        """Run the cast, with the replaced programs in it; the names are for its evidence."""
        folder = self.place.runs / scenario
        try:
            launch = prepare(cast, self.slots, self.place.built)
        except UnbuiltError as error:
            return Run(folder, None, str(error), 0.0)
        return carry_out(launch, place=self.place, parent=folder, name=name, cpu=self.cpu)
