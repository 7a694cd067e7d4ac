"""Kernels of one's own: their images, what they start from, and how a run goes in and comes out."""

from __future__ import annotations

import base64
import gzip
import io
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from harness.running import carried, guest
from harness.running.guest import Guests, Order
from harness.running.initramfs import write_initramfs
from harness.running.kernel import kernel_release, no_kernel
from harness.place import ROOT
from harness.running.paths import find_paths
from harness.running.schedule import Schedule
from harness.running.slots import SlotError
from harness.running.config import config_from
from harness.tests.test_subjects import run_suite

IMAGE = ROOT / "build" / "kernel" / "vmlinuz"
"""What ci/kernel gets."""


def image(release: bytes) -> bytes:
    """The beginning of one for x86: boot.rst."""
    return bytes(0x202) + b"HdrS" + bytes(8) + (0x40).to_bytes(2, "little") + bytes(0x30) + release


def test_the_release_that_an_image_tells(tmp_path: Path) -> None:
    path = tmp_path / "vmlinuz"
    path.write_bytes(image(b"6.1.0-9-amd64 (me@here) #1\0rest"))
    assert not no_kernel(path) and kernel_release(path) == "Linux 6.1.0-9-amd64"
    path.write_bytes(image(b""))
    assert kernel_release(path) == ""


@pytest.mark.parametrize("content", [b"", b"\x7fELF", image(b"x").replace(b"HdrS", b"HdrX")])
def test_what_is_no_kernel(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vmlinuz"
    path.write_bytes(content)
    with pytest.raises(SlotError) as error:
        config_from({"STACK": f"kernel:{path}"})
    assert str(error.value) == (
        f"STACK=kernel:{path}: {path} is not an image of a Linux kernel for x86_64"
    )


def test_an_image_is_wanted() -> None:
    with pytest.raises(SlotError, match="STACK=kernel: which kernel"):
        config_from({"STACK": "kernel"})
    with pytest.raises(SlotError, match="/nowhere cannot be read: No such file"):
        config_from({"STACK": "kernel:/nowhere"})


def test_a_kernel_starts_from_what_a_run_needs(tmp_path: Path) -> None:
    archive, agent, paths = tmp_path / "initramfs", tmp_path / "agent", find_paths()
    agent.write_text("#!/bin/sh\n")
    write_initramfs(archive, agent, paths)
    listed = subprocess.run(["busybox", "cpio", "-t"], input=gzip.decompress(archive.read_bytes()),
                            capture_output=True, check=True).stdout.decode().split()  # fmt: skip
    client = paths.built("echo_client")
    for each in (paths.observer, client, "/init", "/bin/sh", "/dev/console", "/proc"):
        assert str(each).lstrip("/") in listed
    assert any("libc.so" in each for each in listed)
    above = {str(parent) for each in listed for parent in Path(each).parents} - {"."}
    assert above <= set(listed) and len(listed) == len(set(listed))


def brought(folder: Path, command: str) -> tuple[int, list[str]]:
    """A job, done by this machine's shell: the status, and what comes out."""
    ran = subprocess.run(["sh"], input=carried.script(command, folder), capture_output=True,
                         text=True, check=False)  # fmt: skip
    lines = ran.stdout.splitlines()
    assert all(line.startswith(carried.PIECE) for line in lines)
    return ran.returncode, [line.removeprefix(carried.PIECE) for line in lines]


def test_a_run_goes_in_and_its_evidence_comes_out(tmp_path: Path) -> None:
    folder, back = tmp_path / "a folder", tmp_path / "back"
    folder.mkdir()
    back.mkdir()
    (folder / "in").write_bytes(bytes(range(256)) * 99)
    inside = f"cp '{folder}/in' '{folder}/out'; echo what was said >&2; exit 3"
    status, lines = brought(folder, inside)
    assert status == 3 and not folder.exists()
    assert carried.unpack(lines, back) == "what was said\n"
    assert (back / "out").read_bytes() == bytes(range(256)) * 99
    assert sorted(os.listdir(back)) == ["in", "out"]


def packed(*members: tuple[str, bytes]) -> list[str]:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, kind in members:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
    return [base64.b64encode(buffer.getvalue()).decode()]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (packed(("../evil", tarfile.REGTYPE)), 'a file in another folder: "../evil"'),
        (packed(("/evil", tarfile.REGTYPE)), 'a file in another folder: "/evil"'),
        (packed(("a", tarfile.REGTYPE)), "did not come out whole"),
        (packed((carried.SAID, tarfile.SYMTYPE)), "did not come out whole"),
        (["not base64"], "is damaged on its way out"),
        ([base64.b64encode(b"no archive").decode()], "is damaged on its way out"),
        ([packed(("a", tarfile.REGTYPE))[0][:40]], "is damaged on its way out"),
        ([], "is damaged on its way out"),
    ],
)
def test_what_comes_out_is_not_trusted(tmp_path: Path, lines: list[str], sentence: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(carried.CarriedError) as error:
        carried.unpack(lines, folder)
    assert sentence in str(error.value)
    assert os.listdir(tmp_path) == ["folder"]


def test_a_guest_that_is_apart_gets_its_job_by_its_console(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()

    def archive(path: Path, agent: Path) -> None:
        shutil.copyfile(agent, path)

    jobs = tmp_path / "jobs"
    jobs.mkdir()
    start = f"cp {{initramfs}} {jobs}/agent && exec sh {jobs}/agent"
    guests = Guests("box", [("sh", "-c", start)], archive)
    for turn in ("once", "again"):
        (folder / "in").write_text(turn)
        words = ["sh", "-c", f"cp '{folder}/in' '{folder}/{turn}'; echo alas >&2; exit 1"]
        assert guests.observe(Order(words, folder, 30), Schedule()) == "alas"
        assert (folder / turn).read_text() == turn
    guests.close()


def test_the_first_command_by_which_a_guest_is_ready_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guest, "FIRST_BOOT_S", 1)
    tried = tmp_path / "tried"
    hangs = ("sh", "-c", f"echo hangs >>{tried}; exec cat >/dev/null", "{observer}")
    ends = ("sh", "-c", f"echo ends >>{tried}", "{observer}")
    works = ("sh", "-c", f'echo works >>{tried}; exec sh "$0"', "{observer}")
    guests = Guests("box", [hangs, ends, works])
    for _ in range(2):
        assert guests.observe(Order(["false"], tmp_path, 30), Schedule()).endswith("status 1")
        guests.close()
    assert tried.read_text().split() == ["hangs", "ends", "works", "works"]


@pytest.mark.skipif(not IMAGE.exists(), reason="ci/kernel has got no image")
def test_a_kernel_of_another_release(tmp_path: Path) -> None:
    run_suite(tmp_path, {"STACK": f"kernel:{IMAGE}"},
              "scenarios/iterative.bats", "scenarios/handshake.bats", "scenarios/wait.bats")  # fmt: skip
    record = next(tmp_path.glob("runs/iterative/*/record.jsonl")).read_text()
    assert f'"kernel":"{kernel_release(IMAGE).split()[1]}"' in record.splitlines()[0]
