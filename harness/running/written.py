"""Files that are named by what they hold, and so never change once they are there."""

from __future__ import annotations

import os
import threading
from pathlib import Path


def write_once(file: Path, data: bytes) -> None:
    """Write it, unless it is there: at once, for whoever writes the same at the same time."""
    if file.exists():
        return
    draft = file.with_name(f".{file.name}-{os.getpid()}-{threading.get_ident()}")
    draft.write_bytes(data)
    draft.chmod(0o600)  # ssh refuses a key that others may read
    draft.replace(file)
