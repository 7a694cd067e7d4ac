"""Answers that explain more than a claim does: of more than was sent, or from elsewhere.

Our callers stop listening when they have heard what they expect. What comes of the rest, a
reset most of all, is told by the claims, and is the callers' doing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from harness.evidence.describe import milliseconds
from harness.evidence.endpoint import Endpoint
from harness.evidence.events import Wire
from harness.evidence.record import Record
from harness.judging.missing import by_line
from harness.scenario.finding import Finding

_SERVER = "server"
"""A replaced one is judged as an echo server: RFC 862."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The first frame that shows it, its sentence, and the cause of what fails by it."""

    frame: Wire
    text: str
    cause: str


def surplus(record: Record) -> Answer | None:
    """The first segment by which the server had sent a caller more than that had sent it."""
    if any(lost.what == "frames" for lost in record.losses):
        return None
    sent: dict[tuple[Endpoint, Endpoint], int] = {}
    for event in record.judged():
        if not isinstance(event, Wire) or event.protocol != "tcp" or event.seq is None:
            continue
        way, back = (event.source, event.target), (event.target, event.source)
        if "SYN" in event.flags:
            sent[way] = 0
        elif way in sent and back in sent and event.length:
            sent[way] = max(sent[way], event.seq - 1 + event.length)
            if event.sender == _SERVER and sent[way] > sent[back]:
                told = (
                    f"server had sent {event.receiver or 'a caller'} {sent[way]} bytes by "
                    f"{milliseconds(event.t, record.start_ns)}, and had been sent {sent[back]}"
                )
                return Answer(event, told, "server answers more bytes than it is sent")
    return None


def stray(record: Record) -> Answer | None:
    """The first datagram that a role answered from where it had not been called.

    Of two roles the one is called that gets the first datagram between them.
    """
    called_role: dict[frozenset[str], str] = {}
    called_at: dict[tuple[str, Endpoint], list[Endpoint]] = {}
    for event in record.judged():
        if not isinstance(event, Wire) or event.protocol != "udp":
            continue
        if not event.sender or not event.receiver or event.sender == event.receiver:
            continue
        pair = frozenset((event.sender, event.receiver))
        if called_role.setdefault(pair, event.receiver) == event.receiver:
            called_at.setdefault((event.receiver, event.source), []).append(event.target)
        elif called := called_at.get((event.sender, event.target)):
            if event.source not in called:
                return _strayed(event, called[-1])
    return None


def _strayed(frame: Wire, called: Endpoint) -> Answer:
    what = "address" if frame.source.host != called.host else "port"
    return Answer(
        frame,
        f"{frame.sender} answered from {frame.source}, and {frame.receiver} had called {called}",
        f"{frame.sender} answers from another {what} than the one that was called",
    )


def told_of_its_answers(
    finding: Finding, record: Record, subjects: Collection[str]
) -> Finding:
    """The finding, with that as its cause if it is so of who is judged, and it has none yet."""
    found = stray(record) or surplus(record)
    if finding.cause or found is None or found.frame.sender not in subjects:
        return finding
    if finding.claim and finding.claim.says.is_of_processes:
        return finding
    evidence = by_line([*finding.evidence, found.frame])
    because = f"{found.text}; {finding.because}"
    return replace(finding, because=because, evidence=evidence, cause=found.cause)
