"""pytest.hookimpl, with a type: pytest 7 gives it none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

Hook = TypeVar("Hook", bound=Callable[..., object])


def hook(**options: bool) -> Callable[[Hook], Hook]:
    """Mark a function as a hook that is called first, last, or around the others."""
    mark: Callable[[Hook], Hook] = pytest.hookimpl(**options)
    return mark
