"""Programs that misbehave, in a slot of the real plugin: the sentence that each gets."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from harness.place import ROOT
from harness.tests.workbench import own_build

SUBJECTS = "build/tests/subjects"
OURS = "build/fixtures/ch10-processes/forking_echo_server {port}"
GARBAGE = '"' + "".join(f"\\x{byte:02x}" for byte in range(255, 231, -1)) + '…"'
UNTOLD = "; its command line has no {port}"
LINE = '"hello sockspec"'
SCENARIOS = ("halfclose", "peers", "zombies")

pytestmark = pytest.mark.skipif(
    not (ROOT / SUBJECTS).is_dir() or not (ROOT / "build" / "observe").exists(),
    reason="the subjects are not built: make c-tests",
)


def shell(script: str) -> str:
    return f"sh -c {shlex.quote(script)}"


def check(folder: Path, only: str = "7.5", **slots: str) -> tuple[int, str]:
    """Judge a few requirements; nothing that was started may be left."""
    command = [sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", "-n0"]
    environment = {**os.environ, "SOCKSPEC_BUILD": str(own_build(folder)), **slots}
    ran = subprocess.run(
        [*command, "-k", only, *(f"scenarios/{name}.bats" for name in SCENARIOS)],
        cwd=ROOT, env=environment, text=True, errors="replace", capture_output=True, check=False,
    )  # fmt: skip
    assert left_running(folder) == []
    return ran.returncode, ran.stdout + ran.stderr


def left_running(folder: Path) -> list[str]:
    """Processes that have their environment from this check."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.fsencode(f"SOCKSPEC_BUILD={folder}") in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text())
        except OSError:
            continue  # another's, or gone
    return found


SERVERS = {
    "./no_such_server {port}": f"server could not be started: ./no_such_server was not found (ENOENT) in {ROOT}",
    "./README.md {port}": "server could not be started: ./README.md is not an executable file (EACCES)",
    f"{SUBJECTS}/dies_at_start": "server ended with status 99 before it was ready; the last thing it"
    f' said is "dies_at_start: cannot read its configuration"{UNTOLD}',
    f"{SUBJECTS}/kills_itself": "server was killed by SIGKILL in kill before it was ready"
    f"{UNTOLD}",
    f"{SUBJECTS}/faults {{port}}": "server was killed by SIGSEGV at address 0x10 before it was ready",
    f"{SUBJECTS}/never_listens {{port}}": "server never listened on 9190: it waits in pause",
    f"{SUBJECTS}/listens_elsewhere": f"server listens on 4711 instead of 9190{UNTOLD}",
    f"{SUBJECTS}/sleeps_for_ever {{port}}": "server never listened on 9190: it waits in pause",
    f"{SUBJECTS}/stops_itself {{port}}": "server never listened on 9190: it was stopped by a signal",
    f"{SUBJECTS}/ignores_sigterm {{port}}": "server never listened on 9190: it waits in pause",
    f"{SUBJECTS}/forks_without_end": "server made more processes than a run may have (512)",
    f"{SUBJECTS}/closes_its_standard_streams {{port}}": "server ended with status 0 before it was"
    " ready",
    f"{SUBJECTS}/answers_garbage {{port}}": f"server answered {GARBAGE} instead of the line {LINE}"
    " that it was sent",
    f"{SUBJECTS}/goes_into_the_background {{port}}": "server reset the connection instead of sending"
    f" {LINE} back",
}


LISTENS = "import os, socket, sys\nl = socket.create_server(('', int(sys.argv[1])))\n"
ECHOES = "while True:\n c, _ = l.accept()\n while d := c.recv(4096): c.sendall(d)\n c.close()\n"
THREADS = (
    "import threading\ndef h(c):\n try:\n  while d := c.recv(4096): c.sendall(d)\n"
    " except OSError: pass\n c.close()\n"
    "while True: threading.Thread(target=h, args=(l.accept()[0],), daemon=True).start()\n"
)
BY_IPV6 = (
    "import socket, sys\nl = socket.socket(socket.AF_INET6)\n"
    "l.setsockopt(41, 26, 1)\nl.bind((sys.argv[2], int(sys.argv[1])))\nl.listen()\nl.accept()\n"
)
NOBODY = "; inside a run nobody can change users (setgroups = EPERM)"


def python(script: str, *arguments: str) -> str:
    return shlex.join([sys.executable, "-c", script, "{port}", *arguments])


SERVERS |= {
    python(LISTENS + "c, _ = l.accept()\nc.recv(9)\nos.setgroups([])\n" + ECHOES): "server ended with"
    f' status 1 when it was sent the line {LINE}; the last thing it said is'
    ' "PermissionError: [Errno 1] Operation not permitted"' + NOBODY,
    python("import os\nos.nice(-5)\n"): "server ended with status 1 before it was ready; the last"
    ' thing it said is "PermissionError: [Errno 1] Operation not permitted"',
    python(LISTENS + "c, _ = l.accept()\nwhile d := c.recv(9): c.sendall(d)"): "server ended with status"
    " 0 after its first client: it is judged with more than one",
    python(LISTENS + "c, _ = l.accept()\nc.sendall(c.recv(99).decode())"): "server ended with status 1"
    f" when it was sent the line {LINE}; the last thing it said is"
    ' "TypeError: a bytes-like object is required, not \'str\'"',
    python(LISTENS + "while True:\n c, _ = l.accept()\n c.sendall(b'hi')\n c.close()"): "server answered"
    f' "hi" instead of the line {LINE} that it was sent',
    python(BY_IPV6, "::"): "server listens on [::]:9190, for IPv6 only, and is called at"
    " 127.0.0.1:9190",
    python(BY_IPV6, "::1"): "server listens on [::1]:9190, and is called at 127.0.0.1:9190",
}


@pytest.mark.parametrize("command", SERVERS)
def test_a_server_that_cannot_be_judged(tmp_path: Path, command: str) -> None:
    sentence = f"SERVER cannot be judged: {SERVERS[command]}.\n"
    assert check(tmp_path, SERVER=command) == (3, sentence)


WANTS_LINES = (
    LISTENS + "import threading\ndef h(c):\n f = c.makefile('rb')\n"
    " for x in f:\n  if x.endswith(b'\\n'): c.sendall(x)\n f.close()\n c.close()\n"
    "while True: threading.Thread(target=h, args=(l.accept()[0],), daemon=True).start()\n"
)


def test_a_server_that_wants_whole_lines_is_told_so_once(tmp_path: Path) -> None:
    status, printed = check(tmp_path, SERVER=python(WANTS_LINES))
    sentence = "server answers when it has a whole line; RFC 862 asks for every byte"
    assert status == 1 and printed.startswith(f"Note: {sentence}.\n"), printed
    results = json.loads((tmp_path / "report" / "results.json").read_text())["requirements"]
    assert [(each["verdict"], each["cause"]) for each in results] == [("fails", sentence)]


TAKES_THE_END_FOR_NOTHING_YET = (
    "import threading\ndef serve(c):\n while True: c.sendall(c.recv(4096))\n"
    "while True: threading.Thread(target=serve, args=(l.accept()[0],), daemon=True).start()\n"
)


def test_a_server_that_takes_the_end_for_nothing_yet(tmp_path: Path) -> None:
    """What it calls without end is said once; of zombies it has none, and is not said to have."""
    server = python(LISTENS + TAKES_THE_END_FOR_NOTHING_YET)
    status, printed = check(tmp_path, only="7.4 or 7.5 or 10.14", SERVER=server)
    results = json.loads((tmp_path / "report" / "results.json").read_text())["requirements"]
    told = {each["id"]: (each["verdict"], each["cause"]) for each in results}
    cause = "server calls recvfrom again and again"
    assert status == 1 and f"{cause}: for this one cause 7.4 and 7.5 fail.\n" in printed, printed
    assert told.pop("10.14")[0] in ("holds", "undecided"), printed
    assert told == {"7.4": ("fails", cause), "7.5": ("fails", cause)}
    assert "deadline" not in printed.partition(cause)[2].partition("10.14")[0], printed


def test_a_server_in_the_background_is_judged_by_what_it_leaves_there(tmp_path: Path) -> None:
    daemon = LISTENS + "if os.fork(): os._exit(0)\nos.setsid()\n" + THREADS
    status, printed = check(tmp_path, SERVER=python(daemon))
    note = "Note: server puts itself into the background; what it leaves there is judged.\n"
    assert status == 0 and printed.startswith(note), printed


DATAGRAMS = (
    "u = socket.socket(type=socket.SOCK_DGRAM)\nu.bind(('', int(sys.argv[1])))\n"
    "import threading\ndef e():\n while True: u.sendto(*u.recvfrom(65536))\n"
    "threading.Thread(target=e, daemon=True).start()\n"
)
MAKES_LISTENER = LISTENS.partition("\n")[2]


@pytest.mark.parametrize("first, second", [(MAKES_LISTENER, DATAGRAMS), (DATAGRAMS, MAKES_LISTENER)],
                         ids=["TCP first", "UDP first"])  # fmt: skip
def test_a_server_of_both_transports_is_judged_by_both(
    tmp_path: Path, first: str, second: str
) -> None:
    server = python("import os, socket, sys\n" + first + second + THREADS)
    status, printed = check(tmp_path, only="7.5 or 6.2", SERVER=server)
    assert status == 0 and "2 requirements: 2 hold;" in printed, printed
    assert printed.startswith("Note: server serves TCP and UDP at its port; both are judged.\n")


@pytest.mark.parametrize("line", ["./x {port} > log", "FOO=1 ./x {port}", "cd d && ./x {port}"])
def test_a_command_line_that_needs_a_shell(tmp_path: Path, line: str) -> None:
    status, printed = check(tmp_path, SERVER=line)
    assert (status, printed.count("\n")) == (2, 1)
    assert printed.startswith("SERVER needs a shell, and there is none here: ")


def test_a_server_that_fills_the_record(tmp_path: Path) -> None:
    status, printed = check(
        tmp_path, SERVER=shell("head -c 2000000 /dev/zero; exec yes {port} >/dev/null")
    )
    told = (
        r"SERVER cannot be judged: server made \d+ calls, \d+ of them write, and the record is full;"
        r" it printed more than 1048576 bytes of output, and the rest is not kept\.\n"
    )
    assert status == 3 and re.fullmatch(told, printed), printed


@pytest.mark.parametrize(
    "command",
    [
        shell(f"trap '' TERM; exec {OURS}"),
        shell(f"exec <&- >&-; exec {OURS}"),
        shell(f"{OURS} & exit"),
        shell(f"head -c 2000000 /dev/zero; exec {OURS}"),
    ],
    ids=["ignores SIGTERM", "has no standard streams", "is in the background", "prints 2 MB"],
)
def test_a_server_that_is_judged_all_the_same(tmp_path: Path, command: str) -> None:
    status, printed = check(tmp_path, SERVER=command)
    assert status == 0, printed
    assert "1 requirement: 1 holds;" in printed


CLIENTS = {
    "./no_such_client": f"client could not be started: ./no_such_client was not found (ENOENT) in {ROOT}",
    f"{SUBJECTS}/dies_at_start": "client never called 127.0.0.1:9190, and ended with status 99; the"
    ' last thing it said is "dies_at_start: cannot read its configuration"',
    f"{SUBJECTS}/kills_itself": "client was killed by SIGKILL in kill",
    f"{SUBJECTS}/faults": "client was killed by SIGSEGV at address 0x10",
    f"{SUBJECTS}/sleeps_for_ever": "client never called 127.0.0.1:9190; it waits in pause",
    f"{SUBJECTS}/stops_itself": "client never called 127.0.0.1:9190; it was stopped by a signal",
    f"{SUBJECTS}/closes_its_standard_streams": "client never called 127.0.0.1:9190, and ended with"
    " status 0",
}


@pytest.mark.parametrize("command", CLIENTS)
def test_a_client_that_cannot_be_judged(tmp_path: Path, command: str) -> None:
    sentence = f"CLIENT cannot be judged: {CLIENTS[command]}.\n"
    assert check(tmp_path, CLIENT=command) == (3, sentence)
