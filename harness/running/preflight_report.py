"""The one sentence about a program that cannot be judged.

What is certain comes first: how the program ended, and what it said. What the frames
say comes behind it, because a program that has died has sent what the kernel sends for it.
"""

from __future__ import annotations

import os
import shlex

from harness.contracts.contract import every_contract
from harness.evidence.describe import how_it_ended, repeated
from harness.evidence.endpoint import Endpoint
from harness.evidence.events import Call, Ended, Ready, Says, Unlaunched, Unready, Wire
from harness.evidence.quoting import quoted, quoted_bytes
from harness.evidence.record import Record
from harness.judging import broken as broken_run
from harness.judging.run_end import filled, repeats
from harness.judging.setup import fell_short
from harness.judging.traits import Transport, is_in_background, serves_at_the_end, transport_of
from harness.judging.whereabouts import whereabouts
from harness.running.launch import HOSTS
from harness.place import ROOT
from harness.scenario.slots import PORT

BUILDERS = ("go run", "cargo run", "dotnet run", "zig run", "mvn", "gradle", "./gradlew", "npx")
"""What compiles, or fetches, before it runs the program."""


DNS_PORT = 53

SYSLOG = Endpoint("unix:/dev/log")
"""Where syslog(3) is to be found."""

ANSWERED = "answered"
"""What our server says when it has answered what a client calls for (answering_server)."""

WRONG_USE = 2
"""What our programs end with where they are told what makes no sense (c/lib/fixture.h)."""

CHANGES_USER = frozenset(
    "setuid setgid setreuid setregid setresuid setresgid setgroups chroot".split()
)
"""What a daemon calls to be less than root. In a world of one user the kernel refuses each."""

MORE = "it is judged with more than one"


def of_many(record: Record) -> str:
    """Why a server that answered cannot be judged all the same: no run would be whole."""
    return broken_run.breakage(record) if record.end.reason == "processes" else ""


def of_server(record: Record, line: str, command: str) -> str:
    """Why the line did not come back from the server, which was sent it."""
    if broken := why_not_judged(record, "server", command):
        return broken
    ended, answer = _end_of(record, "server"), _first_data(record, "server", "client")
    if answer and not (ended and ended.t < answer.t):
        instead = f"instead of the line {quoted(line)} that it was sent"
        end = f", and {how_it_ended(ended)}{_words(record, 'server')}" if ended else ""
        hint = _speaks(answer.data or "", "server") if not ended else ""
        return f"server answered {_short(answer.data or '')} {instead}{end}{hint}"
    if ended:
        asked = _first_data(record, "client", "server")
        sent = f"when it was sent the line {quoted(line)}"
        when = sent if asked and asked.t < ended.t else "before it was sent anything"
        return f"server {how_it_ended(ended)} {when}{_words(record, 'server')}"
    if child := _died(record, "server"):
        words = _words(record, "server", errors_only=True)
        instead = f"instead of sending {quoted(line)} back"
        return f"a child of the server {how_it_ended(child)} {instead}{words}"
    return _of_silence(record, line) + _words(record, "server", errors_only=True)


def of_answer(record: Record, contract: str, command: str) -> str:
    """Why there is no whole answer by the contract from the server; empty if there is one."""
    if broken := why_not_judged(record, "server", command):
        return broken
    asked = record.end_of_first("client")
    if asked and asked.status == 0:
        return ""
    if unusable := _unusable(record, "client", contract):
        return unusable
    ended, answer = _end_of(record, "server"), _first_data(record, "server", "client")
    by = f"by the contract {quoted(contract)}"
    if answer:
        end = f", and {how_it_ended(ended)}" if ended else ""
        return f"server answered {_short(answer.data or '')}, which is no whole answer {by}{end}"
    if ended:
        return f"server {how_it_ended(ended)} before it had answered{_words(record, 'server')}"
    if words := broken_run.last_words(record, "client", errors_only=True):
        return f"server did not answer {by}; {words}"
    return f"server did not answer {by}{_whereabouts(record, 'server')}"


def of_asking(record: Record, contract: str, command: str) -> str:
    """Why a client that our server has answered by the contract is not content; empty if it is.

    That is told by its status, 0: by another one it is to tell of an answer that is not whole.
    """
    if unusable := _unusable(record, "server", contract):
        return unusable
    if broken := why_not_judged(record, "client", command):
        return broken
    ended = _end_of(record, "client")
    answered = any(said.text == ANSWERED for said in _said(record, "server"))
    if answered and ended and ended.status == 0:
        return ""
    end = f", and {how_it_ended(ended)}" if ended else _whereabouts(record, "client")
    return _of_asked(record, contract, answered=answered) + end + _words(record, "client")


def _of_asked(record: Record, contract: str, *, answered: bool) -> str:
    """How far it came, and what to change."""
    if not_called := _never_called(record):
        return not_called
    said = [frame for frame in _frames(record, "client", "server") if frame.length]
    answers = [frame for frame in _frames(record, "server", "client") if frame.length]
    served = f"[served] of the contract {quoted(contract)}"
    if said and (not answers or answers[-1].t < said[-1].t):
        return f"client sent {_short(said[-1].data or '')}, and {served} has no answer to that"
    if not said:
        heard = f" when it was told {_short(answers[0].data or '')}" if answers else ""
        return f"client sent nothing{heard}"
    if not answered:
        return f"client asked for nothing that {served} marks as its result"
    answer = _short(answers[-1].data or "")
    return f"client was answered {answer}, as {served} has it"


def _unusable(record: Record, role: str, contract: str) -> str:
    """Why our program could not make anything of the contract; empty if it could."""
    ended = record.end_of_first(role)
    if not ended or ended.status != WRONG_USE:
        return ""
    told = "".join(said.text for said in _said(record, role))
    why = told.rpartition("the contract cannot be used: ")[2]
    return f"the contract {quoted(contract)} cannot be used: {why}"


def _speaks(said: str, role: str) -> str:
    """By which contract it could be judged, if what that one has said looks like one."""
    known = [
        each.name for each in every_contract(ROOT)
        if said.startswith(each.known_by if role == "server" else each.asked_by)
    ]  # fmt: skip
    return f"; try {' or '.join(f'SPEAKS={name}' for name in known)}" if known else ""


def _of_silence(record: Record, line: str) -> str:
    """What the client saw of a server that goes on, and sent it nothing."""
    if _sent(record, "server", "RST"):
        return f"server reset the connection instead of sending {quoted(line)} back"
    if _sent(record, "server", "FIN"):
        return f"server closed the connection without sending {quoted(line)} back"
    where = _unnamed(record, "server") or _whereabouts(record, "server")
    return f"server did not send {quoted(line)} back{where}"


def of_one_caller(record: Record) -> str:
    """Why the second caller was not answered, where the first was; empty if it may be slow only."""
    if broken := why_not_judged(record, "server", "{port}"):
        return broken
    if ended := _end_of(record, "server"):
        words = _words(record, "server", errors_only=ended.status == 0)
        return f"server {how_it_ended(ended)} after its first client: {MORE}{words}"
    words = _words(record, "server", errors_only=True)
    if not serves_at_the_end(record, "server"):
        return f"server closed its listener after its first client: {MORE}{words}"
    is_told_by_others = transport_of(record) is Transport.DATAGRAM  # 6.2 is about that alone
    if is_told_by_others or record.end.reason not in ("quiet", "spin"):
        return ""
    where = _whereabouts(record, "server")
    return f"server answered its first client, and no other{where}{words}"


def of_client(record: Record, line: str, command: str, *, answered: bool = True) -> str:
    """What is wrong with a client that was given the line and then `Q`; empty if nothing is.

    One that was not `answered`, because it had left before, cannot print its answer.
    """
    if broken := why_not_judged(record, "client", command):
        return broken
    ended = _end_of(record, "client")
    if ended and ended.signal:
        return f"client {how_it_ended(ended)}{_words(record, 'client')}"
    if not_done := _left_undone(record, line, answered=answered):
        where = f", and {how_it_ended(ended)}" if ended else _whereabouts(record, "client")
        waits = "" if ended else _unnamed(record, "client")
        return not_done + where + _words(record, "client") + waits
    if ended is None:
        where = _whereabouts(record, "client")
        hint = _netcat(record, command)
        return f"client did not end at a line 'Q', nor at the end of its input{where}{hint}"
    return ""


def sends_datagrams(record: Record) -> bool:
    """Whether the client calls the server by datagrams; whom else it asks is its own affair."""
    return any(
        isinstance(e, Wire) and e.protocol == "udp" and e.sender == "client"
        and _is_ours(e.target, record)
        or isinstance(e, Call) and e.role == "client" and e.name in ("sendto", "connect")
        and e.kind == "datagram" and _is_ours(e.args.address, record)
        for e in record.events
    )  # fmt: skip


def _is_ours(address: Endpoint | None, record: Record) -> bool:
    return address is not None and address.port == port_of(record)


def _ours(record: Record) -> Endpoint:
    """Where a client is to call."""
    return Endpoint(HOSTS["ipv4"], port_of(record))


def port_of(record: Record) -> int:
    """Where the server of the run is ready; the book's port, if it never was."""
    ready = (e.address for e in record.events if isinstance(e, Ready) and e.role == "server")
    return next((address.port for address in ready if address and address.port), PORT)


def why_not_judged(record: Record, role: str, command: str, listens_at: str = "{port}") -> str:
    """Why there is nothing to judge, and what in the command line may be the reason.

    `listens_at` is the placeholder of its own port. Empty if there is something to judge.
    """
    broken = broken_run.breakage(record) or filled(record)
    if not broken:
        return fell_short(record, set(record.launched) - {role})
    hint = ""
    if record.end.reason == "unready":
        hint = _stays_who_it_is(record, role) + _unnamed(record, role)
        hint += "" if listens_at in command else f"; its command line has no {listens_at}"
        late = any(isinstance(e, Unready) and e.because == "deadline" for e in record.events)
        hint += _to_be_built(command) if late else ""
    if record.end.reason == "unlaunched":
        hint = _not_there(record)
    return broken + hint


def _to_be_built(command: str) -> str:
    words = " ".join(shlex.split(command)) + " "
    builder = next((each for each in BUILDERS if words.startswith(f"{each} ")), None)
    return f"; build it first: '{builder}' does more than run it" if builder else ""


def _not_there(record: Record) -> str:
    """Where it was looked for: a command line is typed in one folder, and meant in another."""
    path = next((e.path for e in record.events if isinstance(e, Unlaunched)), "")
    if "/" not in path:
        return "; no folder of PATH has it"
    if os.path.exists(path):
        return ""
    return "" if os.path.isabs(path) else f" in {os.getcwd()}"


def _called(record: Record, role: str, address: Endpoint) -> bool:
    calls = (e for e in record.judged() if isinstance(e, Call) and e.role == role)
    return any(each.args.address == address for each in calls)


def _netcat(record: Record, command: str) -> str:
    """OpenBSD's nc goes on reading after its input has ended, unless it is told to shut down."""
    words = shlex.split(command)
    is_netcat = bool(words) and os.path.basename(words[0]) in ("nc", "nc.openbsd", "netcat")
    return "; nc.openbsd does with -N" if is_netcat and "-N" not in words else ""


def _left_undone(record: Record, line: str, *, answered: bool) -> str:
    """The first thing that a client has to do and this one has not: call, send, print."""
    if not_called := _never_called(record):
        return not_called
    frame = _first_data(record, "client", "server")
    if frame is None:
        return f"client sent nothing of the line {quoted(line)} on its input"
    sent = frame.data or ""
    if not sent.startswith(line[: len(sent)]):
        instead = f"instead of the line {quoted(line)} on its input"
        return f"client sent {_short(sent)} {instead}{_speaks(sent, 'client')}"
    if answered and not any(line in said.text for said in _said(record, "client")):
        return f"client did not print the line {quoted(line)} that came back to it"
    return ""


def _never_called(record: Record) -> str:
    """That it did not call our server, and whom instead; empty if it did."""
    if any(_is_ours(frame.target, record) for frame in _frames(record, "client")):
        return ""
    called_in_vain = _called_in_vain(record)
    return called_in_vain or f"client never called {_ours(record)}{_called_instead(record)}"


def _called_in_vain(record: Record) -> str:
    """Its call of our server, of which there was no frame; empty if it made none."""
    calls = (e for e in record.judged() if isinstance(e, Call) and e.role == "client")
    ours = [each for each in calls if each.name in ("connect", "sendto") and each.error
            and each.args.address == _ours(record)]  # fmt: skip
    if not ours:
        return ""
    apart = any(loss.what == "network" and loss.role == "client" for loss in record.losses)
    why = ", in a network of its own" if apart else ""
    return f"client called {_ours(record)} in vain ({ours[-1].name} = {ours[-1].error}{why})"


def _called_instead(record: Record) -> str:
    for event in record.judged():
        if isinstance(event, Call) and event.role == "client":
            address = event.args.address
            if event.name in ("connect", "sendto") and address and ":" in str(address):
                if address.port != DNS_PORT:
                    return f", but {address}"
    return ""


def _end_of(record: Record, role: str) -> Ended | None:
    """How its first process ended, if it did before the run was over."""
    ended = record.end_of_first(role)
    return None if ended and is_in_background(record, role) else ended


def _died(record: Record, role: str) -> Ended | None:
    """The first of its children that a signal killed, or that ended with another status than 0."""
    ends = (e for e in record.judged() if isinstance(e, Ended) and e.role == role and e.child)
    return next((each for each in ends if each.tid is None and (each.signal or each.status)), None)


def _said(record: Record, role: str) -> list[Says]:
    return [e for e in record.judged() if isinstance(e, Says) and e.role == role]


def _words(record: Record, role: str, *, errors_only: bool = False) -> str:
    """Of a program that goes on, what it prints in between says nothing of its trouble."""
    words = broken_run.last_words(record, role, errors_only=errors_only)
    hint = _stays_who_it_is(record, role)
    if not words and not hint and _called(record, role, SYSLOG):
        hint = "; it writes to syslog, and a run has none"
    return (f"; {words}" if words else "") + hint


def _stays_who_it_is(record: Record, role: str) -> str:
    """The call by which it wanted to be somebody else, or elsewhere, and was refused."""
    calls = (e for e in record.judged() if isinstance(e, Call) and e.role == role)
    refused = [e for e in calls if e.name in CHANGES_USER and e.error in ("EPERM", "EINVAL")]
    if not refused:
        return ""
    return f"; inside a run nobody can change users ({refused[-1].name} = {refused[-1].error})"


def _unnamed(record: Record, role: str) -> str:
    """The name that it has asked for, and that nobody has told it: most programs wait for that."""
    frames = [e for e in record.judged() if isinstance(e, Wire)]
    known = [(each.sender, each.dns) for each in frames if each.dns]
    answered = {dns.id for _, dns in known if dns.response}
    asked = [(sender, dns) for sender, dns in known if not dns.response]
    mine = [dns.name for sender, dns in asked if sender == role and dns.id not in answered]
    wanted = quoted(mine[-1]) if mine else ""
    return f"; it has asked a name server for {wanted}, and this run has none" if mine else ""


def _frames(record: Record, sender: str, receiver: str | None = None) -> list[Wire]:
    """Without what is said to, or by, a name server: that is nobody's answer."""
    frames = (e for e in record.judged() if isinstance(e, Wire) and not e.dns)
    mine = (each for each in frames if each.sender == sender)
    return [each for each in mine if receiver in (None, each.receiver)]


def _sent(record: Record, sender: str, flag: str) -> bool:
    return any(flag in frame.flags for frame in _frames(record, sender, "client"))


def _first_data(record: Record, sender: str, receiver: str) -> Wire | None:
    return next((frame for frame in _frames(record, sender, receiver) if frame.length), None)


def _whereabouts(record: Record, role: str) -> str:
    """What its processes were doing at the census."""
    if loop := repeats(record, role):
        return f"; it repeats {repeated(loop)} without end"
    where = whereabouts(record.census.processes if record.census else (), role)
    return f"; it {where}" if where else ""


def _short(data: str) -> str:
    """The first of what was sent; it may be anything."""
    text = data.rstrip("\r\n")
    return quoted_bytes(text if len(text) <= 40 else f"{text[:40]}...")
