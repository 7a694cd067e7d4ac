"""The preflight: one sentence for each program that cannot be judged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harness.evidence import events as ev
from harness.running.preflight import PreflightError, Transport, preflight
from harness.evidence.record import Record, of_events
from harness.claims.requirement import Cast
from harness.running.run import Run
from harness.running.slots import Slots
from harness.tests.making import CLIENT, SERVER, at, call, datagram, ends, launch, says, wire

READY = ev.Ready(at(1), "server", "listen", "0.0.0.0:9190")
BOUND = ev.Ready(at(1), "server", "bind", "0.0.0.0:9190")
STARTED = (launch("server", SERVER), launch("client", CLIENT))
SYN = wire(2, "client>server", "SYN")
SENT = ev.Wire(at(3), "client", "server", "127.0.0.1:40000", "127.0.0.1:9190", "tcp",
               length=15, data="hello sockspec\n")  # fmt: skip
GARBAGE = wire(4, "server>client", "PSH ACK", 5)
ECHO = says(5, "client", "from the server: hello sockspec")
DONE = ends(6, "client")
SERVES, CALLS = (*STARTED, READY), (SYN, SENT)
WAITING = ev.Process("server", SERVER, 1, "waiting", "read(4)")
ASKING = ev.Process("client", CLIENT, 1, "waiting", "read(0)")


def recorded(*events: ev.Event, end: str = "quiet", left: tuple[ev.Process, ...] = (WAITING,)) -> Record:
    census = ev.Census(at(9), left)
    return of_events(ev.Run(at(0), 1), [*events, census], ev.End(at(10), end))


def examine(slots: Slots, *records: Record) -> Transport | None:
    waiting = list(records)

    def carry_out(slots: Slots, cast: Cast, name: str) -> Run:
        return Run(Path(name), waiting.pop(0), "", 0.0)

    return preflight(slots, carry_out)


def test_nothing_is_replaced() -> None:
    assert examine(Slots()) is None


@pytest.mark.parametrize("slots", [Slots(server="./mine"), Slots(client="./mine")])
def test_an_echo(slots: Slots) -> None:
    assert examine(slots, recorded(*SERVES, *CALLS, ECHO, DONE)) is Transport.STREAM


def test_a_server_of_datagrams_is_asked_again_with_one() -> None:
    answered = recorded(*STARTED, BOUND, ECHO, DONE)
    assert examine(Slots(server="./mine"), recorded(*STARTED, BOUND), answered) is Transport.DATAGRAM


def test_a_client_of_datagrams_is_tried_again() -> None:
    asked = ev.Wire(at(3), "client", "server", "127.0.0.1:40000", "127.0.0.1:9190", "udp",
                    length=15, data="hello sockspec\n")  # fmt: skip
    assert examine(
        Slots(client="./mine"), recorded(*SERVES, datagram(2, "client>server", 3)),
        recorded(*STARTED, BOUND, asked, ECHO, DONE),
    ) is Transport.DATAGRAM  # fmt: skip


@pytest.mark.parametrize(
    "record, sentence",
    [
        (recorded(ev.Unlaunched(at(1), "server", "./mine", "ENOENT"), end="unlaunched"),
         "server could not be started: ./mine was not found (ENOENT)"),
        (recorded(ev.Unlaunched(at(1), "server", "./mine", "EACCES"), end="unlaunched"),
         "./mine is not an executable file (EACCES)"),
        (recorded(launch("server", SERVER), ends(1, "server", 1),
                  ev.Unready(at(2), "server", "ended"), end="unready"),
         "server ended with status 1 before it was ready"),
        (recorded(launch("server", SERVER), ends(1, "server", "SIGSEGV", where="read(4)"),
                  ev.Unready(at(2), "server", "ended"), end="unready"),
         "server was killed by SIGSEGV in read(4) before it was ready"),
        (recorded(launch("server", SERVER),
                  call(1, "server", "bind", 0, address="0.0.0.0:8080"),
                  call(2, "server", "listen", 0),
                  ev.Unready(at(3), "server", "waiting", port=9190), end="unready"),
         "server listens on 8080 instead of 9190; its command line has no {port}."),
        (recorded(*SERVES, *CALLS, GARBAGE), 'answered "hello" instead of the line "hello sockspec"'),
        (recorded(*SERVES, *CALLS, wire(4, "server>client", "FIN ACK")),
         'server closed the connection without sending "hello sockspec" back'),
        (recorded(*SERVES, *CALLS, wire(4, "server>client", "RST")), "server reset the connection"),
        (recorded(*SERVES, *CALLS, ends(4, "server", "SIGSEGV")),
         "server was killed by SIGSEGV when it was sent the line"),
        (recorded(*SERVES, *CALLS),
         'server did not send "hello sockspec" back; it waits in read(4)'),
    ],
)  # fmt: skip
def test_servers_that_cannot_be_judged(record: Record, sentence: str) -> None:
    with pytest.raises(PreflightError) as error:
        examine(Slots(server="./mine"), record)
    assert str(error.value).startswith("SERVER cannot be judged: ")
    assert sentence in str(error.value)
    assert str(error.value).endswith(".")


@pytest.mark.parametrize(
    "record, sentence",
    [
        (recorded(*SERVES, ends(4, "client", "SIGSEGV")), "client was killed by SIGSEGV"),
        (recorded(*SERVES, ends(4, "client", 1)),
         "client never called 127.0.0.1:9190, and ended with status 1"),
        (recorded(*SERVES, call(2, "client", "connect", "ECONNREFUSED", address="127.0.0.1:80"), DONE),
         "client never called 127.0.0.1:9190, but 127.0.0.1:80"),
        (recorded(*SERVES, SYN, left=(WAITING, ASKING)),
         "client sent nothing of the line \"hello sockspec\" on its input; it waits in read(0)"),
        (recorded(*SERVES, SYN, replace(SENT, data="goodbye"), DONE),
         'client sent "goodbye" instead of the line'),
        (recorded(*SERVES, *CALLS, DONE), "client did not print the line"),
        (recorded(*SERVES, *CALLS, ECHO, left=(WAITING, ASKING)),
         "client did not end at a line 'Q', nor at the end of its input; it waits in read(0)"),
    ],
)  # fmt: skip
def test_clients_that_cannot_be_judged(record: Record, sentence: str) -> None:
    with pytest.raises(PreflightError) as error:
        examine(Slots(client="./mine"), record)
    assert str(error.value).startswith("CLIENT cannot be judged: ")
    assert sentence in str(error.value)


def test_both_are_replaced() -> None:
    both = Slots(server="./mine", client="./yours")
    echoed = recorded(*SERVES, *CALLS, ECHO, DONE)
    assert examine(both, echoed, echoed) is Transport.STREAM
    with pytest.raises(PreflightError, match="SERVER speaks datagrams and CLIENT speaks streams"):
        examine(both, recorded(*STARTED, BOUND), recorded(*STARTED, BOUND, ECHO, DONE), echoed)


def test_an_observer_in_trouble() -> None:
    with pytest.raises(PreflightError, match="no network of its own"):
        preflight(Slots(server="x"), lambda *_: Run(Path(), None, "no network of its own", 0))
