"""Contracts: what is wrong in one is named, and servers that do not echo are judged by theirs."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from harness.contracts.contract import (
    ContractError,
    every_contract,
    find_contract,
    read_contract,
)
from harness.parsing.file import parse
from harness.running.config import config_from
from harness.running.handed import handed
from harness.place import ROOT
from harness.running.slots import SlotError
from harness.scenario.model import Cast, Role
from harness.tests.documents import DOCS
from harness.tests.judged import judged
from harness.tests.workbench import own_build

REQUEST = '[request]\ntext = "hello"\n'
DATAGRAMS = '[contract]\ntransport = "datagrams"\n'
ANSWER = '[answer]\nwhole = "close"\n'
SERVED = f"{REQUEST}{ANSWER}[[served.answers]]\n"

WRONG = {
    "[request": "not TOML",
    "[colour]": "'colour' is not a table of a contract: answer, contract, greeting, large, "
                "nonsense, request, served",
    f"[request]\n{ANSWER}": '[request] is to have text = "..." or hex = "..."',
    f'[request]\ntext = "a"\nhex = "61"\n{ANSWER}': "[request] is to have text",
    f'[request]\nhex = "6"\n{ANSWER}': "hex is to be pairs of hexadecimal digits",
    f"[request]\ntext = 1\n{ANSWER}": "text is to be a text, not 1",
    f"{REQUEST}colour = 1\n{ANSWER}": "'colour' is not a key of [request] of a contract: ends, hex, "
                "pipelined, text",
    REQUEST: "[answer] does not say when it is whole",
    f"{REQUEST}[answer]\nwhole = 7": "whole is to be one of",
    f"{REQUEST}[answer]\nwhole = {{ soon = 1 }}": "'soon' is no way to be whole",
    f"{REQUEST}[answer]\nwhole = {{ close = 1 }}": "'close' is no way to be whole",
    f"{REQUEST}[answer]\nwhole = {{ bytes = 0 }}": "bytes is to be a number above 0, not 0",
    f"{REQUEST}[answer]\nwhole = {{ until = '' }}": "until says nothing",
    f"{REQUEST}[answer]\nwhole = {{ header = 'a' }}": "length belongs to header",
    f"[contract]\ntransport = 'udp'\n{REQUEST}{ANSWER}": 'transport is to be "streams" or "datagrams", not \'udp\'',
    f"{REQUEST}ends = 1\n{ANSWER}": "ends is to be true or false, not 1",
    f"{REQUEST}[answer]\nwhole = 'nothing'": 'whole = "nothing" is for datagrams',
    f"{DATAGRAMS}{REQUEST}{ANSWER}": "a datagram is whole: leave whole out",
    f"{DATAGRAMS}{REQUEST}ends = true": "ends is for streams: a datagram ends by itself",
    f"{DATAGRAMS}{REQUEST}[greeting]\nwhole = 'close'": "[greeting] is for streams",
    f"{REQUEST}{ANSWER}changing = 'a'": "changing is to be a list of texts, not 'a'",
    f"{REQUEST}pipelined = 0\n{ANSWER}": "pipelined is to be a number above 0, not 0",
    f"{REQUEST}{ANSWER}[large]": '[large] is to have text = "..." or hex = "..."',
    f"{REQUEST}{ANSWER}greeting = 1": "'greeting' is not a key of [answer]",
    f"{REQUEST}{ANSWER}[served]\ncolour = 1": "'colour' is not a key of [served] of a contract",
    f"{REQUEST}{ANSWER}[served]\ngreeting = 'a'": "[served] is to have 1 to 16 of [[served.answers]]",
    f"{REQUEST}{ANSWER}[served]\nanswers = ['a']": "[[served.answers]] is to be tables",
    f"{SERVED}colour = 1": "'colour' is not a key of [[served.answers]] of a contract",
    f"{SERVED}text = 'a'": "one of [[served.answers]] is to nothing",
    f"{SERVED}to = 'a'": 'each of [[served.answers]] is to have text = "..." or hex = "..."',
    f"{SERVED}to = 'a'\nhex = '61 {{2+}} 6'": "hex is to be pairs of hexadecimal digits",
    f"{SERVED}to = 'a'\ntext = 'a'\nwhole = 7": "whole is to be one of",
    f"{SERVED}to = 'a'\ntext = 'a'\nthen = 'wait'": "then is \"close\", or it is not there, not 'wait'",
    f"{SERVED}to = 'a'\ntext = 'a'\nresult = 1": "result is true, or it is not there, not 1",
}


@pytest.mark.parametrize(("text", "said"), WRONG.items())
def test_what_is_wrong_in_a_contract_is_named(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(ContractError) as caught:
        read_contract(file, "mine")
    assert str(caught.value).startswith(f"{file}: ") and said in str(caught.value)


def test_one_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="did you mean 'redis'"):
        find_contract("reds", ROOT)
    with pytest.raises(ContractError, match="No such file"):
        find_contract(str(tmp_path / "mine.toml"), ROOT)


def test_all_that_come_with_us_are_handed_on(tmp_path: Path) -> None:
    """Each has its fields, and their lengths; and the page's own example is one."""
    assert {"echo", "http", "redis", "smtp"} <= {each.name for each in every_contract(ROOT)}
    for each in every_contract(ROOT):
        assert handed(each, tmp_path).read_bytes().startswith(b"request %d\n" % len(each.request))
    example = (DOCS / "contracts.md").read_text().partition("```toml\n")[2].partition("```")[0]
    (tmp_path / "example.toml").write_text(example)
    assert read_contract(tmp_path / "example.toml", "").answer.way == "header"


@pytest.mark.parametrize("name", [each.name for each in every_contract(ROOT) if each.served])
def test_what_is_served_is_a_whole_answer(name: str, tmp_path: Path) -> None:
    """Our server and our caller, who know nothing but the contract, understand each other."""
    setting = config_from({"SOCKSPEC_BUILD": str(own_build(tmp_path))})
    setting = replace(setting, contract=find_contract(name, ROOT))
    roles = (Role("server", "answering_server"), Role("client", "asks_once_client"))
    ran = setting.carry_out(Cast(roles), "pair", scenario="contracts")
    assert ran.record and (ended := ran.record.end_of_first("client")) and ended.status == 0


@pytest.mark.parametrize("slot", ["server", "client"])
def test_as_many_requirements_as_are_said_are_about_any(slot: str) -> None:
    scenarios = [parse(path) for path in sorted((ROOT / "scenarios").glob("*.bats"))]
    asked = [each for scenario in scenarios for each in scenario.requirements]
    about_any = [each for each in asked if each.speaks != "echo" and slot in each.tests]
    assert f"{len(about_any)} requirements are about any {slot}" in (ROOT / "README.md").read_text()


WEB = ROOT / "fixtures" / "contracts"
HTTP = f"/usr/bin/python3 -m http.server -d {WEB} {{port}}"

LINES = """
import os, signal, socket, sys
signal.signal(signal.SIGCHLD, signal.{signal})
listener = socket.create_server(("", int(sys.argv[1])), backlog=50)
while True:
    conn, _ = listener.accept()
    if os.fork() == 0:
        listener.close()
        for number, line in enumerate(conn.makefile("rb"), 1):
            conn.sendall({answer})
        os._exit(0)
    conn.close()
"""
"""A server of lines, a process for each caller."""


def judge(tmp_path: Path, server: str, speaks: str, *only: str) -> tuple[int, str]:
    """As judged()."""
    return judged(tmp_path, {"SERVER": server, "SPEAKS": speaks}, *only)


def lines(tmp_path: Path, answer: str, reaps: str = "SIG_IGN") -> str:
    """The command line of such a server: what it answers, as an expression, and if it reaps."""
    file = tmp_path / "lines.py"
    file.write_text(LINES.format(answer=answer, signal=reaps))
    return f"/usr/bin/python3 {file} {{port}}"


def test_a_web_server_is_judged(tmp_path: Path) -> None:
    """It tries again without end where it has no descriptor, and closes with bytes unread: two shoulds."""
    status, printed = judge(tmp_path, HTTP, "http")
    assert status == 0, printed
    assert "30 hold, 2 warn" in printed
    assert f"judged: SPEAKS=http SERVER='{HTTP}'" in printed
    told = json.loads((tmp_path / "report" / "results.json").read_text())
    assert (told["slots"]["speaks"], told["slots"]["server"]) == ("http", HTTP)


def test_a_server_of_lines_is_judged_and_what_it_does_wrong_is_found(tmp_path: Path) -> None:
    """Its twin takes no status of its children."""
    status, printed = judge(tmp_path, lines(tmp_path, "line.upper()"), "line", "-k", "10.14")
    assert (status, "1 requirement: 1 holds" in printed) == (0, True), printed
    (wrong := tmp_path / "wrong").mkdir()
    server = lines(wrong, "line.upper()", "SIG_DFL")
    status, printed = judge(wrong, server, "line", "-k", "10.14")
    assert (status, "10.14 no zombie is left in the server" in printed) == (1, True), printed
    assert f"SPEAKS=line SERVER='{server}' bats scenarios/zombies.bats -f '^10[.]14 '" in printed


def test_by_a_contract_an_answer_may_be_longer_than_what_was_asked(tmp_path: Path) -> None:
    """What fails beside is not told as if it came of that."""
    deaf = "SIG_IGN); signal.signal(signal.SIGTERM, signal.SIG_IGN"
    server = lines(tmp_path, "b'you said ' + line", deaf)
    status, printed = judge(tmp_path, server, "line", "-k", "10.20")
    assert (status, "warns 10.20 " in printed) == (0, True), printed
    assert "more bytes than it is sent" not in printed and "had been sent" not in printed


REFUSED = {
    "another answer": ("b'%d %d\\n' % (os.getpid(), number)", "line",
                       "its answers differ from byte 0 on"),
    "no whole answer": ("line.upper()", "http", 'which is no whole answer by the contract "http"'),
    "no answer": ("b''", "line", 'server did not answer by the contract "line"'),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "speaks", "said"), REFUSED.values(), ids=REFUSED)
def test_one_that_cannot_be_judged(answer: str, speaks: str, said: str, tmp_path: Path) -> None:
    status, printed = judge(tmp_path, lines(tmp_path, answer), speaks)
    assert (status, said in printed) == (3, True), printed


@pytest.mark.parametrize(
    ("server", "speaks", "serves", "about"),
    [
        ("ch06-udp/udp_echo_server", "line", "datagrams", "streams"),
        ("ch04-tcp/iterative_echo_server", "dns", "streams", "datagrams"),
    ],
)
def test_a_contract_of_the_other_transport(
    server: str, speaks: str, serves: str, about: str, tmp_path: Path
) -> None:
    status, printed = judge(tmp_path, f"{ROOT}/build/fixtures/{server} {{port}}", speaks)
    said = (
        f'SERVER cannot be judged: server serves {serves} at its port, and the contract "{speaks}" is'
        f' about {about}: name one in SPEAKS that has transport = "{serves}" in [contract].'
    )
    assert (status, said in printed) == (3, True), printed


NAMES = """
import socket, sys
mistake = sys.argv[2]
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("127.0.0.1", int(sys.argv[1])))
while True:
    asked, caller = sock.recvfrom(513 if mistake == "too large" else 512)
    if mistake == "no question":
        asked[12]
    if mistake == "nonsense":
        assert asked[2:4] == b"\\1\\0" or len(asked) in (0, 512)
    if mistake == "too large":
        assert len(asked) <= 512
    answer = asked[:2] + b"\\x81\\x80" + asked[4:6] + b"\\0\\1\\0\\0\\0\\0" + asked[12:]
    if asked[2:4] == b"\\1\\0" and len(asked) < 64:
        sock.sendto(answer + b"\\xc0\\x0c\\0\\1\\0\\1\\0\\0\\0\\0\\0\\4\\x7f\\0\\0\\1", caller)
"""
"""A name server of one name, sound but for the mistake that it is told to make."""

CAUGHT = {"": "", "no question": "6.62", "nonsense": "6.63", "too large": "6.64"}


@pytest.mark.parametrize(("mistake", "by"), CAUGHT.items(), ids=CAUGHT.values())
def test_what_a_name_server_does_wrong_is_found(mistake: str, by: str, tmp_path: Path) -> None:
    (tmp_path / "names.py").write_text(NAMES)
    server = f"/usr/bin/python3 {tmp_path}/names.py {{port}} '{mistake}'"
    status, printed = judge(tmp_path, server, "dns")
    assert status == (1 if by else 0), printed
    found = set(re.findall(r"(?:fails|warns) (\d+\.\d+)", printed))
    assert found == ({by} if by else set()), printed


def test_a_pattern_that_is_none(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(f"{REQUEST}[answer]\nwhole = {{ pattern = '(' }}\n")
    status, printed = judge(tmp_path, HTTP, str(mine))
    said = "the contract \"mine\" cannot be used: the pattern '(' is none: Unmatched ("
    assert (status, said in printed) == (3, True), printed


def test_which_contract_to_try_is_told(tmp_path: Path) -> None:
    status, printed = judge(tmp_path, HTTP, "")
    assert (status, "; try SPEAKS=http." in printed) == (3, True), printed


def test_a_preset_says_what_it_speaks(tmp_path: Path) -> None:
    """The path of a contract of one's own may be named by the folder of the preset."""
    (tmp_path / "mine.toml").write_text(
        "[subject]\ncommand = 'mine {port}'\nspeaks = '{folder}/what.toml'\n"
    )
    (tmp_path / "what.toml").write_text(REQUEST + ANSWER)
    setting = config_from({"SERVER": str(tmp_path / "mine.toml")})
    assert setting.contract and setting.contract.request == b"hello"
    with pytest.raises(SlotError) as caught:
        config_from({"SERVER": str(tmp_path / "mine.toml"), "SPEAKS": "redis"})
    said = f"SPEAKS=redis, but SERVER=mine speaks {tmp_path}/what.toml: leave SPEAKS out"
    assert str(caught.value) == said


@pytest.mark.parametrize(
    "slots", [{}, {"VIA": "socat"}, {"SERVER": "socat", "CLIENT": "socat"}]
)
def test_a_contract_is_about_a_server_or_a_client(slots: dict[str, str]) -> None:
    said = "SPEAKS=http is about a SERVER or a CLIENT of yours: set one of them, and nothing else"
    with pytest.raises(SlotError) as caught:
        config_from({"SPEAKS": "http", **slots})
    assert str(caught.value) == said


def test_what_is_spoken_without_a_contract_is_the_contract_echo(tmp_path: Path) -> None:
    """It stands in C, too: our programs speak it when they are started by hand."""
    source = (ROOT / "c" / "lib" / "contract.c").read_text()
    literals = re.search(r"ECHO\[\] = ((?:\s*\".*\")+);", source)
    assert literals
    written = "".join(ast.literal_eval(each.strip()) for each in literals[1].splitlines())
    told = handed(find_contract("echo", ROOT), tmp_path).read_bytes()
    assert told.replace(b"served-greeting 0\n\n", b"") == written.encode()
