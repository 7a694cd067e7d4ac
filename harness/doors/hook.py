"""pytest.hookimpl and what a wrapper gets, with a type: pytest 7 gives them none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

Hook = TypeVar("Hook", bound=Callable[..., object])


def hook(**options: bool) -> Callable[[Hook], Hook]:
    """Mark a function as a hook that is called first, last, or around the others."""
    mark: Callable[[Hook], Hook] = pytest.hookimpl(**options)
    return mark


class HookResult:
    """What pluggy hands to a wrapper; it has no public name in this version."""

    def get_result(self) -> object: ...
    def force_result(self, result: object) -> None: ...
