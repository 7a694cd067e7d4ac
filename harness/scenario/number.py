"""The number of a requirement, and the order that numbers have."""

from __future__ import annotations


def by_number(number: str) -> tuple[tuple[int, ...], str]:
    """7.9 before 7.10; what is no number comes last."""
    parts = number.split(".")
    if not all(part.isdecimal() for part in parts):
        return (1 << 30,), number
    return tuple(map(int, parts)), number
