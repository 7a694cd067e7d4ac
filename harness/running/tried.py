"""A stack that is tried: one pair over a stream, one by datagrams, before anything is judged."""

from __future__ import annotations

from harness.evidence.events import Says
from harness.evidence.quoting import quoted
from harness.evidence.record import Record
from harness.judging.broken import last_words
from harness.running.config import Config
from harness.running.preflight import LINE, PAIRS, refuse
from harness.running.recipes import Recipe
from harness.scenario.model import Cast, Role


def try_out(setting: Config, recipe: Recipe) -> None:
    """Refuse a stack on which nothing can be judged, with the sentence that says why."""
    for transport, (server, client) in PAIRS.items():
        roles = (Role("server", server), Role("client", client))
        cast = Cast(roles, given=(("client", (LINE, "Q")),))
        run = setting.try_out(setting.slots, cast, f"stack-{transport}", transport)
        if run.record is None:
            refuse("STACK", f"the pair over a {transport} could not be run: {run.trouble}")
        elif not _came_back(run.record):
            refuse("STACK", _no_emulator(run.record) or _why_not(run.record, str(transport)))


def _came_back(record: Record) -> bool:
    said = (each.text for each in record.events if isinstance(each, Says) and each.role == "client")
    return any(LINE in text for text in said)


def _no_emulator(record: Record) -> str:
    lacks = next((each for each in record.run.missing if each.startswith("emulator: ")), "")
    told = "this machine gives a run no emulator of its own, which Linux does from 6.7 on"
    return f"{told} ({lacks.removeprefix('emulator: ')})" if lacks else ""


def _why_not(record: Record, transport: str) -> str:
    words = last_words(record, "server") or last_words(record, "client")
    why = f"; {words}" if words else f"; the run ended because {record.end.because or 'all rested'}"
    return f"on it {quoted(LINE)} does not come back over a {transport}{why}"
