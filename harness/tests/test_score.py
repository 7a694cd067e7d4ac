"""The mutation score: what a claim rests on, and which mutants of it a requirement kills."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.scenario.model import Cast, Role
from harness.proof.mutate import Scores
from harness.evidence import events as ev
from harness.evidence.record import Record
from harness.mutation.mutants import Kind
from harness.mutation.score import Score, score_of
from harness.scenario.verdict import Verdict
from harness.mutation.witnesses import bare
from harness.judging.judge import judge_requirement
from harness.proof.reference import Reference
from harness.tests.making import (
    CAST,
    SERVER,
    at,
    call,
    claim,
    ends,
    record,
    requirement,
    says,
    wire,
)

SYN = wire(1, "client>server", "SYN")
ANSWER = wire(1.1, "server>client", "SYN ACK")
READ = call(2, "server", "read", 5, size=100, buffer="0x100")
MORE = call(4, "server", "read", 5, size=95, buffer="0x105")
FIN = wire(5, "client>server", "FIN ACK")
READ_0 = call(2.5, "server", "read", 0, end=6, size=100, buffer="0x100")
LEFT = says(7, "client", "left at last")
DONE = ends(8, "client", 0)
IDLE = ev.Process("server", SERVER, 1, "waiting", "accept4(3)", (ev.Open(3, "listener", 1),))

WHOLE = record(SYN, ANSWER, READ, MORE, FIN, READ_0, LEFT, DONE, processes=(IDLE,))


def short(event: ev.Event) -> str:
    """An event of the above, in a word."""
    match event:
        case ev.Wire():
            return " ".join(event.flags)
        case ev.Call():
            return f"{event.name} {event.result}"
        case _:
            return type(event).__name__


@pytest.mark.parametrize(
    "text, moments, others",
    [
        ("happens  wire SYN  server read > 0  wire FIN", ["SYN 1", "read 5 2.02", "FIN ACK 5"], []),
        ("happens  server enters read  wire FIN  server read = 0", ["read 5 2", "FIN ACK 5", "read 0 6"], []),
        ("happens  server read > 0 #2", ["read 5 4.02"], ["read 5", "read 5"]),
        ("prints  client  left", ["Says 7"], []),
        ("exits  client  0", ["Ended 8"], []),
        ("carries  client>server  < 9  until  wire FIN", ["FIN ACK 5"], []),
        ("zombies  server  0", [], []),
        ("connections  server  0", [], []),
        ("processes  server  0  since  wire SYN+ACK", ["SYN ACK 1.1"], []),
        ("processes  client  0  since  wire SYN+ACK", ["SYN ACK 1.1"], ["Ended"]),
        # The marks; then the first of which one alteration makes what is forbidden.
        ("never  wire RST", [], ["SYN"]),
        ("never  wire RST  until  wire FIN", ["FIN ACK 5"], ["SYN"]),
        ("never  wire RST  after  wire SYN+ACK", ["SYN ACK 1.1"], ["FIN ACK"]),
        ("never  wire server>client FIN  after  wire SYN  until  wire FIN",
         ["SYN 1", "FIN ACK 5"], ["SYN ACK"]),
        ("never  server enters close", [], []),
        ("never  server read = 6", [], ["read 5"]),
        ("never  server read = 1", [], ["read 0"]),
        ("never  server enters read(MSG_TRUNC)", [], ["read 5"]),  # of none, so the last
        # What is forbidden in the window, and was as little as possible outside of it.
        ("never  server read = 0  until  wire FIN", ["FIN ACK 5", "read 0 6"], ["read 5"]),
        ("never  wire SYN  after  wire SYN+ACK", ["SYN 1", "SYN ACK 1.1"], ["FIN ACK"]),
        ("never  wire SYN #2", ["SYN 1"], ["SYN", "SYN ACK"]),
    ],
)  # fmt: skip
def test_witnesses(text: str, moments: list[str], others: list[str]) -> None:
    found = claim(text).says.witnesses(WHOLE)
    told = [f"{short(each.event)} {(each.ns - at(0)) / 1e6:g}" for each in found.moments]
    assert (told, [short(e) for e in (*found.counted, *found.nearest)]) == (moments, others)


def test_bare_is_what_the_claims_rest_on() -> None:
    claims = [claim("happens  wire SYN  server read > 0"), claim("zombies  server  0")]
    found = bare(claims, WHOLE)
    told = [short(e) for e in found.judged()]
    assert told == ["Born", "Born", "SYN", "read 5", "Census"]
    assert (found.run, found.end, found.census) == (WHOLE.run, WHOLE.end, WHOLE.census)


def test_what_has_been_counted_is_kept() -> None:
    found = bare([claim("happens  server read > 0 #2  wire FIN")], WHOLE)
    assert [short(e) for e in found.judged() if isinstance(e, ev.Call)] == ["read 5", "read 5"]


def killed(*claims: str, held: Record = WHOLE) -> str:
    asked = requirement(*claims)
    assert judge_requirement(asked, {CAST: held}).verdict is Verdict.HOLDS
    return str(score_of(asked, {CAST: held}))


@pytest.mark.parametrize(
    "claims, told",
    [
        # Of what happened, that it did; and its protocol, flags, direction or result.
        (["happens  wire SYN"], "2 of 3: 1 dropped, 1 modified"),
        (["happens  wire client>server SYN"], "2 of 3: 1 dropped, 1 modified"),
        (["happens  wire SYN  wire FIN"], "5 of 7: 2 dropped, 1 swapped, 2 modified"),
        (["happens  server read > 0"], "2 of 3: 1 dropped, 1 modified"),
        (["happens  server read = 5"], "2 of 3: 1 dropped, 1 modified"),
        (["happens  server enters read"], "1 of 3: 1 dropped"),
        # What two claims rest on is counted for either.
        (["happens  wire SYN", "happens  wire SYN"], "4 of 6: 2 dropped, 2 modified"),
        # Whatever else would do is left out before, and so is luck.
        (["happens  server read > 0  wire FIN"], "5 of 7: 2 dropped, 1 swapped, 2 modified"),
        (["happens  server read > 0 #2  wire FIN"], "5 of 7: 2 dropped, 1 swapped, 2 modified"),
        # Doubled is what is forbidden a second time.
        (["never  wire SYN #2"], "2 of 4: 1 duplicated, 1 modified"),
        # What comes nearest to being forbidden is altered, or exchanged with a mark.
        (["never  wire RST"], "1 of 1: 1 modified"),
        (["never  server read = 0  until  wire FIN"], "4 of 8: 1 dropped, 1 swapped, 2 modified"),
        (["never  wire SYN  after  wire SYN+ACK"], "3 of 8: 1 dropped, 1 swapped, 1 modified"),
        # Derived anew: a second read that asks for a byte more.
        (["happens  server enters read  wire FIN", "never  server enters read(past its buffer)"],
         "4 of 8: 1 dropped, 1 swapped, 2 modified"),
        (["prints  client  left"], "2 of 3: 1 dropped, 1 modified"),
        (["exits  client  0"], "2 of 3: 1 dropped, 1 modified"),
        (["zombies  server  0"], "1 of 3: 1 duplicated"),
        (["connections  server  0"], "1 of 3: 1 modified"),
        (["sockets  server  TIME_WAIT  0"], "0 of 3"),  # the census of WHOLE found no connection
        # Nothing is there that could have been forbidden.
        (["never  server enters close"], "0 of 0"),
    ],
)  # fmt: skip
def test_killed(claims: list[str], told: str) -> None:
    assert killed(*claims) == told


def test_what_rests_on_other_events_than_the_claims_do() -> None:
    past = replace(MORE, args=ev.Arguments(buffer=0x105, size=100))
    told = killed("happens  server enters read(past its buffer)", held=record(READ, past, FIN))
    assert told == "2 of 3: 1 dropped, 1 modified"


def test_only_to_fail_is_to_kill() -> None:
    broken = record(SYN, reason="broken")
    assert score_of(requirement("happens  wire SYN"), {CAST: broken}).killed == 0


def test_each_run_is_changed_by_itself() -> None:
    other = Cast((Role("server", "another"),))
    asked = requirement("happens  wire SYN", "happens  wire FIN")
    both = replace(asked, claims=(asked.claims[0], replace(asked.claims[1], cast=other)))
    found = score_of(both, {CAST: record(SYN), other: record(FIN)})
    assert str(found) == "4 of 6: 2 dropped, 2 modified"


def test_what_kills_nothing_is_said() -> None:
    found = {"1.1": Score(9, {Kind.DROPPED: 2, Kind.MODIFIED: 3}), "1.2": Score(7, {})}
    scores = Scores(Reference(4, 1, (), ("1.3 on the reference: fails: x",)), found)
    assert scores.misses == (
        "1.3 on the reference: fails: x",
        "1.2: it kills no mutant of its evidence: it claims nothing that can be otherwise",
    )
    assert scores.told == "1 kill 5 mutants of their evidence"
