"""What moves more than a window arrives whole on every path: no run ends while a kernel has to send.

A loopback of 64 KiB hides it: there a write is one segment. With segments as on Ethernet, a
sender waits for its pace, for a window, for a timer of its own. And where a machine gives 16 MiB
to each buffer, a window closes all the same for those who count on that.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.tests.test_subjects import run_suite

MOVES_MUCH = "drain echo halfclose partialreads relays servermodels split interrupted".split()


def congestion_controls() -> list[str]:
    """Those that anybody may choose: a world of its own belongs to an ordinary user."""
    known = Path("/proc/sys/net/ipv4/tcp_allowed_congestion_control")
    return known.read_text().split() if known.exists() else ["reno"]


PATHS = [
    *(f"mtu={mtu} net.ipv4.tcp_congestion_control={each}"
      for mtu in (1280, 1500) for each in congestion_controls()),
    "mtu=1500 net.ipv4.tcp_syncookies=2",
    "mtu=9000",
    "net.ipv4.tcp_rmem='4096 16777216 16777216' net.ipv4.tcp_wmem='4096 16777216 16777216'",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_all_of_it_arrives(path: str, tmp_path: Path) -> None:
    scenarios = [f"scenarios/{topic}.bats" for topic in MOVES_MUCH]
    run_suite(tmp_path, {"SOCKSPEC_WORLD": path}, *scenarios)
