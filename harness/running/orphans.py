"""Nobody's children: what the observer leaves behind for a moment is waited for here.

Its first process ends at a word of the second, which then has yet to take a world down: some ms
that no run need wait for. The second is an orphan by then, and process 1 of a container may be a
program that never waits for anybody. So this process takes orphans in (PR_SET_CHILD_SUBREAPER:
prctl(2)), and waits for those of a group that it has started, and for nobody else: others are
somebody's who waits for them.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import os
import threading
from functools import cache

PR_SET_CHILD_SUBREAPER = 36

_lock = threading.Lock()
_groups: set[int] = set()
"""Process groups whose leader has ended and been waited for."""


@cache
def take_in() -> None:
    """Be the parent of orphans from now on, and wait for the last of them at the end."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    atexit.register(wait_for_all)


def expect(group: int) -> None:
    """What is left of this group ends by itself. Waits for whoever has, of it and of others."""
    with _lock:
        _groups.add(group)
        _groups.difference_update([each for each in _groups if not _is_left(each, os.WNOHANG)])


def wait_for_all() -> None:
    """Wait until nothing is left. A second process takes no longer than its world does."""
    with _lock:
        while _groups:
            _is_left(_groups.pop(), 0)


def _is_left(group: int, flags: int) -> bool:
    """Wait for those of the group that have ended; with no flags, for all. Is anybody left?"""
    with contextlib.suppress(ChildProcessError):
        while True:
            if os.waitid(os.P_PGID, group, os.WEXITED | flags) is None:
                return True
    return False
