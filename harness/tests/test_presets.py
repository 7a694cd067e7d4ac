"""Presets: read, refused with a sentence, filled in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness.running.launch import prepare
from harness.place import ROOT
from harness.running import installed
from harness.running.presets import Preset, PresetError, find_preset, make, read_preset, words_of
from harness.running.slots import Slots
from harness.scenario.model import Cast, Role
from harness.scenario.slots import SERVER, VIA

WHOLE = """
[subject]
command = "relay -f {file:relay.cfg} {listen}"
needs = ["sh"]
package = ["relay", "relay-tools"]
version = "relay -v"

[files]
"relay.cfg" = "{ at {listen_host}:{listen}, of {host}:{port}, {server_port}, key {file:key} }"
"key" = "secret"

[beyond]
command = "beyond {listen} {host} {port}"
"""


def written(folder: Path, text: str) -> Preset:
    path = folder / "mine.toml"
    path.write_text(text)
    return read_preset(path, folder / "build", VIA)


def test_all_that_can_be_said(tmp_path: Path) -> None:
    preset = written(tmp_path, WHOLE)
    assert (preset.name, preset.needs, preset.packages) == ("mine", ("sh",), ("relay", "relay-tools"))
    assert preset.missing == ""
    values = {"listen": "1", "listen_host": "h", "host": "s", "port": "2", "server_port": "3"}
    program, option, file, listen = words_of(preset.command, preset, values)
    assert (program, option, listen) == ("relay", "-f", "1")
    key = Path(file).with_name("key")
    assert Path(file).read_text() == f"{{ at h:1, of s:2, 3, key {key} }}"
    assert key.read_text() == "secret" and key.stat().st_mode & 0o777 == 0o600
    assert words_of(preset.command, preset, values)[2] == file
    assert words_of(preset.command, preset, {**values, "port": "4"})[2] != file


def test_two_programs_of_one_role(tmp_path: Path) -> None:
    """The one beyond starts first, calls the server, and is called by the other."""
    cast = Cast((Role("server", "serves"), Role("via", "relays"), Role("client", "calls")))
    presets = {"via": written(tmp_path, WHOLE)}
    launch = prepare(cast, Slots(via="mine"), Path, presets=presets)
    server, beyond, via, client = launch.players
    assert (beyond.role, via.role) == ("via", "via")
    assert beyond.words == ("beyond", "9192", "127.0.0.1", "9190")
    assert (beyond.serves, via.serves) == ("127.0.0.1:9192", "127.0.0.1:9191")
    assert (via.words[-1], via.told["port"]) == ("9191", "9192")
    assert "of 127.0.0.1:9192, 9190" in Path(via.words[2]).read_text()
    assert client.told["port"] == "9191" and server.told["port"] == "9190"
    assert launch.ports == (9190, 9191, 9192)


def test_two_programs_are_started_again_both(tmp_path: Path) -> None:
    """Nobody waits for the one beyond then: it may have to wait for the first to end."""
    roles = Role("server", "serves"), Role("via", "relays"), Role("again", "{via}")
    presets = {"via": written(tmp_path, WHOLE)}
    *_, beyond, again = prepare(Cast(roles), Slots(via="mine"), Path, presets=presets).players
    assert (beyond.role, beyond.words, beyond.serves) == (
        "again", ("beyond", "9192", "127.0.0.1", "9190"), None
    )
    assert (again.role, again.told["port"]) == ("again", "9192")


@pytest.mark.parametrize(("user", "sentence"), [(0, ""), (1001, "is for root alone")])
def test_one_that_only_root_can_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: int, sentence: str
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[subject]\ncommand = 'a'\nuser = 'root'\n", encoding="utf-8")
    monkeypatch.setattr(os, "geteuid", lambda: user)
    missing = read_preset(path, tmp_path, SERVER).missing
    assert sentence in missing and bool(missing) == bool(sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[subject", "not TOML"),
        ("command = 1", "'command' is not a table of a preset"),
        ("[subject]\nneeds = []", "has no command"),
        ("[subject]\ncommand = 3", "command is to be a text, not 3"),
        ("[subject]\ncommand = 'a'\ncolour = 'red'", "'colour' is not a key of [subject] of a preset: build,"),
        ("[subject]\ncommand = 'a'\nuser = 'me'", "user is 'root' or left out, not 'me'"),
        ("[subject]\ncommand = 'a {lisen}'", "{lisen} cannot be filled in; {host}, {listen}"),
        ("[subject]\ncommand = 'a {file:b}'", "{file:b} is no file of [files]"),
        ("[subject]\ncommand = 'a'\n[files]\nb = '{file:c}'", "{file:c} is no file of [files]"),
        ("[subject]\ncommand = 'a'\n[beyond]\nargs = 'b'", "'args' is not a key of [beyond]"),
        ("[subject]\ncommand = 'a'\n[beyond]\ncommand = 'b {at}'", "{at} cannot be filled in"),
    ],
)
def test_what_is_wrong_in_it(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(PresetError) as error:
        written(tmp_path, text)
    assert sentence in str(error.value) and "mine.toml" in str(error.value)


def test_only_a_relay_can_be_two_programs(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(WHOLE)
    with pytest.raises(PresetError, match="is for VIA: a server is one program"):
        read_preset(path, tmp_path, SERVER)


def test_what_is_not_installed(tmp_path: Path) -> None:
    preset = written(tmp_path, WHOLE.replace('"sh"', '"sh", "no-such-relay"'))
    with pytest.raises(PresetError, match="needs no-such-relay, not found in PATH: install relay relay-tools"):
        make(preset, tmp_path)


def test_what_is_needed_is_a_program_or_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A daemon may be where an ordinary user's PATH does not lead: it is started from there."""
    preset = written(tmp_path, WHOLE.replace('"sh"', '"daemon", "/etc/passwd", "/no/module.so"'))
    assert preset.lacks == ["daemon", "/no/module.so"]
    monkeypatch.setattr(installed, "SYSTEM_PATH", str(tmp_path))
    (tmp_path / "daemon").write_text("")
    (tmp_path / "daemon").chmod(0o755)
    assert preset.lacks == ["/no/module.so"]
    assert words_of("daemon -f", preset, {}) == [str(tmp_path / "daemon"), "-f"]
    assert words_of("sh -f", preset, {}) == ["sh", "-f"]


def test_it_is_built_once_and_when_it_has_changed(tmp_path: Path) -> None:
    build = tmp_path / "build"
    text = "[subject]\ncommand = '{built}'\nbuild = \"sh -c 'echo >>{built}'\"\n"
    preset = written(tmp_path, text)
    built = build / "subjects" / "via" / "mine"
    (built.parent).mkdir(parents=True)
    for _ in range(2):
        make(preset, build)
        assert built.read_text() == "\n"


def test_a_build_that_fails_says_what_it_said(tmp_path: Path) -> None:
    preset = written(tmp_path, "[subject]\ncommand = 'a'\nbuild = \"sh -c 'echo no luck >&2; exit 1'\"\n")
    with pytest.raises(PresetError, match="failed: no luck"):
        make(preset, tmp_path)


@pytest.mark.parametrize(
    ("line", "name"),
    [("socat", "socat"), ("sh", None), ("./socat", None), ("socat -d", None), ("/bin/sh", None)],
)
def test_which_is_meant(line: str, name: str | None) -> None:
    found = find_preset(VIA, line, ROOT, ROOT / "build")
    assert (found.name if found else None) == name


def test_the_nearest_is_named() -> None:
    with pytest.raises(PresetError, match="VIA: there is neither a preset nor a program 'sokat'; did you mean 'socat'"):
        find_preset(VIA, "sokat", ROOT, ROOT / "build")
