"""The examples: a project for each runner of tests, and an engine that has many machines."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from harness.commands.main import for_users
from harness.place import ROOT
from harness.tests.test_shards import FLAWED, TOPICS, plain
from harness.tests.workbench import is_meddling

EXAMPLES = ROOT / "docs" / "examples"

SERVER = """#include <arpa/inet.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[argc - 1])) };
	int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;

	signal(SIGPIPE, SIG_IGN);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(listener, (struct sockaddr *)&own, sizeof(own)) == -1 || listen(listener, 5) == -1)
		return 1;
	for (;;) {
		int conn = accept(listener, NULL, NULL);
		char buffer[16384];
		ssize_t got;

		LOOP ((got = read(conn, buffer, sizeof(buffer))) > 0)
			for (ssize_t sent = 0, put; sent < got; sent += put)
				if ((put = write(conn, buffer + sent, got - sent)) == -1)
					break;
		close(conn);
	}
}
"""
SOUND, WRONG = SERVER.replace("LOOP", "while"), SERVER.replace("LOOP", "if")
"""The wrong one reads once, and hangs up."""


@pytest.fixture
def there(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who has `sockspec` in PATH, and its fixture where Python looks."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "sockspec").symlink_to(ROOT / "sockspec")
    inherited = {key: value for key, value in os.environ.items() if not is_meddling(key)}
    return inherited | {
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "packaging"),
        "SOCKSPEC_STATE": str(tmp_path / "state"),
    }


def project(name: str, to: Path, server: str = SOUND) -> Path:
    """The example, with a server in C where it has none of its own."""
    folder = to / name
    shutil.copytree(EXAMPLES / name, folder)
    if name in ("ctest", "meson", "pytest"):
        (folder / "my_server.c").write_text(server)
    return folder


def carry_out(
    folder: Path, there: dict[str, str], *commands: Sequence[str]
) -> subprocess.CompletedProcess[str]:
    """Carry them out one after the other in the folder, up to one that fails."""
    for words in commands:
        if not shutil.which(words[0], path=there["PATH"]):
            pytest.skip(f"no {words[0]} here")
        ran = subprocess.run(words, cwd=folder, env=there, text=True, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, timeout=300, check=False)  # fmt: skip
        if ran.returncode != 0:
            break
    return ran


RUNNERS: dict[str, Sequence[Sequence[str]]] = {
    "ctest": (["cmake", "-S", ".", "-B", "b"], ["cmake", "--build", "b"],
              ["ctest", "--test-dir", "b", "--output-on-failure"]),
    "meson": (["meson", "setup", "b"],
              ["meson", "test", "-C", "b", "--print-errorlogs"]),
    "pytest": (["cc", "my_server.c", "-o", "my_server"],
               ["/usr/bin/python3", "-m", "pytest", "-q"]),
    "cargo": (["cargo", "test", "--offline"],),
    "go": (["go", "test", "-count=1", "./..."],),
}  # fmt: skip


@pytest.mark.parametrize("runner", RUNNERS)
def test_a_runner_judges_the_server_of_its_project(
    runner: str, tmp_path: Path, there: dict[str, str]
) -> None:
    ran = carry_out(project(runner, tmp_path), there, *RUNNERS[runner])
    assert ran.returncode == 0, ran.stdout
    results = json.loads((tmp_path / "state" / "report" / "results.json").read_text())
    assert results["totals"]["holds"] > 1 and results["totals"]["fails"] == 0


@pytest.mark.parametrize("runner", ["ctest", "meson", "pytest"])
def test_a_runner_shows_what_does_not_hold(
    runner: str, tmp_path: Path, there: dict[str, str]
) -> None:
    ran = carry_out(project(runner, tmp_path, WRONG), there, *RUNNERS[runner])
    assert ran.returncode not in (0, 77), ran.stdout
    assert "a server that has seen the end-of-file still answers, to the last byte" in ran.stdout


def test_without_the_command_the_fixture_skips(tmp_path: Path, there: dict[str, str]) -> None:
    folder = project("pytest", tmp_path)
    there["PATH"] = "/nowhere"
    ran = subprocess.run(["/usr/bin/python3", "-m", "pytest", "-rs"], cwd=folder, env=there, text=True,
                         capture_output=True, check=False)  # fmt: skip
    assert ran.returncode == 0 and "sockspec is not in PATH" in ran.stdout, ran


# Engines ----------------------------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("parallel"), reason="no GNU parallel here")
def test_gnu_parallel_makes_what_one_check_makes(tmp_path: Path, there: dict[str, str]) -> None:
    del there["SOCKSPEC_STATE"]
    (tmp_path / "work").mkdir()
    options = ["--server", FLAWED, *TOPICS]
    script = str(EXAMPLES / "parallel" / "check.sh")
    ran = carry_out(tmp_path / "work", {**there, "SOCKSPEC_STATE": ""}, [script, "3", *options])
    assert ran.returncode == 1 and "3 shards; " in ran.stdout, ran.stdout


SLURM = """ClusterName=one
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
SlurmctldPort={port}
SlurmdPort={other}
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
MpiDefault=none
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


@pytest.fixture(scope="module")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The distribution's Slurm on this machine: its environment. Its daemons run in front of us."""
    needed = ("munged", "slurmctld", "slurmd", "sbatch")
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    if missing := [each for each in needed if not shutil.which(each, path=path)]:
        pytest.skip(f"no {missing[0]} here")
    folder: Path = tmp_path_factory.mktemp("slurm")
    for name in ("munge", "state", "spool"):
        (folder / name).mkdir(mode=0o700)
    (folder / "munge" / "key").write_bytes(os.urandom(1024))
    (folder / "munge" / "key").chmod(0o400)
    port, other = _free_ports()
    (folder / "slurm.conf").write_text(SLURM.format(
        host=socket.gethostname().partition(".")[0], user=_user(), folder=folder, port=port,
        other=other, cores=len(os.sched_getaffinity(0)),
    ))  # fmt: skip
    environment = {**os.environ, "PATH": path, "SLURM_CONF": str(folder / "slurm.conf")}
    munge = [f"--{name}={folder}/munge/{file}" for name, file in (
        ("socket", "socket"), ("key-file", "key"), ("log-file", "log"), ("pid-file", "pid"),
        ("seed-file", "seed"))]  # fmt: skip
    daemons = [subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
               for words in (["munged", "--foreground", "--force", *munge], ["slurmctld", "-D"],
                             ["slurmd", "-D"])]  # fmt: skip
    try:
        yield environment
    finally:
        for each in reversed(daemons):
            each.terminate()
            each.wait(timeout=30)


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _user() -> str:
    return subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()


def batch(
    name: str, folder: Path, environment: dict[str, str], *options: str
) -> subprocess.CompletedProcess[str]:
    """Hand the example to Slurm, and wait for its end; sbatch waits for the controller to be there."""
    words = ["sbatch", "--wait", "--array=1-3", "--output=said-%a.txt",
             str(EXAMPLES / "slurm" / name), *options]  # fmt: skip
    return subprocess.run(words, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=280, check=False)  # fmt: skip


def test_slurm_makes_what_one_check_makes(
    slurm: dict[str, str], there: dict[str, str], tmp_path: Path
) -> None:
    """Of the check, and of the survey."""
    del there["SOCKSPEC_STATE"]
    environment = {**there, **slurm, "PATH": f"{tmp_path / 'bin'}:{slurm['PATH']}"}

    def sockspec(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["sockspec", *words], cwd=tmp_path, env=environment, text=True,
                              capture_output=True, timeout=280, check=False)  # fmt: skip

    options = ("--server", FLAWED, *TOPICS)
    ran = batch("check.sbatch", tmp_path, environment, *options)
    said = "".join(each.read_text() for each in sorted(tmp_path.glob("said-*.txt")))
    assert len(list(tmp_path.glob("part*"))) == 3, ran.stdout + said
    merged = sockspec("merge", "part1", "part2", "part3", "--into", "whole")
    assert merged.returncode == 1, merged
    sockspec("check", *options, "--into", "alone", "--no-page")
    assert _report(tmp_path / "whole") == _report(tmp_path / "alone")

    what = ("server/book", "client/book", "-k", "halfclose or 4.4", "--rounds", "3")
    ran = batch("survey.sbatch", tmp_path, environment, *what)
    assert ran.returncode == 0, ran.stdout
    assert sockspec("survey", *what, "--kept", "part1", "part2", "part3",
                    "--into", "surveyed").returncode == 0  # fmt: skip
    assert sockspec("survey", *what, "--into", "surveyed-alone").returncode == 0
    tables = [_tables(tmp_path / name) for name in ("surveyed", "surveyed-alone")]
    assert tables[0] == tables[1] and any("4.4" in line for line in tables[0])


def _report(folder: Path) -> Any:
    return plain(folder / "report" / "results.json")


def _tables(folder: Path) -> list[str]:
    """Those of the page. The lines of a record below them differ between any two rounds."""
    lines = (folder / "survey" / "survey.md").read_text().splitlines()
    return [line for line in lines if line.startswith("| ")]


# Of services ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["github", "gitlab"])
def test_what_a_service_is_told_is_known_to_the_command(name: str) -> None:
    """The services are not here: their files can be read, and each option in them is one."""
    yaml = pytest.importorskip("yaml")
    text = (EXAMPLES / name / "sockets.yml").read_text()
    assert yaml.safe_load(text)
    known = " ".join(for_users().format_help().split()) + (ROOT / "docs/sockspec.1").read_text()
    for option in re.findall(r"(?<=\s)--(\w+)(?=[ =])", text):
        assert option in known or option in ("depth",), option
    for path in re.findall(r"sockspec/(ci/\w+)", text):
        assert (ROOT / path).exists(), path
