"""Clients by contract: what they get wrong is found, and one that cannot be judged is told why."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.running.config import config_from
from harness.running.slots import SlotError
from harness.tests.judged import judged

ASKS = """
import socket, sys
sock = socket.create_connection((sys.argv[1], int(sys.argv[2])))
sock.sendall(b"{request}")
answer = b""
while {goes_on}:
    piece = sock.recv(4096)
    if not piece:
        {at_the_end}
    answer += piece
{then}
"""
"""A small client: what it asks, for how long it reads, what it does at an end, and with its answer."""

GET = r"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
WHOLE = r"b'its end.\n' not in answer"
LEAVES = "sys.exit('the server left')"


def asking(tmp_path: Path, **otherwise: str) -> str:
    """Its command line, where nothing else is said that of a sound one of HTTP."""
    sound = {"request": GET, "goes_on": WHOLE, "at_the_end": LEAVES, "then": ""}
    file = tmp_path / "asks.py"
    file.write_text(ASKS.format(**{**sound, **otherwise}))
    return f"/usr/bin/python3 {file} {{host}} {{port}}"


def judge(tmp_path: Path, client: str, speaks: str, *only: str) -> tuple[int, str]:
    """As judged()."""
    return judged(tmp_path, {"CLIENT": client, "SPEAKS": speaks}, *only)


def test_a_client_that_waits_for_the_whole_answer(tmp_path: Path) -> None:
    """Python calls again by itself when a call was interrupted."""
    status, printed = judge(tmp_path, asking(tmp_path), "http", "-k", "answers.bats or truncated")
    assert status == 0, printed
    assert "12 requirements: 12 hold" in printed, printed


FLAWED = {
    "5.60": {"at_the_end": "break"},
    "5.62": {"at_the_end": "break"},
    "5.68": {"goes_on": "not answer"},
}
"""What is changed so that this one fails."""


@pytest.mark.parametrize(("number", "change"), FLAWED.items())
def test_a_client_that_does_not(number: str, change: dict[str, str], tmp_path: Path) -> None:
    client = asking(tmp_path, **change)
    status, printed = judge(tmp_path, client, "http", "-k", number)
    assert (status, f"fails {number} " in printed) == (1, True), printed


REFUSED = {
    "another status": ({"then": "sys.exit('no, thanks')"}, "http", "client was answered "
                       '"HTTP/1.1 200 OK\\r\\nContent…", as [served] of the contract "http" has it, '
                       'and ended with status 1; the last thing it said is "no, thanks"'),
    "another request": ({"request": r"HEAD / HTTP/1.0\r\n\r\n"}, "http", 'client sent "HEAD / HTTP/1.0",'
                        ' and [served] of the contract "http" has no answer to that'),
    "nothing asked": ({"request": ""}, "http", "client sent nothing; it waits in recvfrom(3)"),
    "nothing that is a result": ({"request": r"EHLO here\r\n", "goes_on": "not answer"}, "smtp",
                                 'client asked for nothing that [served] of the contract "smtp" marks'
                                 " as its result, and ended with status 0"),
    "no contract": ({}, "", "; try SPEAKS=http"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "speaks", "said"), REFUSED.values(), ids=REFUSED)
def test_one_that_cannot_be_judged(
    change: dict[str, str], speaks: str, said: str, tmp_path: Path
) -> None:
    status, printed = judge(tmp_path, asking(tmp_path, **change), speaks)
    assert (status, said in printed) == (3, True), printed


def test_one_that_calls_nobody(tmp_path: Path) -> None:
    status, printed = judge(tmp_path, "/bin/true {port}", "http")
    said = "client never called 127.0.0.1:9190, and ended with status 0"
    assert (status, said in printed) == (3, True), printed


CONTRACT = '[request]\ntext = "hello"\n[answer]\nwhole = "close"\n'


def test_a_pattern_of_a_request_that_is_none(tmp_path: Path) -> None:
    (mine := tmp_path / "mine.toml").write_text(
        f"{CONTRACT}[[served.answers]]\nto = '('\ntext = 'a'\n"
    )
    status, printed = judge(tmp_path, asking(tmp_path), str(mine))
    said = "the contract \"mine\" cannot be used: the pattern '(' is none: Unmatched ("
    assert (status, said in printed) == (3, True), printed


def test_a_contract_that_does_not_say_what_is_answered(tmp_path: Path) -> None:
    (mine := tmp_path / "mine.toml").write_text(CONTRACT)
    with pytest.raises(SlotError, match="does not say what is answered: add .*served.answers"):
        config_from({"CLIENT": "socat", "SPEAKS": str(mine)})
    datagrams = '[contract]\ntransport = "datagrams"\n[request]\ntext = "hello"\n[answer]\n'
    mine.write_text(datagrams)
    with pytest.raises(SlotError, match="is about datagrams, and servers of ours answer streams"):
        config_from({"CLIENT": "socat", "SPEAKS": str(mine)})


def test_an_answer_that_ends_with_the_connection_cannot_be_cut_short_by_it(tmp_path: Path) -> None:
    """What is asked of it otherwise is asked: 5.61 resets it."""
    (mine := tmp_path / "mine.toml").write_text(
        f"{CONTRACT}[[served.answers]]\nto = '^GET'\nwhole = {{ until = \"\\r\\n\\r\\n\" }}\n"
        "text = 'and this is its end.'\nthen = 'close'\n"
    )
    client = asking(tmp_path, goes_on="True", at_the_end="break")
    status, printed = judge(tmp_path, client, str(mine), "-k", "5.60 or 5.61")
    assert (status, "1 requirement: 1 holds (1 more are not for" in printed) == (0, True), printed
