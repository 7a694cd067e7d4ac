"""A descriptor that is four bytes of the input, and what is none."""

from dataclasses import replace

import pytest

from harness.evidence.events import Call
from harness.scenario.finding import Finding
from harness.scenario.verdict import Verdict
from harness.judging.overrun import overrun, told_of_overrun
from harness.tests.making import call, record, wire

SENT = "\0\x01\x02\x03\x04\x05\x06\x07\x08\t"
HEARD = call(1, "server", "read", 10, data=SENT)


def called(fd: int, error: str | int = "EBADF", role: str = "server") -> Call:
    return call(2, role, "write", error, fd=fd, kind=None, sock=None)


def test_a_descriptor_that_was_sent() -> None:
    found = record(HEARD, called(0x08070605), called(0x08070605))
    told = overrun(found, ["client", "server"])
    assert str(told) == (
        "server called write(134678021): 134678021 is 05 06 07 08, four bytes of what it was sent"
    )
    finding = told_of_overrun(Finding(Verdict.FAILS, "there was no answer"), found)
    assert finding.because == f"{told}; there was no answer"
    assert [str(event.t) for event in finding.evidence] == [str(called(0).t)]
    assert finding.cause == "server's input lies over its variables"


def test_a_descriptor_that_came_in_a_frame() -> None:
    frame = replace(wire(1, "client>server", "PSH ACK", 10), data=SENT)
    assert overrun(record(frame, called(0x08070605)), ["server"])


def test_a_descriptor_that_another_wrote() -> None:
    wrote = call(1, "client", "sendto", 10, data=SENT)
    assert overrun(record(wrote, called(0x08070605)), ["server"])
    printed = call(1, "client", "write", 10, data=SENT, kind="file")
    assert not overrun(record(printed, called(0x08070605)), ["server"])


@pytest.mark.parametrize(
    "other",
    [
        called(0x08070604),  # was not sent
        called(0x08070605, 5),  # and there is such a descriptor
        called(0x08070605, "EPIPE"),
        called(0x00030201),  # could be one
        called(0x08070605, role="client"),  # was sent to another
        called(-1),
    ],
)
def test_a_descriptor_that_is_none_of_the_input(other: Call) -> None:
    found = record(replace(HEARD, data=SENT + "\xff" * 4), other)
    finding = Finding(Verdict.FAILS, "there was no answer")
    assert told_of_overrun(finding, found) is finding
