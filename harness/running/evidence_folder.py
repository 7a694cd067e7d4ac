"""The evidence folder: filled beside its place, then put there whole."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path


def let_owner_write() -> None:
    """Whatever `umask` forbids ourselves, there would be no evidence to keep."""
    os.umask(os.umask(0o077) & 0o077)


def draft_of(folder: Path) -> Path:
    """Where this process fills the folder: two sessions may carry out the same cast."""
    return folder.with_name(f".{folder.name}.{os.getpid()}")


@contextlib.contextmanager
def fresh_folder(folder: Path) -> Iterator[Path]:
    """A folder to fill, which takes the place of `folder` at the end, come what may.

    Nobody meets half a folder, or one that is mixed of two sessions; the newer one stays.
    """
    draft = draft_of(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _locked(folder.parent):
        _sweep(folder)
        draft.mkdir()
        in_use = os.open(draft, os.O_RDONLY | os.O_CLOEXEC)
        fcntl.flock(in_use, fcntl.LOCK_EX)
    try:
        yield draft
    finally:
        old = draft.with_name(f"{draft.name}.old")
        with _locked(folder.parent):
            with contextlib.suppress(FileNotFoundError):
                folder.rename(old)
            draft.rename(folder)
            shutil.rmtree(old, ignore_errors=True)
        os.close(in_use)


@contextlib.contextmanager
def _locked(parent: Path) -> Iterator[None]:
    """One session after the other, for the moment that renaming takes."""
    lock = os.open(parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _sweep(folder: Path) -> None:
    """Take away what a session that was killed has left: a draft that nobody has locked."""
    names = os.listdir(folder.parent)
    for left in (folder.parent / name for name in names if name.startswith(f".{folder.name}.")):
        with contextlib.suppress(OSError):
            lock = os.open(left, os.O_RDONLY | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(lock)
