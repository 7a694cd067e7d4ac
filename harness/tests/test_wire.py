"""The observer's reading of packets against tshark's, which has a decoder of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from harness.place import ROOT

from harness.running.paths import find_paths

FIELDS = ("tcp.flags", "tcp.seq", "tcp.ack", "tcp.len", "tcp.window_size", "udp.length")
FLAGS = {"FIN": 1, "SYN": 2, "RST": 4, "PSH": 8, "ACK": 16}
PAIRS = [
    ("forking_echo_server", "half_close_client", "30000"),
    ("closes_with_unread_data", "asking_client"),
    ("udp_echo_server", "datagram_sizes_client"),
]


def recorded(folder: Path, server: Path, client: Path, *more: str) -> list[dict[str, object]]:
    words = ["--role", "server", "--serves", "9190", "--arg", str(server), "--arg", "9190"]
    words += ["--role", "client", "--arg", str(client), "--arg", "127.0.0.1", "--arg", "9190"]
    words += [word for argument in more for word in ("--arg", argument)]
    observe = ROOT / "build" / "observe"
    subprocess.run([observe, "--out", str(folder), *words], check=True)
    lines = [json.loads(line) for line in (folder / "record.jsonl").open()]
    return [line for line in lines if line["event"] == "wire"]


def seen_by_tshark(folder: Path) -> list[list[str]]:
    words = ["tshark", "-r", str(folder / "wire.pcap"), "-T", "fields"]
    words += [word for field in FIELDS for word in ("-e", field)]
    ran = subprocess.run(words, capture_output=True, text=True, check=True)
    complaints = [line for line in ran.stderr.splitlines() if "Running as user" not in line]
    assert complaints == []
    return [line.split("\t") for line in ran.stdout.splitlines()]


def as_tshark_says(wire: dict[str, object]) -> list[str]:
    """One of our frames in tshark's terms: it counts the UDP header in the length."""
    if wire["protocol"] == "udp":
        return [""] * 5 + [str(int(str(wire["length"])) + 8)]
    flags = wire["flags"]
    assert isinstance(flags, list)
    bits = sum(FLAGS[flag] for flag in flags)
    numbers = [str(wire[key]) for key in ("seq", "ack", "length", "window")]
    return [f"0x{bits:04x}", *numbers, ""]


@pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is not installed")
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: str(pair[1]))
def test_frames_are_read_as_tshark_reads_them(pair: tuple[str, ...], tmp_path: Path) -> None:
    paths = find_paths()
    server, client = paths.built(pair[0]), paths.built(pair[1])
    assert server and client
    ours = recorded(tmp_path, server, client, *pair[2:])
    assert len(ours) > 3
    assert [as_tshark_says(wire) for wire in ours] == seen_by_tshark(tmp_path)
