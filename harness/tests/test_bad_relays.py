"""Relays that misbehave, in the slot of the real plugin: the sentence that each gets."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from harness.place import ROOT
from harness.tests.test_bad_subjects import SUBJECTS, check

pytestmark = pytest.mark.skipif(
    not (ROOT / SUBJECTS).is_dir() or not (ROOT / "build" / "observe").exists(),
    reason="the subjects are not built: make c-tests",
)

HEAD = """
import os, select, signal, socket, sys, threading
listen, host, port = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
def call(): return socket.create_connection((host, port))
def pump(a, b, change=lambda d: d):
    try:
        while d := a.recv(65536): b.sendall(change(d))
        b.shutdown(socket.SHUT_WR)
    except OSError: pass
def both(c, s, change=lambda d: d):
    t = threading.Thread(target=pump, args=(c, s, change)); t.start()
    pump(s, c); t.join(); c.close(); s.close()
def each(serve):
    while True: threading.Thread(target=serve, args=(l.accept()[0],), daemon=True).start()
l = socket.create_server(('127.0.0.1', listen))
"""
NO_PORT = "; its command line has no {listen}"
SERVER = "127.0.0.1:9190"
LINE = '"hello sockspec"'


def relay(script: str, head: str = HEAD) -> str:
    return shlex.join([sys.executable, "-c", head + script, "{listen}", "{host}", "{port}"])


SOUND = "each(lambda c: both(c, call()))\n"

RELAYS = {
    "./no_such_relay {listen}": f"via could not be started: ./no_such_relay was not found (ENOENT) in {ROOT}",
    f"{SUBJECTS}/dies_at_start": "via ended with status 99 before it was ready; the last thing it"
    f' said is "dies_at_start: cannot read its configuration"{NO_PORT}',
    f"{SUBJECTS}/never_listens {{listen}}": "via never listened on 9191: it waits in pause",
    f"{SUBJECTS}/listens_elsewhere": f"via listens on 4711 instead of 9191{NO_PORT}",
    f"{SUBJECTS}/forks_without_end": "via made more processes than a run may have (512)",
    relay("l.accept(); signal.pause()"): f"it never called {SERVER}, where the server is; it waits in pause",
    relay("listen, port = port, listen\n" + SOUND): "it calls itself, at 127.0.0.1:9191",
    relay("port = 9999\n" + SOUND): f"it never called {SERVER}, where the server is, but 127.0.0.1:9999;"
    ' it waits in accept4(3); the last thing it said is "ConnectionRefusedError: [Errno 111] Connection refused"',
    relay("each(lambda c: pump(c, c))"): f"it answered {LINE} by itself, and passed nothing on to {SERVER}",
    relay("each(lambda c: c.sendall(b'HTTP/1.1 400 Bad Request'))"): 'it sent "HTTP/1.1 400 Bad Request" itself,'
    f" and passed nothing on to {SERVER}",
    relay("c = l.accept()[0]\nboth(c, call())"): "it ended with status 0 after its first client: it is judged with"
    " more than one",
    relay("c = l.accept()[0]\nboth(c, call())\nsignal.pause()"): "it served its first client, and no other; it"
    " waits in pause",
    relay("l.accept()[0].recv(9)\nsys.exit('no more')"): f"it ended with status 1 before {LINE} had come back"
    ' through it; the last thing it said is "no more"',
    relay("while True: both(l.accept()[0], call(), bytes.upper)"): 'it passed "HELLO SOCKSPEC" on to the server,'
    f" and not {LINE}",
    relay("c = l.accept()[0]\ne = l.accept()[0]\ns, t = call(), call()\n"
          "for a, b in ((c, s), (e, t), (s, e), (t, c)):\n threading.Thread(target=pump, args=(a, b)).start()\n"
          "each(lambda c: both(c, call()))"): "it gave client the answer to beside,"
    ' "hello, besides"',
    relay("c = l.accept()[0]\ns = call()\nc.recv(99)\nsignal.pause()"): f"it called the server, and did not pass"
    f" {LINE} on to it; it waits in pause",
    relay("c = l.accept()[0]\ns = call()\nt = c.recv(99)\ns.sendall(t)\ns.recv(99)\nsignal.pause()"): "the server"
    f" answered {LINE}, and it passed nothing of that on; it waits in pause",
}


@pytest.mark.parametrize("command", RELAYS)
def test_a_relay_that_cannot_be_judged(tmp_path: Path, command: str) -> None:
    status, said = check(tmp_path, VIA=command)
    assert f"VIA cannot be judged: {RELAYS[command]}.\n" in said, said
    assert status == 3


def test_a_relay_that_loses_one_of_three_is_judged(tmp_path: Path) -> None:
    """As sslh-select does by a race: of a descriptor that is used again it takes EAGAIN for the end."""
    lose = "calls = []\ndef serve(c):\n    calls.append(c)\n    s = call()\n"
    lose += "    c.close() if len(calls) == 2 else both(c, s)\neach(serve)"
    status, said = check(tmp_path, VIA=relay(lose))
    assert "cannot be judged" not in said, said
    assert status in (0, 1)


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("sokat", "VIA: there is neither a preset nor a program 'sokat'; did you mean 'socat'?"),
        ("./no_such.toml", "no_such.toml: No such file or directory"),
    ],
)
def test_a_preset_that_is_not_there(tmp_path: Path, word: str, sentence: str) -> None:
    status, said = check(tmp_path, VIA=word)
    assert sentence in said and status == 2, said
