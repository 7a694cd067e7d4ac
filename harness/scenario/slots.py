"""The slots: what can stand in for a program of ours. A row is all there is to know of one.

From here follow the environment (`SERVER=...`), what `tests:` may say, what our programs are
called with, who serves which port, the slots of results.json. The preflight has an examiner for
each that is open (running/preflight.py); docs/howto-slot.md says how one is added.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot, by the name that `tests:` has; in the environment it has capitals.

    `role` plays it in a cast; None is what programs run on. `serves` is the port at which it must
    be ready before who comes after it starts. `arguments` are those of our programs, where a
    scenario writes none; `placeholders` are filled in, and in the environment. One that
    `can_be_two` may be two programs in a row.
    """

    name: str
    role: str | None
    serves: int | None = None
    arguments: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()
    can_be_two: bool = False

    @property
    def variable(self) -> str:
        """Its name in the environment, and on the command line of make."""
        return self.name.upper()


PORT = 9190
"""The book's port. Every run has a network of its own, so it is always free."""

SERVER = Slot("server", "server", PORT, ("{port}",), ("host", "port"))
CLIENT = Slot("client", "client", None, ("{host}", "{port}"), ("host", "port"))
VIA = Slot(
    "via", "via", 9191, ("{listen}", "{host}", "{port}"),
    ("host", "port", "listen", "listen_host"), can_be_two=True,
)  # fmt: skip
STACK = Slot("stack", None)

BETWEEN = 9192
"""Where the second program of a relay that is two is called by the first."""

BEHIND = ("server_host", "server_port")
"""Placeholders of a relay that is two: where the server is, for the first of them, too."""

SLOTS = (SERVER, CLIENT, VIA, STACK)
NAMES = tuple(slot.name for slot in SLOTS)
OF_PROGRAMS = tuple(slot for slot in SLOTS if slot.role)
"""Those that take a program; the one that is left takes what programs run on."""

BY_ROLE = {slot.role: slot for slot in OF_PROGRAMS if slot.role}
PLACEHOLDERS = tuple(dict.fromkeys(name for slot in SLOTS for name in slot.placeholders))
