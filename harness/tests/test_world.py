"""The world of a run: the same on every machine, unless it is told otherwise."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from harness.running import machine
from harness.place import ROOT
from harness.running.paths import find_paths
from harness.running.slots import SlotError
from harness.running.world import world_options, world_parts

OBSERVER = ROOT / "build" / "observe"
Line = dict[str, object]


def observe(folder: Path, script: str, *options: str, limit: int | None = None) -> list[Line]:
    """The record of a run of a shell script; `limit` is the soft limit of descriptors outside."""

    def lower() -> None:
        if limit is not None:
            hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))

    words = ["--out", str(folder), *options, "--role", "client"]
    words += [f"--arg={word}" for word in ("sh", "-c", script)]
    subprocess.run([OBSERVER, *words], check=True, preexec_fn=lower)
    return [json.loads(line) for line in (folder / "record.jsonl").open()]


def said(lines: list[Line]) -> list[str]:
    return [str(line["line"]).replace("\t", " ") for line in lines if line["event"] == "says"]


def test_a_world_has_what_its_record_says(tmp_path: Path) -> None:
    show = "for n in tcp_rmem tcp_wmem tcp_congestion_control; do cat /proc/sys/net/ipv4/$n; done"
    lines = observe(tmp_path, f"{show}; cat /proc/sys/net/ipv6/conf/lo/mtu")
    settings = lines[0]["settings"]
    assert isinstance(settings, dict) and lines[0]["missing"] == []
    names = ("net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem", "net.ipv4.tcp_congestion_control")
    assert said(lines) == [*(settings[name] for name in names), settings["mtu"]]
    assert settings["mtu"] == "65536"


def test_a_world_is_set_as_it_is_told(tmp_path: Path) -> None:
    options = ("--setting=net.ipv4.tcp_rmem=4096 8192 16384", "--setting", "net.ipv4.tcp_sack=0",
               "--mtu", "1500")  # fmt: skip
    script = "cd /proc/sys/net; cat ipv4/tcp_rmem ipv4/tcp_sack ipv6/conf/lo/mtu"
    lines = observe(tmp_path, script, *options)
    assert said(lines) == ["4096 8192 16384", "0", "1500"]
    settings = lines[0]["settings"]
    assert isinstance(settings, dict)
    assert settings["net.ipv4.tcp_rmem"] == "4096 8192 16384" and settings["mtu"] == "1500"


def test_a_world_is_set_as_the_machine_is(tmp_path: Path) -> None:
    names = ("tcp_rmem", "tcp_wmem", "tcp_fin_timeout", "ip_local_port_range")
    files = [Path("/proc/sys/net/ipv4") / name for name in names]
    lines = observe(tmp_path, f"cat {' '.join(map(str, files))}", "--as-host")
    assert said(lines) == [file.read_text().strip().replace("\t", " ") for file in files]


def test_no_frame_is_put_together(tmp_path: Path) -> None:
    send = "import socket as s; l = s.create_server(('127.0.0.1', 0)); "
    send += "c = s.create_connection(l.getsockname()); c.sendall(bytes(9000))"
    script = f'{sys.executable} -S -c "{send}"'
    for offload in ("1", "0"):
        lines = observe(tmp_path, script, "--mtu", "1500", "--offload", offload)
        sizes = [int(str(line.get("length", 0))) for line in lines if line["event"] == "wire"]
        assert sizes and (max(sizes) <= 1460) == (offload == "0"), sizes


def test_a_setting_that_there_is_not(tmp_path: Path) -> None:
    words = [str(OBSERVER), "--out", str(tmp_path), "--setting", "net.ipv4.no_such=1"]
    words += ["--role", "a", "--arg", "true"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr == (
        "observe: cannot set net.ipv4.no_such in a network of its own: No such file or directory\n"
    )


def test_roles_may_have_as_many_descriptors_as_is_usual(tmp_path: Path) -> None:
    lines = observe(tmp_path, "ulimit -n", limit=64)
    assert (lines[0]["descriptors"], said(lines)) == (1024, ["1024"])


def test_nobody_is_found_by_name_where_no_role_is_the_name_server(tmp_path: Path) -> None:
    ask = "import socket as s\ntry: s.getaddrinfo('nobody.example.test', 7)\n"
    ask += "except s.gaierror as e: print(e.errno == s.EAI_NONAME)"
    lines = observe(tmp_path, f'{sys.executable} -S -c "{ask}"', "--deadline", "4000")
    assert (said(lines), lines[-1]["reason"]) == (["True"], "quiet")
    asked = [line for line in lines if line["event"] == "wire"]
    assert {(line["from"], line["to"]) for line in asked} == {("client", None), (None, "client")}


def test_what_a_world_has() -> None:
    paths = find_paths()
    parts = world_parts(paths.command)
    assert parts is not None and {"net", "ipv6"} <= parts
    without = world_options("net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.lo.disable_ipv6=1")
    parts = world_parts((str(paths.observer), *without))
    assert parts is not None and "net" in parts and "ipv6" not in parts
    assert world_parts(("/no/such/observer",)) is None


@pytest.mark.parametrize(("parts", "alone"), [(frozenset(), True), (frozenset({"net"}), False), (None, False)])
def test_runs_that_share_the_port_of_the_machine_are_made_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch, parts: frozenset[str] | None, alone: bool
) -> None:
    monkeypatch.setattr(machine, "world_parts", lambda _: parts)
    cores = sorted(os.sched_getaffinity(0))
    assert machine.places() == (cores[:1] if alone else [*cores, cores[0]])
    assert machine.places(0) == cores[:1]
    assert len(machine.places(5)) == (1 if alone else 5)


def test_options() -> None:
    assert world_options("") == ()
    assert world_options("net.ipv4.ip_local_port_range='40000 40007' mtu=1500") == (
        "--setting", "net.ipv4.ip_local_port_range=40000 40007", "--mtu", "1500",
    )  # fmt: skip
    paths = find_paths({"SOCKSPEC_WORLD": "mtu=1500"})
    assert paths.command == (str(paths.observer), "--mtu", "1500")


@pytest.mark.parametrize("typed", ["mtu", "net.ipv4.x", "kernel.x=1", "colour=red", "'"])
def test_options_that_are_none(typed: str) -> None:
    with pytest.raises(SlotError, match="SOCKSPEC_WORLD"):
        world_options(typed)
