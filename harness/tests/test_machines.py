"""The reference holds on machines that are set up otherwise than most."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.tests.test_subjects import run_suite


def _few_descriptors() -> None:
    """Fewer than any distribution gives, and than our relay would poll; fifty callers of a relay
    take two each.
    """
    resource.setrlimit(resource.RLIMIT_NOFILE, (112, 112))


@pytest.mark.parametrize(
    "environment, prepare",
    [
        ({"LD_PRELOAD": "/no/such/library.so"}, None),  # the loader says so on standard error
        ({}, _few_descriptors),
        ({"SOCKSPEC_WORLD": "without=syscall-info without=memory without=place"}, None),
    ],
    ids=["loader_warns", "few_descriptors", "a_kernel_that_tells_less"],
)
def test_the_reference_holds(
    tmp_path: Path, environment: dict[str, str], prepare: Callable[[], None] | None
) -> None:
    run_suite(tmp_path, environment, "scenarios", prepare=prepare)


def test_a_kernel_that_lends_no_descriptors(tmp_path: Path) -> None:
    """Not with hundreds of callers: each look at its tables takes such a kernel milliseconds."""
    names = ("accept", "refused", "halfclose", "datagrams", "connectedudp", "relays")
    run_suite(tmp_path, {"SOCKSPEC_WORLD": "without=descriptors"},
              *(f"scenarios/{name}.bats" for name in names))  # fmt: skip
