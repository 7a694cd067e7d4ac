"""Programs that mean harm: the verdict is right, and nothing of them is left (c/tests/subjects/hostile).

Each is judged in its slot, as anybody's program is. What it must come to stands in bank.toml.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import tomllib
from functools import cache
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from harness.evidence.record import read as read_record
from harness.judging.broken import breakage
from harness.place import ROOT
from harness.tests.documents import DOCS
from harness.tests.test_observer import (
    Line,
    Observed,
    cast,
    observe,
    reap_the_rest,
    whole,
    within_a_namespace,
)
from harness.tests.workbench import own_build, taking_in_orphans

FOLDER = ROOT / "c" / "tests" / "subjects" / "hostile"
BUILT = ROOT / "build" / "tests" / "subjects" / "hostile"

WAS_HERE = "hostile-was-here"
"""The name of all that they leave behind: hostile.h."""

FORGED = (
    "#!/bin/sh\necho hello sockspec; echo hello again; echo hello network\n"
    "echo 1000 bytes came back unchanged; echo nothing came twice\n"
)
"""What a program is replaced by, that says all that its callers want to hear."""

PLACES = {"SERVER": ("{port}", "4.9"), "CLIENT": ("{host} {port}", "5.26"),
          "VIA": ("{listen} {host} {port}", "7.40")}  # fmt: skip
"""A slot: where its program finds its peer, and the requirement that it is judged by."""

ORDINARY = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
"""The beginning of a command that an ordinary user runs: of a namespace, and without powers."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """A program in its slot, its words, and what it must come to: bank.toml."""

    program: str
    words: str
    slot: str
    only: str
    verdict: str = "holds"
    sentence: str = ""
    said: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    end: str = ""
    world: str = ""
    machine: str = ""
    gate: bool = False
    open: str = ""
    open_to_users: str = ""

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.slot, self.program, self.words)))


@dataclass(frozen=True, slots=True)
class Judged:
    """What the judging ended with, printed, found, and recorded of the program."""

    status: int
    printed: str
    verdicts: dict[str, str]
    lines: list[Line]

    def every(self, event: str, **fields: object) -> list[Line]:
        kind = (line for line in self.lines if line["event"] == event)
        return [line for line in kind
                if all(line.get(key) == value for key, value in fields.items())]  # fmt: skip


def read_bank() -> list[Hostile]:
    tables: dict[str, dict[str, dict[str, Any]]] = tomllib.loads(
        (FOLDER / "bank.toml").read_text()
    )
    return [_row(program, words, of) for program, rows in tables.items()
            for words, of in rows.items()]  # fmt: skip


def _row(program: str, words: str, expected: dict[str, Any]) -> Hostile:
    slot, _, rest = words.partition(" ")
    slot, words = (slot, rest) if slot in PLACES else ("SERVER", words)
    told = {key: tuple(value) if isinstance(value, list) else value
            for key, value in expected.items()}  # fmt: skip
    return Hostile(program, words, slot, told.pop("only", PLACES[slot][1]), **told)


BANK = read_bank()

NO_GATE = pytest.mark.skip(reason="has no gate of 32 bits")


@cache
def has_old_gate() -> bool:
    """Whether a program of 64 bits can call as one of 32 does: not on every kernel."""
    program = BUILT.parent / "uses_the_old_gate"
    return program.exists() and subprocess.run([program], check=False).returncode == 0


def rows(bank: list[Hostile], user: bool = False) -> list[Any]:
    """What is still open fails, and is to be noticed when it does no more."""
    def marks(each: Hostile) -> list[pytest.MarkDecorator]:
        other = each.machine not in ("", platform.machine())
        skip = [pytest.mark.skip(reason=f"only on {each.machine}")] if other else []
        if each.gate and not has_old_gate():
            skip.append(NO_GATE)
        why = each.open or user * each.open_to_users
        return skip + ([pytest.mark.xfail(reason=why, strict=True)] if why else [])

    return [pytest.param(each, id=each.name, marks=marks(each)) for each in bank]


@pytest.fixture(autouse=True, scope="module")
def _reaper() -> Iterator[None]:
    with taking_in_orphans():
        yield


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """No file, no queue, no mount, no process more than before. Of keys there is a test below."""
    before = left_over()
    yield
    reap_the_rest()
    assert left_over() - before == set()


PLACES_TO_LEAVE = (ROOT, Path("/"), Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"),
                   Path("/dev/mqueue"), Path.home())  # fmt: skip
WAS_HERE_KEY = str(0x50C5BEC)
QUEUES_TO_LEAVE = ("/proc/sysvipc/shm", "/proc/sysvipc/msg", "/proc/sysvipc/sem")


def left_over() -> set[str]:
    """What bears their name outside of every run."""
    files = [str(path) for place in PLACES_TO_LEAVE for path in _names(place) if WAS_HERE in path.name]
    mounts = [line for line in _text("/proc/self/mountinfo").splitlines() if WAS_HERE in line]
    queues = [path for path in QUEUES_TO_LEAVE if WAS_HERE_KEY in _text(path).split()]
    return {*files, *mounts, *queues}


def _names(place: Path) -> list[Path]:
    return list(place.iterdir()) if os.access(place, os.R_OK | os.X_OK) else []


def _text(path: str | Path) -> str:
    return Path(path).read_text(errors="surrogateescape") if os.access(path, os.R_OK) else ""


def judge(hostile: Hostile, folder: Path, before: tuple[str, ...] = (), *,
          at_a_time: int = 2) -> Judged:  # fmt: skip
    """Have it judged as a person would."""
    values = {"build": str(ROOT / "build"), "evidence": str(folder / "runs"),
              "script": FORGED, "forged": "forged by the server\n"}  # fmt: skip
    words = [word.format(**values) for word in hostile.words.split()]
    program = os.path.relpath(BUILT / hostile.program, ROOT)
    command = f"{program} {PLACES[hostile.slot][0]} {shlex.join(words)}"
    ran = subprocess.run(
        [*before, sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", f"-n{at_a_time}",
         "-k", hostile.only, "scenarios"],
        cwd=ROOT,
        env={**os.environ, "SOCKSPEC_BUILD": str(own_build(folder)), hostile.slot: command,
             "SOCKSPEC_WORLD": hostile.world},
        capture_output=True, check=False,
    )  # fmt: skip
    printed = (ran.stdout + ran.stderr).decode("utf-8", "surrogateescape")
    return Judged(ran.returncode, printed, _verdicts(folder), _lines(folder))


def _verdicts(folder: Path) -> dict[str, str]:
    """Of each requirement; none where the program could not be judged."""
    results = folder / "report" / "results.json"
    if not results.exists():
        return {}
    return {each["id"]: each["verdict"] for each in json.loads(results.read_text())["requirements"]}


def _lines(folder: Path) -> list[Line]:
    """Of the records of all runs that it took part in; each of them is whole."""
    records = sorted(folder.glob("runs/*/*-*/record.jsonl"))
    assert records, "nothing was recorded"
    texts = [record.read_text(encoding="utf-8") for record in records]
    assert all('"event":"end"' in text.splitlines()[-1] for text in texts)
    return [json.loads(line) for text in texts for line in text.splitlines()]


STATUS = {"holds": 0, "warns": 0, "fails": 1, "undecided": 1, "refused": 3, "broken": 3}


def see(hostile: Hostile, judged: Judged) -> None:
    """It came to what it must."""
    role = hostile.slot.lower()
    assert judged.status == STATUS[hostile.verdict], judged.printed
    verdicts = {} if hostile.verdict == "refused" else {hostile.only: hostile.verdict}
    assert judged.verdicts == verdicts, judged.printed
    assert hostile.sentence in " ".join(judged.printed.split())
    assert set(hostile.said) <= {each["line"] for each in judged.every("says", role=role)}
    refused = {each["name"] for each in judged.every("call", act="refused")}
    assert set(hostile.refused) <= refused
    lost = {f"{each['what']} {each.get('role', '')}".strip() for each in judged.every("lost")}
    assert set(hostile.lost) == lost, judged.every("lost")
    called = {each["name"] for each in judged.every("call", role=role)}
    assert set(hostile.calls) <= called
    if hostile.end:
        assert judged.every("end", reason=hostile.end), judged.every("end")
    only_ours_are_launched(judged, role)
    is_quoted(judged.printed)


def only_ours_are_launched(judged: Judged, role: str) -> None:
    """Whatever else a run has been told to be: each other role is the program that was built."""
    others = {each["path"] for each in judged.every("exec") if each["role"] != role}
    ours = tuple(str(ROOT / "build" / name) for name in ("fixtures", "flawed"))
    assert [path for path in others if not os.path.realpath(path).startswith(ours)] == []
    said = {each["line"] for each in judged.every("says") if each["role"] != role}
    assert not [line for line in said if "forged" in line]


COMMAND = re.compile(r"^\s*(::|##\[)", re.MULTILINE)
"""What a CI system takes for a command: GitHub's, and the one of Azure Pipelines."""


def is_quoted(printed: str) -> None:
    """No control byte but the newline, no broken UTF-8, and no line that a CI system acts upon."""
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\udc80-\udcff]", printed), ascii(printed)
    assert not COMMAND.search(printed), printed


@pytest.mark.parametrize("hostile", rows(BANK))
def test_a_hostile_program_comes_to_what_it_must(hostile: Hostile, tmp_path: Path) -> None:
    see(hostile, judge(hostile, tmp_path))


OTHERWISE = [each for each in BANK if each.program == "echoes_otherwise" or
             each.words == "multiplexed"]  # fmt: skip
"""Who calls in ways that few do, by the gate of 32 bits among them."""


@pytest.mark.parametrize("hostile", rows(OTHERWISE))
def test_a_kernel_that_tells_less_is_asked_otherwise(hostile: Hostile, tmp_path: Path) -> None:
    older = " ".join((hostile.world, "without=syscall-info without=memory"))
    see(hostile, judge(replace(hostile, world=older), tmp_path))


FIRSTS = list({hostile.program: hostile for hostile in reversed(BANK)
               if hostile.program not in ("hoards", "floods", "bombs", "takes_all_ports")}
              .values())[::-1]  # fmt: skip
"""One for each program. How much there may be is counted alike, whoever judges."""


@pytest.mark.parametrize("hostile", rows(FIRSTS, user=True))
def test_and_so_it_does_for_an_ordinary_user(hostile: Hostile, tmp_path: Path) -> None:
    within_a_namespace("true")  # or it is skipped
    see(hostile, judge(hostile, tmp_path, ORDINARY))


def test_the_bank_has_every_program_of_its_folder() -> None:
    ours = {path.stem for path in FOLDER.glob("*.c")}
    assert ours - {hostile.program for hostile in BANK} == {"calls_the_host", "lends_its_output"}


def test_the_page_on_containment_names_what_there_is() -> None:
    """Each row of its first two tables has a test, and that is there."""
    text = (DOCS / "containment.md").read_text(encoding="utf-8")
    tables = text.partition("## The other roles")[2].partition("## What is not seen")[0]
    cells = [row.split("|")[3] for row in tables.splitlines() if row.startswith("| ")]
    cells = [cell.partition(":")[0] for cell in cells if cell.strip() not in ("test", "---")]
    named = [{name.split()[0] for name in re.split("[,;]", cell)} for cell in cells]
    tests = (ROOT / "harness" / "tests" / f"test_{name}.py" for name in ("observer", "hostile"))
    elsewhere = "".join(each.read_text(encoding="utf-8") for each in tests)
    there = {path.stem for path in FOLDER.glob("*.c")} | set(re.findall(r"\w+", elsewhere))
    assert len(named) > 20 and all(named)
    assert set().union(*named) <= there


# Sockets of the machine -------------------------------------------------------------------------


@contextmanager
def listener_of_the_machine(kind: int, name: str) -> Iterator[socket.socket]:
    """A socket outside of every run, which everybody may call."""
    with socket.socket(socket.AF_UNIX, kind) as listener:
        listener.bind(name)
        if not name.startswith("\0"):
            os.chmod(name, 0o777)
        if kind != socket.SOCK_DGRAM:
            listener.listen()
        listener.setblocking(False)
        yield listener


def was_called(listener: socket.socket) -> bool:
    """Is there a caller, or a datagram?"""
    try:
        if listener.type == socket.SOCK_DGRAM:
            listener.recv(100)
        else:
            listener.accept()
    except BlockingIOError:
        return False
    return True


KINDS = {
    "stream": socket.SOCK_STREAM,
    "stream-link": socket.SOCK_STREAM,
    "stream-proc": socket.SOCK_STREAM,
    "seqpacket": socket.SOCK_SEQPACKET,
    "datagram": socket.SOCK_DGRAM,
    "datagram-connect": socket.SOCK_DGRAM,
}
OUTSIDE = ("/tmp", "/var/tmp", "/run", "/dev/shm", str(Path.home()), str(ROOT), str(ROOT / "build"))


CALLED = [("stream", place) for place in OUTSIDE]
CALLED += [(kind, place) for kind in KINDS if kind != "stream" for place in ("/var/tmp", str(ROOT))]
"""Each kind where there is a layer over it, and where there is none."""


@contextmanager
def folder_in(place: str) -> Iterator[str]:
    """A folder that everybody may enter; skipped where this user cannot make one."""
    if not os.access(place, os.W_OK):
        pytest.skip(f"nothing can be made in {place}")
    with tempfile.TemporaryDirectory(dir=place, prefix="sockspec-") as folder:
        os.chmod(folder, 0o755)
        yield folder


def calls_the_host(kind: str, name: str, folder: Path) -> list[str]:
    """How its calls went."""
    hostile = Hostile("calls_the_host", f"{kind} {name}", "SERVER", "4.9")
    judged = judge(hostile, folder)
    see(hostile, judged)
    said = {line["line"] for line in judged.every("says", role="server")}
    return sorted(said)


@pytest.mark.parametrize(("kind", "place"), CALLED)
def test_no_socket_of_the_machine_is_reached(kind: str, place: str, tmp_path: Path) -> None:
    with (
        folder_in(place) as folder,
        listener_of_the_machine(KINDS[kind], f"{folder}/socket") as listener,
    ):
        (said,) = calls_the_host(kind, f"{folder}/socket", tmp_path)
        assert said.split()[1] in ("ECONNREFUSED", "ENOENT", "EACCES"), said
        assert not was_called(listener)


HIDDEN = """
import os, socket, sys
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o777)
listener.listen()
listener.setblocking(False)
print("listens", flush=True)
sys.stdin.read()
try:
    listener.accept()
    print("was called")
except BlockingIOError:
    print("was not called")
"""
"""A listener that waits for the end of its input."""


@pytest.mark.parametrize("kind", ["stream", "stream-proc", "stream-notified"])
def test_nor_one_of_which_only_another_network_knows(kind: str, tmp_path: Path) -> None:
    """As in a container that has a folder of the machine's: /proc/net/unix does not show it."""
    apart = (*within_a_namespace("true")[:1], "--user", "--map-root-user", "--net")
    command = [*apart, sys.executable, "-c", HIDDEN]
    with folder_in("/var/tmp") as folder, subprocess.Popen(
        [*command, f"{folder}/socket"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as listener:  # fmt: skip
        assert listener.stdout is not None and listener.stdout.readline() == "listens\n"
        hostile = Hostile("calls_the_host", f"{kind} {folder}/socket", "SERVER", "4.9")
        judged = judge(hostile, tmp_path)
        told, _ = listener.communicate()
    assert judged.every("says", role="server")
    assert told == "was not called\n"


def test_nor_one_right_below_the_root(tmp_path: Path) -> None:
    name = f"/sockspec-{os.getpid()}"
    if not os.access("/", os.W_OK):
        pytest.skip("nothing can be made in /")
    try:
        with listener_of_the_machine(socket.SOCK_STREAM, name) as listener:
            (said,) = calls_the_host("stream", name, tmp_path)
            assert said.split()[1] in ("ECONNREFUSED", "ENOENT", "EACCES"), said
            assert not was_called(listener)
    finally:
        os.unlink(name)


@pytest.mark.parametrize("kind", ["stream", "seqpacket", "datagram"])
def test_nor_one_of_an_abstract_name(kind: str, tmp_path: Path) -> None:
    name = f"sockspec-{os.getpid()}"
    with listener_of_the_machine(KINDS[kind], f"\0{name}") as listener:
        assert calls_the_host(kind, f"@{name}", tmp_path)[0].split()[1] == "ECONNREFUSED"
        assert not was_called(listener)


@pytest.mark.parametrize("place", OUTSIDE)
def test_no_named_pipe_of_the_machine_is_reached(place: str, tmp_path: Path) -> None:
    with folder_in(place) as folder:
        os.mkfifo(f"{folder}/pipe")
        os.chmod(f"{folder}/pipe", 0o666)
        reader = os.open(f"{folder}/pipe", os.O_RDWR | os.O_NONBLOCK)
        try:
            (said,) = calls_the_host("pipe", f"{folder}/pipe", tmp_path)
            assert said.split()[1] in ("ENXIO", "ENOENT", "EACCES"), said
            with pytest.raises(BlockingIOError):
                os.read(reader, 1)
        finally:
            os.close(reader)


NULL_DEVICE = os.makedev(1, 3)


def test_no_device_is_reached_but_in_dev(tmp_path: Path) -> None:
    with folder_in("/var/tmp") as folder:
        try:
            os.mknod(f"{folder}/device", 0o20666, NULL_DEVICE)
        except PermissionError:
            pytest.skip("devices are not for this user to make")
        os.chmod(f"{folder}/device", 0o666)
        assert calls_the_host("device", f"{folder}/device", tmp_path) == ["open EACCES"]


CLIENT = (str(ROOT / "build/fixtures/ch04-tcp/duplex_echo_client"), "127.0.0.1", "9190", "1000")


def beside_a_client(folder: Path, program: str, *words: str, cwd: Path = ROOT) -> Observed:
    """A hostile server in a run of its own, that is over when its client has ended."""
    command = (str(BUILT / program), "9190", *words)
    return whole(observe(folder, *cast(command, CLIENT, serves=True), cwd=cwd), "quiet")


@pytest.mark.skipif(not has_old_gate(), reason="has no gate of 32 bits")
def test_who_holds_a_folder_from_before_is_refused_by_the_old_gate_too(tmp_path: Path) -> None:
    """And no more than that: the run goes on, as the covers are there. No machine has sockets in /usr."""
    observed = beside_a_client(tmp_path, "calls_the_host", "stream-proc-old", "/usr/socket")
    assert observed.said("server") == ["socket EACCES"]
    assert observed.every("call", name="socket", error="EACCES", act="refused")
    assert "1000 bytes came back unchanged" in observed.said("client")


@pytest.mark.parametrize("place", ["/tmp", "/var/tmp"])
class TestTheFolderItStandsIn:
    """Below /tmp it is in the layer of that; anywhere else it is a layer of its own."""

    @pytest.mark.parametrize("way", ["moved", "beside", "cloned"])
    def test_is_no_reason_to_refuse_a_namespace(self, place: str, way: str, tmp_path: Path) -> None:
        with folder_in(place) as folder:
            observed = beside_a_client(tmp_path, "goes_apart", way, cwd=Path(folder))
        assert not observed.every("call", act="refused")
        assert [each["what"] for each in observed.every("lost")] == ["network"]
        assert "1000 bytes came back unchanged" in observed.said("client")

    @pytest.mark.parametrize("kind", ["stream", "stream-link", "datagram"])
    def test_is_no_reason_to_refuse_a_socket(self, place: str, kind: str, tmp_path: Path) -> None:
        with (
            folder_in(place) as folder,
            listener_of_the_machine(KINDS[kind], f"{folder}/socket") as listener,
        ):
            words = ("calls_the_host", kind, f"{folder}/socket")
            observed = beside_a_client(tmp_path, *words, cwd=Path(folder))
            assert not observed.every("call", act="refused")
            (said,) = observed.said("server")
            assert said.split()[1] in ("ECONNREFUSED", "ENOENT"), said
            assert not was_called(listener)

    @pytest.mark.parametrize("script", [
        "echo kept >file && cat file",
        "mkdir below && cd below && echo kept >file && cat ../below/file",
        "exec 7<. && echo kept >file && cat /proc/self/fd/7/file",
    ])  # fmt: skip
    def test_is_written_to(self, place: str, script: str, tmp_path: Path) -> None:
        with folder_in(place) as folder:
            os.chmod(folder, 0o777)
            words = cast(("/bin/sh", "-c", script))
            observed = whole(observe(tmp_path, *words, cwd=Path(folder)), "quiet")
            assert observed.said() == ["kept"], observed.lines
            assert os.listdir(folder) == []


def test_a_child_that_has_won_a_race_is_the_end_of_the_run(tmp_path: Path) -> None:
    """Its parent does not come to wait for it; or nobody has won (clone3(2) has flags in memory)."""
    judged = judge(Hostile("untraced_child", "race", "SERVER", "4.9"), tmp_path)
    assert judged.every("call", role="server", name="clone3")
    assert "one was not traced" not in {line["line"] for line in judged.every("says")}


def test_a_ring_whose_flags_have_won_a_race_is_the_end_of_the_run(tmp_path: Path) -> None:
    """They lie in memory. Or nobody has won."""
    judged = judge(Hostile("opens_by_a_ring", "race", "SERVER", "4.9"), tmp_path)
    assert judged.every("call", role="server", name="io_uring_setup", result=3)
    assert "vsock done" not in {line["line"] for line in judged.every("says")}
    broken = {line["because"] for line in judged.every("end", reason="broken")}
    assert broken <= {"cannot restrict a ring of io_uring: EBADFD"}


# What a session shares ---------------------------------------------------------------------------

KEYS_OF_A_SESSION = """
import ctypes, os, subprocess, sys
syscall = ctypes.CDLL(None, use_errno=True).syscall
JOIN, READ, OURS = 1, 11, ctypes.c_int(-3)
assert syscall({number}, JOIN, None) > 0
done = subprocess.run(sys.argv[1:]).returncode
print(syscall({number}, READ, OURS, None, 0))
sys.exit(done)
"""
KEYCTL = {"x86_64": 250, "aarch64": 219}


@pytest.mark.parametrize("keyring", ["session", "user", "user-session"])
def test_no_key_is_left_in_a_session(keyring: str, tmp_path: Path) -> None:
    """As after every login: the session of a user has a keyring of its own (pam_keyinit(8))."""
    if not os.path.exists("/proc/keys") or platform.machine() not in KEYCTL:
        pytest.skip("there are no keys here")
    script = KEYS_OF_A_SESSION.format(number=KEYCTL[platform.machine()])
    hostile = next(each for each in BANK if each.name == f"SERVER leaves_a_key {keyring}")
    judged = judge(hostile, tmp_path, (sys.executable, "-c", script))
    assert judged.printed.splitlines()[-1] == "0", "so many bytes of keys are in the session"
    see(hostile, judged)


def test_nobody_speaks_by_the_terminal_of_another(tmp_path: Path) -> None:
    words = cast((str(BUILT / "speaks_for_the_client"), "9190"), CLIENT, serves=True)
    words.insert(words.index("client") + 1, "--terminal")
    observed = whole(observe(tmp_path, *words), "quiet")
    assert observed.said("server") == []
    assert observed.said() == []


def test_what_a_role_says_by_the_hand_of_another_is_not_its_own(tmp_path: Path) -> None:
    """It gives its standard output away, and more is printed there than it has written."""
    lends = str(BUILT / "lends_its_output")
    observed = whole(observe(tmp_path, *cast((lends, "9190"), (lends, "127.0.0.1", "9190"),
                                             serves=True)), "quiet")  # fmt: skip
    assert observed.said("server") == ["said by another"]
    assert [(each["what"], each["role"]) for each in observed.every("lost")] == [("words", "server")]
    why = breakage(read_record(tmp_path / "record.jsonl"))
    assert why.startswith("what server printed is not all its own")


ORPHAN = """
import os, sys
ends, keeps = os.pipe()
if os.fork():
    os._exit(0)
os.close(keeps)
os.read(ends, 1)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""A program that goes on as the child of one that has ended, and so in a group that nobody leads."""


def test_a_group_that_nobody_leads_is_not_reached(tmp_path: Path) -> None:
    orphan = (sys.executable, "-c", ORPHAN, *CLIENT)
    words = cast((str(BUILT / "burdens_others"), "9190", "group"), orphan, serves=True)
    observed = whole(observe(tmp_path, *words), "quiet")
    assert "reached nobody" in observed.said("server")
    assert observed.every("call", name="setpriority", act="refused")


def test_each_role_is_the_inode_that_was_built(tmp_path: Path) -> None:
    """Whatever the first has written over their programs: /proc/self/exe is what was executed."""
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        ours = Path(folder) / "ours"
        shutil.copy("/usr/bin/stat", ours)
        words = cast((str(BUILT / "replaces_the_client"), "9190", folder, "ours", FORGED),
                     ("unused",), serves=True)[:-3]  # fmt: skip
        for role in ("client", "relay", "other", "last"):
            words += ["--role", role, f"--arg={ours}", "--arg=-Lc%i", "--arg=/proc/self/exe"]
        observed = whole(observe(tmp_path, *words), "quiet")
        assert observed.said("server") == [f"replaced {ours}"]
        executed = {line["role"]: line["line"] for line in observed.every("says")}
        assert executed.pop("server")
        assert executed == dict.fromkeys(("client", "relay", "other", "last"), str(ours.stat().st_ino))


def test_one_that_was_cut_off_in_three_runs_is_not_run_again(tmp_path: Path) -> None:
    """The time of the whole check has an end, too."""
    several = "4.6 or 4.9 or 5.16 or 5.21 or 5.22 or 7.5"
    judged = judge(Hostile("floods", "processes", "SERVER", several), tmp_path, at_a_time=1)
    assert len(judged.verdicts) == 6
    assert set(judged.verdicts.values()) == {"broken"}, judged.printed
    assert len(judged.every("end", reason="processes")) == 3


POISONED = [each for each in BANK if each.program == "prints_poison" and each.words != "title"]
"""A title is in no record."""


@pytest.mark.parametrize("hostile", POISONED, ids=[each.words for each in POISONED])
def test_poison_is_quoted_by_every_door(hostile: Hostile, tmp_path: Path) -> None:
    judge(hostile, tmp_path)
    shown = subprocess.run(
        [sys.executable, "-m", "harness", "show", hostile.only, "--all"], cwd=ROOT,
        env={**os.environ, "SOCKSPEC_BUILD": str(tmp_path)}, capture_output=True, check=True,
    )  # fmt: skip
    ladder = shown.stdout.decode("utf-8", "surrogateescape")
    assert "::error::poison" in ladder
    for text in (ladder, *(_text(path) for path in tmp_path.glob("report/*"))):
        is_quoted(text)
