"""What a run has refused a program is told beside what does not hold."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from harness.evidence import events as ev
from harness.judging.refusals import refused
from harness.place import ROOT
from harness.tests.making import call, record
from harness.tests.workbench import own_build


def refusal(name: str, error: str) -> ev.Call:
    return replace(call(1, "server", name, error, kind=None), act="refused")


def test_nothing_is_told_of_what_failed_by_itself() -> None:
    assert refused(record(call(1, "server", "kill", "ESRCH", kind=None))) == ""


def test_each_call_is_named_once() -> None:
    told = refused(record(refusal("kill", "ESRCH"), refusal("kill", "ESRCH"), refusal("socket", "EAFNOSUPPORT")))
    assert told.startswith("server was refused kill (ESRCH) and socket (EAFNOSUPPORT), which no program")


def test_many_calls_are_counted() -> None:
    told = refused(record(*(refusal(name, "ENOSYS") for name in ("bpf", "keyctl", "add_key", "kcmp", "tkill"))))
    assert "bpf (ENOSYS), keyctl (ENOSYS), add_key (ENOSYS) and 2 more, which" in told


SIGNALS_AND_HANGS_UP = """
import os, socket, sys
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    caller, _ = listener.accept()
    first = caller.recv(65536)
    caller.sendall(first)
    if not first.startswith(b"hello"):
        try:
            os.kill(1, 9)
        except ProcessLookupError:
            caller.close()
            continue
    while more := caller.recv(65536):
        caller.sendall(more)
"""


def test_a_crossing_is_named_where_its_requirement_fails(tmp_path: Path) -> None:
    script = tmp_path / "server.py"
    script.write_text(SIGNALS_AND_HANGS_UP)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", "-n1", "-k", "4.9", "scenarios"],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "SOCKSPEC_BUILD": str(own_build(tmp_path)),
             "SERVER": f"{sys.executable} {script} {{port}}"},
    )  # fmt: skip
    assert ran.returncode == 1, ran.stdout
    assert "server was refused kill (ESRCH), which no program may do" in " ".join(ran.stdout.split())


def test_small_files_are_told_and_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", "-n1", "-k", "4.9", "scenarios"]
    for blocks, status in ((4000, 0), (16, 3)):
        build = tmp_path / str(blocks)
        build.mkdir()
        ran = subprocess.run(
            ["bash", "-c", f'ulimit -f {blocks} && exec "$@"', "bash", *command], cwd=ROOT,
            capture_output=True, text=True, check=False,
            env={"PATH": "/usr/bin:/bin", "SOCKSPEC_BUILD": str(own_build(build))},
        )  # fmt: skip
        first = ran.stdout.splitlines()[0]
        assert f"a file may have {blocks * 1024} bytes here" in first and first.endswith("ulimit -f unlimited.")
        assert ran.returncode == status, ran.stdout
