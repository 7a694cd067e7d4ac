"""The cast as it is launched: programs found, arguments filled in, acts spelled out."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from harness.patterns.option import as_option
from harness.patterns.pattern import Pattern
from harness.scenario.act import Act, Fail, Hold, Limit, Send, Short, Type
from harness.scenario.model import Cast, Role
from harness.judging.broken import NAME_SERVER
from harness.judging.traits import Transport
from harness.running import nameserver
from harness.running.slots import Slots
from harness.scenario.slots import BY_ROLE, CLIENT, PORT, SLOTS
from harness.scenario.topology import Topology, arriving

HOSTS = {"ipv4": "127.0.0.1", "ipv6": "::1"}
NAME = "server.example.test"
"""What the server is called where the run has a name server; fixtures/zones say where that is."""

EVENTS_MAX = 400_000
"""So many events end a run. The chattiest, a server that echoes a megabyte through a buffer of
30 bytes, takes half of it; a program that calls without end is found out in seconds."""

PROTOCOLS = {Transport.STREAM: "tcp", Transport.DATAGRAM: "udp"}
"""What the observer calls them."""


IDLE_MS = 1000
"""For how long nothing but timers goes off, before a run is over (c/observe/idle.h)."""


class UnbuiltError(Exception):
    """A program of the cast that is not there."""


@dataclass(frozen=True, slots=True)
class Launch:
    """A cast that is ready to be carried out."""

    commands: tuple[tuple[str, tuple[str, ...]], ...]  # role, words
    told: Mapping[str, Mapping[str, str]]  # role, what its placeholders and environment say
    serves: Mapping[str, str]  # role, the address where it is ready before the next one starts
    acts: tuple[Act, ...]
    given: tuple[tuple[str, tuple[str, ...]], ...]
    terminals: tuple[str, ...]
    events_max: int = EVENTS_MAX
    idle_ms: int = IDLE_MS
    port: int = PORT

    def arguments(self, folder: Path) -> list[str]:
        """The observer's arguments, for a run that is recorded in `folder`."""
        words = ["--out", str(folder), "--events", str(self.events_max)]
        words += ["--idle", str(self.idle_ms)]
        ports = (str(slot.serves - PORT + self.port) for slot in SLOTS if slot.serves)
        words += [word for port in ports for word in ("--port", port)]
        for role, command in self.commands:
            words += ["--role", role, *self._options(role, folder)]
            words += [word for argument in command for word in ("--arg", argument)]
        for act in self.acts:
            words += _act(act)
        return words

    def _options(self, role: str, folder: Path) -> list[str]:
        options = ["--serves", self.serves[role]] if role in self.serves else []
        if role in dict(self.given):
            options += ["--stdin", str(folder / f"{role}.stdin")]
        if role in self.terminals:
            options.append("--terminal")
        for name, value in self.told[role].items():
            options += ["--env", f"{name.upper()}={value}"]
        return options


def prepare(
    cast: Cast,
    slots: Slots,
    find: Callable[[str], Path | None],
    transport: Transport | None = None,
    port: int = PORT,
) -> Launch:
    """The cast with the replaced programs in it; `find` knows where ours are built.

    With a transport, its server is ready when it serves by that one. `port` is the server's;
    that of a relay follows it.
    """
    played = {role.name: _played_by(role, cast) for role in cast.roles}
    told = {name: _told(role, cast, port - PORT) for name, role in played.items()}
    return Launch(
        commands=tuple(
            (name, _command(role, slots, find, told[name])) for name, role in played.items()
        ),
        told=told,
        serves={
            role.name: where
            for role in cast.roles
            if (where := _serves(role, cast, transport, port - PORT))
        },
        acts=tuple(_among(act, cast) for act in cast.acts),
        given=cast.given,
        terminals=cast.terminals,
        port=port,
    )


def concerns(cast: Cast, slots: Slots) -> bool:
    """Does a replaced program take part?"""
    return not slots.roles.isdisjoint(cast.names())


def _played_by(role: Role, cast: Cast) -> Role:
    """The role as whose program this one is launched: itself, where it is not `{ROLE}`."""
    return next((each for each in cast.roles if each.name == role.same_as), role)


def _serves(role: Role, cast: Cast, transport: Transport | None, moved: int) -> str | None:
    """Where it serves those that come after it; None if they need not wait for it.

    By `moved` the ports of this session are larger than those of the table.
    """
    by = f"{PROTOCOLS[transport]}:" if transport and role.name == "server" else ""
    if role.program_name == nameserver.PROGRAM:
        return nameserver.ADDRESS
    address = HOSTS[cast.family]
    bracketed = f"[{address}]" if ":" in address else address
    slot = BY_ROLE.get(role.name)
    return f"{by}{bracketed}:{slot.serves + moved}" if slot and slot.serves else None


def _command(
    role: Role, slots: Slots, find: Callable[[str], Path | None], told: Mapping[str, str]
) -> tuple[str, ...]:
    if (replaced := slots.played(role.name)) is not None:
        return _filled(shlex.split(replaced), told)
    name, *arguments = shlex.split(role.program)
    if name == nameserver.PROGRAM:
        return _name_server(arguments)
    slot = BY_ROLE.get(role.name)
    words = _filled(arguments or (slot.arguments if slot else ()), told)
    return (_path(name, find), *(_with_programs(word, find) for word in words))


def _path(name: str, find: Callable[[str], Path | None]) -> str:
    program = find(name)
    if program is None:
        raise UnbuiltError(f"the program '{name}' is not built: run make")
    return str(program)


def _name_server(arguments: list[str]) -> tuple[str, ...]:
    try:
        return nameserver.command(arguments)
    except nameserver.NoNameServerError as error:
        raise UnbuiltError(str(error)) from None


def _told(role: Role, cast: Cast, moved: int) -> dict[str, str]:
    """What fills the role's placeholders, and is in its environment. Who calls, calls the relay."""
    slot = BY_ROLE.get(role.name, CLIENT)
    by_name = NAME_SERVER in cast.names() and slot.serves is None
    values = {
        "host": NAME if by_name else HOSTS[cast.family],
        "port": str(Topology(cast.names()).port_for(role.name) + moved),
        "listen": str(slot.serves + moved) if slot.serves else "",
    }
    return {name: values[name] for name in slot.placeholders}


def _filled(words: Iterable[str], values: Mapping[str, str]) -> tuple[str, ...]:
    for name, value in values.items():
        words = [word.replace(f"{{{name}}}", value) for word in words]
    return tuple(words)


def _with_programs(word: str, find: Callable[[str], Path | None]) -> str:
    """The word with each {NAME} as the path of that program of ours."""
    return re.sub(r"\{(\w+)\}", lambda named: _path(named[1], find), word)


def _among(act: Act, cast: Cast) -> Act:
    """The act with what its patterns mean in this cast."""
    match act:
        case Hold():
            return replace(act, begin=_meant(act.begin, cast), event=_meant(act.event, cast))
        case Fail():
            return replace(act, begin=_meant(act.begin, cast))
        case Short():
            return act
        case Send() | Limit() | Type():
            return replace(act, event=arriving(act.event, cast.names()))


def _meant(event: Pattern | None, cast: Cast) -> Pattern | None:
    return arriving(event, cast.names()) if event else None


def _act(act: Act) -> list[str]:
    """The act as the observer's options say it."""
    match act:
        case Hold():
            return ["--hold", _flat(act.call), *_from(act.begin), *_until(act)]
        case Short():
            return ["--short", _flat(act.call), "--bytes", str(act.most)]
        case Fail():
            return ["--fail", _flat(act.call), *_from(act.begin), "--errno", act.error]
        case Type():
            return ["--type", f"{act.role}:{_typed(act.text)}", "--when", _flat(act.event)]
        case Send():
            return ["--signal", f"{act.role}:{act.signal}", "--when", _flat(act.event)]
        case Limit():
            return ["--limit", f"{act.role}:{act.descriptors}", "--when", _flat(act.event)]


def _from(begin: Pattern | None) -> list[str]:
    return ["--from", _flat(begin)] if begin else []


def _until(act: Hold) -> list[str]:
    words = ["--until", _flat(act.event)] if act.event else []
    if act.or_waits:
        return [*words, "--or-waits"]
    return words + (["--or-quiet"] if act.or_quiet else [])


def _typed(text: str) -> str:
    """The keys: ^C is Ctrl+C, and so for every control character (ASCII: the letter less 64)."""
    return re.sub(r"\^([@-_])", lambda key: chr(ord(key[1]) - 64), text)


def _flat(pattern: Pattern | None) -> str:
    if pattern is None:
        raise ValueError("an act lacks its call or its event")
    return as_option(pattern)
