"""Where namespaces are forbidden: what is left is right, and the first line says what is missing."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.place import ROOT
from harness.scenario.slots import PORT
from harness.tests.workbench import own_build

NO_NAMESPACES = (
    "unshare", "--user", "--map-root-user", "sh", "-c",
    "echo 0 >/proc/sys/user/max_user_namespaces && exec setpriv --bounding-set=-all "
    '--inh-caps=-all --no-new-privs --securebits=+noroot,+noroot_locked "$@"', "sh",
)  # fmt: skip
"""A limit that is written within a user namespace is that one's own: namespaces(7)."""

SCENARIOS = ("byteorder", "halfclose", "names", "zombies")


@pytest.fixture(autouse=True)
def taken_port() -> Iterator[None]:
    """Somebody else on this machine serves the book's port."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            other.bind(("127.0.0.1", PORT))
            other.listen()
        except OSError:
            pass  # so it is taken already
        yield


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """Our programs, with a place of its own for the evidence."""
    return own_build(tmp_path)


def without_namespaces(build: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    permitted = subprocess.run([*NO_NAMESPACES, "true"], capture_output=True).returncode == 0
    prefix = NO_NAMESPACES if permitted else ()  # they are forbidden anyhow
    environment = os.environ | {"SOCKSPEC_BUILD": str(build)} | settings
    return subprocess.run([*prefix, *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)


def test_the_reference_does_not_fail_where_its_port_is_taken(build: Path) -> None:
    files = [f"scenarios/{name}.bats" for name in SCENARIOS]
    ran = without_namespaces(build, sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", *files)
    first = ran.stdout.split("\n", 1)[0]
    assert first.startswith("Note: runs have no net, mount, ipc, pid namespace here: "), ran
    assert "sysctl -w user.max_user_namespaces=" in first
    report = json.loads((build / "report" / "results.json").read_text())
    verdicts = {each["id"]: each["verdict"] for each in report["requirements"]}
    assert "fails" not in verdicts.values(), ran.stdout
    assert verdicts["3.2"] in ("holds", "undecided"), ran.stdout
    assert "broken" not in verdicts.values(), ran.stdout


def test_another_server_is_told_the_port_that_is_free(build: Path) -> None:
    server = f"{ROOT}/build/fixtures/{_folder('forking_echo_server')}/forking_echo_server {{port}}"
    ran = without_namespaces(
        build, sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", "scenarios/halfclose.bats", SERVER=server
    )
    assert "cannot be judged" not in ran.stdout and "FAILS" not in ran.stdout, ran.stdout


def _folder(program: str) -> str:
    (path,) = (ROOT / "build" / "fixtures").glob(f"*/{program}")
    return path.parent.name
