"""The host: what two reports need for their results to be compared."""

from __future__ import annotations

import hashlib
import os
import platform
from pathlib import Path

SYSCTLS = (
    "net/core/netdev_max_backlog",
    "net/core/rmem_default",
    "net/core/rmem_max",
    "net/core/somaxconn",
    "net/core/wmem_default",
    "net/core/wmem_max",
    "net/ipv4/ip_local_port_range",
    "net/ipv4/tcp_abort_on_overflow",
    "net/ipv4/tcp_congestion_control",
    "net/ipv4/tcp_fin_timeout",
    "net/ipv4/tcp_max_syn_backlog",
    "net/ipv4/tcp_mem",
    "net/ipv4/tcp_rmem",
    "net/ipv4/tcp_syn_retries",
    "net/ipv4/tcp_syncookies",
    "net/ipv4/tcp_timestamps",
    "net/ipv4/tcp_window_scaling",
    "net/ipv4/tcp_wmem",
    "net/ipv6/bindv6only",
    "kernel/unprivileged_userns_clone",
    "kernel/yama/ptrace_scope",
    "user/max_user_namespaces",
)
"""The settings that change what these scenarios see. One that is absent is left out."""


def describe_host(observer: Path) -> dict[str, object]:
    """Kernel, C library, processors, settings and versions of this machine."""
    return {
        "kernel": f"{platform.system()} {platform.release()}",
        "libc": _libc(),
        "arch": platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "root": os.geteuid() == 0,
        "sysctls": _sysctls(),
        "versions": {"python": platform.python_version(), "observer": _fingerprint(observer)},
    }


def _libc() -> str:
    try:
        return os.confstr("CS_GNU_LIBC_VERSION") or "unknown"
    except (ValueError, OSError):  # musl knows no such name
        return "unknown"


def _sysctls() -> dict[str, str]:
    found = {}
    for name in SYSCTLS:
        try:
            found[name.replace("/", ".")] = " ".join(Path("/proc/sys", name).read_text().split())
        except OSError:
            continue
    return found


def _fingerprint(binary: Path) -> str:
    """The observer has no release number yet; the same bytes are the same version."""
    try:
        return f"sha256:{hashlib.sha256(binary.read_bytes()).hexdigest()[:16]}"
    except OSError:
        return "absent"
