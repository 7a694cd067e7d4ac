"""A program whose input lies over its variables: the descriptor that it calls with was sent to it.

A read that asks for more than its buffer has room for goes on into what lies behind it. Most
times that is noticed by a descriptor, an int, that has become four bytes of the input.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace

from harness.patterns.families import FAMILIES, SOCKET_KINDS
from harness.evidence.events import Call, Wire
from harness.evidence.record import Record
from harness.scenario.finding import Finding

INT = 4
"""Bytes of a descriptor, on x86-64 and on arm64 (their psABI)."""


@dataclass(frozen=True, slots=True)
class Overrun:
    """The call, and what its descriptor is made of."""

    call: Call
    octets: bytes

    @property
    def cause(self) -> str:
        """The same for all of its failures."""
        return f"{self.call.role}'s input lies over its variables"

    def __str__(self) -> str:
        made = f"{self.call.fd} is {self.octets.hex(' ')}, four bytes of what it was sent"
        return f"{self.call.role} called {self.call.name}({self.call.fd}): {made}"


def overrun(record: Record, roles: Iterable[str]) -> Overrun | None:
    """The first such call of these roles, if there is one."""
    for role in roles:
        sent: list[bytes] | None = None
        for event in record.judged():
            if isinstance(event, Call) and event.role == role and _has_no_descriptor(event):
                sent = _sent(record, role) if sent is None else sent
                octets = _octets(event.fd or 0)
                if any(octets in data for data in sent):
                    return Overrun(event, octets)
    return None


def _has_no_descriptor(call: Call) -> bool:
    """Whether nothing is open there, and it cannot be a slip: -1 is what a failed call returns."""
    if call.fd is None or call.error != "EBADF":
        return False
    return call.fd != -1 and bool(call.fd & 0xFF000000)


def _octets(number: int) -> bytes:
    """As they lie in memory: a record is judged on a machine like the one it was made on."""
    return (number & 0xFFFFFFFF).to_bytes(INT, sys.byteorder)


def _sent(record: Record, role: str) -> list[bytes]:
    """What the role was sent, as far as the record has it.

    Of a long frame it has nothing, and of a read that ran into the end of the memory neither:
    what the others wrote is asked, too.
    """
    return [each.data.encode("latin-1", "replace") for each in record.judged()
            if isinstance(each, (Call, Wire)) and each.data and _is_for(each, role)]  # fmt: skip


def _is_for(event: Call | Wire, role: str) -> bool:
    if isinstance(event, Wire):
        return event.receiver == role
    if event.role == role:
        return event.name in FAMILIES["read"]
    return event.name in FAMILIES["write"] and event.kind in SOCKET_KINDS


def told_of_overrun(finding: Finding, record: Record) -> Finding:
    """The finding, with that as its cause if it is so: nothing else explains as much."""
    found = overrun(record, record.roles)
    if found is None:
        return finding
    because = f"{found}; {finding.because}"
    evidence = sorted([*finding.evidence, found.call], key=lambda e: e.t)
    return replace(finding, because=because, evidence=tuple(evidence), cause=found.cause)
