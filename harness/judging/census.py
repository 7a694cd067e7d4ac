"""What the census found of a role."""

from dataclasses import dataclass

from harness.evidence.events import Ended, Event, Open, Process
from harness.evidence.record import Record


MOST_TOLD = 3
"""So many of what was counted are told one by one."""

_THEN = "at the end of the run"


@dataclass(frozen=True, slots=True)
class Count:
    """A number, the sentence that tells it, and the events that explain it."""

    number: int
    text: str
    evidence: tuple[Event, ...] = ()


def zombies(role: str, record: Record) -> Count:
    """Ended children of the role whose status nobody has taken."""
    mine = _processes(role, record)
    parents = {process.pid for process in mine if process.state != "zombie"}
    dead = {p.pid for p in mine if p.state == "zombie" and p.parent in parents}
    ends = tuple(e for e in record.judged() if isinstance(e, Ended) and e.pid in dead)[-MOST_TOLD:]
    return Count(len(dead), f"{role} has {_many(len(dead), 'zombie')} {_THEN}", ends)


def connections(role: str, record: Record) -> Count:
    """Connections that processes of the role hold; one that two of them hold is one."""
    held: dict[tuple[str, int], list[str]] = {}
    for process in _processes(role, record):
        for descriptor in process.open:
            if descriptor.kind == "connection":
                where = f"process {process.pid} as descriptor {descriptor.fd}"
                held.setdefault(_identity(process, descriptor), []).append(where)
    told = ", ".join(" and ".join(holders) for holders in [*held.values()][:MOST_TOLD])
    told += ", …" if len(held) > MOST_TOLD else ""
    text = f"{role} holds {_many(len(held), 'connection')} {_THEN}"
    return Count(len(held), text + (f" ({told})" if told else ""))


def in_state(role: str, state: str, record: Record) -> Count:
    """The role's ends of TCP connections that the kernel keeps in this state."""
    known = [tcp for tcp in (record.census.tcp if record.census else ()) if tcp.role == role]
    found = [tcp for tcp in known if tcp.state == state]
    told = ", ".join(f"{tcp.local} to {tcp.remote} is in {tcp.state}" for tcp in known[:MOST_TOLD])
    told += ", …" if len(known) > MOST_TOLD else ""
    are = "is" if len(found) == 1 else "are"
    text = f"{_many(len(found), 'socket')} of {role} {are} in {state} {_THEN}"
    return Count(len(found), text + (f" ({told})" if told else ""))


def _identity(process: Process, descriptor: Open) -> tuple[str, int]:
    if descriptor.sock is not None:
        return "sock", descriptor.sock
    return f"process {process.pid}", descriptor.fd


def _processes(role: str, record: Record) -> list[Process]:
    found = record.census.processes if record.census else ()
    return [process for process in found if process.role == role]


def _many(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
