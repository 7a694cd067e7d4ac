"""The preflight: one sentence for each program that cannot be judged."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from harness.evidence import events as ev
from harness.evidence.endpoint import endpoint
from harness.judging.traits import (
    Traits,
    Transport,
    cause_of,
    is_in_background,
    slowness_ms,
)
from harness.running.preflight import PreflightError, preflight
from harness.evidence.record import Record, of_events
from harness.scenario.model import Cast
from harness.running.paths import find_paths
from harness.running.observer import Observed
from harness.running.config import Config
from harness.running.schedule import Schedule
from harness.running.slots import Slots
from harness.tests.making import CLIENT, SERVER, at, call, ends, launch, lost, says, wire

READY = ev.Ready(at(1), "server", "listen", endpoint("0.0.0.0:9190"))
BOUND = ev.Ready(at(1), "server", "bind", endpoint("0.0.0.0:9190"))
STARTED = (launch("server", SERVER), launch("client", CLIENT))
SYN = wire(2, "client>server", "SYN")
SENT = ev.Wire(at(3), "client", "server", endpoint("127.0.0.1:40000"), endpoint("127.0.0.1:9190"), "tcp",
               length=15, data="hello sockspec\n")  # fmt: skip
GARBAGE = wire(4, "server>client", "PSH ACK", 5)
QUESTION = ev.Wire(at(3.5), "server", None, endpoint("127.0.0.1:40001"), endpoint("127.0.0.1:53"), "udp", length=30,
                   dns=ev.Dns(1, False, "1.0.0.127.in-addr.arpa", "PTR"))  # fmt: skip
ANSWER = wire(3.5, "server>client", "PSH ACK", 15)
ECHO = says(5, "client", "from the server: hello sockspec")
AGAIN = says(6, "again", "hello again")
DONE = ends(6, "client")
SETGROUPS = call(2.5, "server", "setgroups", "EPERM", kind=None, fd=None)
BIND = call(1, "server", "bind", 0, kind="datagram", sock=2, address="0.0.0.0:9190")
LISTEN = (call(2, "server", "bind", 0, kind="stream", sock=3, address="[::]:9190"),
          call(3, "server", "listen", 0, kind="listener", sock=3, backlog=5))  # fmt: skip
SERVES, CALLS = (*STARTED, READY), (SYN, SENT)
WAITING = ev.Process("server", SERVER, 1, "waiting", "read(4)")
LISTENING = replace(WAITING, open=(ev.Open(3, "listener", 1, endpoint("0.0.0.0:9190")),))
ASKING = ev.Process("client", CLIENT, 1, "waiting", "read(0)")


def cries(ms: float, line: str) -> ev.Says:
    return ev.Says(at(ms), "server", "stderr", line)


def recorded(
    *events: ev.Event, end: str = "quiet", left: tuple[ev.Process, ...] = (WAITING,), over: float = 9
) -> Record:
    census = ev.Census(at(over), left)
    return of_events(ev.Run(at(0), 1), [*events, census], ev.End(at(over + 1), end))


def examine(slots: Slots, *records: Record, ready_by: tuple[Transport | None, ...] = ()) -> Traits:
    waiting = {slot: list(records) for slot in ("server", "client")}
    asked: list[Transport | None] = []

    def carry_out(slots: Slots, cast: Cast, name: str, transport: Transport | None) -> Observed:
        asked.append(transport)
        return Observed(Path(name), waiting[next(iter(slots.replaced))].pop(0), "", 0.0)

    found = preflight(slots, carry_out, TWO)
    assert not ready_by or tuple(asked) == ready_by
    return found


TWO = Schedule((None, None))
STREAMS, DATAGRAMS = Traits(frozenset({Transport.STREAM})), Traits(frozenset({Transport.DATAGRAM}))


def test_nothing_is_replaced() -> None:
    assert examine(Slots()) == Traits()


@pytest.mark.parametrize("slots", [Slots(server="./mine"), Slots(client="./mine")])
def test_an_echo(slots: Slots) -> None:
    assert examine(slots, recorded(*SERVES, *CALLS, ANSWER, ECHO, DONE, AGAIN)) == STREAMS


def test_a_server_of_datagrams_is_asked_again_with_one() -> None:
    answered = recorded(*STARTED, BIND, BOUND, ANSWER, ECHO, DONE, AGAIN)
    found = examine(Slots(server="./mine"), recorded(*STARTED, BIND, BOUND), answered,
                    ready_by=(None, None))  # fmt: skip
    assert found == DATAGRAMS


def test_a_server_of_both_is_asked_by_both() -> None:
    """Whatever it does first: the next role waits for the transport that is meant."""
    both = frozenset(Transport)
    answered = recorded(*STARTED, BIND, *LISTEN, BOUND, ANSWER, ECHO, DONE, AGAIN)
    by_streams = recorded(*STARTED, BIND, *LISTEN, READY, ANSWER, ECHO, DONE, AGAIN)
    mine, stream, datagram = Slots(server="./mine"), Transport.STREAM, Transport.DATAGRAM
    refused = recorded(*STARTED, BIND, BOUND, *LISTEN)
    first = examine(mine, refused, by_streams, answered, ready_by=(None, stream, datagram))
    assert first.transports == both
    assert examine(mine, by_streams, answered, ready_by=(None, datagram)).transports == both


def test_a_server_of_both_that_echoes_one_is_judged_by_that() -> None:
    by_streams = recorded(*STARTED, BIND, *LISTEN, READY, ANSWER, ECHO, DONE, AGAIN)
    silent = recorded(*STARTED, BIND, *LISTEN, BOUND)
    found = examine(Slots(server="./mine"), by_streams, silent)
    assert (found.transports, found.binds_both) == (STREAMS.transports, True)
    assert found.notes == ["server does not echo datagrams at its port; it is judged by TCP"]
    with pytest.raises(PreflightError, match="SERVER cannot be judged: server did not send"):
        examine(Slots(server="./mine"), silent, silent, silent)


def test_what_is_another_port_is_not_asked() -> None:
    elsewhere = call(1, "server", "bind", 0, kind="datagram", sock=3, address="0.0.0.0:9191")
    assert examine(Slots(server="./mine"), recorded(*SERVES, elsewhere, ANSWER, ECHO, DONE, AGAIN)) == STREAMS


def test_a_client_of_datagrams_is_tried_again() -> None:
    asked = ev.Wire(at(3), "client", "server", endpoint("127.0.0.1:40000"), endpoint("127.0.0.1:9190"), "udp",
                    length=15, data="hello sockspec\n")  # fmt: skip
    assert examine(
        Slots(client="./mine"), recorded(*SERVES, asked),
        recorded(*STARTED, BOUND, asked, ANSWER, ECHO, DONE),
    ) == DATAGRAMS  # fmt: skip


def test_a_client_that_asks_for_a_name_calls_by_streams_all_the_same() -> None:
    question = ev.Wire(at(2), "client", None, endpoint("127.0.0.1:40001"), endpoint("127.0.0.1:53"), "udp", length=30,
                       dns=ev.Dns(1, False, "here", "A"))  # fmt: skip
    record = recorded(*SERVES, question, *CALLS, ANSWER, ECHO, DONE)
    assert examine(Slots(client="./mine"), record) == STREAMS


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
        (recorded(*SERVES, *CALLS, GARBAGE, cries(5, "Error: read ECONNRESET"),
                  cries(5.5, "    at node:internal"), ends(6, "server", 1)),
         'answered "hello" instead of the line "hello sockspec" that it was sent, and ended with'
         ' status 1; it said "Error: read ECONNRESET"'),
        (recorded(*SERVES, SYN, SETGROUPS, says(3, "server", "PermissionError: Operation not permitted"),
                  ends(3.5, "server", 1), wire(4, "server>client", "RST")),
         'server ended with status 1 before it was sent anything; the last thing it said is'
         ' "PermissionError: Operation not permitted"; inside a run nobody can change users'
         ' (setgroups = EPERM)'),
        (recorded(*SERVES, SYN, says(3, "server", "ptrace: Operation not permitted"),
                  ends(3.5, "server", 1), wire(4, "server>client", "RST")),
         'the last thing it said is "ptrace: Operation not permitted".'),
        (recorded(*SERVES, *CALLS, QUESTION, wire(4, "server>client", "ACK")),
         'server did not send "hello sockspec" back; it has asked a name server for'
         ' "1.0.0.127.in-addr.arpa", and this run has none'),
        (recorded(*SERVES, call(2, "client", "connect", "EADDRNOTAVAIL", address="127.0.0.1:9190")),
         "client could not do its part for want of a port (connect = EADDRNOTAVAIL at 2.000 ms)"),
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
        (recorded(*SERVES, call(2, "client", "connect", "EADDRNOTAVAIL", address="127.0.0.1:9190"), DONE),
         "client called 127.0.0.1:9190 in vain (connect = EADDRNOTAVAIL), and ended"),
        (recorded(*SERVES, lost(1, "network", "client"),
                  call(2, "client", "connect", "ENETUNREACH", address="127.0.0.1:9190"), DONE),
         "client called 127.0.0.1:9190 in vain (connect = ENETUNREACH, in a network of its own)"),
        (recorded(*SERVES, SYN, left=(WAITING, ASKING)),
         "client sent nothing of the line \"hello sockspec\" on its input; it waits in read(0)"),
        (recorded(*SERVES, SYN, replace(SENT, data="goodbye"), DONE),
         'client sent "goodbye" instead of the line'),
        (recorded(*SERVES, *CALLS, GARBAGE, DONE), "client did not print the line"),
        (recorded(*SERVES, *CALLS, ECHO, left=(WAITING, ASKING)),
         "client did not end at a line 'Q', nor at the end of its input; it waits in read(0)"),
    ],
)  # fmt: skip
def test_clients_that_cannot_be_judged(record: Record, sentence: str) -> None:
    with pytest.raises(PreflightError) as error:
        examine(Slots(client="./mine"), record)
    assert str(error.value).startswith("CLIENT cannot be judged: ")
    assert sentence in str(error.value)


def caller(role: str, ms: float, data: str) -> ev.Wire:
    return ev.Wire(at(ms), role, "server", endpoint("127.0.0.1:40007"), endpoint("127.0.0.1:9190"), "tcp",
                   length=len(data), data=data)  # fmt: skip


ECHOES = (*SERVES, *CALLS, ANSWER, ECHO, DONE)
TO_SLOWLY = ev.Wire(at(8), "server", "slowly", endpoint("127.0.0.1:9190"), endpoint("127.0.0.1:40007"), "tcp",
                    length=1, data="h")  # fmt: skip


def test_one_that_wants_whole_lines_is_judged_and_noted() -> None:
    half, rest = caller("slowly", 7, "h"), caller("slowly", 7.5, "\n")
    record = recorded(*ECHOES, AGAIN, half, rest, TO_SLOWLY)
    found = examine(Slots(server="./mine"), record)
    assert found.notes == ["server answers when it has a whole line; RFC 862 asks for every byte"]
    asked, answered = replace(half, sender="again"), replace(TO_SLOWLY, receiver="again")
    slow = recorded(*ECHOES, AGAIN, half, rest, TO_SLOWLY, asked, replace(answered, t=at(200)),
                    over=300)  # fmt: skip
    assert examine(Slots(server="./mine"), slow).notes == []
    silent = recorded(*ECHOES, AGAIN, half, rest)
    assert examine(Slots(server="./mine"), silent).notes == []
    by_bytes = recorded(*ECHOES, AGAIN, half, TO_SLOWLY, caller("slowly", 8.5, "\n"))
    assert examine(Slots(server="./mine"), by_bytes).notes == []


def test_one_in_the_background_is_judged_and_noted() -> None:
    left = (replace(LISTENING, pid=9),)
    record = recorded(*SERVES, ends(1.5, "server", 0), *CALLS, ANSWER, ECHO, DONE, AGAIN, left=left)
    found = examine(Slots(server="./mine"), record)
    assert found.notes == ["server puts itself into the background; what it leaves there is judged"]


@pytest.mark.parametrize(
    "record, sentence",
    [
        (recorded(*ECHOES, ends(7, "server", 0)),
         "server ended with status 0 after its first client: it is judged with more than one."),
        (recorded(*ECHOES, says(7, "server", "not again"), ends(7, "server", 1)),
         'server ended with status 1 after its first client: it is judged with more than one; the last thing it said'
         ' is "not again".'),
        (recorded(*ECHOES), "server closed its listener after its first client: it is judged with more than one."),
        (recorded(*ECHOES, left=(LISTENING,)), "server answered its first client, and no other; it waits in read(4)."),
    ],
)  # fmt: skip
def test_servers_of_one_caller(record: Record, sentence: str) -> None:
    with pytest.raises(PreflightError) as error:
        examine(Slots(server="./mine"), record)
    assert str(error.value) == f"SERVER cannot be judged: {sentence}"


def test_a_datagram_server_that_stays_with_its_first_peer_is_judged() -> None:
    stays = recorded(*STARTED, BIND, BOUND, ANSWER, ECHO, DONE, left=(LISTENING,))
    assert examine(Slots(server="./mine"), stays, stays) == DATAGRAMS


def test_a_second_caller_who_had_no_time_decides_nothing() -> None:
    for end in ("deadline", "timers"):
        slow = recorded(*ECHOES, end=end, left=(LISTENING,))
        assert examine(Slots(server="./mine"), slow) == STREAMS


def test_a_netcat_that_goes_on_after_its_input() -> None:
    goes_on = recorded(*SERVES, *CALLS, ECHO, left=(WAITING, replace(ASKING, where="poll")))
    with pytest.raises(PreflightError, match=r"nor at the end of its input; it waits in poll; nc"
                       r"[.]openbsd does with -N[.]$"):  # fmt: skip
        examine(Slots(client="nc {host} {port}"), goes_on)


def test_where_it_was_looked_for_is_told() -> None:
    for path, where in (("./mine", f" in {os.getcwd()}."), ("mine", "; no folder of PATH has it."),
                        ("/no/such", "(ENOENT).")):  # fmt: skip
        absent = recorded(ev.Unlaunched(at(1), "client", path, "ENOENT"), end="unlaunched")
        with pytest.raises(PreflightError) as error:
            examine(Slots(client=f"{path} {{port}}"), absent)
        assert str(error.value).endswith(where)


def test_what_compiles_first_is_told_to_do_so_before() -> None:
    late = ev.Unready(at(9), "server", "deadline", (ev.Blocked("server", 2, "waitid"),), 9190)
    for command, told in (("go run x.go {port}", "build it first: 'go run' does more"), ("./x {port}", "")):
        with pytest.raises(PreflightError) as error:
            examine(Slots(server=command), recorded(launch("server", SERVER), late, end="unready"))
        assert told in str(error.value) and ("build" in str(error.value)) == bool(told)


def test_one_that_speaks_to_syslog_only() -> None:
    log = call(3, "server", "connect", "ENOENT", kind="socket", address="unix:/dev/log")
    died = ends(4, "server", 1, pid=9, child=True)
    with pytest.raises(PreflightError, match="a child of the server ended with status 1 instead of"
                       ' sending "hello sockspec" back; it writes to syslog, and a run has none'):  # fmt: skip
        examine(Slots(server="./mine"), recorded(*SERVES, *CALLS, log, died))
    with pytest.raises(PreflightError, match="nobody can change users") as error:
        examine(Slots(server="./mine"), recorded(*SERVES, *CALLS, SETGROUPS, log, died))
    assert "syslog" not in str(error.value)


def test_too_many_threads_are_one_sentence() -> None:
    many = recorded(*ECHOES, AGAIN, ev.Born(at(7), "server", 8, 2, "fork"), end="processes")
    with pytest.raises(PreflightError, match="server made more processes than a run may have"):
        examine(Slots(server="./mine"), many)


def test_both_are_replaced() -> None:
    both = Slots(server="./mine", client="./yours")
    assert examine(both, recorded(*ECHOES, AGAIN)) == STREAMS


def test_both_are_replaced_and_do_not_meet() -> None:
    by_datagrams = recorded(*STARTED, BIND, BOUND, ANSWER, ECHO, DONE, AGAIN)

    def carry_out(slots: Slots, cast: Cast, name: str, transport: Transport | None) -> Observed:
        return Observed(Path(), by_datagrams if slots.played("server") else recorded(*ECHOES), "", 0.0)

    with pytest.raises(PreflightError, match="SERVER speaks datagrams and CLIENT speaks streams"):
        preflight(Slots(server="./mine", client="./yours"), carry_out, TWO)


def test_an_observer_in_trouble() -> None:
    with pytest.raises(PreflightError, match="no network of its own"):
        preflight(Slots(server="x"), lambda *_: Observed(Path(), None, "no network of its own", 0), TWO)


DAEMON = (*SERVES, ends(1.5, "server", 0))


@pytest.mark.parametrize(
    "events, so",
    [
        ((call(2, "server", "accept4", 5, kind="listener", pid=9, child=True),), True),
        ((call(2, "server", "recvfrom", 5, kind="datagram", pid=9, child=True),), True),
        ((call(1, "server", "accept4", 5, end=2, kind="listener", pid=9, child=True),), True),
        ((call(1, "server", "accept4", 5, kind="listener", pid=9, child=True),), False),
        ((call(2, "server", "accept4", "EINVAL", kind="listener", pid=9, child=True),), False),
        ((call(2, "server", "read", 5, pid=9, child=True),), False),
        ((), False),
    ],
)  # fmt: skip
def test_who_serves_on_is_in_the_background(events: tuple[ev.Event, ...], so: bool) -> None:
    """Also where it has been told to end since, and is gone at the census."""
    assert is_in_background(recorded(*DAEMON, *events, left=()), "server") == so
    assert not is_in_background(recorded(*SERVES, ends(1.5, "server", 1), *events), "server")


def test_a_failure_of_a_trait_names_it() -> None:
    lines = Traits(STREAMS.transports, frozenset({"whole lines"}))
    half = recorded(*ECHOES, caller("client", 7, "hello"))
    bulk = recorded(*ECHOES, replace(caller("client", 7, "hello\n"), length=70_000))
    assert cause_of(lines, half) == cause_of(lines, bulk) == lines.notes[0]
    assert cause_of(lines, recorded(*ECHOES, caller("client", 7, "hello\n"))) == ""
    assert cause_of(STREAMS, half) == ""


EARLY = Traits(STREAMS.transports, frozenset({"leaves early"}))


def test_a_client_that_leaves_before_its_answer_is_judged_and_named() -> None:
    """With what it has printed, or without: the answer, or the last of it, came too late."""
    leaves = ends(4, "client")
    unanswered = recorded(*SERVES, *CALLS, leaves)
    late = recorded(*SERVES, *CALLS, leaves, wire(5, "server>client", "PSH ACK", 15))
    assert examine(Slots(client="./mine"), unanswered) == EARLY
    assert examine(Slots(client="./mine"), late) == EARLY
    assert cause_of(EARLY, late) == cause_of(EARLY, unanswered) == EARLY.notes[0]


def test_a_client_that_has_been_answered_or_has_failed_left_for_another_reason() -> None:
    patient = recorded(*SERVES, *CALLS, ANSWER, ECHO, DONE)
    failed = recorded(*SERVES, *CALLS, ends(4, "client", 1))
    silent = recorded(*SERVES, SYN, DONE)
    assert [cause_of(EARLY, each) for each in (patient, failed, silent)] == ["", "", ""]


def test_how_slow_a_program_is_its_peers_have_seen() -> None:
    answers = wire(50, "server>client", "PSH ACK", 15), wire(90, "server>again", "PSH ACK", 12)
    asked = wire(40, "client>server", "PSH ACK", 15), wire(49, "again>server", "PSH ACK", 12)
    bye = wire(99, "server>again", "FIN ACK")
    seen = recorded(*SERVES, *CALLS, *asked, *answers, bye, over=100)
    assert (slowness_ms(seen, "server"), slowness_ms(seen, "client")) == (41, 0)
    slow = Traits(STREAMS.transports, frozenset({"whole lines"}), 1801)
    assert Config(find_paths(), traits=slow).idle_ms == 5000
    assert Config(find_paths(), traits=STREAMS).idle_ms == 1000


def test_an_empty_datagram_without_an_answer_names_it() -> None:
    stubborn = Traits(DATAGRAMS.transports, frozenset({"no empty datagrams"}))
    asked = ev.Wire(at(3), "client", "server", endpoint("127.0.0.1:40000"), endpoint("127.0.0.1:9190"), "udp")
    answer = ev.Wire(at(4), "server", "client", endpoint("127.0.0.1:9190"), endpoint("127.0.0.1:40000"), "udp")
    assert cause_of(stubborn, recorded(asked)) == stubborn.notes[0]
    assert cause_of(stubborn, recorded(asked, answer)) == cause_of(stubborn, recorded()) == ""
