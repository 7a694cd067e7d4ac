"""Guests: kernels and sandboxes in which the observer runs, and how they can fail."""

from __future__ import annotations

import contextlib
import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from harness.running import guest
from harness.running.guest import AGENT_APART, OBSERVER, Guest, GuestError, Order
from harness.place import ROOT
from harness.running.recipes import find_recipe
from harness.running.schedule import Schedule
from harness.tests.judged import checked, judged
from harness.tests.test_subjects import run_suite

READY = "echo 'sockspec: ready'"


def script(folder: Path, text: str) -> str:
    """STACK for a guest that is a script of the shell; $1 is the agent."""
    path = folder / "guest.sh"
    path.write_text(text, encoding="utf-8")
    return f"sh {path} {OBSERVER}"


def is_left(folder: Path) -> bool:
    """Whether a process goes on that has the folder in its command line."""
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has just ended
            if str(folder).encode() in each.read_bytes():
                return True
    return False


def test_a_guest_that_is_this_machine_makes_no_difference(tmp_path: Path) -> None:
    stack = script(tmp_path, 'exec sh "$1"')
    status, printed = judged(tmp_path, {"STACK": stack}, "-k", "4.1 or 4.2 or 6.1")
    assert status == 0 and "hold" in printed, printed
    told = next(tmp_path.glob("runs/*/*/cast.txt")).read_text()
    assert "; within the stack sh " in told.splitlines()[0]
    assert not is_left(tmp_path)


def test_what_is_written_in_a_guest_need_not_be_seen(tmp_path: Path) -> None:
    stack = script(tmp_path, 'exec sh "$1"').replace(OBSERVER, AGENT_APART)
    status, printed = judged(tmp_path, {"STACK": stack}, "-k", "4.1 or 4.2 or 6.1")
    assert status == 0 and "hold" in printed, printed
    assert not is_left(tmp_path)


@pytest.mark.skipif(not shutil.which("runsc"), reason="runsc is not installed")
def test_a_kernel_in_go(tmp_path: Path) -> None:
    run_suite(tmp_path, {"STACK": "gvisor"}, "-k", "4.2 or 7.4 or 7.5 or 5.2", "scenarios")
    record = next(tmp_path.glob("runs/*/*/record.jsonl")).read_text()
    assert '"by":["told","tables","a-while","one-network"]' in record.splitlines()[0]


@pytest.mark.skipif(not shutil.which("runsc"), reason="runsc is not installed")
def test_an_observer_traces_in_a_kernel_in_go(tmp_path: Path) -> None:
    traced = shlex.join(find_recipe("gvisor", ROOT).within[0])
    run_suite(tmp_path, {"STACK": traced}, "-k", "4.2 or 7.4 or 7.5 or 5.2", "scenarios")
    record = next(tmp_path.glob("runs/*/*/record.jsonl")).read_text()
    assert '"by":["registers","words","tables","a-while","one-network"]' in record.splitlines()[0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("exit 3", "ended with status 3, without a word"),
        ("echo no machine; exit 1", 'with status 1; the last that it printed is "no machine"'),
        ("kill -9 $$", "ended with signal 9, without a word"),
        (f"{READY}; read -r job; echo panic", 'status 0; the last that it printed is "panic"'),
        ("echo Kernel panic: x; seq 9", 'the last that it printed is "Kernel panic: x"'),
        (f'{READY}; read -r job; echo "sockspec: $job 7"; cat', "it has no agent of ours"),
        (f'{READY}; read -r job; echo "sockspec: $job so"; cat', "it has no agent of ours"),
    ],
    ids=["ends", "prints_and_ends", "is_killed", "panics", "panics_at_length", "lies", "lies_badly"],
)
def test_a_guest_that_is_none(tmp_path: Path, text: str, sentence: str) -> None:
    ran = checked(tmp_path, {"STACK": script(tmp_path, text)}, "-k", "4.1")
    printed = " ".join((ran.stdout + ran.stderr).split())
    assert ran.returncode == 3, printed
    assert printed.startswith("STACK cannot be judged: the pair over a stream could not be run: sh ")
    assert sentence in printed
    assert not is_left(tmp_path)


def test_a_guest_that_is_not_ready_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guest, "BOOT_S", 0.2)
    began = time.monotonic()
    words = ["sh", "-c", "echo booting; exec cat >/dev/null", OBSERVER]
    with pytest.raises(GuestError, match='box is not ready in 0 s; .* printed is "booting"'):
        Guest("box", [*words, str(tmp_path)], Schedule())
    assert time.monotonic() - began < 30 and not is_left(tmp_path)


def test_a_guest_that_hangs_in_a_run_is_ended(tmp_path: Path) -> None:
    words = ["sh", "-c", f"{READY}; exec cat >/dev/null", OBSERVER, str(tmp_path)]
    box = Guest("box", words, Schedule())
    with pytest.raises(GuestError, match="box did not end a run in 0 s, without a word"):
        box.run(Order(["true"], tmp_path, 0.2))
    box.close()
    assert not is_left(tmp_path) and not box.folder.exists()


def why_no_uml() -> str:
    """Why User-Mode Linux cannot run here: it lacks, or it does not know this processor."""
    if not shutil.which("linux.uml"):
        return "user-mode-linux is not installed"
    words = ["linux.uml", "rootfstype=hostfs", "rootflags=/", "mem=64M", "quiet", "con=null",
             "con0=fd:0,fd:1", "init=/bin/true"]  # fmt: skip
    ran = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    ended = re.search(rb"Attempted to kill init! exitcode=0x([0-9a-f]+)", ran.stdout + ran.stderr)
    return "" if ended and int(ended[1], 16) == 0 else "no program runs in User-Mode Linux here"


def test_a_whole_kernel(tmp_path: Path) -> None:
    if why := why_no_uml():
        pytest.skip(why)
    deviations = ("--deviations", str(ROOT / "fixtures" / "stacks" / "uml.toml"))
    run_suite(tmp_path, {"STACK": "uml"}, *deviations,
              "scenarios/iterative.bats", "scenarios/handshake.bats", "scenarios/wait.bats")  # fmt: skip
    record = next(tmp_path.glob("runs/iterative/*/record.jsonl")).read_text()
    assert re.search(r'"by":\["registers","a-while"\]', record.splitlines()[0])
