"""Runs from which nothing can be judged: what a person is told of each."""

from dataclasses import replace

import pytest

from harness.vocabulary.happens import Happens
from harness.evidence import events as ev
from harness.evidence.endpoint import endpoint
from harness.scenario.model import Cast, Claim
from harness.judging.broken import breakage, unnamed
from harness.judging.run_end import cut_off, floods
from harness.judging.whereabouts import whereabouts
from harness.judging.judge import Finding, Verdict, judge_claim
from harness.tests.making import at, call, ends, record, says, waiting

PRINTED = ev.Lost(at(2), "output", "server", 9, "more than 9 bytes of output")
IN_FUTEX = (waiting("server", "futex"),)


def unready(because: str = "waiting", port: int | None = None) -> ev.Unready:
    return ev.Unready(at(9), "server", because, IN_FUTEX, port)


def called(address: str) -> ev.Unready:
    return ev.Unready(at(9), "server", "waiting", IN_FUTEX, 9190, endpoint(address))


def bind(port: int, kind: str = "stream", result: int | str = 0, sock: int = 1) -> ev.Call:
    return call(1, "server", "bind", result, kind=kind, sock=sock, address=f"0.0.0.0:{port}")


def at_address(address: str) -> ev.Call:
    return call(1, "server", "bind", 0, kind="stream", address=address)


def asks() -> ev.Call:
    return call(2, "server", "sendto", 30, kind="datagram", address="127.0.0.1:53")


def listen(sock: int = 1) -> ev.Call:
    return call(2, "server", "listen", 0, kind="listener", sock=sock, backlog=5)


@pytest.mark.parametrize(
    "reason, events, sentence",
    [
        ("quiet", (), ""),
        ("spin", (), ""),
        ("deadline", (), ""),
        (
            "unlaunched",
            (ev.Unlaunched(at(1), "server", "./srv", "ENOENT"),),
            "server could not be started: ./srv was not found (ENOENT)",
        ),
        (
            "unlaunched",
            (
                says(1, "server", "observe: cannot set limits: Operation not permitted"),
                ev.Unlaunched(at(1), "server", "./srv", "EIO"),
            ),
            "server could not be started: "
            "the observer cannot set limits: Operation not permitted",
        ),
        (
            "unlaunched",
            (ev.Unlaunched(at(1), "server", "./srv", "EACCES"),),
            "server could not be started: ./srv is not an executable file (EACCES)",
        ),
        (
            "unlaunched",
            (ev.Unlaunched(at(1), "server", "./srv", "ENOEXEC"),),
            "server could not be started: ./srv is neither a program nor a script "
            "with a #! line (ENOEXEC)",
        ),
        (
            "unlaunched",
            (ev.Unlaunched(at(1), "server", "./srv", "ENOMEM"),),
            "server could not be started: ./srv was refused (ENOMEM)",
        ),
        ("unlaunched", (), "a program could not be started"),
        (
            "unready",
            (ends(2, "server", 1), says(1, "server", "bind() error"), unready("ended")),
            "server ended with status 1 before it was ready; "
            'the last thing it said is "bind() error"',
        ),
        (
            "unready",
            (ends(2, "server", 0, pid=9, child=True), ends(3, "client", 0), unready()),
            "server never listened on the port that it was given: it waits in futex",
        ),
        (
            "unready",
            (ends(2, "server", "SIGSEGV"), unready("ended")),
            "server was killed by SIGSEGV before it was ready",
        ),
        (
            "unready",
            (unready(),),
            "server never listened on the port that it was given: it waits in futex",
        ),
        (
            "unready",
            (unready("deadline", 9190),),
            "server never listened on 9190: it waits in futex",
        ),
        (
            "unready",
            (bind(8080), listen(), unready("waiting", 9190)),
            "server listens on 8080 instead of 9190",
        ),
        (
            "unready",
            (listen(), unready("waiting", 9190)),
            "server listens on a port that the system chose (it called no bind) instead of 9190",
        ),
        (
            "unready",
            (bind(8080, "datagram"), unready("waiting", 9190)),
            "server has bound a datagram socket to 8080 instead of 9190",
        ),
        (
            "unready",
            (bind(80, result="EACCES"), unready("waiting", 9190)),
            "server never listened on 9190: it waits in futex",
        ),
        (
            "unready",
            (at_address("[::1]:9190"), listen(), called("127.0.0.1:9190")),
            "server listens on [::1]:9190, and is called at 127.0.0.1:9190",
        ),
        (
            "unready",
            (at_address("[::]:9190"), listen(), called("127.0.0.1:9190")),
            "server listens on [::]:9190, for IPv6 only, and is called at 127.0.0.1:9190",
        ),
        (
            "unready",
            (at_address("0.0.0.0:9190"), listen(), called("127.0.0.1:9190")),
            "server listens on 0.0.0.0:9190, in a network that is not the run's own",
        ),
        (
            "unready",
            (at_address("0.0.0.0:8080"), listen(), called("127.0.0.1:9190")),
            "server listens on 8080 instead of 9190",
        ),
        (
            "unready",
            (bind(14520, "datagram"), asks(), unready("waiting", 9190)),
            "server never listened on 9190: it waits in futex",
        ),
        (
            "unready",
            (bind(8080), listen(), bind(14520, "datagram", sock=7), unready("waiting", 9190)),
            "server listens on 8080 instead of 9190",
        ),
        ("unready", (), "a program never became ready"),
        (
            "unready",
            (ev.Unready(at(9), "server", "deadline", (waiting("server", "running"),), 9190),),
            "server never listened on 9190: it was still running",
        ),
        (
            "unready",
            (ev.Unready(at(9), "server", "waiting", (waiting("server", "stopped"),), 9190),),
            "server never listened on 9190: it was stopped by a signal",
        ),
        (
            "processes",
            (ev.Born(at(1), "client", 7, 3, "fork"),),
            "client made more processes than a run may have (512)",
        ),
        (
            "processes",
            (ev.Born(at(1), "client", 7, 3, "fork"),
             *(ev.Born(at(2), "server", 2, 1, "thread", tid=tid) for tid in (8, 9, 10))),
            "server made more threads than a run may have (4096)",
        ),
        ("interrupted", (), "the run was interrupted: a signal asked the observer to stop"),
        ("broken", (), "the observer could not go on, and did not say why"),
        ("weather", (), "the run ended for a reason that is not known here: 'weather'"),
    ],
)
def test_breakage(reason: str, events: tuple[ev.Event, ...], sentence: str) -> None:
    assert breakage(record(*events, reason=reason)) == sentence


@pytest.mark.parametrize(
    "events, sentence",
    [
        ((), "more happened than a record may hold"),
        (
            (call(1, "server", "write", 1), call(2, "server", "write", 1), call(3, "client", "read")),
            "server made 2 calls, 2 of them write, and the record is full",
        ),
        (
            (call(1, "server", "write", 1), PRINTED),
            "server made 1 call, 1 of them write, and the record is full; "
            "it printed more than 9 bytes of output, and the rest is not kept",
        ),
    ],
)  # fmt: skip
def test_a_full_record_is_no_breakage_and_cuts_the_run_off(
    events: tuple[ev.Event, ...], sentence: str
) -> None:
    full = record(*events, reason="record")
    assert breakage(full) == ""
    assert cut_off(full) == f"the run was cut off: {sentence}"


def test_who_fills_the_record_by_one_call_does_not_rest() -> None:
    enters = [call(n, "server", "io_uring_enter", 0) for n in range(1, 20)]
    waits = [call(n, "server", "clock_nanosleep", 0) for n in range(20, 40)]
    assert floods(record(*enters, reason="record"), "server")
    assert not floods(record(*enters, reason="quiet"), "server")
    assert not floods(record(*enters, reason="record"), "client")
    assert not floods(record(*enters, *waits, reason="record"), "server")


def test_the_time_that_went_by_is_told() -> None:
    late = replace(record(unready("deadline", 9190), reason="unready"),
                   run=ev.Run(at(0), 1, deadline_ms=10_000))  # fmt: skip
    assert breakage(late) == "server never listened on 9190, and 10 s went by: it waits in futex"


def test_a_first_process_that_left_others_behind_is_not_why() -> None:
    left = replace(called("127.0.0.1:9190"), blocked=(ev.Blocked("server", 7, "accept(3)"),))
    elsewhere = (at_address("[::1]:9190"), listen(), ends(3, "server", 0), left)
    sentence = "server listens on [::1]:9190, and is called at 127.0.0.1:9190"
    assert breakage(record(*elsewhere, reason="unready")) == sentence


@pytest.mark.parametrize(
    "places, told",
    [
        ([(2, "futex"), (2, "nanosleep"), (2, "read(4)")], "waits in read(4)"),
        ([(2, "waitid"), (2, "futex"), (2, "epoll_pwait(4)"), (3, "running"), (3, "nanosleep")],
         "was still running and waits in waitid"),
        ([(2, "wait4"), (3, "accept(3)"), (4, "accept(3)"), (5, "accept(3)")],
         "waits in accept(3) and waits in wait4"),
        ([(2, "futex"), (3, "stopped"), (4, "pause")], "was stopped by a signal and waits in pause"),
        ([], ""),
    ],
)  # fmt: skip
def test_one_place_for_each_process(places: list[tuple[int, str]], told: str) -> None:
    blocked = [ev.Blocked("server", pid, where) for pid, where in places]
    assert whereabouts([*blocked, ev.Blocked("client", 9, "read(0)")], "server") == told


def test_a_record_without_a_census_is_broken() -> None:
    assert "no census" in breakage(record(census_ms=None))


def test_names_that_are_the_machines_decide_nothing() -> None:
    served = ev.Born(at(0), "dns", 9, 1, "launch")
    run = ev.Run(at(0), 1, world=("net",), missing=("names: Invalid argument",))
    machines = replace(record(served), run=run)
    sentence = "names mean here what this machine says, and not what the run says (names: Invalid argument)"
    assert unnamed(machines) == sentence
    assert unnamed(replace(machines, run=replace(run, world=("net", "names")))) == ""
    assert unnamed(replace(record(), run=run)) == ""
    claim = Claim(Happens.parse(("wire FRAME",)), 1, "", Cast(()))
    assert judge_claim(claim, machines) == Finding(Verdict.UNDECIDED, sentence, claim)
