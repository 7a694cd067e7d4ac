"""What is said of a judged program beside its claims: each row has its twin that is not so."""

from dataclasses import replace

import pytest

from harness.vocabulary import words
from harness.patterns.option import as_option
from harness.patterns.syntax import parse as event
from harness.scenario.act import Act
from harness.scenario.model import Requirement
from harness.evidence import events as ev
from harness.scenario.finding import Finding
from harness.scenario.verdict import Verdict
from harness.judging.judge import judge_requirement
from harness.judging.subject import as_judged
from harness.tests.making import (
    CAST,
    SERVER,
    START,
    at,
    call,
    ends,
    gets,
    lost,
    record,
    requirement,
    says,
    wire,
)

READY = ev.Ready(at(0.2), "server", "listen")
SYN, FIN = wire(1, "client>server", "SYN"), wire(2, "client>server", "FIN ACK")
TOLD = ev.Act(at(1.5), "signal", "server", SERVER, signal="SIGTERM")
CHILD = ev.Born(START, "server", 9, SERVER, "fork")
BOTH = frozenset({"server", "client"})


def judged(
    *events: ev.Event, claims: str = "happens  wire SYN", acts: tuple[Act, ...] = (),
    subjects: frozenset[str] = frozenset({"server"}), reason: str = "quiet",
) -> Finding:  # fmt: skip
    cast = replace(CAST, acts=acts)
    plain = requirement(claims)
    mine = replace(plain, claims=tuple(replace(each, cast=cast) for each in plain.claims))
    records = {cast: record(*events, reason=reason)}
    return as_judged(mine, judge_requirement(mine, records), records, subjects)


def act(line: str) -> Act:
    word, *args = line.split("  ")
    return words.act(word, tuple(args))


@pytest.mark.parametrize(
    "events, subjects, verdict",
    [
        ((READY, SYN, ends(3, "server", 1)), {"server"}, Verdict.FAILS),
        ((READY, SYN, ends(3, "server", "SIGPIPE")), {"server"}, Verdict.FAILS),
        ((READY, SYN, ends(3, "server", 0)), {"server"}, Verdict.FAILS),
        ((READY, SYN), {"server"}, Verdict.HOLDS),
        ((READY, SYN, ends(3, "server", 1)), {"client"}, Verdict.HOLDS),  # ours may end
        ((READY, SYN, ends(3, "server", 1)), set(), Verdict.HOLDS),
        ((READY, SYN, ends(3, "client", 1)), {"client"}, Verdict.HOLDS),  # a client is to end
        ((READY, SYN, TOLD, ends(3, "server", 1)), {"server"}, Verdict.HOLDS),
        ((READY, SYN, replace(TOLD, t=at(3.5)), ends(3, "server", 1)), {"server"}, Verdict.FAILS),
        ((READY, SYN, replace(TOLD, signal="SIGCHLD"), ends(3, "server", 1)), {"server"},
         Verdict.FAILS),
        ((READY, SYN, ends(101, "server", 1)), {"server"}, Verdict.HOLDS),  # in the teardown
        ((READY, CHILD, SYN, ends(3, "server", 1, pid=9, child=True)), {"server"}, Verdict.HOLDS),
    ],
)  # fmt: skip
def test_a_server_that_ended_by_itself(
    events: tuple[ev.Event, ...], subjects: set[str], verdict: Verdict
) -> None:
    assert judged(*events, subjects=frozenset(subjects)).verdict is verdict


def test_one_in_the_background_has_ended_when_its_last_process_has() -> None:
    """Its first process ends before it serves: that is how it comes there."""
    gone = ends(0.1, "server", 0)
    assert judged(CHILD, gone, READY, SYN).verdict is Verdict.HOLDS
    found = judged(CHILD, gone, READY, SYN, ends(3, "server", 1, pid=9, child=True))
    assert found.verdict is Verdict.FAILS


@pytest.mark.parametrize("taken", [5, "ECONNABORTED"])
def test_one_that_went_into_the_background_when_it_was_ready_is_told_by_its_last(
    taken: int | str,
) -> None:
    accepts = call(2.5, "server", "accept4", taken, kind="listener", pid=9, child=True)
    gone = ends(0.9, "server", 0)
    last = ends(3, "server", 1, pid=9, child=True)
    found = judged(CHILD, READY, gone, SYN, accepts, last)
    assert found.because.startswith("server ended with status 1 at 3.000 ms")
    called_first = judged(CHILD, READY, SYN, ends(3, "server", 0), accepts)
    assert called_first.because.startswith("server ended with status 0 at 3.000 ms")


SPOKE = wire(2, "client>server", "PSH ACK", 14)
LATE = wire(4, "server>client", "PSH ACK", 14)
LOOP_ENDS = "happens  wire server>client DATA  client ends"


@pytest.mark.parametrize(
    "events, claims, verdict",
    [
        ((SPOKE, ends(3, "client", 0), LATE), LOOP_ENDS, Verdict.SKIPPED),
        ((SPOKE, ends(3, "client", 0)), LOOP_ENDS, Verdict.SKIPPED),
        ((SPOKE, LATE), LOOP_ENDS, Verdict.FAILS),  # it goes on, and that is what is asked
        ((SPOKE, ends(3, "client", 1), LATE), LOOP_ENDS, Verdict.FAILS),
        ((SPOKE, ends(3, "client", 0), LATE), "prints  client  hello", Verdict.FAILS),
    ],
)
def test_a_client_that_had_gone_before_is_not_seen_to_end(
    events: tuple[ev.Event, ...], claims: str, verdict: Verdict
) -> None:
    assert judged(READY, *events, claims=claims, subjects=frozenset({"client"})).verdict is verdict


def test_what_is_told_of_the_end() -> None:
    found = judged(
        READY,
        FIN,
        call(2.2, "server", "accept4", "EAGAIN"),
        replace(call(2.5, "server", "accept4", "EMFILE", fd=3), act="fail"),
        says(2.8, "server", "accept() error!"),
        ends(3, "server", 1),
        claims="happens  wire SYN",
    )
    assert found.because == (
        "server ended with status 1 at 3.000 ms, after accept4(3) = -1 EMFILE  [fail by the observer]"
        ", though no signal had asked it to; the last that it was sent is client>server FIN ACK at "
        '2.000 ms; the last thing it said is "accept() error!"'
    )
    assert found.cause == "server ended with status 1"
    assert found.claim is not None and found.claim.says.word == "happens"


@pytest.mark.parametrize(
    "sizes, told",
    [
        ((4096, 8192), "; it had read 8192 bytes in one piece; 4096 are served"),
        ((8192,), "; it had read 8192 bytes in one piece"),
        ((4096, 4096), ""),  # its size has not killed it
    ],
)
def test_a_server_that_a_signal_killed_is_told_with_what_it_had_read(
    sizes: tuple[int, ...], told: str
) -> None:
    calls = [
        call(2 + n + after, "server", name, size, fd=4, sock=n)
        for n, size in enumerate(sizes) for name, after in (("read", 0), ("write", 0.5))
    ]  # fmt: skip
    found = judged(READY, *calls[:-1], ends(9, "server", "SIGSEGV"), claims="happens  wire SYN")
    assert found.because == (
        f"server was killed by SIGSEGV at 9.000 ms, though no signal had asked it to{told}"
    )
    of_child = [replace(each, pid=9, child=True) for each in calls[:-1]]
    struck = ends(9, "server", "SIGSEGV", pid=9, child=True)
    found = judged(READY, CHILD, *of_child, struck, claims="happens  client ends")
    assert found.because.endswith(f"; a process of server was killed by SIGSEGV at 9.000 ms{told}")
    assert found.cause == "a process of server was killed by SIGSEGV"
    by_itself = judged(READY, *calls[:-1], ends(9, "server", 1), claims="happens  wire SYN")
    assert by_itself.because.endswith("asked it to")


CHANGED = says(3, "client", "byte 7 came back changed")
HEARD = call(2, "client", "recvfrom", 30, end=2.5)
LEAVES = call(3.2, "client", "exit_group")
RESET = wire(4, "client>server", "RST ACK")
DIES = call(5, "server", "exit_group")
DEAD = ends(6, "server", 1)


@pytest.mark.parametrize(
    "events, claims",
    [
        ((HEARD, CHANGED, LEAVES, RESET, DIES, DEAD), "prints  client  all is unchanged"),
        ((HEARD, CHANGED, LEAVES, ends(5.5, "client"), RESET, DIES, DEAD), "exits  client  1"),
        ((HEARD, CHANGED, LEAVES, RESET, DIES, DEAD), "never  wire client>server RST"),
        ((HEARD, CHANGED, RESET, ends(6, "server", "SIGPIPE")), "prints  client  all"),
    ],
)
def test_what_had_failed_before_the_end_is_told_first(
    events: tuple[ev.Event, ...], claims: str
) -> None:
    before = judged(READY, *events, claims=claims, subjects=frozenset())
    found = judged(READY, *events, claims=claims)
    assert found.verdict is Verdict.FAILS and not found.cause
    assert found.because.startswith(f"{before.because}; later server ")
    assert "at 6.000 ms, though no signal had asked it to" in found.because
    assert found.evidence == before.evidence


@pytest.mark.parametrize(
    "events, claims",
    [
        # It was in a call, or made one more, when the end began: it may have waited for the server.
        ((replace(HEARD, end=at(5.5)), CHANGED, DIES, DEAD), "prints  client  all is unchanged"),
        ((replace(HEARD, end=None), CHANGED, DIES, DEAD), "prints  client  all is unchanged"),
        ((HEARD, CHANGED, DIES, call(5.1, "client", "connect", "ECONNREFUSED"), DEAD),
         "prints  client  all is unchanged"),
        ((HEARD, CHANGED, gets(2.2, "server", "SIGPIPE"), ends(6, "server", "SIGPIPE")),
         "prints  client  all is unchanged"),
        ((CHANGED, DIES, DEAD), "prints  client  all is unchanged"),
        # What the server was to do itself, it could not do any more.
        ((HEARD, CHANGED, LEAVES, DIES, DEAD), "happens  wire server>client FIN"),
        ((HEARD, CHANGED, LEAVES, DIES, wire(5.5, "server>client", "RST"), DEAD),
         "never  wire server>client RST"),
        ((HEARD, CHANGED, LEAVES, DIES, DEAD), "prints  client  byte 7"),  # it holds
    ],
)  # fmt: skip
def test_an_end_that_explains_is_told_first(events: tuple[ev.Event, ...], claims: str) -> None:
    found = judged(READY, *events, claims=claims)
    assert found.verdict is Verdict.FAILS and found.cause
    assert found.because.startswith("server ") and " at 6.000 ms" in found.because


def test_the_cause_is_the_same_in_every_run() -> None:
    found = judged(READY, SYN, ends(3, "server", "SIGPIPE", where="write(4)"))
    assert found.cause == "server was killed by SIGPIPE"
    assert found.because.startswith("server was killed by SIGPIPE in write(4) at 3.000 ms")


LOOP = ev.Repeats(at(4), "server", SERVER, "read")


@pytest.mark.parametrize(
    "events, reason, verdict",
    [
        ((LOOP,), "spin", Verdict.FAILS),
        ((LOOP,), "deadline", Verdict.FAILS),  # it has used up the time
        ((LOOP,), "record", Verdict.FAILS),  # or the room
        ((LOOP, call(5, "server", "write", 5)), "deadline", Verdict.UNDECIDED),  # it went on
        ((LOOP, call(5, "server", "write", 5)), "record", Verdict.UNDECIDED),
        ((), "deadline", Verdict.UNDECIDED),
        ((replace(LOOP, role="client", pid=3),), "deadline", Verdict.UNDECIDED),
    ],
)
def test_a_loop_that_gets_nowhere_is_the_cause(
    events: tuple[ev.Event, ...], reason: str, verdict: Verdict
) -> None:
    found = judged(READY, SYN, *events, claims="happens  wire FIN", reason=reason)
    assert found.verdict is verdict
    assert found.cause == ("server calls read again and again" if verdict is Verdict.FAILS else "")


@pytest.mark.parametrize(
    "claims, verdict",
    [
        (("zombies  server  0",), Verdict.UNDECIDED),  # it was cut off: one might have come
        (("connections  server  0",), Verdict.UNDECIDED),
        (("sockets  server  TIME_WAIT  0",), Verdict.UNDECIDED),
        (("never  wire RST",), Verdict.UNDECIDED),
        (("zombies  server  1",), Verdict.FAILS),  # none came: the loop has kept it from coming
        (("rests  server",), Verdict.FAILS),
        (("zombies  server  0", "happens  wire FIN"), Verdict.FAILS),
    ],
)
@pytest.mark.parametrize("reason", ["deadline", "record"])
def test_a_loop_is_no_cause_of_what_is_not_there_and_is_not_to_be(
    claims: tuple[str, ...], verdict: Verdict, reason: str
) -> None:
    records = {CAST: record(READY, SYN, LOOP, reason=reason)}
    mine = requirement(*claims)
    found = as_judged(mine, judge_requirement(mine, records), records, frozenset({"server"}))
    assert found.verdict is verdict
    assert ("again and again" in found.because) == (verdict is Verdict.FAILS)


def test_a_loop_of_several_threads_is_told_by_what_fails() -> None:
    fails = replace(LOOP, t=at(3), tid=9, name="accept", error="EMFILE")
    found = judged(READY, SYN, fails, LOOP, claims="happens  wire FIN", reason="record")
    assert found.cause == "server calls accept = EMFILE again and again"
    over = replace(call(5, "server", "accept", 4), tid=9)
    found = judged(READY, SYN, fails, LOOP, over, claims="happens  wire FIN", reason="record")
    assert found.cause == "server calls read again and again"


def test_a_loop_is_no_failure_where_all_was_seen() -> None:
    assert judged(READY, SYN, LOOP, reason="spin").verdict is Verdict.HOLDS


HOLD = act("hold  server read  until  wire RST")
PAUSE = act("pause  server  until  wire RST  or  quiet")
HELD = ev.Act(at(1.1), "hold", "server", SERVER, "read", as_option(event("wire RST")))
GIVEN_UP = ev.Act(at(2.1), "release", "server", SERVER, "read", None, False)
MET = replace(GIVEN_UP, met=True)


@pytest.mark.parametrize(
    "acts, events, verdict, why",
    [
        ((HOLD,), (HELD, GIVEN_UP), Verdict.UNDECIDED,
         "the observer held server read from 1.100 ms to 2.100 ms, until 'wire RST', which did not"),
        ((HOLD,), (HELD,), Verdict.UNDECIDED, "the observer held server read from 1.100 ms to 100."),
        ((HOLD,), (HELD, MET), Verdict.FAILS, "there was no"),
        ((HOLD,), (HELD, replace(MET, t=at(101))), Verdict.UNDECIDED, "held server read"),
        ((HOLD,), (), Verdict.FAILS, "there was no"),
        ((PAUSE,), (HELD, replace(MET, quiet=True)), Verdict.FAILS, "there was no"),
        ((HOLD,), (lost(1, "calls", "server"),), Verdict.UNDECIDED,
         "calls of server are not seen: 'server read' cannot be acted on"),
        ((HOLD,), (lost(1, "calls", "client"),), Verdict.FAILS, "there was no"),
        ((act("signal  server  SIGTERM  when  client ends"),), (), Verdict.UNDECIDED,
         "SIGTERM was never sent to server: 'client ends' did not come"),
        ((act("signal  client  SIGKILL  when  wire FIN"),), (), Verdict.FAILS, "there was no"),
        ((act("limit  server  descriptors  3  when  wire FIN"),), (), Verdict.FAILS, "there was no"),
        ((act("signal  server  SIGTERM  when  client ends"),), (TOLD,), Verdict.FAILS, "no"),
        ((act("signal  server  CAUGHT  when  client ends"),), (), Verdict.FAILS, "there was no"),
        ((act("limit  server  descriptors  3  when  client ends"),), (), Verdict.UNDECIDED,
         "server never ran short of descriptors: 'client ends' did not come"),
        ((act("fail  server accept  EMFILE"),), (), Verdict.UNDECIDED,
         "'server accept' was to fail, and was not made"),
        ((act("fail  server accept  EMFILE"),),
         (replace(call(1, "server", "accept4", "EMFILE"), act="fail"),), Verdict.FAILS, "there"),
    ],
)  # fmt: skip
def test_what_was_not_brought_about_shows_nothing(
    acts: tuple[Act, ...], events: tuple[ev.Event, ...], verdict: Verdict, why: str
) -> None:
    found = judged(READY, *events, claims="happens  wire FIN", acts=acts)
    assert found.verdict is verdict and why in found.because
    ours = judged(READY, *events, claims="happens  wire FIN", acts=acts, subjects=frozenset())
    assert ours.verdict is Verdict.FAILS, "of our own programs it is known why they wait"


def test_an_error_that_cannot_be_made_up_is_skipped() -> None:
    fail, gone = act("fail  server accept  EMFILE"), lost(1, "calls", "server")
    for claims in ("happens  wire SYN", "happens  wire FIN"):
        found = judged(READY, SYN, gone, acts=(fail,), claims=claims)
        assert found.verdict is Verdict.SKIPPED and "'server accept' cannot" in found.because
    failed = replace(call(0.5, "server", "accept", "EMFILE", end=0.6), act="fail")
    assert judged(READY, failed, SYN, acts=(fail,)).verdict is Verdict.HOLDS
    unseen = lost(1, "calls", "client")
    assert judged(READY, failed, SYN, unseen, acts=(fail,)).verdict is Verdict.HOLDS


@pytest.mark.parametrize("line", ["fail  server accept  EINTR", "short  server write  7"])
def test_what_holds_without_having_been_done_is_skipped(line: str) -> None:
    """Its calls do not wait, or ask for less: nothing was shown."""
    found = judged(READY, SYN, acts=(act(line),))
    assert found.verdict is Verdict.SKIPPED and "could not be made" in found.because
    assert judged(READY, SYN, acts=(act(line),), subjects=frozenset()).verdict is Verdict.HOLDS


def test_a_failure_names_the_error_that_was_injected_before_it() -> None:
    fail = act("fail  server accept  EMFILE")
    failed = replace(call(0.5, "server", "accept", "EMFILE", end=0.6), act="fail")
    later = replace(call(9, "server", "accept", "EMFILE", end=9.1), act="fail")
    found = judged(READY, failed, SYN, FIN, later, acts=(fail,), claims="never  wire FIN")
    assert found.verdict is Verdict.FAILS and found.evidence[0] == failed
    assert "before, server accept(4) = -1 EMFILE" in found.because
    died = judged(READY, SYN, failed, ends(3, "server", 1), acts=(fail,))
    assert "after accept(4) = -1 EMFILE  [fail by the observer]" in died.because


def test_what_holds_holds_whoever_was_kept() -> None:
    found = judged(READY, SYN, HELD, GIVEN_UP, acts=(HOLD,), subjects=BOTH)
    assert found.verdict is Verdict.HOLDS


def test_a_requirement_is_not_needed_to_be_whole() -> None:
    """Of two casts, each with its record, the first in which somebody died is told."""
    other = replace(CAST, line=9, family="ipv6")
    plain: Requirement = requirement("happens  wire SYN")
    second = replace(plain.claims[0], cast=other)
    both = replace(plain, claims=(*plain.claims, second))
    records = {CAST: record(READY, SYN), other: record(READY, SYN, ends(3, "server", 1))}
    found = as_judged(both, judge_requirement(both, records), records, BOTH)
    assert found.verdict is Verdict.FAILS and found.claim == second


SENT = wire(2, "client>server", "PSH ACK", 1)
ANSWER = wire(4, "server>client", "PSH ACK", 1)
LEFT = ends(3, "client", 0)


@pytest.mark.parametrize(
    "events, claims, subjects, verdict",
    [
        ((SENT, LEFT, ANSWER), "happens  wire server>client DATA  client ends", {"client"},
         Verdict.SKIPPED),
        ((SENT, ANSWER, replace(LEFT, t=at(5))), "happens  wire RST  client ends", {"client"},
         Verdict.FAILS),
        ((SENT, LEFT, ANSWER), "happens  wire RST", {"client"}, Verdict.FAILS),
        ((SENT, LEFT, ANSWER), "happens  wire RST  client ends", {"server"}, Verdict.FAILS),
    ],
)  # fmt: skip
def test_a_client_that_was_gone_shows_nothing_of_its_end(
    events: tuple[ev.Event, ...], claims: str, subjects: set[str], verdict: Verdict
) -> None:
    found = judged(READY, SYN, *events, claims=claims, subjects=frozenset(subjects))
    assert found.verdict is verdict, found.because
