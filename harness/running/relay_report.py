"""The one sentence about a relay that cannot be judged.

How it ended and what it said comes first, as of any program (preflight_report.py); then how far
the first line came that was sent through it, and what became of it there.
"""

from __future__ import annotations

from collections.abc import Mapping

from harness.evidence.describe import how_it_ended
from harness.evidence.endpoint import Endpoint
from harness.evidence.events import Call, Ready, Says, Wire
from harness.evidence.quoting import quoted, quoted_bytes
from harness.evidence.record import Record
from harness.judging import broken
from harness.judging.traits import is_in_background, serves_at_the_end
from harness.judging.whereabouts import whereabouts
from harness.running import preflight_report
from harness.running.launch import HOSTS
from harness.running.preflight_report import MORE, why_not_judged
from harness.scenario.slots import VIA

LISTENS_AT = "{listen}"


def of_relay(record: Record, lines: Mapping[str, str], command: str) -> str:
    """Why it cannot be judged; empty if it can. `lines` are what each caller sent, in order."""
    if reason := _calls_itself(record) or why_not_judged(record, "via", command, LISTENS_AT):
        return reason
    if reason := _mixed_up(record, lines):
        return reason
    served = [role for role in lines if _came_back(record, role, lines[role])]
    if not served:
        first = next(iter(lines))
        return _of_first(record, first, lines[first], command)
    if not _sent(record, "via", "server"):
        line = lines[served[0]]
        return f"it answered {quoted(line)} by itself, and passed nothing on to {_server(record)}"
    # Whoever comes when the first has gone is the one that a relay of one caller leaves. That
    # another one was lost, by a race say, is for the requirements to tell.
    return "" if list(lines)[-1] in served else _of_one_caller(record)


def _mixed_up(record: Record, lines: Mapping[str, str]) -> str:
    """Who was given what another one had sent."""
    for role in lines:
        for other, line in lines.items():
            if other != role and _came_back(record, role, line):
                return f"it gave {role} the answer to {other}, {quoted(line)}"
    return ""


def _of_first(record: Record, role: str, line: str, command: str) -> str:
    """How far the line of the first caller came."""
    words = _last_words(record)
    ended = record.end_of_first("via")
    if ended and not is_in_background(record, "via"):
        return f"it {how_it_ended(ended)} before {quoted(line)} had come back through it{words}"
    if passed := _sent(record, "via", "server"):
        return _of_what_it_passed(record, role, line, passed) + words
    where = _where(record)
    if answer := _sent(record, "via", role):
        nothing = f"passed nothing on to {_server(record)}"
        return f"it sent {_short(answer[0])} itself, and {nothing}{words}"
    if _frames(record, "via", "server"):
        return f"it called the server, and did not pass {quoted(line)} on to it{where}{words}"
    hint = "" if "{port}" in command else "; its command line has no {port}"
    never = f"it never called {_server(record)}, where the server is{_called_instead(record)}"
    return f"{never}{where}{hint}{words}"


def _of_what_it_passed(record: Record, role: str, line: str, passed: list[str]) -> str:
    """The server was sent something: the line, and what became of its answer; or what instead."""
    told, wrong = quoted(line), _short(passed[0])
    if not any(line.startswith(each.rstrip("\n")) for each in passed):
        return f"it passed {wrong} on to the server, and not {told}"
    if not any(each.startswith(line) for each in _sent(record, "server", "via")):
        return f"it passed {wrong} on to the server, which did not answer {told}"
    if came := _sent(record, "via", role):
        return f"the server answered {told}, and it passed {_short(came[0])} on to the caller"
    return f"the server answered {told}, and it passed nothing of that on{_where(record)}"


def _calls_itself(record: Record) -> str:
    """To take its own port for the server's makes of each caller another one, without end."""
    calls = (e for e in record.judged() if isinstance(e, Call) and e.role == "via")
    called = {e.args.address.port for e in calls if e.name == "connect" and e.args.address}
    own = port_of(record)
    return f"it calls itself, at {HOSTS['ipv4']}:{own}" if called == {own} else ""


def _of_one_caller(record: Record) -> str:
    """Why a later caller was not served, where the first was."""
    words = _last_words(record)
    ended = record.end_of_first("via")
    if ended and not is_in_background(record, "via"):
        return f"it {how_it_ended(ended)} after its first client: {MORE}{words}"
    if not serves_at_the_end(record, "via"):
        return f"it closed its listener after its first client: {MORE}{words}"
    return f"it served its first client, and no other{_where(record)}{words}"


def port_of(record: Record) -> int:
    """Where the relay of the run is ready; the port of the slot, if it never was."""
    ready = (e.address for e in record.events if isinstance(e, Ready) and e.role == "via")
    ports = (address.port for address in ready if address and address.port)
    return next(ports, VIA.serves or 0)


def _server(record: Record) -> Endpoint:
    """Where the server of the run is called."""
    return Endpoint(HOSTS["ipv4"], preflight_report.port_of(record))


def _called_instead(record: Record) -> str:
    """Whom it called, where that was somebody else."""
    for event in record.judged():
        if not isinstance(event, Call) or event.role != "via":
            continue
        address = event.args.address
        if event.name in ("connect", "sendto", "sendmsg") and address and address.port:
            return f", but {address}{_in_a_network_of_its_own(record)}"
    return ""


def _in_a_network_of_its_own(record: Record) -> str:
    apart = any(loss.what == "network" and loss.role == "via" for loss in record.losses)
    return " in a network of its own" if apart else ""


def _where(record: Record) -> str:
    where = whereabouts(record.census.processes if record.census else (), "via")
    return f"; it {where}" if where else ""


def _last_words(record: Record) -> str:
    words = broken.last_words(record, "via", errors_only=True)
    return f"; {words}" if words else ""


def _came_back(record: Record, role: str, line: str) -> bool:
    said = (e for e in record.judged() if isinstance(e, Says) and e.role == role)
    return any(line in each.text for each in said)


def _frames(record: Record, sender: str, receiver: str) -> list[Wire]:
    frames = (e for e in record.judged() if isinstance(e, Wire) and not e.dns)
    return [each for each in frames if (each.sender, each.receiver) == (sender, receiver)]


def _sent(record: Record, sender: str, receiver: str) -> list[str]:
    """What the one sent to the other, by connections; of a long segment, its beginning."""
    texts: dict[tuple[Endpoint, Endpoint], str] = {}
    for frame in _frames(record, sender, receiver):
        way = (frame.source, frame.target)
        texts[way] = texts.get(way, "") + (frame.data or "")
    return [text for text in texts.values() if text]


def _short(data: str) -> str:
    text = data.rstrip("\r\n")
    return quoted_bytes(text if len(text) <= 40 else f"{text[:40]}...")
