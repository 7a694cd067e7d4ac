"""How many processes a role has more at the end of its run than at a moment before."""

from harness.evidence.events import Born, Ended
from harness.evidence.occurrence import Occurrence
from harness.evidence.record import Record
from harness.judging.census import MOST_TOLD, Count


def lives_since(role: str, ns: int, record: Record) -> tuple[Born | Ended, ...]:
    """The births and the ends of its processes after `ns`; those of threads are none."""
    return tuple(
        event
        for event in record.judged()
        if isinstance(event, (Born, Ended))
        and event.role == role
        and event.tid is None
        and event.t > ns
    )


def grown(role: str, mark: Occurrence, record: Record) -> Count:
    """Births less ends since the mark: less than 0 if it has fewer. A zombie has ended."""
    lives = lives_since(role, mark.ns, record)
    ended = {event.pid for event in lives if isinstance(event, Ended)}
    born = [event for event in lives if isinstance(event, Born)]
    number = len(born) - len(ended)
    told = f"{abs(number) or 'no'} process{'' if abs(number) == 1 else 'es'}"
    told += " fewer" if number < 0 else " more"
    left = tuple(event for event in born if event.pid not in ended)[-MOST_TOLD:]
    than = f"at the end of the run than at {mark.told(record.start_ns)}"
    return Count(number, f"{role} has {told} {than}", left)
