"""Altered evidence: what each change makes of an event, and of a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import pytest

from harness.evidence import events as ev
from harness.evidence.endpoint import endpoint
from harness.mutation.mutants import Mutant, Kind, again, modifications, census_mutants, mutants, moved
from harness.evidence.occurrence import Occurrence
from harness.tests.making import (
    SERVER,
    at,
    call,
    datagram,
    ends,
    gets,
    lost,
    record,
    says,
    unreachable,
    wire,
)

SYN = wire(1, "client>server", "SYN")
FIN = wire(4, "client>server", "FIN ACK")
READ = call(2, "server", "read", 5, end=3)
WAITS = call(2, "server", "read")  # it did not return
ASKED = ev.Dns(7, False, "a.test", "A")
OTHERWISE = (
    ev.Dns(7, True, "a.test", "A"),
    ev.Dns(7, False, "a.test", "PTR"),
    ev.Dns(7, False, "not.a.test", "A"),
    ev.Dns(7, False, "a.test", "A", code=3),
    ev.Dns(7, False, "a.test", "A", truncated=True),
    ev.Dns(7, False, "a.test", "A", answers=1),
)
QUESTION = replace(datagram(1, "client>server", 33), dns=ASKED)
BACK = {"source": endpoint("127.0.0.1:2"), "target": endpoint("127.0.0.1:1")}
TURNED = {"source": endpoint("127.0.0.1:9190"), "target": endpoint("127.0.0.1:40000")}


def entry(event: ev.Event) -> Occurrence:
    return Occurrence(event.t, event, "")


def returned(event: ev.Call) -> Occurrence:
    assert event.end is not None
    return Occurrence(event.end, event, "")


def every(moments: Sequence[Occurrence]) -> list[Mutant]:
    return list(chain.from_iterable(mutants(moments)))


def one(kind: Kind, *moments: Occurrence) -> Mutant:
    found = [change for change in every(moments) if change.kind is kind]
    assert len(found) == 1
    return found[0]


# The four kinds.


def test_removed() -> None:
    assert one(Kind.DROPPED, entry(SYN)) == Mutant(Kind.DROPPED, (SYN,), ())


@pytest.mark.parametrize(
    "event, twice",
    [
        (SYN, replace(SYN, t=SYN.t + 1)),
        (READ, replace(READ, t=at(3) + 1, end=at(3) + 2)),  # not before the first is over
        (WAITS, replace(WAITS, t=at(2) + 1)),
        (ends(4, "client"), replace(ends(4, "client"), t=at(4) + 1)),
    ],
)
def test_doubled(event: ev.Event, twice: ev.Event) -> None:
    assert again(event) == twice
    assert one(Kind.DUPLICATED, entry(event)).put == (event, twice)


@pytest.mark.parametrize(
    "moment, ms, span",
    [
        (entry(SYN), 3, (3, None)),
        (entry(READ), 1, (1, 3)),
        (entry(READ), 2.5, (2.5, 3)),
        (returned(READ), 5, (2, 5)),
        (returned(READ), 2.5, (2, 2.5)),
        # No call ends before it begins: the other moment comes along.
        (entry(READ), 5, (5, 5.000001)),
        (returned(READ), 1, (0.999999, 1)),
        (entry(WAITS), 5, (5, None)),
    ],
)
def test_moved(moment: Occurrence, ms: float, span: tuple[float, float | None]) -> None:
    event = moved(moment, at(ms))
    end = event.end if isinstance(event, ev.Call) else None
    assert (event.t, end) == (at(span[0]), None if span[1] is None else at(span[1]))


def test_swapped_are_neighbours() -> None:
    moments = [entry(SYN), returned(READ), entry(FIN)]
    swaps = [change for change in every(moments) if change.kind is Kind.SWAPPED]
    assert [change.gone for change in swaps] == [(SYN, READ), (READ, FIN)]
    assert swaps[0].put == (replace(SYN, t=at(3)), replace(READ, t=at(1) - 1, end=at(1)))
    assert swaps[1].put == (replace(READ, end=at(4)), replace(FIN, t=at(3)))


def test_a_call_is_not_swapped_with_itself() -> None:
    assert Kind.SWAPPED not in {each.kind for each in every([entry(READ), returned(READ)])}


# Altered.


@pytest.mark.parametrize(
    "event, fields",
    [
        (SYN, [{"sender": "server", "receiver": "client"}, TURNED, {"protocol": "udp"}, {"length": 1},
               {"window": 0}, {"flags": ()},
               {"flags": ("SYN", "FIN")}, {"flags": ("SYN", "RST")}, {"flags": ("SYN", "ACK")}]),
        (wire(1, "client>server", "ACK", 5, window=0),
         [{"sender": "server", "receiver": "client"}, TURNED, {"protocol": "udp"}, {"length": 0},
          {"length": 4}, {"length": 6},
          {"window": 1}, {"flags": ("ACK", "SYN")}, {"flags": ("ACK", "FIN")}, {"flags": ("ACK", "RST")},
          {"flags": ()}]),
        (replace(SYN, ack=7),
         [{"sender": "server", "receiver": "client"}, TURNED, {"protocol": "udp"}, {"length": 1},
          {"ack": 8}, {"window": 0}, {"flags": ()},
          {"flags": ("SYN", "FIN")}, {"flags": ("SYN", "RST")}, {"flags": ("SYN", "ACK")}]),
        (datagram(1, "client>server", 1),
         [{"sender": "server", "receiver": "client"}, BACK, {"protocol": "tcp"}, {"length": 0}, {"length": 2}]),
        (QUESTION,
         [{"sender": "server", "receiver": "client"}, BACK, {"protocol": "tcp"},
          *({"dns": dns} for dns in OTHERWISE),
          {"length": 0}, {"length": 32}, {"length": 34}]),
        (unreachable(1, "icmp", 3, 3), [{"sender": "client", "receiver": None}, {"code": 4}]),
        (call(1, "server", "read", 5, size=9),
         [{"child": True}, {"kind": "listener"}, {"args": ev.Arguments(size=10)},
          {"end": None, "result": None}, {"result": -1, "error": "EINTR"},
          {"result": 0}, {"result": 4}, {"result": 6}]),
        (call(1, "client", "shutdown", "ENOTCONN", kind="stream", how="SHUT_WR"),
         [{"child": True}, {"kind": "connection"}, {"args": ev.Arguments()},
          {"end": None, "result": None, "error": None},
          {"error": "EINTR"}, {"result": 0, "error": None}, {"result": 1, "error": None}]),
        (call(1, "server", "pause", "EINTR", kind=None),
         [{"child": True}, {"end": None, "result": None, "error": None}, {"error": "EIO"},
          {"result": 0, "error": None}, {"result": 1, "error": None}]),
        (call(1, "server", "wait4", kind=None), [{"child": True}, {"end": at(1) + 1, "result": 0}]),
        (says(1, "client", "got 5 back"), [{"text": "5 back"}, {"text": "got back"}, {"text": "got 5"}]),
        (says(1, "client", "hello"), [{"text": ""}]),
        (gets(1, "server", "SIGCHLD"), [{"child": True}, {"signal": "SIGUSR1"}]),
        (gets(1, "server", "SIGUSR1"), [{"child": True}, {"signal": "SIGUSR2"}]),
        (ends(1, "client", 0), [{"child": True}, {"status": 1}, {"status": None, "signal": "SIGKILL"}]),
        (ends(1, "client", 1), [{"child": True}, {"status": 2}, {"status": None, "signal": "SIGKILL"}]),
        (ends(1, "client", "SIGPIPE"),
         [{"child": True}, {"signal": "SIGKILL"}, {"signal": None, "status": 0}]),
        (ends(1, "client", "SIGKILL"),
         [{"child": True}, {"signal": "SIGTERM"}, {"signal": None, "status": 0}]),
        (lost(1, "frames"), []),
    ],
)  # fmt: skip
def test_altered(event: ev.Event, fields: list[dict[str, object]]) -> None:
    found = list(modifications(event))
    assert all((each.kind, each.gone) == (Kind.MODIFIED, (event,)) for each in found)
    assert [each.put for each in found] == [(replace(event, **each),) for each in fields]
    assert all(each.put != each.gone for each in found)


# The census.

LISTENER, CONNECTION = ev.Open(3, "listener", 1), ev.Open(4, "connection", 2)
IDLE = ev.Process("server", SERVER, 1, "waiting", "accept4(3)", (LISTENER, CONNECTION))
ZOMBIE = ev.Process("server", 5, SERVER, "zombie")


def holding(*held: ev.Open) -> ev.Process:
    return replace(IDLE, open=held)


def test_the_census_is_changed() -> None:
    census = ev.Census(at(100), (IDLE, ZOMBIE))
    found = list(census_mutants(census))
    assert all(change.gone == (census,) for change in found)
    dropped, duplicated, modified = Kind.DROPPED, Kind.DUPLICATED, Kind.MODIFIED
    assert [(each.kind, each.put) for each in found] == [
        (kind, (replace(census, processes=tuple(processes)),))
        for kind, *processes in (
            (dropped, ZOMBIE),
            (duplicated, IDLE, ev.Process("server", 6, SERVER, "zombie"), ZOMBIE),
            (modified, replace(IDLE, state="zombie"), ZOMBIE),
            (dropped, holding(CONNECTION), ZOMBIE),
            (duplicated, holding(LISTENER, ev.Open(5, "listener"), CONNECTION), ZOMBIE),
            (modified, holding(ev.Open(3, "connection", 1), CONNECTION), ZOMBIE),
            (dropped, holding(LISTENER), ZOMBIE),
            (duplicated, holding(LISTENER, CONNECTION, ev.Open(5, "connection")), ZOMBIE),
            (modified, holding(LISTENER, ev.Open(4, "listener", 2)), ZOMBIE),
            (dropped, IDLE),
            (duplicated, IDLE, ZOMBIE, ev.Process("server", 6, 5, "zombie")),
            (modified, IDLE, replace(ZOMBIE, state="waiting")),
        )
    ]


def test_connections_of_the_census_are_changed() -> None:
    end = ev.TcpState(endpoint("127.0.0.1:9190"), endpoint("127.0.0.1:40000"), "TIME_WAIT", "server")
    census = ev.Census(at(100), (), (end,))
    assert [(each.kind, each.put) for each in census_mutants(census)] == [
        (Kind.DROPPED, (replace(census, tcp=()),)),
        (Kind.DUPLICATED, (replace(census, tcp=(end, end)),)),
        (Kind.MODIFIED, (replace(census, tcp=(replace(end, state="CLOSE_WAIT"),)),)),
    ]


def test_nobody_is_left_to_be_changed() -> None:
    assert list(census_mutants(ev.Census(at(100)))) == []


# The record that is made.


def test_a_changed_record_is_in_order_and_whole() -> None:
    after = call(101, "server", "close", 0)
    before = record(SYN, READ, FIN, after)
    changed = Mutant(Kind.SWAPPED, (SYN, FIN), (moved(entry(SYN), at(4)), moved(entry(FIN), at(1))))
    made = changed.made_in(before)
    assert [e.t for e in made.events] == sorted(e.t for e in made.events)
    frames = [e.flags for e in made.judged() if isinstance(e, ev.Wire)]
    assert frames == [("FIN", "ACK"), ("SYN",)]
    assert (made.run, made.end, made.launched) == (before.run, before.end, before.launched)
    assert made.in_teardown(after) and made.events[-1] == after
    assert len(made.events) == len(before.events)


def test_only_the_event_itself_goes() -> None:
    same = replace(SYN, line=SYN.line + 10_000)
    made = Mutant(Kind.DROPPED, (SYN,), ()).made_in(record(SYN, same))
    assert [e for e in made.judged() if isinstance(e, ev.Wire)] == [same]


def test_a_call_that_the_teardown_ended_had_not_returned() -> None:
    (accept,) = (e for e in record(call(2, "server", "accept4", 4, end=101)).judged() if isinstance(e, ev.Call))
    assert Kind.MODIFIED in {change.kind for change in every([entry(accept)])}
    assert [each.put for each in modifications(accept)] == [
        (replace(accept, child=True),),
        (replace(accept, kind="listener"),),
        (replace(accept, end=at(2) + 1, result=0),),
    ]


def test_what_is_derived_is_derived_anew() -> None:
    first = call(1, "server", "read", 5, buffer="0x100", size=100)
    second = call(2, "server", "read", 5, buffer="0x105", size=100)
    before = record(first, second)
    past = [e for e in before.events if isinstance(e, ev.Call) and e.past_buffer]
    assert len(past) == 1
    made = Mutant(Kind.DROPPED, (first,), ()).made_in(before)
    assert not any(e.past_buffer for e in made.events if isinstance(e, ev.Call))
    less = replace(past[0], args=ev.Arguments(buffer=0x105, size=95))
    made = Mutant(Kind.MODIFIED, (past[0],), (less,)).made_in(before)
    assert not any(e.past_buffer for e in made.events if isinstance(e, ev.Call))


def test_so_is_who_makes_a_thread() -> None:
    thread = ev.Born(at(1), "server", SERVER, SERVER, "thread", 7)
    before = record(thread, call(1, "server", "clone3", 7))
    (clone,) = (e for e in before.events if isinstance(e, ev.Call))
    made = Mutant(Kind.MODIFIED, (clone,), (replace(clone, result=8),)).made_in(before)
    assert [e.makes_thread for e in (clone, *made.events) if isinstance(e, ev.Call)] == [True, False]
