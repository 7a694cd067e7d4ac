"""A reset of one's own, and one that tells of bytes that were not read."""

from dataclasses import replace

import pytest

from harness.evidence import events as ev
from harness.judging.judge import judge_requirement
from harness.judging.subject import as_judged
from harness.scenario.finding import Finding
from harness.scenario.verdict import Verdict
from harness.tests.making import CAST, call, lost, record, requirement, wire

ANSWER = replace(wire(1, "server>client", "PSH ACK", 5), seq=1)
AGAIN = replace(ANSWER, t=ANSWER.t + 1000)
READ = call(2, "client", "recvfrom", 5)
RESET = wire(3, "client>server", "RST ACK")


def judged(*events: ev.Event, claims: str, role: str = "client") -> Finding:
    records = {CAST: record(*events)}
    mine = requirement(claims)
    return as_judged(mine, judge_requirement(mine, records), records, frozenset({role}))


@pytest.mark.parametrize(
    "claims", ["never  wire client>server RST", "happens  wire client>server FIN  client ends"]
)
@pytest.mark.parametrize(
    "events, told",
    [((RESET,), 0), ((ANSWER, READ, RESET), 5), ((ANSWER, AGAIN, READ, RESET), 5)],
)
def test_one_that_has_read_everything_has_chosen_to_reset(
    claims: str, events: tuple[ev.Event, ...], told: int
) -> None:
    found = judged(*events, claims=claims)
    assert found.verdict is Verdict.UNDECIDED
    assert found.because.endswith(
        f"; but client had read all of its answer ({told} bytes) when it reset its connection "
        "at 3.000 ms"
    )


@pytest.mark.parametrize(
    "events, claims, role",
    [
        ((ANSWER, RESET), "never  wire client>server RST", "client"),
        ((ANSWER, replace(READ, result=4), RESET), "never  wire client>server RST", "client"),
        ((ANSWER, call(2, "client", "recvfrom", 5, flags=["MSG_PEEK"]), RESET),
         "never  wire client>server RST", "client"),
        ((ANSWER, READ, lost(4, "frames"), RESET), "never  wire client>server RST", "client"),
        ((ANSWER, READ, RESET), "prints  client  hello", "client"),
        ((ANSWER, READ, RESET), "never  wire client>server DATA  until  client ends", "client"),
        ((ANSWER, READ, RESET), "never  wire client>server RST", "server"),
        # It has asked for more than it was answered.
        ((replace(wire(0.5, "client>server", "ACK", 6), seq=1), ANSWER, READ, RESET),
         "never  wire client>server RST", "client"),
        # It has closed in order, and an answer came later.
        ((wire(0.5, "client>server", "FIN ACK"), RESET), "never  wire client>server RST", "client"),
        # It has not reset anything.
        ((ANSWER, READ), "happens  wire client>server FIN", "client"),
    ],
)  # fmt: skip
def test_a_reset_that_tells_something_is_a_failure(
    events: tuple[ev.Event, ...], claims: str, role: str
) -> None:
    found = judged(*events, claims=claims, role=role)
    assert found.verdict is Verdict.FAILS
    assert "had read all" not in found.because
