"""Whether our own roles could do their part: if not, what fails is broken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.tests.making import call_pattern
from harness.scenario.act import Hold
from harness.patterns import syntax as notation
from harness.scenario.model import Cast, Role
from harness.evidence import events as ev
from harness.evidence.record import Record
from harness.scenario.finding import Finding
from harness.scenario.verdict import Verdict
from harness.judging.setup import as_set_up, fell_short, gave_up
from harness.tests.making import CAST, SERVER, at, call, ends, lost, record, requirement
from harness.vocabulary.happens import Happens
from harness.vocabulary.never import Never

OURS = {"client", "other"}


def world(made: Record, *parts: str) -> Record:
    return replace(made, run=replace(made.run, world=parts))


@pytest.mark.parametrize(
    ("event", "lacked"),
    [
        (call(1, "client", "connect", "EADDRNOTAVAIL"), "client could not do its part for want of a port"
         " (connect = EADDRNOTAVAIL at 1.000 ms)"),
        (call(1, "client", "sendto", "EADDRNOTAVAIL"), "for want of a port (sendto"),
        (call(1, "other", "socket", "EMFILE"), "other could not do its part for want of a descriptor"),
        (call(1, "other", "accept4", "ENFILE"), "for want of a descriptor"),
        (call(1, "client", "clone", "EAGAIN"), "for want of a process"),
        (call(1, "client", "read", "EAGAIN"), ""),
        (call(1, "client", "connect", "ECONNREFUSED"), ""),
        (call(1, "client", "bind", "EADDRINUSE"), ""),
        (call(1, "server", "accept", "EMFILE"), ""),
        (replace(call(1, "client", "socket", "EMFILE"), act="fail"), ""),
    ],
)  # fmt: skip
def test_what_our_roles_lacked(event: ev.Event, lacked: str) -> None:
    short = fell_short(world(record(event), "net"), OURS)
    assert lacked in short and bool(lacked) == bool(short)


def test_what_is_claimed_is_meant() -> None:
    made = world(record(call(1, "client", "bind", "EADDRNOTAVAIL")), "net")
    assert fell_short(made, OURS, [Happens.parse(["other bind = EADDRNOTAVAIL"])])
    assert not fell_short(made, OURS, [Happens.parse(["client bind = EADDRNOTAVAIL"])])
    assert not fell_short(made, OURS, [Never.parse(["client bind fails"])])
    assert fell_short(made, OURS, [Happens.parse(["client bind returns"])])


def test_the_port_of_the_machine() -> None:
    made = record(call(1, "server", "bind", "EADDRINUSE"))
    assert fell_short(world(made), OURS).startswith("server could not have its port, which is this")
    assert not fell_short(world(made, "net"), OURS)


@pytest.mark.parametrize(
    ("verdict", "tests", "subjects", "result"),
    [
        (Verdict.FAILS, ("server",), frozenset[str](), Verdict.BROKEN),
        (Verdict.FAILS, ("server", "client"), frozenset({"server"}), Verdict.BROKEN),
        (Verdict.FAILS, ("server", "client"), frozenset({"client"}), Verdict.FAILS),
        (Verdict.FAILS, ("client",), frozenset[str](), Verdict.FAILS),
        (Verdict.HOLDS, ("server",), frozenset[str](), Verdict.HOLDS),
        (Verdict.UNDECIDED, ("server",), frozenset[str](), Verdict.UNDECIDED),
    ],
)
def test_a_failure_of_who_answers_is_none_of_the_set_up(
    verdict: Verdict, tests: tuple[str, ...], subjects: frozenset[str], result: Verdict
) -> None:
    asked = replace(requirement("prints  client  answered"), tests=tests)
    records = {CAST: world(record(call(1, "client", "connect", "EADDRNOTAVAIL")), "net")}
    finding = Finding(verdict, "nothing was said", asked.claims[0])
    found = as_set_up(asked, finding, records, subjects)
    assert found.verdict is result
    assert found.because.endswith("nothing was said")


def gives_up(error: str | None, *later: ev.Event) -> list[ev.Event]:
    """A role of ours that makes a call, says that it cannot go on, and ends."""
    failed = call(1, "other", "poll", error, pid=7)
    cries = call(2, "other", "write", 9, pid=7, fd=2, kind="pipe")
    return [failed, cries, *later, replace(ends(3, "other", 99), pid=7)]


def test_one_of_ours_that_gives_up_over_its_own_call_has_shown_nothing() -> None:
    assert gave_up(record(*gives_up("EINVAL")), OURS) == (
        "other could not do its part (poll = EINVAL)"
    )
    went_on = call(2.5, "other", "read", 5, pid=7)
    for told in (gives_up("ECONNRESET"), gives_up(None), gives_up("EINVAL", went_on)):
        assert gave_up(record(*told), OURS) == ""
    assert gave_up(record(*gives_up("EINVAL")), {"client"}) == ""


@pytest.mark.parametrize(
    ("tests", "result"),
    [(("server",), Verdict.BROKEN), (("stack", "server"), Verdict.FAILS)],
)
def test_where_the_stack_is_judged_it_may_be_its_doing(
    tests: tuple[str, ...], result: Verdict
) -> None:
    roles = (*CAST.roles, Role("other", "x"))
    asked = requirement("prints  client  answered")
    claim = replace(asked.claims[0], cast=replace(CAST, roles=roles))
    asked = replace(asked, tests=tests, claims=(claim,))
    finding = Finding(Verdict.FAILS, "nothing was said", claim)
    records = {claim.cast: record(*gives_up("EINVAL"))}
    assert as_set_up(asked, finding, records, frozenset()).verdict is result


HELD = Cast(CAST.roles, acts=(Hold(call_pattern("server read"),
                                  notation.parse("wire client>server FIN")),))  # fmt: skip
UNTIL = "wire from=client to=server thing=FIN"


@pytest.mark.parametrize(
    ("events", "met", "result"),
    [
        ((lost(1, "frames"),), False, Verdict.UNDECIDED),
        ((lost(1, "frames"),), True, Verdict.FAILS),
        ((lost(1, "frames"),), None, Verdict.UNDECIDED),
        ((), False, Verdict.FAILS),
    ],
)
def test_a_hold_for_a_frame_that_nobody_could_see(
    events: tuple[ev.Event, ...], met: bool | None, result: Verdict
) -> None:
    held = ev.Act(at(2), "hold", "server", SERVER, "read", UNTIL)
    released = ev.Act(at(3), "release", "server", SERVER, "read", met=met)
    made = record(*events, held, *([] if met is None else [released]))
    finding = Finding(Verdict.FAILS, "nothing came", replace(requirement("prints  client  x").claims[0], cast=HELD))
    found = as_set_up(requirement("prints  client  x"), finding, {HELD: world(made, "net")}, frozenset())
    assert found.verdict is result
    if result is Verdict.UNDECIDED:
        assert "the observer held server until 'wire client>server FIN', and frames were lost" in found.because
