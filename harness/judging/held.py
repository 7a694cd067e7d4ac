"""The holds of a run, each with how it ended."""

from collections.abc import Iterator

from harness.evidence.events import Act
from harness.evidence.record import Record


def holds_of(role: str, until: str, record: Record) -> Iterator[tuple[Act, Act | None]]:
    """Each hold of the role until that event, and its release, if it was let go.

    `until` is written as for the observer (harness/patterns/option.py). A thread is held in one
    call at a time, so the next release of that call is the hold's.
    """
    acts = [e for e in record.events if isinstance(e, Act) and e.role == role]
    for place, hold in enumerate(acts):
        if hold.what == "hold" and hold.detail == until:
            releases = (
                e for e in acts[place:]
                if e.what == "release" and (e.pid, e.call) == (hold.pid, hold.call)
            )  # fmt: skip
            yield hold, next(releases, None)
