"""A workbench: scenarios, and a stand-in for the observer that needs no kernel.

The stand-in takes the first program of the cast that is not empty. If that is a
record, it is the record of the run; else it is a script of what the observer does.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.running.orphans import PR_SET_CHILD_SUBREAPER
from harness.doors.options import OPTIONS
from harness.place import ROOT
from harness.running.paths import Paths, find_paths
from harness.running.preflight import PROGRAMS as OF_THE_PREFLIGHT
from harness.running.world import world_options

OBSERVER = """#!/bin/bash
while (($#)); do
	case $1 in
	--out) out=$2 ;;
	--arg) [[ -n ${program-} || ! -s $2 ]] || program=$2 ;;
	esac
	shift
done
if [[ $(head -c 1 "$program") == '{' ]]; then
	exec cp "$program" "$out/record.jsonl"
fi
source "$program"
"""

RUN = '{"t":1000000000,"event":"run","format":1,"world":["user","net"],"missing":[],"cpu":0}'
SERVER = '{"t":1000100000,"event":"born","role":"server","pid":2,"parent":1,"how":"launch"}'
READY = '{"t":1000200000,"event":"ready","role":"server","how":"listen","address":"0.0.0.0:9190"}'
BOUND = READY.replace('"listen"', '"bind"')
CLIENT = '{"t":1000300000,"event":"born","role":"client","pid":3,"parent":1,"how":"launch"}'
FRAME = (
    '{"t":1000400000,"event":"wire","from":"client","to":"server","source":"127.0.0.1:40000",'
    '"target":"127.0.0.1:9190","protocol":"tcp","flags":["SYN"],"length":0}'
)
SYN, FIN = FRAME, FRAME.replace("SYN", "FIN").replace("10004", "10005")
ECHO = '{"t":1000600000,"event":"says","role":"client","stream":"stdout","line":"hello sockspec"}'
AGAIN = '{"t":1000650000,"event":"says","role":"again","stream":"stdout","line":"hello again"}'
ENDED = '{"t":1000700000,"event":"ended","role":"client","pid":3,"parent":1,"status":0}'
CENSUS = (
    '{"t":1000800000,"event":"census","tcp":[],"processes":[{"role":"server","pid":2,"parent":1,'
    '"state":"waiting","in":"accept4(3)","open":[]}]}'
)
END = '{"t":1000900000,"event":"end","reason":"quiet","blocked":[]}'
LOST = '{"t":1000450000,"event":"lost","what":"frames","count":3}'

WHOLE = (RUN, SERVER, READY, CLIENT, SYN, FIN, ECHO, AGAIN, ENDED, CENSUS, END)


def record(*lines: str) -> str:
    """A record of these lines; where the last is an 'end' line, with the checksum in it."""
    text = "".join(f"{line}\n" for line in lines)
    return sealed(text.encode()).decode() if lines and '"event":"end"' in lines[-1] else text


def sealed(data: bytes) -> bytes:
    """The record with the checksum that the observer would write, in the place of any it has."""
    body = re.sub(rb'(,"crc32":"[0-9a-f]{8}")?\}\n\Z', b"", data)
    return body + b',"crc32":"%08x"}\n' % zlib.crc32(body)


def without(*lines: str) -> str:
    """The whole record, less these lines."""
    return record(*(line for line in WHOLE if line not in lines))


PROGRAMS = {
    "half_close": record(*WHOLE),
    "falls_silent": without(FIN),
    "says_nothing": without(ECHO),
    "loses_frames": record(*WHOLE[:4], LOST, *(line for line in WHOLE[5:] if line != FIN)),
    "crashes": "kill -KILL $$",
    "refuses": 'echo "observe: unable to make a network of its own" >&2; exit 3',
    "cuts_off": 'head -n 4 "${program%/*}/half_close" >"$out/record.jsonl"',
    "hangs": 'echo $$ >"${program%/*}/hanging"; exec sleep 1000',  # into a FIFO: one can wait for it
    "client": "",
    **dict.fromkeys(OF_THE_PREFLIGHT, ""),
}


@dataclass(frozen=True, slots=True)
class Workbench:
    """A folder with scenarios, a build folder, and the stand-in for the observer."""

    folder: Path

    @property
    def build(self) -> Path:
        """Where the programs are."""
        return self.folder / "build"

    @property
    def paths(self) -> Paths:
        """The same as the driver knows it."""
        return Paths(ROOT, self.build, self.folder / "observe")

    @property
    def environment(self) -> dict[str, str]:
        """What makes the driver work here, with no slot replaced."""
        inherited = {key: value for key, value in os.environ.items() if not is_meddling(key)}
        return inherited | {
            "PYTHON": sys.executable,
            "SOCKSPEC_BUILD": str(self.build),
            "SOCKSPEC_OBSERVER": str(self.folder / "observe"),
        }

    def program(self, name: str, text: str) -> Path:
        """Build a program: what the stand-in does when it is told to launch it."""
        path = self.build / "flawed" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def scenario(self, name: str, text: str) -> Path:
        """Write a scenario file."""
        path = self.folder / "scenarios" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    def call(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command here, from the project's root, as a person would."""
        return subprocess.run(
            words,
            cwd=ROOT,
            env=self.environment | settings,
            text=True,
            capture_output=True,
            timeout=60,
            check=False,
        )

    def check(self, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Have pytest judge all scenarios, or what the options say."""
        named = any(".bats" in option for option in options)
        where = () if named else (str(self.folder / "scenarios"),)
        command = (sys.executable, "-m", "pytest", "-p", "harness.doors.plugin")
        return self.call(*command, *options, *where, **settings)


def own_build(folder: Path) -> Path:
    """A build folder with our programs in it, and its own place for the evidence and the report."""
    for name in ("observe", "fixtures", "flawed"):
        (folder / name).symlink_to(ROOT / "build" / name)
    return folder


@contextlib.contextmanager
def taking_in_orphans() -> Iterator[None]:
    """Whoever outlives a run comes to us, so that we notice."""
    prctl = ctypes.CDLL(None).prctl
    assert prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
    yield
    prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Elsewhere(Paths):
    """Our programs, and a folder of its own for the evidence."""

    folder: Path = Path()

    @property
    def runs(self) -> Path:
        """The folder of the evidence folders."""
        return self.folder


def elsewhere(folder: Path, world: str = "") -> Elsewhere:
    """The real observer with our programs, in such a world, and its evidence in the folder."""
    paths = find_paths({})
    return Elsewhere(ROOT, paths.build, paths.observer, world_options(world), folder=folder)


def is_meddling(key: str) -> bool:
    """What a session around this one has set, of pytest's, of Bats's or of ours."""
    ours = {each.variable for each in OPTIONS if each.variable}
    return key.startswith(("PYTEST", "BATS", "SOCKSPEC", "GITHUB")) or key in ours


def make_workbench(folder: Path) -> Workbench:
    """A workbench in an empty folder."""
    bench = Workbench(folder)
    (folder / "observe").write_text(OBSERVER)
    (folder / "observe").chmod(0o755)
    for name, text in PROGRAMS.items():
        bench.program(name, text)
    bench.scenario("vocabulary.bash", f'source "{ROOT}/scenarios/vocabulary.bash"\n')
    return bench


def scenario(*tests: str, server: str = "half_close") -> str:
    """The text of a scenario file with these tests on one cast."""
    setup = f"setup_file() {{\n\tcast server={server} client=client\n\tover ipv4\n}}"
    return "\n".join(("#!/usr/bin/env bats", "# A topic.", "", "load vocabulary", setup, *tests))


def test(
    name: str,
    *lines: str,
    tests: str = "stack server",
    control: str = "server=falls_silent",
    level: str = "must",
) -> str:
    """The text of one test."""
    body = "\n".join(f"\t{line}" for line in lines)
    return (
        f"\n# This is why it matters.\n# source: notes 7    level: {level}    tests: {tests}\n"
        f'# control: {control}\n@test "{name}" {{\n{body}\n}}\n'
    )


test.__test__ = False  # type: ignore[attr-defined]
