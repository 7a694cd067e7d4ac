"""The calls of a program that the observer had fail, or made short."""

from harness.evidence import events as ev
from harness.evidence.record import Record


def made(word: str, record: Record, subjects: frozenset[str]) -> list[ev.Call]:
    """The calls that the observer had fail, or made short."""
    return [
        e for e in record.judged()
        if isinstance(e, ev.Call) and e.act == word and e.role in subjects
    ]  # fmt: skip


def injected(
    record: Record, subjects: frozenset[str], before_ns: int | None = None
) -> ev.Call | None:
    """The last call that the observer had fail: the cause of what came of it."""
    failed = [
        e for e in made("fail", record, subjects) if before_ns is None or e.t < before_ns
    ]
    return failed[-1] if failed else None
