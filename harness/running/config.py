"""The configuration: what all runs of a session have in common."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from harness.contracts.contract import Contract
from harness.running.guest import Guests
from harness.running.handed import handed
from harness.running.initramfs import write_initramfs
from harness.running.launch import EVENTS_MAX, IDLE_MS, UnbuiltError, prepare
from harness.running.paths import Paths, find_paths
from harness.running.patience import Patience
from harness.running.presets import Preset
from harness.judging.traits import Traits, Transport
from harness.scenario.model import ADDRESS_FAMILIES, Cast, Role, Scenario
from harness.running.machine import spoken_families
from harness.running.observer import DEADLINE_MS, Observed, carry_out
from harness.running.schedule import Schedule
from harness.evidence.quoting import shell_word
from harness.running.slots import Slots, contract_from, presets_in, slots_from, strict_from
from harness.running.recipes import Recipe
from harness.running.stack import stack_from
from harness.scenario.slots import PORT, STACK, VIA

RELAY = Role("via", "tcp_relay")
"""Who stands for a replaced relay in a cast that has none."""

EVENTS_OF_A_TRY = 100_000
"""One line is sent and comes back; what starts by way of a compiler makes some 50,000 calls."""


IDLE_OF_A_TRY_MS = 3000
"""How slow a program is, the preflight finds out: there it is waited for that long."""


@dataclass(frozen=True, slots=True)
class Config:
    """Where, with which programs, how many runs at a time.

    `presets` are those among the replaced programs, by their slots.
    `contract` is what they speak, where that is not echo. `stack` is what ours run on, where that
    is not this machine as it is, and `guests` those in which the observer runs then, if it does.
    `traits` are what a replaced program was found to be; `port` is the server's. `strict` says
    that a `should` that is not met fails.
    """

    paths: Paths
    slots: Slots = Slots()
    presets: Mapping[str, Preset] = field(default_factory=dict)
    contract: Contract | None = None
    stack: Recipe | None = None
    traits: Traits = Traits()
    port: int = PORT
    schedule: Schedule = field(default_factory=Schedule, compare=False)
    patience: Patience = field(default_factory=Patience, compare=False)
    guests: Guests | None = field(default=None, compare=False)

    events_max: int = EVENTS_MAX
    strict: bool = False
    tries: bool = False

    @property
    def idle_ms(self) -> int:
        """For how long nothing but timers may go off: who was slow before is given his time."""
        slow_ms = min(3 * self.traits.slowness_ms, DEADLINE_MS // 2)
        return IDLE_OF_A_TRY_MS if self.tries else max(IDLE_MS, slow_ms)

    @property
    def families(self) -> tuple[str, ...]:
        """Over which families claims are judged.

        A program of somebody else need not speak IPv6, and is not asked to.
        """
        spoken = ADDRESS_FAMILIES[:1] if self.slots.replaced else spoken_families()
        return tuple(each for each in spoken if self.stack is None or each in self.stack.families)

    def fitted(self, scenario: Scenario) -> Scenario:
        """The scenario as it is judged here: over these families, and through a relay of theirs."""
        fitted = scenario.over(self.families)
        return fitted.through(RELAY) if VIA.name in self.slots.replaced else fitted

    def try_out(self, slots: Slots, cast: Cast, name: str, transport: Transport | None) -> Observed:
        """Run the cast with these programs in it: how the preflight does it."""
        setting = replace(self, slots=slots, events_max=EVENTS_OF_A_TRY, tries=True)
        return setting.carry_out(cast, name, scenario="preflight", transport=transport)

    def carry_out(
        self,
        cast: Cast,
        name: str,
        *,
        scenario: str,
        about: str = "",
        transport: Transport | None = None,
    ) -> Observed:
        """Run the cast, with the replaced programs in it; the names are for its evidence.

        The same name has the same folder, but for other programs in the slots. A transport
        is what its server must be ready by.
        """
        folder = self.paths.runs / scenario / f"{name}{self._tag()}"
        paths = _on(self.stack, self.paths)
        try:
            spoken = handed(self.contract, self.paths.build) if self.contract else None
            launch = prepare(
                cast, self.slots, paths.built, transport, self.port, self.presets, spoken,
                *((self.stack.words,) if self.stack else ()),
            )  # fmt: skip
        except UnbuiltError as error:
            return Observed(folder, None, str(error), 0.0)
        launch = replace(launch, events_max=self.events_max, idle_ms=self.idle_ms)
        if self.slots.replaced and (reason := self.patience.why_no_more()):
            return Observed(folder, None, reason, 0.0)
        about = about or f"{scenario}: {name}"
        about += f"; within the stack {self.guests.name}" if self.guests else ""
        run = carry_out(
            launch, paths=paths, folder=folder, about=about, schedule=self.schedule,
            guests=self.guests,
        )
        if self.slots.replaced and run.record:
            self.patience.saw(run.record)
        return run

    @property
    def judged(self) -> dict[str, str]:
        """Who is, by slot, and first what is spoken, where that is not echo; nothing for ours."""
        spoken = {"speaks": self.contract.typed} if self.contract else {}
        stack = {STACK.name: self.stack.typed} if self.stack else {}
        return {**spoken, **self.slots.replaced, **stack}

    @property
    def typed(self) -> str:
        """The same, as it is put in front of a command."""
        return "".join(f"{name.upper()}={shell_word(said)} " for name, said in self.judged.items())

    def _tag(self) -> str:
        """Six digits for the programs in the slots; nothing for the reference."""
        typed = self.typed.encode(errors="surrogateescape")
        return f"-{zlib.crc32(typed) & 0xFFFFFF:06x}" if typed else ""


def config_from(environment: Mapping[str, str]) -> Config:
    """What the environment says: where, and who is judged. A SlotError where it makes no sense."""
    paths, slots = find_paths(environment), slots_from(environment)
    presets = presets_in(slots, paths.root, paths.build)
    contract = contract_from(environment, slots, presets, paths.root)
    stack = stack_from(environment, slots, paths)
    return Config(paths, slots, presets, contract, stack, guests=_guests(stack, paths),
                  strict=strict_from(environment))  # fmt: skip


def _guests(stack: Recipe | None, paths: Paths) -> Guests | None:
    if stack is None or not stack.within:
        return None
    return Guests(stack.typed, stack.within, partial(write_initramfs, paths=_on(stack, paths)))


def _on(stack: Recipe | None, paths: Paths) -> Paths:
    """Where the programs of the stack are, and its network."""
    if stack is None:
        return paths
    own = stack.programs(paths.build) if stack.compiler else paths.programs
    return replace(paths, world=(*paths.world, *stack.world), programs=own)
