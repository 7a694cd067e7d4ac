"""The baseline: what is said by a contract, before anything is made difficult.

Of a server, one caller asks it once; what it was told is what all others are to be told. Then two
more ask, one after the other: a server whose answers differ, or that serves one caller, cannot be
judged. The last of them asks a second time: a server that does not listen to that is not sent
several requests at once. A client is answered once, and must be content with that.
"""

from __future__ import annotations

import re
from dataclasses import replace

from harness.contracts.contract import Contract
from harness.evidence.events import Says
from harness.evidence.quoting import quoted, quoted_bytes
from harness.evidence.record import Record
from harness.judging.broken import last_words
from harness.judging.traits import (
    BACKGROUND,
    Traits,
    Transport,
    is_in_background,
    served,
    slowness_ms,
)
from harness.running import preflight_report
from harness.running.config import Config
from harness.running.observer import Observed
from harness.running.preflight import held, record_of, refuse
from harness.scenario.model import Cast, Role
from harness.scenario.slots import CLIENT, SERVER, Slot

FIRST_CALLER = {
    Transport.STREAM: "asks_once_client {host} {port}",
    Transport.DATAGRAM: "udp_asks_once_client {host} {port}",
}
ONE_CALLER = {
    Transport.STREAM: "calls_in_turn_client {host} {port} 1",
    Transport.DATAGRAM: "udp_calls_in_turn_client {host} {port} 1",
}
ASKS_AGAIN = {
    Transport.STREAM: "asks_again_client {host} {port}",
    Transport.DATAGRAM: "udp_calls_in_turn_client {host} {port} 1",
}
OURS = "iterative_echo_server"
ANSWERING = "answering_server"
PROGRAMS = {
    each.split()[0]
    for each in (
        *FIRST_CALLER.values(), *ONE_CALLER.values(), *ASKS_AGAIN.values(), OURS, ANSWERING,
    )  # fmt: skip
}
IN_TURN = held("again connect", "client ends")
LEAVES = "about requests sent at once, and this server answers no second one on its connection"
CHANGED = re.compile(r"byte (\d+) of caller \d+ came back changed")


def of_server(setting: Config, contract: Contract) -> Config:
    """The same, with what is answered known; a PreflightError says why it is not."""
    caller, one = FIRST_CALLER[contract.transport], ONE_CALLER[contract.transport]
    first = _tried(setting, _callers(caller), "baseline")
    record = record_of(first)
    command = _command(setting, SERVER)
    sentence = _of_the_other_transport(record, contract, setting.port)
    sentence = sentence or preflight_report.of_answer(record, contract.name, command)
    if sentence:
        refuse("SERVER", sentence)
    expecting = contract.expecting((first.folder / "client.stdout").read_bytes())
    setting = replace(setting, contract=expecting)
    callers = _callers(one, ASKS_AGAIN[contract.transport])
    again = record_of(_tried(setting, callers, "baseline-again"))
    if sentence := _of_two(again, expecting):
        refuse("SERVER", sentence)
    if "answered again" not in _said(again, "again"):
        setting = replace(setting, contract=replace(expecting, without=LEAVES))
    return replace(setting, traits=_traits(again, contract.transport))


def of_client(setting: Config, contract: Contract) -> Config:
    """The same, when our server has answered it; a PreflightError says why that is not enough."""
    cast = Cast((Role("server", ANSWERING), Role("client", FIRST_CALLER[Transport.STREAM])))
    record = record_of(_tried(setting, cast, "baseline"))
    command = _command(setting, CLIENT)
    if sentence := preflight_report.of_asking(record, contract.name, command):
        refuse("CLIENT", sentence)
    streams = frozenset({Transport.STREAM})
    return replace(setting, traits=Traits(streams, slowness_ms=slowness_ms(record, "client")))


def _callers(*programs: str) -> Cast:
    """A server, and who calls it, in turn."""
    callers = (Role(name, program) for name, program in zip(("client", "again"), programs))
    roles = (Role("server", OURS), *callers)
    return Cast(roles, (IN_TURN,) if len(programs) > 1 else ())


def _tried(setting: Config, cast: Cast, name: str) -> Observed:
    by = setting.contract.transport if setting.contract else None
    return setting.try_out(setting.slots, cast, name, by)


def _command(setting: Config, slot: Slot) -> str:
    preset = setting.presets.get(slot.name)
    return preset.spelled if preset else setting.slots.replaced[slot.name]


def _of_the_other_transport(record: Record, contract: Contract, port: int) -> str:
    """Which transport it serves, and what to do, if that is not the contract's; else empty."""
    serves = served(record, port)
    if not serves or contract.transport in serves:
        return ""
    other = f"{min(serves)}s"
    return (
        f"server serves {other} at its port, and the contract {quoted(contract.name)} is about"
        f' {contract.transport}s: name one in SPEAKS that has transport = "{other}" in [contract]'
    )


def _of_two(record: Record, contract: Contract) -> str:
    """What is wrong with the answers to two more callers; empty if nothing is."""
    for role in ("client", "again"):
        said = _said(record, role)
        if found := next(filter(None, map(CHANGED.fullmatch, said)), None):
            return _of_change(int(found[1]), contract)
        if "answered 1" not in said:
            if sentence := preflight_report.of_one_caller(record):
                return sentence
            words = last_words(record, role)
            return f"the next caller was not answered as the first was{words and f'; {words}'}"
    return ""


def _said(record: Record, role: str) -> list[str]:
    return [e.text for e in record.events if isinstance(e, Says) and e.role == role]


def _of_change(place: int, contract: Contract) -> str:
    """Where an answer is another one, and what to do if that is its right."""
    text = (contract.expected or b"").decode("latin-1")
    near = quoted_bytes(text[max(0, place - 12) : place + 12])
    return (
        f"its answers differ from byte {place} on, which was near {near} in the first one; "
        f"if that may change, name it in [answer] changing of {quoted(contract.typed)}"
    )


def _traits(record: Record, transport: Transport) -> Traits:
    ways = frozenset({BACKGROUND} if is_in_background(record, "server") else ())
    return Traits(frozenset({transport}), ways, slowness_ms(record, "server"))
