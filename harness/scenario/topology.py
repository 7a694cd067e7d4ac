"""Who reaches whom, and by which legs: one where two roles talk directly, two with a relay between.

A frame leaves its sender on the first leg and arrives at its receiver on the last. A relay makes of
one conversation two, so it is another frame that arrives, and to look for `client>server` on the
wire would find none. A claim about client and server speaks of the path between them, and means
what arrives: that is all that the receiver can know.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from harness.patterns.frame import WirePattern
from harness.patterns.pattern import Pattern
from harness.scenario.slots import BY_ROLE, SERVER

ENDPOINTS: Mapping[str, int] = {role: slot.serves for role, slot in BY_ROLE.items() if slot.serves}
"""The port at which a role of this name can be reached."""

NAME_SERVER = "dns"
"""The role that answers what is asked by name; it needs an /etc of the run's own."""


class Leg(NamedTuple):
    """A connection, or a way of datagrams, without anybody between its ends."""

    sender: str
    receiver: str


@dataclass(frozen=True, slots=True)
class Topology:
    """The roles of a cast, by their names, and where those are reached that serve.

    Of the roles that serve, all but the server are relays: who calls, calls the first.
    """

    roles: Collection[str]
    endpoints: Mapping[str, int] = field(default_factory=lambda: ENDPOINTS)

    @property
    def relays(self) -> tuple[str, ...]:
        """Those between who calls and the server, from the caller's side."""
        return tuple(
            role for role in self.endpoints if role in self.roles and role != SERVER.role
        )

    def port_for(self, role: str) -> int:
        """The port that the role calls; that of the server itself is its own."""
        way = (*self.relays, str(SERVER.role))
        behind = way[way.index(role) + 1 :] if role in way else way
        return self.endpoints[behind[0] if behind else role]

    def legs(self, sender: str, receiver: str) -> tuple[Leg, ...]:
        """The way from the one to the other: one leg, and one more for each relay between."""
        between = self._between(sender, receiver)
        stops = (sender, *between, receiver)
        return tuple(map(Leg, stops, stops[1:]))

    def arrives(self, sender: str, receiver: str) -> Leg:
        """The leg on which what is sent arrives."""
        return self.legs(sender, receiver)[-1]

    def _between(self, sender: str, receiver: str) -> tuple[str, ...]:
        """Only the server is called through relays; a claim that names one means its leg."""
        if not self.relays or not {sender, receiver} <= {*self.roles}:
            return ()
        if not {sender, receiver}.isdisjoint(self.relays):
            return ()
        if receiver == SERVER.role:
            return self.relays
        return self.relays[::-1] if sender == SERVER.role else ()


def arriving(pattern: Pattern, roles: Collection[str]) -> Pattern:
    """What the pattern means among these roles: of a frame between two, the one that arrives.

    Its text stays: it is how the scenario has it.
    """
    if not isinstance(pattern, WirePattern) or not pattern.sender or not pattern.receiver:
        return pattern
    leg = Topology(roles).arrives(pattern.sender, pattern.receiver)
    return replace(pattern, sender=leg.sender, receiver=leg.receiver)
