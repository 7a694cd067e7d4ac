"""The observer against programs that misbehave: the record is right, and the machine lives.

The programs are in c/tests/subjects. Whatever they do, the run ends by itself, its
record is whole, and no process of it is left.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness.tests.workbench import taking_in_orphans

ROOT = Path(__file__).resolve().parents[2]
OBSERVER = ROOT / "build" / "observe"
SUBJECTS = ROOT / "build" / "tests" / "subjects"

SYS_LANDLOCK_CREATE_RULESET = 444  # the same on every architecture since Linux 5.13
SCOPED_SIGNALS = 6  # the version of Landlock that knows them: landlock(7)
MEMORY_MAX_KIB = 64 * 1024
SERVING = ("--serves", "9190")

Line = dict[str, Any]


@dataclass
class Observed:
    """One run: what the observer returned, said and recorded."""

    status: int
    error: str
    lines: list[Line]
    memory_kib: int

    @property
    def end(self) -> Line:
        return self.lines[-1]

    def every(self, event: str, **fields: object) -> list[Line]:
        """The lines of one kind that have these fields."""
        wanted: Line = {"event": event, **fields}
        return [line for line in self.lines if wanted.items() <= _plain(line).items()]

    def one(self, event: str, **fields: object) -> Line:
        found = self.every(event, **fields)
        assert len(found) == 1, found or self.lines
        return found[0]

    def said(self, role: str = "client") -> list[str]:
        return [line["line"] for line in self.every("says", role=role)]


def _plain(line: Line) -> Line:
    return {key: value for key, value in line.items() if not isinstance(value, list | dict)}


@pytest.fixture(autouse=True, scope="module")
def _reaper() -> Iterator[None]:
    with taking_in_orphans():
        yield


def children(pid: int | str) -> list[int]:
    return [int(n) for task in Path(f"/proc/{pid}/task").iterdir()
            for n in (task / "children").read_text().split()]  # fmt: skip


def reap_the_rest() -> int:
    """Wait for what the observer left behind, which must be on its way out. Its memory, in KiB."""
    most = 0
    while left := children("self"):
        for pid in left:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            poll = select.poll()
            poll.register(os.pidfd_open(pid), select.POLLIN)
            assert poll.poll(5000), f"{command!r} is left running"
            most = max(most, os.wait4(pid, 0)[2].ru_maxrss)
    return most


def read(folder: Path) -> list[Line]:
    """Every line of the record; each of them is whole."""
    text = (folder / "record.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def cast(*roles: tuple[str, ...], serves: bool = False) -> list[str]:
    """Arguments for a client, or for a server and its client; the words after `--` are options."""
    words = []
    for name, command in zip(("server", "client") if len(roles) > 1 else ("client",), roles,
                             strict=True):  # fmt: skip
        words += ["--role", name, *(SERVING if serves and name == "server" else ())]
        program = command[0] if "/" in command[0] else str(SUBJECTS / command[0])
        words += [f"--arg={word}" for word in (program, *command[1:])]
    return words


def observe(folder: Path, *arguments: str, before: tuple[str, ...] = (), deadline: int = 60000,
            observer: Path = OBSERVER, cwd: Path = ROOT) -> Observed:  # fmt: skip
    command = [*before, str(observer), "--out", str(folder), f"--deadline={deadline}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)
    memory_kib = reap_the_rest()
    return Observed(done.returncode, done.stderr, read(folder), memory_kib)


def whole(observed: Observed, reason: str) -> Observed:
    """It was recorded from the first line to the last, and ended for this reason."""
    assert (observed.status, observed.error) == (0, "")
    assert observed.lines[0]["event"] == "run"
    assert [line["event"] for line in observed.lines].count("end") == 1
    assert (observed.end["event"], observed.end["reason"]) == ("end", reason)
    return observed


PROMPT, SHORT = 60000, 300  # a deadline that is not met, and one that is

# program and arguments | deadline | reason | how its first process ended | what it said
ALONE: list[tuple[str, int, str, Line, list[str]]] = [
    ("ignores_sigterm", PROMPT, "quiet", {"signal": "SIGKILL", "in": "pause"}, []),
    ("blocks_all_signals", PROMPT, "quiet", {"signal": "SIGKILL", "in": "pause"}, []),
    ("sleeps_for_ever", PROMPT, "quiet", {"signal": "SIGTERM", "in": "pause"}, []),
    ("sets_timers", PROMPT, "quiet", {"signal": "SIGTERM", "in": "pause"}, []),
    ("changes_its_name", PROMPT, "quiet", {"signal": "SIGTERM", "in": "pause"}, []),
    ("eats_memory 64", PROMPT, "quiet", {"signal": "SIGTERM", "in": "pause"}, ["full 1"]),
    ("sleeps_for_an_hour", PROMPT, "quiet", {"signal": "SIGTERM", "in": "clock_nanosleep"},
     ["sleeping"]),  # its wait ends when the run is long over
    ("ticks thread", PROMPT, "timers", {"signal": "SIGTERM"}, []),
    ("ticks process", PROMPT, "timers", {"signal": "SIGTERM"}, []),
    ("ticks alarm", PROMPT, "timers", {"signal": "SIGTERM"}, []),
    ("spins_without_calls", SHORT, "deadline", {"signal": "SIGTERM", "in": None}, []),
    ("passes_a_futex", SHORT, "deadline", {"signal": "SIGTERM"}, []),
    ("dies_at_start", PROMPT, "quiet", {"status": 99},
     ["dies_at_start: cannot read its configuration"]),
    ("kills_itself", PROMPT, "quiet", {"signal": "SIGKILL", "in": "kill"}, []),
    ("kills_itself 13", PROMPT, "quiet", {"signal": "SIGPIPE", "in": "kill"}, []),
    ("kills_everybody", PROMPT, "quiet", {"status": 99},
     ["kills_everybody: cannot kill: No such process"]),
    ("faults", PROMPT, "quiet", {"signal": "SIGSEGV", "address": "0x10", "in": None}, []),
    ("closes_its_standard_streams", PROMPT, "quiet", {"status": 0}, []),
    ("spins_on_end_of_file", PROMPT, "spin", {"signal": "SIGTERM"}, []),
    ("goes_round notifier", PROMPT, "spin", {"signal": "SIGTERM"}, []),
    ("goes_round asks", PROMPT, "spin", {"signal": "SIGTERM"}, []),
    ("goes_round bytes", PROMPT, "quiet", {"status": 0}, ["done"]),
    ("goes_round closes", PROMPT, "quiet", {"status": 0}, ["done"]),
    ("stops_its_child", PROMPT, "quiet", {"status": 0}, ["stopped", "continued", "exited 3"]),
    ("traces_its_child", PROMPT, "quiet", {"status": 0}, ["EPERM"]),
    ("execs_from_a_thread", PROMPT, "quiet", {"status": 0}, ["from a thread"]),
    ("makes_threads 100", PROMPT, "quiet", {"status": 0}, ["0 wrong"]),
    ("makes_threads 1000", PROMPT, "quiet", {"status": 0}, ["0 wrong"]),
    ("makes_threads 4096", PROMPT, "processes", {}, []),
    ("vforks", PROMPT, "quiet", {"status": 0}, ["exited 7"]),
    ("waits_in_a_vforked_child", PROMPT, "quiet", {"signal": "SIGTERM"}, []),
    ("uses_clone3", PROMPT, "quiet", {"status": 0}, ["exited 5", "shared"]),
    ("hides_from_others", PROMPT, "quiet", {"status": 0}, ["hidden"]),
    ("leaves_orphans", PROMPT, "quiet", {"status": 0}, []),
    ("disowns_its_children 600", PROMPT, "quiet", {"status": 0}, ["done"]),
    ("opens_many_descriptors 2000", PROMPT, "quiet", {"signal": "SIGTERM", "in": "pause"},
     ["all open"]),
]  # fmt: skip


def test_a_line_that_never_ended_was_printed_all_the_same(tmp_path: Path) -> None:
    observed = whole(observe(tmp_path, *cast(("/bin/sh", "-c", "printf 'a\\nb'"))), "quiet")
    assert observed.said() == ["a", "b"]
    line = observed.one("says", line="b")
    assert line["partial"] is True
    assert line["t"] <= observed.one("census")["t"]


def test_what_was_printed_last_was_printed_before_the_end(tmp_path: Path) -> None:
    prints = ("/bin/sh", "-c", "printf 'whole\\nunended'")
    observed = whole(observe(tmp_path, *cast(prints)), "quiet")
    told = [line["event"] for line in observed.lines if line["event"] in ("says", "ended")]
    assert told == ["says", "says", "ended"]


@pytest.mark.parametrize(("command", "deadline", "reason", "fate", "said"), ALONE,
                         ids=[row[0] for row in ALONE])  # fmt: skip
def test_alone(tmp_path: Path, command: str, deadline: int, reason: str, fate: Line,
               said: list[str]) -> None:  # fmt: skip
    observed = observe(tmp_path, *cast(tuple(command.split())), deadline=deadline)
    whole(observed, reason)
    assert observed.said() == said
    ended = observed.one("ended", parent=1, pid=observed.one("born", how="launch")["pid"])
    assert {key: ended.get(key) for key in fate} == fate


def test_the_deadline_says_what_was_going_on(tmp_path: Path) -> None:
    observed = observe(tmp_path, *cast(("spins_without_calls",)), deadline=SHORT)
    assert whole(observed, "deadline").end["because"] == "client was running"


# server and arguments | reason | why it was not ready
SERVERS: list[tuple[str, str, str | None]] = [
    ("never_listens 9190", "unready", "waiting"),
    ("listens_elsewhere", "unready", "waiting"),
    ("sleeps_for_ever", "unready", "waiting"),
    ("dies_at_start", "unready", "ended"),
    ("goes_into_the_background 9190", "quiet", None),
    ("answers_garbage 9190", "quiet", None),
]


@pytest.mark.parametrize(("command", "reason", "because"), SERVERS, ids=[s[0] for s in SERVERS])
def test_server(tmp_path: Path, command: str, reason: str, because: str | None) -> None:
    observed = observe(tmp_path, *cast(tuple(command.split()), ("/bin/true",), serves=True))
    whole(observed, reason)
    assert [line["because"] for line in observed.every("unready")] == ([because] if because else [])
    assert len(observed.every("ready", role="server")) == (not because)


def test_a_fork_bomb_meets_a_wall(tmp_path: Path) -> None:
    observed = whole(observe(tmp_path, *cast(("forks_without_end",))), "processes")
    assert len(observed.every("born")) <= 513


def test_what_is_printed_is_bounded_and_so_said(tmp_path: Path) -> None:
    observed = observe(tmp_path, "--output=10000", "--events=20000", *cast(("prints_for_ever",)))
    whole(observed, "record")
    assert observed.one("lost", what="output", role="client")["because"]
    assert (tmp_path / "client.stdout").stat().st_size == 10000


def test_garbage_is_kept_byte_for_byte(tmp_path: Path) -> None:
    observe(tmp_path, *cast(("answers_garbage", "9190"), ("/bin/true",), serves=True))
    assert (tmp_path / "server.stdout").read_bytes() == bytes(reversed(range(256)))


def test_a_long_record_takes_no_memory(tmp_path: Path) -> None:
    observed = observe(tmp_path, "--events=100000", *cast(("calls_without_end",)))
    whole(observed, "record")
    assert observed.memory_kib < MEMORY_MAX_KIB / 4


def test_a_deadline_is_kept_though_calls_never_cease(tmp_path: Path) -> None:
    observed = whole(observe(tmp_path, *cast(("calls_without_end",)), deadline=300), "deadline")
    assert observed.end["blocked"][0]["running"]


BOTH = """import socket
d = socket.socket(type=socket.SOCK_DGRAM); d.bind(("127.0.0.1", 9190))
s = socket.create_server(("127.0.0.1", 9190))
s.accept()"""


@pytest.mark.parametrize("serves, how", [("", "bind"), ("udp:", "bind"), ("tcp:", "listen")])
def test_a_server_of_both_transports_is_ready_by_the_one_that_is_meant(
    tmp_path: Path, serves: str, how: str
) -> None:
    observed = whole(observe(
        tmp_path, "--role=server", f"--serves={serves}127.0.0.1:9190", f"--arg={sys.executable}",
        "--arg=-c", f"--arg={BOTH}", "--role=client", "--arg=/bin/true",
    ), "quiet")  # fmt: skip
    assert [line["how"] for line in observed.every("ready", role="server")] == [how]


ELSEWHERE = """import ctypes, socket
assert ctypes.CDLL(None).unshare(0x50000000) == 0  # CLONE_NEWUSER | CLONE_NEWNET
socket.create_server(("127.0.0.1", 9190)).accept()"""


def test_a_server_in_a_network_of_its_own_is_not_ready(tmp_path: Path) -> None:
    observed = whole(observe(
        tmp_path, "--role=server", "--serves=127.0.0.1:9190", f"--arg={sys.executable}", "--arg=-c",
        f"--arg={ELSEWHERE}", "--role=client", "--arg=/bin/true",
    ), "unready")  # fmt: skip
    assert observed.every("call", name="listen")[0]["result"] == 0


ASKS_IN_VAIN = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/types.h>

enum { GET_SYSCALL_INFO = 0x420e };	/* linux/ptrace.h */

__attribute__((constructor)) static void not_for_those_it_starts(void)
{
	unsetenv("LD_PRELOAD");
}

long ptrace(int request, ...)
{
	long (*real)(int, ...) = (long (*)(int, ...))dlsym(RTLD_NEXT, "ptrace");
	static int asked;
	va_list rest;

	va_start(rest, request);
	pid_t pid = va_arg(rest, pid_t);
	void *where = va_arg(rest, void *), *data = va_arg(rest, void *);
	va_end(rest);
	if (request == GET_SYSCALL_INFO && ++asked == 20) {
#ifdef KILLED
		kill(pid, SIGKILL);
#else
		errno = EIO;
		return -1;
#endif
	}
	return real(request, pid, where, data);
}
"""


def asked_in_vain(folder: Path, *flags: str) -> Observed:
    """A run in which the twentieth question by PTRACE_GET_SYSCALL_INFO fails."""
    source, library = folder / "asks_in_vain.c", folder / "asks_in_vain.so"
    source.write_text(ASKS_IN_VAIN, encoding="ascii")
    compiler = os.environ.get("CC", "cc")
    build = [compiler, "-shared", "-fPIC", *flags, "-o", str(library), str(source), "-ldl"]
    subprocess.run(build, check=True)
    run = folder / "run"
    run.mkdir()
    words = cast(("spins_on_end_of_file",))
    return observe(run, *words, before=("env", f"LD_PRELOAD={library}"))


def test_a_thread_that_cannot_be_asked_ends_the_run_at_once(tmp_path: Path) -> None:
    end = whole(asked_in_vain(tmp_path), "broken").end
    assert end["because"] == "cannot ask which call a thread is in: EIO"


def test_a_thread_that_is_killed_before_it_is_asked_has_ended(tmp_path: Path) -> None:
    observed = whole(asked_in_vain(tmp_path, "-DKILLED"), "quiet")
    assert observed.one("ended", role="client")["signal"] == "SIGKILL"


def test_the_one_that_spins_is_named_though_it_serves(tmp_path: Path) -> None:
    words = [*cast(("spins_on_end_of_file",), ("/bin/true",))]
    words[2:2] = ["--serves", "9190"]
    unready = whole(observe(tmp_path, *words), "unready").one("unready")
    assert [(b["role"], b["in"]) for b in unready["blocked"]] == [("server", "read(0)")]
    folder = tmp_path / "second"
    folder.mkdir()
    words = cast(("spins_on_end_of_file",), ("sleeps_for_ever",))
    observed = whole(observe(folder, *words), "spin")
    assert [(b["role"], b["in"], b["running"]) for b in observed.end["blocked"]] == [
        ("server", "read(0)", True), ("client", "pause", False),
    ]  # fmt: skip


def test_a_loop_of_two_threads_is_told_by_what_fails(tmp_path: Path) -> None:
    observed = whole(observe(tmp_path, *cast(("goes_round", "notifier"))), "spin")
    first, second = observed.end["blocked"]
    assert (first["in"], first["error"], first["running"]) == ("accept(3)", "EMFILE", True)
    assert (second["in"], second["running"]) == ("poll", True)
    assert first["times"] + second["times"] >= 5000
    assert observed.one("repeats", name="accept")["error"] == "EMFILE"


def test_to_log_each_round_of_a_loop_is_to_get_nowhere(tmp_path: Path) -> None:
    words = cast(("spins_and_logs", "9190"), ("sleeps_for_ever",), serves=True)
    observed = whole(observe(tmp_path, *words), "spin")
    assert observed.every("repeats", role="server", name="accept")


GIVES_UP = """
import socket, signal, sys
full = socket.create_server(("127.0.0.1", 9190), backlog=0)
first = socket.create_connection(full.getsockname())
second = socket.socket()
second.setblocking(False)
second.connect_ex(full.getsockname())
if sys.argv[1] == "closes":
    second.close()
signal.pause()
"""


@pytest.mark.parametrize(("what", "reason"), [("closes", "quiet"), ("waits", "deadline")])
def test_who_gives_a_connection_up_calls_no_more(tmp_path: Path, what: str, reason: str) -> None:
    """Its SYN found no room, and is never acknowledged; only who still waits sends it again."""
    words = cast(("/usr/bin/python3", "-c", GIVES_UP, what))
    observed = whole(observe(tmp_path, *words, deadline=PROMPT if what == "closes" else SHORT), reason)
    assert observed.end.get("because") == (None if what == "closes" else "a segment was not acknowledged")


def test_what_one_has_written_who_is_killed_while_it_writes_is_its_own(tmp_path: Path) -> None:
    """A pipe holds less than it writes at once: when some of it is read, it is in that call."""
    prints = ("/usr/bin/python3", "-c", "import os; os.write(1, b'x ' * (1 << 18))")
    words = cast(prints, ("/bin/true",))
    observed = whole(observe(
        tmp_path, *words, "--signal", "server:SIGKILL", "--when", "says role=server text=x",
    ), "quiet")  # fmt: skip
    ended = observed.one("ended", role="server")
    assert (ended["signal"], ended["in"]) == ("SIGKILL", "write(1)")
    assert "result" not in observed.one("call", role="server", name="write")
    assert observed.said("server") and not observed.every("lost")


def test_one_that_is_killed_while_it_is_held_has_ended(tmp_path: Path) -> None:
    """Its end is what it is held for: then nobody is let go."""
    words = cast(("/bin/cat", "/dev/null"), ("/bin/true",))
    observed = whole(observe(
        tmp_path, *words, "--hold", "enter role=server names=exit_group", "--or-quiet",
        "--hold", "enter role=client names=exit_group", "--until", "ends role=client",
        "--signal", "client:SIGKILL", "--when", "ends role=server",
    ), "quiet")  # fmt: skip
    assert [(e["role"], e.get("signal")) for e in observed.every("ended")] == [
        ("server", None), ("client", "SIGKILL"),
    ]  # fmt: skip


def test_one_that_is_stopped_waits(tmp_path: Path) -> None:
    observed = whole(observe(tmp_path, *cast(("stops_itself",))), "quiet")
    assert observed.one("census")["processes"][0]["state"] == "stopped"
    assert observed.one("ended")["signal"] == "SIGKILL"


def test_a_wait_that_the_deadline_cuts_off_is_not_for_ever(tmp_path: Path) -> None:
    nap = ("/usr/bin/sleep", "0.4")
    for place, (deadline, reason) in enumerate([(300, "quiet"), (500, "quiet"), (450, "deadline")]):
        folder = tmp_path / str(place)
        folder.mkdir()
        naps = ("/bin/sh", "-c", "while :; do /usr/bin/sleep 0.4; done") if place == 2 else nap
        whole(observe(folder, *cast(naps), deadline=deadline), reason)


def test_how_long_nothing_but_timers_goes_off_is_told(tmp_path: Path) -> None:
    for idle in ("100", "1500"):
        folder = tmp_path / idle
        folder.mkdir()
        observed = whole(observe(folder, f"--idle={idle}", *cast(("ticks", "thread"))), "timers")
        assert observed.end["t"] - observed.lines[0]["t"] >= int(idle) * 1_000_000


ON_A_BUSY_CORE = """
import os, subprocess, sys
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
spins = f"import os\\nwhile os.getppid() == {os.getpid()}: pass"
spinners = [subprocess.Popen([sys.executable, "-S", "-c", spins]) for _ in range(2)]
done = subprocess.run(sys.argv[1:])
for spinner in spinners:
    spinner.kill()
    spinner.wait()
sys.exit(done.returncode)
"""


def test_a_timer_has_its_turn_though_it_began_late(tmp_path: Path) -> None:
    """Its thread is the last to get a processor: it goes to sleep long after it has called."""
    last = ("/usr/bin/chrt", "--idle", "0", "/usr/bin/sleep", "1.5")
    observed = observe(tmp_path, "--idle=100", *cast(last),
                       before=(sys.executable, "-c", ON_A_BUSY_CORE))  # fmt: skip
    assert whole(observed, "quiet").one("ended").get("status") == 0


def test_statuses_of_a_stopped_child(tmp_path: Path) -> None:
    observed = observe(tmp_path, *cast(("stops_its_child",)))
    waits = [line["args"]["status"] for line in observed.every("call", name="wait4")]
    assert waits == ["stopped SIGSTOP", "continued", "exited 3"]
    assert len(observed.every("call", name="read", kind="pipe")) == 1, "it is one call throughout"


def test_threads_that_an_exec_ends(tmp_path: Path) -> None:
    both_wait = ("--hold=enter role=client names=execve",
                 "--until=enter role=client names=pause nth=2")  # fmt: skip
    observed = whole(observe(tmp_path, *cast(("execs_from_a_thread",)), *both_wait), "quiet")
    assert [line.get("tid") for line in observed.every("call", name="pause")] == [3, None]
    assert not any("end" in line for line in observed.every("call", name="pause"))
    assert observed.one("call", name="execve")["result"] == 0


def test_children_that_nobody_waits_for(tmp_path: Path) -> None:
    observed = observe(tmp_path, *cast(("disowns_its_children", "20")))
    assert len(observed.every("reaped", by=observed.one("born", how="launch")["pid"])) == 20


def test_orphans_come_to_init(tmp_path: Path) -> None:
    observed = observe(tmp_path, *cast(("leaves_orphans",)))
    assert len(observed.every("reaped", by=1)) == 4
    assert [p["parent"] for p in observed.one("census")["processes"]] == [1, 1]


def test_orphans_come_to_a_subreaper(tmp_path: Path) -> None:
    """One had ended before its parent did, the other after it."""
    observed = whole(observe(tmp_path, *cast(("adopts_orphans",))), "quiet")
    assert observed.said() == ["took 3", "took 4", "took 5"]
    first = observed.one("born", how="launch")["pid"]
    assert [line["pid"] for line in observed.every("reaped", by=first)] == [3, 4, 5]
    assert [line["parent"] for line in observed.every("ended", status=7)] == [3, first]


def test_io_uring_is_a_loss(tmp_path: Path) -> None:
    observed = whole(observe(tmp_path, *cast(("uses_io_uring",))), "quiet")
    assert len(observed.every("lost", what="calls")) == (observed.said() == ["set up"])


# The signal comes when the call has been entered, and the byte when the signal has.
HOLDS = (
    "--hold=enter role=client process=child names=kill",
    "--until=enter role=client process=parent names={}",
    "--hold=enter role=client process=child names=write",
    "--until=gets role=client signal=SIGUSR1",
)


@pytest.mark.parametrize("how", ["ignore", "restart", "interrupt"])
@pytest.mark.parametrize("call", ["read", "poll"])
def test_an_interrupted_call_is_one_call(tmp_path: Path, how: str, call: str) -> None:
    names = {"read": "read kind=pipe", "poll": "poll,ppoll"}
    holds = [word.format(names[call]) for word in HOLDS]
    observed = whole(observe(tmp_path, *cast(("is_interrupted", how, call)), *holds), "quiet")
    # signal(7): poll is never restarted after a handler, whatever SA_RESTART says.
    again = how == "ignore" or (how == "restart" and call == "read")
    assert observed.said()[-1] == ("one" if again else "EINTR")
    kind = {"kind": "pipe"} if call == "read" else {}
    (waited,) = [line for name in (call, "ppoll")
                 for line in observed.every("call", pid=2, name=name, **kind)]  # fmt: skip
    assert waited["result"] == (1 if again else -1)
    assert waited["t"] < observed.one("call", name="kill")["t"] < waited["end"]


def test_a_key_is_a_signal(tmp_path: Path) -> None:
    words = ["--role=client", "--terminal", *cast(("waits_at_the_terminal",))[2:],
             "--type=client:\x03", "--when=says role=client text=ready 1"]  # fmt: skip
    observed = whole(observe(tmp_path, *words), "quiet")
    assert observed.one("signal", signal="SIGINT")
    assert observed.one("ended")["status"] == 3


@pytest.mark.parametrize("how", ["1", "64", "1024", "sendfile", "splice"])
@pytest.mark.parametrize("piece", ["64", "65536"])
def test_no_frame_of_a_stream_is_lost(tmp_path: Path, how: str, piece: str) -> None:
    mib = 16 if how == "1" else 64
    observed = observe(tmp_path, *cast(
        ("takes_a_stream", "9190", piece),
        ("sends_a_stream", "127.0.0.1", "9190", str(mib), how), serves=True))  # fmt: skip
    whole(observed, "quiet")
    assert observed.said("server") == [str(mib << 20)]
    assert not observed.every("lost")


def test_frames_are_seen_or_counted_as_lost(tmp_path: Path) -> None:
    observed = observe(tmp_path, *cast(
        ("never_reads", "9190"),
        ("sends_many_datagrams", "127.0.0.1", "9190", "10000"), serves=True))  # fmt: skip
    whole(observed, "quiet")
    lost = sum(line["count"] for line in observed.every("lost", what="frames"))
    assert len(observed.every("wire", protocol="udp")) + lost == 10000


# The machine ------------------------------------------------------------


def test_files_of_the_machine_are_safe(tmp_path: Path) -> None:
    here, elsewhere = ROOT / "was-here", Path("/var/tmp/sockspec-was-here")
    observed = observe(tmp_path, *cast(("writes_into_the_checkout", str(here), str(elsewhere))))
    whole(observed, "quiet")
    verdicts = dict(line.split() for line in observed.said())
    assert verdicts.pop(str(here)) == "open"
    assert "open" not in verdicts.values(), verdicts
    assert not here.exists()
    assert not elsewhere.exists()


@pytest.mark.parametrize("folder", [".", "/tmp", "/dev/shm", "/run", "/dev"])
def test_a_disk_is_not_filled(tmp_path: Path, folder: str) -> None:
    observed = whole(observe(tmp_path, *cast(("fills_the_disk", folder))), "quiet")
    size, rest = observed.said()[0].split(" MiB, ")
    assert int(size) <= 64
    assert rest == "less than a million files"


def test_the_outside_is_not_reached(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as abstract, tempfile.TemporaryDirectory() as folder:
        abstract.bind(f"\0sockspec-{os.getpid()}")
        abstract.listen()
        with socket.socket(socket.AF_UNIX) as named:
            named.bind(f"{folder}/socket")
            named.listen()
            observed = observe(tmp_path, *cast(
                ("talks_to_the_outside", f"@sockspec-{os.getpid()}", f"{folder}/socket")))  # fmt: skip
    whole(observed, "quiet")
    assert [line.split()[1] for line in observed.said()] == [
        "ENETUNREACH", "ECONNREFUSED", "ECONNREFUSED",
    ]  # fmt: skip


def landlock_version() -> int:
    return int(ctypes.CDLL(None).syscall(SYS_LANDLOCK_CREATE_RULESET, None, 0, 1))


REACHES = """
    exec 2> /dev/null
    for each in /proc/[0-9]*; do [ "$each" = /proc/$$ ] || echo "sees $each"; done
    for other in 1 2; do
        cat /proc/$other/environ && echo "reads $other"
        echo forged > /proc/$other/fd/1 && echo "writes to $other"
        kill -9 $other && echo "kills $other"
    done
    echo done
"""


@pytest.mark.parametrize("before", [(), (str(SUBJECTS / "forbids_landlock"),)],
                         ids=["a domain each", "a user namespace each"])  # fmt: skip
def test_roles_are_apart(tmp_path: Path, before: tuple[str, ...]) -> None:
    if not before and landlock_version() < SCOPED_SIGNALS:
        pytest.skip("this kernel has no Landlock that keeps signals in")
    words = cast(("sleeps_for_an_hour",), (shutil.which("sh") or "sh", "-c", REACHES))
    observed = whole(observe(tmp_path, *words, before=before), "quiet")
    assert "apart" in observed.lines[0]["world"]
    assert observed.said() == ["done"]
    assert observed.said("server") == ["sleeping"]
    assert len(observed.every("call", name="kill", act="refused")) == 2


def test_no_descriptor_is_passed_on(tmp_path: Path) -> None:
    kept = os.open("/dev/null", os.O_RDONLY)
    command = [str(OBSERVER), "--out", str(tmp_path), *cast(("sleeps_for_ever",))]
    subprocess.run(command, pass_fds=[kept], cwd=ROOT, check=True)
    os.close(kept)
    reap_the_rest()
    (process,) = next(line for line in read(tmp_path) if line["event"] == "census")["processes"]
    assert [entry["fd"] for entry in process["open"]] == [0, 1, 2]


# The observer itself ----------------------------------------------------


def started(folder: Path) -> subprocess.Popen[str]:
    """An observer whose subject sleeps already."""
    command = [str(OBSERVER), "--out", str(folder), "--deadline=7200000",
               *cast(("sleeps_for_an_hour",))]  # fmt: skip
    (folder / "client.stdout").touch()
    observer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    follow = ["tail", "-f", str(folder / "client.stdout")]
    with subprocess.Popen(follow, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as tail:
        assert tail.stdout is not None
        assert tail.stdout.readline() == b"sleeping\n"
        tail.terminate()
    return observer


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("process", ["first", "second"])
def test_told_to_stop(tmp_path: Path, number: signal.Signals, process: str) -> None:
    observer = started(tmp_path)
    os.kill(observer.pid if process == "first" else children(observer.pid)[0], number)
    _, error = observer.communicate()
    whole(Observed(observer.returncode, error, read(tmp_path), reap_the_rest()), "interrupted")


def test_killed(tmp_path: Path) -> None:
    observer = started(tmp_path)
    observer.kill()
    assert observer.wait() == -signal.SIGKILL
    reap_the_rest()


def test_its_second_process_killed(tmp_path: Path) -> None:
    observer = started(tmp_path)
    os.kill(children(observer.pid)[0], signal.SIGKILL)
    _, error = observer.communicate()
    assert observer.returncode == 3
    assert error == "observe: the observer was killed; the record is not whole\n"
    reap_the_rest()


def within_a_namespace(script: str) -> tuple[str, ...]:
    """The beginning of a command that runs after `script`, as root of a user namespace."""
    inside = ("unshare", "--user", "--mount", "--map-root-user", "sh", "-ec")
    if subprocess.run([*inside, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no user namespaces on this machine")
    return (*inside, script + '; exec "$@"', "sh")


def test_a_full_disk(tmp_path: Path) -> None:
    before = within_a_namespace(f"mount -t tmpfs -o size=300k none '{tmp_path}'")
    command = [*before, str(OBSERVER), "--out", str(tmp_path), *cast(("calls_without_end",))]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    reap_the_rest()
    assert done.returncode == 3
    assert done.stderr == "observe: cannot write the record: No space left on device\n"


NO_MORE = "echo 0 >/proc/sys/user/max_user_namespaces"


def test_root_without_user_namespaces(tmp_path: Path) -> None:
    observed = observe(tmp_path, *cast(("leaves_orphans",)), before=within_a_namespace(NO_MORE))
    whole(observed, "quiet")
    assert observed.lines[0]["world"] == ["net", "pid", "mount", "ipc", "files", "names",
                                          "ipv6", "apart"]
    assert observed.lines[0]["missing"] == ["user: No space left on device"]


def test_a_user_without_user_namespaces(tmp_path: Path) -> None:
    plain = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--securebits=+noroot")
    before = (*within_a_namespace(NO_MORE), *plain)
    observed = whole(observe(tmp_path, *cast(("leaves_orphans",)), before=before), "quiet")
    assert observed.lines[0]["world"] == ["apart"]
    assert [part.split(":")[0] for part in observed.lines[0]["missing"]] == [
        "user", "net", "mount", "ipc", "pid",
    ]  # fmt: skip
    assert observed.one("lost", what="frames")["because"]
    assert len(observed.every("reaped")) == 4


def test_what_cannot_be_prepared_for_a_role_is_an_end_that_is_seen(tmp_path: Path) -> None:
    """It comes before the program, and within a moment: the role is traced by then."""
    plain = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--securebits=+noroot")
    before = (*within_a_namespace(NO_MORE), *plain)
    low = ("--role", "server", "--serves", "53", "--arg", str(SUBJECTS / "sleeps_for_ever"))
    observed = whole(observe(tmp_path, *low, before=before), "unlaunched")
    assert observed.said("server") == ["observe: cannot drop privileges: Operation not permitted"]
    assert not observed.every("lost", what="words"), "they are the observer's own"


def test_where_proc_cannot_be_mounted(tmp_path: Path) -> None:
    # As in a container: a part of /proc is hidden, so the kernel grants no other one.
    before = list(within_a_namespace("mount -t tmpfs none /proc/tty"))
    before[1:1] = ["--pid", "--fork", "--mount-proc", "--kill-child"]
    if landlock_version() < SCOPED_SIGNALS:
        pytest.skip("this kernel cannot keep signals in without process ids of their own")
    words = cast(("goes_into_the_background", "9190"), ("kills_everybody",), serves=True)
    observed = whole(observe(tmp_path, *words, before=tuple(before)), "quiet")
    assert observed.lines[0]["world"] == ["user", "net", "mount", "ipc", "files", "names",
                                          "ipv6", "apart"]
    assert observed.lines[0]["missing"] == ["pid: Operation not permitted"]
    assert observed.one("call", name="listen")["kind"] == "listener"
    assert observed.said() == ["alone"]
    assert observed.one("ended", role="server", signal="SIGTERM")


def test_where_something_is_mounted_below_the_current_folder(tmp_path: Path) -> None:
    """No layer can be had then: the folder stays read-only, and the rest goes on."""
    (tmp_path / "mounted").mkdir()
    before = within_a_namespace(f"mount -t tmpfs none {tmp_path}/mounted")
    observed = whole(observe(tmp_path, *cast(("vforks",)), before=before), "quiet")
    assert "files" in observed.lines[0]["world"]
    (missing,) = observed.lines[0]["missing"]
    assert missing.startswith("a writable layer over ")


LOOK_UP = ("sh", "-c", "cat /etc/hosts; getent ahosts strange; getent hosts www.example.test; env")


def test_names_mean_the_same_everywhere(tmp_path: Path) -> None:
    names_mean_what_we_say(tmp_path, ())


def test_names_where_a_container_has_mounted_its_own(tmp_path: Path) -> None:
    """The layer cannot be had then: each file is covered by itself."""
    strange = tmp_path / "hosts"
    strange.write_text("10.9.9.9 strange\n")
    before = within_a_namespace(f"mount --bind '{strange}' /etc/hosts")
    names_mean_what_we_say(tmp_path, before)


def names_mean_what_we_say(folder: Path, before: tuple[str, ...]) -> None:
    """The machine's hosts are not looked at, and nobody but the run's own server is asked."""
    meddling = ("env", "RES_OPTIONS=debug", "LOCALDOMAIN=example.org", "HOSTALIASES=/dev/null")
    program = (shutil.which("sh") or "sh", *LOOK_UP[1:])
    observed = observe(folder, *cast(program), before=(*before, *meddling))
    whole(observed, "quiet")
    assert "names" in observed.lines[0]["world"]
    said = observed.said()
    assert said[:2] == ["127.0.0.1 localhost", "::1 localhost"]
    assert not [line for line in said if "strange" in line or line.startswith(meddling[1:])]
    asked = [line for line in observed.every("wire", **{"from": "client"}) if line.get("dns")]
    assert {line["target"] for line in asked} == {"127.0.0.1:53"}
    questions = {line["dns"]["name"] for line in asked}
    assert questions == {"strange", "www.example.test"}
    called = {line["args"]["address"] for line in observed.every("call", name="connect")}
    assert called <= {"127.0.0.1:53", "unix:/var/run/nscd/socket"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_as_an_ordinary_user() -> None:
    before = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for program in (OBSERVER, SUBJECTS / "vforks"):
            shutil.copy(program, folder)
        os.chown(folder, 65534, 65534)
        observed = observe(folder, *cast((str(folder / "vforks"),)), before=before,
                           observer=folder / "observe")  # fmt: skip
    whole(observed, "quiet")
    # The checkout may lie where this user cannot go: then nothing is laid over it.
    layer = "a writable layer over the current folder: Permission denied"
    assert observed.lines[0]["missing"] in ([], [layer])
    assert "files" in observed.lines[0]["world"]
