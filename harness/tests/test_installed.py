"""Installed: by make, and as a package in a bare root of the distribution, it needs no checkout."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import pytest

from harness.commands.named import named
from harness.place import ROOT
from harness.tests.workbench import is_meddling

PROGRAMS = ROOT / "build"

SERVER = """import socket, sys, threading

listener = socket.create_server(("", int(sys.argv[1])), backlog=200)


def serve(conn):
    with conn:
        while data := conn.recv(65536):
            conn.sendall(data)


while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
"""


def run(
    *words: str, cwd: Path = ROOT, timeout_s: float = 300,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    """Carry it out with nothing of a session around this one in its environment."""
    inherited = {key: value for key, value in os.environ.items() if not is_meddling(key)}
    inherited = {key: value for key, value in inherited.items() if not key.startswith("MAKE")}
    return subprocess.run(
        words, cwd=cwd, env=inherited | dict(settings), text=True, capture_output=True,
        timeout=timeout_s, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where it is installed, and nobody may write."""
    folder: Path = tmp_path_factory.mktemp("prefix")
    made = run("make", "install", f"PREFIX={folder}")
    assert made.returncode == 0, made
    for each in (*folder.rglob("*"), folder):
        if not each.is_symlink():
            each.chmod(each.stat().st_mode & ~0o222)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """A user's."""
    (tmp_path / "home").mkdir()
    return {"HOME": str(tmp_path / "home"), "XDG_STATE_HOME": ""}


def test_it_judges_from_anywhere_into_the_users_folder(
    prefix: Path, home: dict[str, str], tmp_path: Path
) -> None:
    sockspec = str(prefix / "bin" / "sockspec")
    (tmp_path / "server.py").write_text(SERVER)
    line = "/usr/bin/python3 server.py {port}"
    ran = run(sockspec, "check", "--server", line, "4.4", "7.5", cwd=tmp_path, settings=home)
    assert ran.returncode == 0 and "2 requirements: 2 hold" in ran.stdout, ran
    state = Path(home["HOME"], ".local", "state", "sockspec")
    told = json.loads((state / "report" / "results.json").read_text())
    assert told["requirements"][0]["scenario"].startswith("scenarios/")
    assert all((state / each["evidence"] / "record.jsonl").is_file()
               for each in told["requirements"])  # fmt: skip
    assert run(sockspec, "show", "7.5", cwd=tmp_path, settings=home).stdout.count("FIN ACK") > 1


def test_what_fails_is_told_with_commands_that_are_there(
    prefix: Path, home: dict[str, str], tmp_path: Path
) -> None:
    sockspec = str(prefix / "bin" / "sockspec")
    flawed = f"{PROGRAMS}/flawed/hangs_up_at_end_of_file {{port}}"
    ran = run(sockspec, "check", "--server", flawed, "7.5", cwd=tmp_path, settings=home)
    assert ran.returncode == 1
    assert f"again     sockspec check --server '{flawed}' 7.5" in ran.stdout
    assert "sockspec explain 7.5" in ran.stdout and "make" not in ran.stdout.split()
    (scenario,) = re.findall(r"\((\S+):\d+\)$", ran.stdout, re.MULTILINE)
    assert Path(tmp_path, scenario).is_file()
    page = Path(home["HOME"], ".local/state/sockspec/report/index.html").read_text()
    assert "sockspec check --server" in page and "make check" not in page
    explained = run(sockspec, "explain", "7.5", settings=home)
    assert "+++ c/flawed/hangs_up_at_end_of_file.c" in explained.stdout


def test_a_scenario_by_bats(prefix: Path, home: dict[str, str]) -> None:
    scenario = prefix / "share" / "sockspec" / "scenarios" / "halfclose.bats"
    ran = run("bats", str(scenario), "-f", "^7[.]4 ", settings=home)
    assert ran.returncode == 0 and "ok 1 7.4" in ran.stdout, ran


def test_two_users_at_once(prefix: Path, tmp_path: Path) -> None:
    """Each has a folder of his own, though both are the same to the machine here."""
    sockspec = str(prefix / "bin" / "sockspec")
    inherited = {key: value for key, value in os.environ.items() if not is_meddling(key)}
    both = []
    for name in ("one", "other"):
        own = inherited | {"XDG_STATE_HOME": str(tmp_path / name)}
        both.append(subprocess.Popen(
            [sockspec, "check", "halfclose", "relays"], env=own, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ))  # fmt: skip
    for each in both:
        said, _ = each.communicate(timeout=120)
        assert each.returncode == 0, said


def test_it_is_told_for_which_folder_there_is_no_leave(prefix: Path, tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    state = str(tmp_path / "state")
    ran = run(str(prefix / "bin" / "sockspec"), "check", "7.5",
              settings={"XDG_STATE_HOME": state})  # fmt: skip
    assert ran.returncode == 3 and ran.stderr.count("\n") == 1, ran
    assert f"cannot be kept in {state}/sockspec: Not a directory" in ran.stderr


def test_uninstall_leaves_nothing(tmp_path: Path) -> None:
    for goal in ("install", "uninstall"):
        ran = run("make", goal, "PREFIX=/usr", f"DESTDIR={tmp_path}")
        assert ran.returncode == 0, ran
        files = [each for each in tmp_path.rglob("*") if not each.is_dir() or each.is_symlink()]
        assert bool(files) == (goal == "install"), files


def all_hold(slot: str = "") -> str:
    """What the last line begins with where all holds, of all or of what tests the slot."""
    count = sum(not slot or slot in each.tests for each in named([]))
    return f"{count} requirements: {count} hold"


BARE = ("--unshare-user", "--unshare-pid", "--uid", "1000", "--gid", "1000", "--clearenv",
        "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "HOME", "/home/user",
        "--setenv", "LC_ALL", "C.UTF-8")  # fmt: skip


def in_root(root: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Carry it out in that root, as its user, who has a home of his own."""
    user = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "bwrap")
    places = ("--bind", str(root), "/", "--dev", "/dev", "--proc", "/proc", "--ro-bind", "/sys",
              "/sys", "--tmpfs", "/tmp", "--bind", str(home), "/home", "--chdir", "/home")  # fmt: skip
    return run(*user, *places, *BARE, *words)


@pytest.fixture
def common() -> Iterator[Path]:
    """A folder that others may enter; pytest's own is for one user alone."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a root of the distribution here")
@pytest.mark.skipif(not shutil.which("mmdebstrap"), reason="no mmdebstrap here")
def test_the_package_in_a_bare_root(common: Path) -> None:
    """Nothing but what it depends on is there: a server, a relay and a stack are judged."""
    built = run("ci/deb")
    assert built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:]
    (package,) = (ROOT / "build" / "deb").glob("sockspec_*.deb")
    root, home = common / "root", common / "home"
    home.mkdir()
    home.chmod(0o777)
    install = 'chroot "$1" apt-get install -qy --no-install-recommends /package.deb socat'
    made = run(
        "mmdebstrap", "--variant=apt", f"--customize-hook=upload {package} /package.deb",
        f"--customize-hook={install}", "bookworm", str(root), timeout_s=600,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr[-2000:]
    (home / "server.py").write_text(SERVER)
    _judge_there(root, home)


def _judge_there(root: Path, home: Path) -> None:
    def check(*words: str) -> str:
        ran = in_root(root, home, "sockspec", "check", *words)
        assert ran.returncode in (0, 1) and not ran.stderr, ran
        return ran.stdout.rstrip().splitlines()[-1]

    assert in_root(root, home, "sockspec", "doctor").returncode == 0
    assert all_hold() in check()
    of_a_server = check("--server", "python3 server.py {port}")
    assert "injected" in of_a_server and "1 warns" in of_a_server
    assert "fails" in check("--via", "socat TCP-LISTEN:{listen},fork TCP:{host}:{port}", "7.42")
    assert all_hold("stack") in check("--stack", "mtu-1500")


# The image --------------------------------------------------------------------------------------

CONTAINERFILE = ROOT / "packaging" / "Containerfile"


def test_the_image_has_what_the_package_depends_on() -> None:
    """Where no engine runs, that is what can be seen of it; what is copied is what make installs."""
    text = CONTAINERFILE.read_text()
    assert re.findall(r"^FROM (\S+)", text, re.MULTILINE) == ["${BASE}", "${BASE}"]
    assert "ARG BASE=docker.io/library/debian:12" in text
    control = (ROOT / "packaging" / "debian" / "control").read_text()
    (depends,) = re.findall(r"^Depends: (.*(?:\n .*)*)", control, re.MULTILINE)
    for package in (each for each in re.split(r"[,\s]+", depends) if not each.startswith("$")):
        assert text.count(f" {package} ") == 2 or text.count(f" {package}\n") + text.count(
            f" {package} ") == 2, package  # fmt: skip


@pytest.mark.skipif(os.geteuid() != 0, reason="podman as a user needs ids of his own (subuid(5))")
@pytest.mark.skipif(not shutil.which("podman"), reason="no podman here")
def test_the_image_judges_with_one_flag_and_says_what_is_missing_without(common: Path) -> None:
    tar = str(common / "base.tar")
    made = run("mmdebstrap", "--variant=apt", "bookworm", tar, timeout_s=600)
    assert made.returncode == 0, made.stderr[-2000:]
    places = (f"--root={common}/storage", f"--runroot={common}/run", "--runtime=runc")
    podman = ("podman", *places)
    start = (*podman, "run", "--rm", "--network=none", *LIMITS)
    assert run(*podman, "import", tar, "localhost/base").returncode == 0
    try:
        if (tried := run(*start, "localhost/base", "true")).returncode != 0:
            pytest.skip(f"no container can be run here: {tried.stderr.strip()}")
        built = run(*podman, "build", "--isolation=chroot", "--build-arg=BASE=localhost/base",
                    "-t", "localhost/sockspec", "-f", str(CONTAINERFILE), ".",
                    timeout_s=600)  # fmt: skip
        assert built.returncode == 0, built.stderr[-2000:]
        _judge_in_an_image(start)
    finally:
        run(*podman, "system", "reset", "--force")


LIMITS = ("--ulimit=nofile=20000:20000", "--ulimit=nproc=20000:20000")
"""An engine wants a million of each, which root may not give everywhere."""


def _judge_in_an_image(start: Sequence[str]) -> None:
    unmasked = run(*start, "--security-opt=unmask=ALL", "localhost/sockspec", "check")
    assert unmasked.returncode == 0 and all_hold() in unmasked.stdout, unmasked
    masked = run(*start, "localhost/sockspec", "check", "halfclose")
    assert masked.returncode in (0, 1)
    assert masked.stdout.startswith("Note: runs have no pid namespace here:"), masked
    assert run(*start, "localhost/sockspec").stdout.startswith("sockspec runs real programs")
