"""Ports of the machine, for runs that have no network of their own.

Ten that follow each other: what scenarios write as 9190 to 9199 is that number of them. They lie
below those that the kernel gives to callers, so that no call of anybody takes one by chance.
"""

from __future__ import annotations

import socket
from functools import cache
from pathlib import Path

from harness.running.machine import has_networks
from harness.scenario.slots import PORT

STEP = 10
RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
KINDS = ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::"))

_reserved: list[socket.socket] = []
"""Held to the end of this process, and by nobody longer."""


class NoPortError(Exception):
    """The machine has no ports left for a session."""


@cache
def first_port() -> int:
    """The port of servers: the book's, unless it is the machine's, and somebody has it."""
    return PORT if has_networks() else find_ports()


def find_ports() -> int:
    """The first of ten that nobody has, and no other session has chosen: they are reserved."""
    for first in range(PORT, _first_of_callers() - STEP, STEP):
        if _is_free(first) and _reserve(first):
            return first
    raise NoPortError(f"no {STEP} ports of this machine in turn are free, from {PORT} on")


def _first_of_callers() -> int:
    try:
        return int(RANGE.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 32768  # the kernel's default: ip-sysctl.rst


def _reserve(first: int) -> bool:
    """An abstract name is one for all users of a network, as its ports are: unix(7)."""
    name = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        name.bind(f"\0sockspec-port-{first}")
    except OSError:
        name.close()
        return False
    _reserved.append(name)
    return True


def _is_free(first: int) -> bool:
    return all(
        _can_be_had(family, kind, (address, port))
        for port in range(first, first + STEP)
        for family, address in KINDS
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM)
    )


def _can_be_had(family: int, kind: int, address: tuple[str, int]) -> bool:
    """Without SO_REUSEADDR: one that still has a connection in TIME-WAIT is not free, either."""
    try:
        with socket.socket(family, kind) as one:
            if family == socket.AF_INET6:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            one.bind(address)
    except OSError:
        return family == socket.AF_INET6 and not socket.has_dualstack_ipv6()
    return True
