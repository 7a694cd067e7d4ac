"""Where something that was looked for is in a record, and what a claim rests on there."""

from collections.abc import Iterable
from dataclasses import dataclass

from harness.evidence.describe import milliseconds
from harness.evidence.events import Event


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event that a pattern matches, and the moment that the pattern means."""

    ns: int
    event: Event
    text: str

    def told(self, start_ns: int) -> str:
        """It, for a sentence."""
        return f"'{self.text}' ({milliseconds(self.ns, start_ns)})"


@dataclass(frozen=True, slots=True)
class Witnesses:
    """The events that a claim which holds rests on.

    `moments` are what happened, in its order: of `happens` all events, of `never` the
    marks and what is forbidden between them but was outside. `counted` are the events
    that `#N` has counted, and `nearest` is what comes nearest to being forbidden.
    """

    moments: tuple[Occurrence, ...] = ()
    counted: tuple[Event, ...] = ()
    nearest: tuple[Event, ...] = ()
    census: bool = False
    """It rests on the census, too."""

    def events(self) -> Iterable[Event]:
        """All of them; the census is in every record."""
        return (*(moment.event for moment in self.moments), *self.counted, *self.nearest)
