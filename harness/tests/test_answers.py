"""An answer of more bytes than were sent, or from elsewhere, and what is none."""

from dataclasses import replace

import pytest

from harness.evidence.endpoint import endpoint
from harness.evidence.events import Event, Wire
from harness.judging.answers import told_of_its_answers
from harness.scenario.finding import Finding
from harness.scenario.verdict import Verdict
from harness.tests.making import claim, lost, record, wire

HERE, THERE = endpoint("127.0.0.1:40000"), endpoint("127.0.0.1:9190")
RESET = Finding(Verdict.FAILS, "there was no 'wire client>server FIN'")


def there(ms: float, flags: str, seq: int, length: int = 0) -> Wire:
    return replace(wire(ms, "client>server", flags, length), seq=seq)


def back(ms: float, flags: str, seq: int, length: int = 0) -> Wire:
    frame = wire(ms, "server>client", flags, length)
    return replace(frame, source=THERE, target=HERE, seq=seq)


def datagram(ms: float, sender: str, source: str, receiver: str, target: str) -> Wire:
    return Wire(
        record().start_ns + round(ms * 1e6), sender, receiver, endpoint(source), endpoint(target),
        "udp", length=6, line=round(1000 + ms),
    )  # fmt: skip


def told(*events: Event, subjects: tuple[str, ...] = ("server",)) -> Finding:
    return told_of_its_answers(RESET, record(*events), subjects)


CALLED = (there(1, "SYN", 0), back(2, "SYN ACK", 0), there(3, "PSH ACK", 1, 6))


def test_more_than_was_sent_is_the_cause() -> None:
    found = told(*CALLED, back(4, "ACK", 1, 6), back(5, "ACK", 7, 1018), there(6, "RST ACK", 7))
    assert found.because == (
        "server had sent client 1024 bytes by 5.000 ms, and had been sent 6; " + RESET.because
    )
    assert found.cause == "server answers more bytes than it is sent"
    assert [event.t for event in found.evidence] == [back(5, "ACK", 7).t]


@pytest.mark.parametrize(
    "events, subjects",
    [
        ((back(4, "ACK", 1, 6),), ("server",)),
        ((back(4, "ACK", 1, 6), back(5, "ACK", 1, 6)), ("server",)),  # sent again
        ((back(4, "ACK", 1, 6), back(5, "FIN ACK", 7)), ("server",)),
        ((back(4, "ACK", 1, 7),), ("client",)),  # of our server it is known
        ((back(4, "ACK", 1, 7),), ()),
        ((back(4, "ACK", 1, 7), lost(5, "frames")), ("server",)),  # what it was sent, perhaps
        ((there(4, "SYN", 0), back(5, "SYN ACK", 0), there(6, "ACK", 1, 2), back(7, "ACK", 1, 2)),
         ("server",)),  # another connection of the same ports
    ],
)  # fmt: skip
def test_what_is_no_surplus(events: tuple[Event, ...], subjects: tuple[str, ...]) -> None:
    assert told(*CALLED, *events, subjects=subjects) is RESET


ASKED = datagram(1, "client", "127.0.0.1:4000", "server", "127.0.0.1:9190")


def test_both_addresses_are_told_of_an_answer_from_another_port() -> None:
    found = told(ASKED, datagram(2, "server", "127.0.0.1:38691", "client", "127.0.0.1:4000"))
    assert found.because.startswith(
        "server answered from 127.0.0.1:38691, and client had called 127.0.0.1:9190; there was no"
    )
    assert found.cause == "server answers from another port than the one that was called"


def test_both_addresses_are_told_of_an_answer_from_another_address() -> None:
    asked = replace(ASKED, target=endpoint("127.0.0.2:9190"))
    found = told(asked, datagram(2, "server", "127.0.0.1:9190", "client", "127.0.0.1:4000"))
    assert found.because.startswith(
        "server answered from 127.0.0.1:9190, and client had called 127.0.0.2:9190; there was no"
    )
    assert found.cause == "server answers from another address than the one that was called"


@pytest.mark.parametrize(
    "answers",
    [
        (datagram(2, "server", "127.0.0.1:9190", "client", "127.0.0.1:4000"),),
        # the client calls by another socket of its own, and a stranger calls unasked
        (datagram(2, "client", "127.0.0.1:4001", "server", "127.0.0.1:9190"),
         datagram(3, "server", "127.0.0.1:9190", "client", "127.0.0.1:4001"),
         datagram(4, "impostor", "127.0.0.1:1", "client", "127.0.0.1:4000")),
        # the call of one socket, answered to another
        (datagram(2, "server", "127.0.0.1:9190", "client", "127.0.0.1:4001"),),
    ],
)  # fmt: skip
def test_what_is_no_stray_answer(answers: tuple[Wire, ...]) -> None:
    assert told(ASKED, *answers, subjects=("server", "client", "impostor")) is RESET


def test_a_cause_that_was_found_stays() -> None:
    died = replace(RESET, cause="server was killed by SIGPIPE")
    events = (*CALLED, back(4, "ACK", 1, 7))
    assert told_of_its_answers(died, record(*events), ("server",)) is died


def test_what_a_server_leaves_does_not_come_of_its_answers() -> None:
    left = replace(RESET, claim=claim("zombies  server  0"))
    events = (*CALLED, back(4, "ACK", 1, 7))
    assert told_of_its_answers(left, record(*events), ("server",)) is left
    heard = replace(RESET, claim=claim("prints  client  hello"))
    assert told_of_its_answers(heard, record(*events), ("server",)).cause
