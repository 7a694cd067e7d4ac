"""What the observer does to a run: one class an act (docs/vocabulary.md)."""

from __future__ import annotations

from dataclasses import dataclass

from harness.patterns.pattern import CallPattern, Pattern


@dataclass(frozen=True, slots=True)
class _OnCalls:
    """An act on the calls that match."""

    call: CallPattern

    @property
    def role(self) -> str:
        """Whose calls they are."""
        return self.call.who.role


@dataclass(frozen=True, slots=True)
class Hold(_OnCalls):
    """Such calls wait at their entry until the event.

    One that is `or_quiet` ends, too, when everything has come to rest; it may have no event
    then. One that is `or_waits` ends before: when all wait, be it for a time only.
    """

    event: Pattern | None
    begin: Pattern | None = None
    or_quiet: bool = False
    or_waits: bool = False
    each: bool = False
    """When such calls have been let go, those that are made later wait, too."""

    def roles(self) -> frozenset[str]:
        """The roles that it names."""
        return _named(self.role, self.event, self.begin)


@dataclass(frozen=True, slots=True)
class Pause(Hold):
    """All calls of a process, or of a role, wait so: a slow machine, whatever the program calls."""


@dataclass(frozen=True, slots=True)
class Short(_OnCalls):
    """Such calls are asked for at most so many bytes."""

    most: int

    def roles(self) -> frozenset[str]:
        """The roles that it names."""
        return _named(self.role)


@dataclass(frozen=True, slots=True)
class Fail(_OnCalls):
    """The first such call after the event `begin` fails with this error, without being made."""

    error: str
    begin: Pattern | None = None

    def roles(self) -> frozenset[str]:
        """The roles that it names."""
        return _named(self.role, self.begin)


@dataclass(frozen=True, slots=True)
class _WhenHappens:
    """An act on a role at an event."""

    role: str
    event: Pattern

    def roles(self) -> frozenset[str]:
        """The roles that it names."""
        return _named(self.role, self.event)


@dataclass(frozen=True, slots=True)
class Send(_WhenHappens):
    """A signal, by its name or CAUGHT, to the role's first process."""

    signal: str


@dataclass(frozen=True, slots=True)
class Limit(_WhenHappens):
    """Each of the role's processes can open so many descriptors more than it has."""

    descriptors: int


@dataclass(frozen=True, slots=True)
class Type(_WhenHappens):
    """Text at the role's terminal, as the scenario writes it: ^C is Ctrl+C."""

    text: str


Act = Hold | Short | Fail | Send | Limit | Type


def awaited(act: Act) -> Pattern | None:
    """The event that an act waits for, if it waits for one."""
    return None if isinstance(act, (Short, Fail)) else act.event


def _named(role: str, *events: Pattern | None) -> frozenset[str]:
    return frozenset({role}).union(*(each.roles() for each in events if each))
