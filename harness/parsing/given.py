"""The lines that a role is given on its standard input, as a scenario writes them.

Long input is written short: `{TEXT*N}` in a line is TEXT, N times; and `*N` as a line is the
line before it, so that there are N of that.
"""

import re
from collections.abc import Iterable, Iterator

_REPEATED = re.compile(r"\{([^{}]+)\*([0-9]+)\}")
_SO_MANY = re.compile(r"\*([0-9]+)")


class GivenError(ValueError):
    """A line that repeats nothing."""


def check(lines: Iterable[str]) -> None:
    """Raise a GivenError for what would repeat nothing, or nothing at all."""
    before = ""
    for line in lines:
        so_many = _SO_MANY.fullmatch(line)
        if so_many and (not before or _SO_MANY.fullmatch(before)):
            raise GivenError(f"'{line}' repeats the line before it, and there is none.")
        counts = [so_many[1]] if so_many else [count for _, count in _REPEATED.findall(line)]
        if any(int(count) < 1 for count in counts):
            raise GivenError(f"'{line}' repeats something 0 times.")
        before = line


def spelled_out(lines: Iterable[str]) -> Iterator[str]:
    """The lines as they are given, each with its newline."""
    before = ""
    for line in lines:
        so_many = _SO_MANY.fullmatch(line)
        for _ in range(int(so_many[1]) - 1 if so_many else 0):
            yield before
        if not so_many:
            before = _REPEATED.sub(lambda part: part[1] * int(part[2]), line) + "\n"
            yield before
