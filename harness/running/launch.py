"""The cast as it is launched: programs found, arguments filled in, acts spelled out."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from harness.patterns.option import as_option
from harness.patterns.pattern import Pattern
from harness.scenario.act import Act, Fail, Hold, Limit, Send, Short, Type
from harness.scenario.model import Cast, Role
from harness.judging.traits import Transport
from harness.running import nameserver
from harness.running.presets import Preset, filled, words_of
from harness.running.slots import Slots
from harness.scenario.slots import BETWEEN, BY_ROLE, CLIENT, PORT, SLOTS
from harness.scenario.topology import NAME_SERVER, Topology, arriving

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
class Player:
    """A program that is started: as which role, with which words.

    `told` is in its environment. If it `serves` an address, the next one starts when it does.
    """

    role: str
    words: tuple[str, ...]
    told: Mapping[str, str]
    serves: str | None = None


@dataclass(frozen=True, slots=True)
class Launch:
    """A cast that is ready to be carried out. Two players of one role are two programs of it."""

    players: tuple[Player, ...]
    acts: tuple[Act, ...]
    given: tuple[tuple[str, tuple[str, ...]], ...]
    terminals: tuple[str, ...]
    events_max: int = EVENTS_MAX
    idle_ms: int = IDLE_MS
    ports: tuple[int, ...] = ()

    def arguments(self, folder: Path) -> list[str]:
        """The observer's arguments, for a run that is recorded in `folder`."""
        words = ["--out", str(folder), "--events", str(self.events_max)]
        words += ["--idle", str(self.idle_ms)]
        words += [word for port in self.ports for word in ("--port", str(port))]
        for player in self.players:
            words += ["--role", player.role, *self._options(player, folder)]
            words += [word for argument in player.words for word in ("--arg", argument)]
        for act in self.acts:
            words += _act(act)
        return words

    def _options(self, player: Player, folder: Path) -> list[str]:
        options = ["--serves", player.serves] if player.serves else []
        if player.role in dict(self.given):
            options += ["--stdin", str(folder / f"{player.role}.stdin")]
        if player.role in self.terminals:
            options.append("--terminal")
        for name, value in player.told.items():
            options += ["--env", f"{name.upper()}={value}"]
        return options


Find = Callable[[str], Path | None]
"""Where a program of ours is built."""

Wrap = Callable[[tuple[str, ...]], tuple[str, ...]]


def prepare(
    cast: Cast,
    slots: Slots,
    find: Find,
    transport: Transport | None = None,
    port: int = PORT,
    presets: Mapping[str, Preset] = MappingProxyType({}),
    contract: Path | None = None,
    wrap: Wrap = lambda words: words,
) -> Launch:
    """The cast with the replaced programs in it; `presets` are those among them.

    Of what is spoken, where that is not echo, our programs are told by the file `contract`. `wrap`
    makes of a command line of ours the one by which it is run.

    With a transport, who serves is ready when it serves by that one. `port` is the server's;
    that of a relay follows it.
    """
    make = _Maker(cast, slots, find, transport, port - PORT, presets, contract, wrap)
    players = tuple(player for role in cast.roles for player in make.players(role))
    between = (BETWEEN,) if len(players) > len(cast.roles) else ()
    ports = (*(slot.serves for slot in SLOTS if slot.serves), *between)
    return Launch(
        players=players,
        acts=tuple(_among(act, cast) for act in cast.acts),
        given=cast.given,
        terminals=cast.terminals,
        ports=tuple(each + port - PORT for each in ports),
    )


def concerns(cast: Cast, slots: Slots) -> bool:
    """Does a replaced program take part?"""
    return not slots.roles.isdisjoint(cast.names())


@dataclass(frozen=True, slots=True)
class _Maker:
    """What makes a role a player. By `moved`, ports are larger than those of the table of slots."""

    cast: Cast
    slots: Slots
    find: Find
    transport: Transport | None
    moved: int
    presets: Mapping[str, Preset]
    contract: Path | None
    wrap: Wrap

    def players(self, role: Role) -> Iterator[Player]:
        """The program of the role; behind a relay that is two programs, its other one, first."""
        as_role = self._played_by(role)
        told, serves = self._told(as_role), self._serves(role)
        if (preset := self._preset(as_role)) is None:
            told_of_ours = {**told, **self._spoken(as_role)}
            yield Player(role.name, self._command(as_role, told), told_of_ours, serves)
            return
        server = {"server_host": told["host"], "server_port": told["port"]}
        if preset.beyond:
            between = {**told, "listen": str(BETWEEN + self.moved)}
            words = words_of(preset.beyond, preset, {**between, **server})
            awaited = self._address(BETWEEN) if role is as_role else None
            yield Player(role.name, tuple(words), between, awaited)
            told = {**told, "port": between["listen"]}
        words = words_of(preset.command, preset, {**told, **server})
        yield Player(role.name, tuple(words), told, serves)

    def _spoken(self, role: Role) -> dict[str, str]:
        """Where a program of ours finds the contract."""
        is_ours = self.slots.played(role.name) is None
        return {"contract": str(self.contract)} if self.contract and is_ours else {}

    def _preset(self, role: Role) -> Preset | None:
        slot = BY_ROLE.get(role.name)
        is_replaced = self.slots.played(role.name) is not None
        return self.presets.get(slot.name) if slot and is_replaced else None

    def _played_by(self, role: Role) -> Role:
        """The role as whose program it is launched: itself, where it is not `{ROLE}`."""
        return next((each for each in self.cast.roles if each.name == role.same_as), role)

    def _serves(self, role: Role) -> str | None:
        """Where it serves those that come after it; None if they need not wait for it."""
        if role.program_name == nameserver.PROGRAM:
            return nameserver.ADDRESS
        slot = BY_ROLE.get(role.name)
        if slot is None or not slot.serves:
            return None
        by = f"{PROTOCOLS[self.transport]}:" if self.transport else ""
        return f"{by}{self._address(slot.serves)}"

    def _address(self, port: int) -> str:
        address = HOSTS[self.cast.family]
        bracketed = f"[{address}]" if ":" in address else address
        return f"{bracketed}:{port + self.moved}"

    def _command(self, role: Role, told: Mapping[str, str]) -> tuple[str, ...]:
        if (replaced := self.slots.played(role.name)) is not None:
            return _filled(shlex.split(replaced), told)
        name, *arguments = shlex.split(role.program)
        if name == nameserver.PROGRAM:
            return _name_server(arguments)
        slot = BY_ROLE.get(role.name)
        words = _filled(arguments or (slot.arguments if slot else ()), told)
        ours = (_path(name, self.find), *(_with_programs(word, self.find) for word in words))
        return self.wrap(ours)

    def _told(self, role: Role) -> dict[str, str]:
        """What fills its placeholders, and is in its environment. Who calls, calls the relay."""
        slot = BY_ROLE.get(role.name, CLIENT)
        by_name = NAME_SERVER in self.cast.names() and slot.serves is None
        port = Topology(self.cast.names()).port_for(role.name)
        values = {
            "host": NAME if by_name else HOSTS[self.cast.family],
            "port": str(port + self.moved),
            "listen": str(slot.serves + self.moved) if slot.serves else "",
            "listen_host": HOSTS[self.cast.family],
        }
        return {name: values[name] for name in slot.placeholders}


def _path(name: str, find: Find) -> str:
    program = find(name)
    if program is None:
        raise UnbuiltError(f"the program '{name}' is not built: run make")
    return str(program)


def _name_server(arguments: list[str]) -> tuple[str, ...]:
    try:
        return nameserver.command(arguments)
    except nameserver.NoNameServerError as error:
        raise UnbuiltError(str(error)) from None


def _filled(words: Iterable[str], values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(filled(word, values) for word in words)


def _with_programs(word: str, find: Find) -> str:
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
            each = ["--each"] if act.each else []
            return ["--hold", _flat(act.call), *_from(act.begin), *_until(act), *each]
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
