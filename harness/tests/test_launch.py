"""Casts as the observer is told them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harness.tests.making import call_pattern
from harness.scenario.act import Act, Fail, Hold, Send, Short, Type
from harness.contracts.contract import find_contract
from harness.running.config import Config
from harness.place import ROOT
from harness.running.paths import find_paths
from harness.running.launch import UnbuiltError, concerns, prepare
from harness.patterns.syntax import parse
from harness.scenario.model import Cast, Role
from harness.running.slots import SlotError, Slots, slots_from

PAIR = Cast((Role("server", "echoes"), Role("client", "asks")))
RELAYED = Cast((Role("server", "echoes"), Role("via", "relays"), Role("client", "asks")))
ENVIRONMENT = ["--env", "HOST=127.0.0.1", "--env", "PORT=9190"]


def built(name: str) -> Path | None:
    return Path("/build") / name if name != "unbuilt" else None


def arguments(cast: Cast, slots: Slots = Slots()) -> list[str]:
    return prepare(cast, slots, built).arguments(Path("/out"))


def called(cast: Cast, slots: Slots = Slots()) -> list[str]:
    words = arguments(cast, slots)
    return [words[place + 1] for place, word in enumerate(words) if word == "--arg"]


def test_a_pair() -> None:
    assert arguments(PAIR) == [
        "--out", "/out", "--events", "400000", "--idle", "1000", "--port", "9190", "--port", "9191",
        "--role", "server", "--serves", "127.0.0.1:9190", *ENVIRONMENT,
        "--arg", "/build/echoes", "--arg", "9190",
        "--role", "client", *ENVIRONMENT,
        "--arg", "/build/asks", "--arg", "127.0.0.1", "--arg", "9190",
    ]  # fmt: skip


def test_a_name_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dnsmasq").write_text("#!/bin/sh")
    (tmp_path / "dnsmasq").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    cast = Cast((Role("dns", "dnsmasq home"), Role("server", "echoes"), Role("client", "asks"),
                 Role("moved", "dnsmasq moved")))  # fmt: skip
    words = arguments(cast)
    assert [words[at + 1] for at, word in enumerate(words) if word == "--serves"] == [
        "127.0.0.1:53", "127.0.0.1:9190", "127.0.0.1:53",
    ]  # fmt: skip
    assert words[words.index("client") :][:9] == [
        "client", "--env", "HOST=server.example.test", "--env", "PORT=9190",
        "--arg", "/build/asks", "--arg", "server.example.test",
    ]  # fmt: skip
    zones = [word for word in called(cast) if word.startswith("--conf-file=")]
    assert [Path(zone).name for zone in zones] == ["home.conf", "moved.conf"]
    assert called(cast)[0] == str(tmp_path / "dnsmasq")


@pytest.mark.parametrize(
    "program, sentence",
    [
        ("dnsmasq", "'dnsmasq ZONE' is expected, not dnsmasq"),
        ("dnsmasq hom", "there is no zone 'hom' in fixtures/zones"),
    ],
)
def test_a_name_server_that_cannot_be(program: str, sentence: str) -> None:
    with pytest.raises(UnbuiltError, match=sentence):
        called(Cast((Role("dns", program),)))


def test_a_name_server_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.running.nameserver.shutil.which", lambda name, path: None)
    with pytest.raises(UnbuiltError, match="dnsmasq is not installed: make setup check"):
        called(Cast((Role("dns", "dnsmasq home"),)))


def test_a_pair_over_ipv6() -> None:
    words = arguments(replace(PAIR, family="ipv6"))
    assert words[words.index("--serves") + 1] == "[::1]:9190"
    assert called(replace(PAIR, family="ipv6")) == ["/build/echoes", "9190", "/build/asks", "::1", "9190"]
    assert words.count("HOST=::1") == 2


@pytest.mark.parametrize(
    "role, program, words",
    [
        ("server", "echoes", ["/build/echoes", "9190"]),
        ("client", "asks", ["/build/asks", "127.0.0.1", "9190"]),
        ("program", "forks", ["/build/forks"]),
        ("server", "echoes {port} 7", ["/build/echoes", "9190", "7"]),
        ("client", "asks '{host} x'", ["/build/asks", "127.0.0.1 x"]),
        ("server", "limits 8 {echoes} {port}", ["/build/limits", "8", "/build/echoes", "9190"]),
    ],
)
def test_arguments(role: str, program: str, words: list[str]) -> None:
    assert called(Cast((Role(role, program),))) == words


@pytest.mark.parametrize(
    "slots, words",
    [
        (Slots(server="./mine {port}"), ["./mine", "9190", "/build/asks", "127.0.0.1", "9190"]),
        (Slots(server="socat TCP-LISTEN:{port},fork 'EXEC:cat -u'"),
         ["socat", "TCP-LISTEN:9190,fork", "EXEC:cat -u", "/build/asks", "127.0.0.1", "9190"]),
        (Slots(client="./mine"), ["/build/echoes", "9190", "./mine"]),
        (Slots(client="awk {print}"), ["/build/echoes", "9190", "awk", "{print}"]),
    ],
)  # fmt: skip
def test_a_replaced_program(slots: Slots, words: list[str]) -> None:
    assert called(PAIR, slots) == words
    assert concerns(PAIR, slots)


def test_a_relay_between_a_pair() -> None:
    relay = ["--env", "HOST=127.0.0.1", "--env", "PORT=9190", "--env", "LISTEN=9191",
             "--env", "LISTEN_HOST=127.0.0.1"]
    assert arguments(RELAYED) == [
        "--out", "/out", "--events", "400000", "--idle", "1000", "--port", "9190", "--port", "9191",
        "--role", "server", "--serves", "127.0.0.1:9190", *ENVIRONMENT,
        "--arg", "/build/echoes", "--arg", "9190",
        "--role", "via", "--serves", "127.0.0.1:9191", *relay,
        "--arg", "/build/relays", "--arg", "9191", "--arg", "127.0.0.1", "--arg", "9190",
        "--role", "client", "--env", "HOST=127.0.0.1", "--env", "PORT=9191",
        "--arg", "/build/asks", "--arg", "127.0.0.1", "--arg", "9191",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "role, program, words",
    [
        ("via", "relays {listen} {host} {port} cut", ["relays", "9191", "127.0.0.1", "9190", "cut"]),
        ("server", "echoes {port}", ["echoes", "9190"]),
        ("other", "asks {host} {port}", ["asks", "127.0.0.1", "9191"]),
    ],
)
def test_arguments_where_there_is_a_relay(role: str, program: str, words: list[str]) -> None:
    others = tuple(each for each in RELAYED.roles if each.name != role)
    first, *rest = words
    assert called(Cast((Role(role, program), *others)))[: len(words)] == [f"/build/{first}", *rest]


@pytest.mark.parametrize(
    "slots, words",
    [
        (Slots(client="./mine {host}:{port}"), ["./mine", "127.0.0.1:9191"]),
        (Slots(server="./mine {port}"), ["./mine", "9190"]),
    ],
)
def test_a_replaced_program_where_there_is_a_relay(slots: Slots, words: list[str]) -> None:
    (role,) = slots.replaced
    launched = {player.role: player.words for player in prepare(RELAYED, slots, built).players}
    assert list(launched[role]) == words


@pytest.mark.parametrize(
    "slots, words",
    [
        (Slots(), ["/build/echoes", "9190"]),
        (Slots(server="./mine {port} {host}"), ["./mine", "9190", "127.0.0.1"]),
    ],
)
def test_a_program_that_is_started_a_second_time(slots: Slots, words: list[str]) -> None:
    """The relay is not for it: it takes the server's place, and is told what the server is."""
    launch = prepare(Cast((*RELAYED.roles, Role("again", "{server}"))), slots, built)
    players = {player.role: player for player in launch.players}
    assert list(players["again"].words) == words
    assert players["again"].told == players["server"].told
    assert players["again"].serves is None


def test_a_cast_without_the_replaced_role() -> None:
    alone = Cast((Role("program", "forks"),))
    assert not concerns(alone, Slots(server="./mine"))
    assert called(alone, Slots(server="./mine")) == ["/build/forks"]


def test_input_and_terminal() -> None:
    cast = Cast(PAIR.roles, (), (("client", ("a",)),), ("server",))
    words = arguments(cast)
    assert words[words.index("--stdin") + 1] == "/out/client.stdin"
    assert words.index("--terminal") < words.index("client")


@pytest.mark.parametrize(
    "act, words",
    [
        (Hold(call_pattern("client close"), parse("wire SYN")),
         ["--hold", "enter role=client names=close kind=socket", "--until", "wire thing=SYN"]),
        (Hold(call_pattern("client close"), None, or_quiet=True, or_waits=True, each=True),
         ["--or-waits", "--each"]),
        (Short(call_pattern("client write"), 3), ["--bytes", "3"]),
        (Fail(call_pattern("client close"), "EIO"), ["--errno", "EIO"]),
        (Send("server", parse("wire SYN"), "SIGTERM"),
         ["--signal", "server:SIGTERM", "--when", "wire thing=SYN"]),
        (Type("server", parse("wire SYN"), "ab^C"),
         ["--type", "server:ab\x03", "--when", "wire thing=SYN"]),
    ],
)  # fmt: skip
def test_acts(act: Act, words: list[str]) -> None:
    assert arguments(Cast(PAIR.roles, (act,)))[-len(words) :] == words


def test_a_program_that_is_not_built() -> None:
    with pytest.raises(UnbuiltError, match="'unbuilt' is not built: run make"):
        arguments(Cast((Role("server", "unbuilt"),)))
    with pytest.raises(UnbuiltError, match="'unbuilt' is not built: run make"):
        arguments(Cast((Role("server", "limits 8 {unbuilt}"),)))


@pytest.mark.parametrize(
    "environment, slots",
    [
        ({}, Slots()),
        ({"SERVER": "./a {port}"}, Slots(server="./a {port}")),
        ({"CLIENT": "./a"}, Slots(client="./a")),
    ],
)
def test_slots(environment: dict[str, str], slots: Slots) -> None:
    assert slots_from(environment) == slots


@pytest.mark.parametrize(
    "environment, sentence",
    [
        ({"SERVER": "./a 'b"}, "SERVER is not a command line .No closing quotation.: ./a 'b"),
        ({"CLIENT": "''"}, "CLIENT names no program"),
        ({"SERVER": ""}, "SERVER is set, and empty"),
        ({"CLIENT": " "}, "CLIENT is set, and empty"),
    ],
)
def test_slots_that_cannot_be(environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(SlotError, match=sentence):
        slots_from(environment)


def test_who_is_judged_as_it_is_typed() -> None:
    config = Config(find_paths({}))
    assert config.typed == ""
    config = replace(config, slots=Slots(server="./a {port}"), contract=find_contract("http", ROOT))
    assert config.typed == "SPEAKS=http SERVER='./a {port}' "
