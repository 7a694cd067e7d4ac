"""Damage to a file: what a disk, a copy, or a hand may do to it. The same seed does the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Damage = Callable[[bytes, Random], bytes]

MOST = 20
"""So many bytes in a row are added or taken away, at most."""

ALIKE = (b"0123456789", b"abcdefghijklmnopqrstuvwxyz", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b'{}[]",:\n')
"""Bytes of one kind: what one is changed for another, most often can still be read."""


def other_byte(data: bytes, random: Random) -> bytes:
    """Any byte is any other."""
    at = random.randrange(len(data))
    return _put(data, at, bytes([data[at] ^ random.randrange(1, 256)]))


def like_byte(data: bytes, random: Random) -> bytes:
    """Any byte is another of its kind."""
    at = random.randrange(len(data))
    kind = next((each for each in ALIKE if data[at] in each), b"\0\x7f\x80\xff -")
    return _put(data, at, bytes([random.choice([byte for byte in kind if byte != data[at]])]))


def less(data: bytes, random: Random) -> bytes:
    """A few bytes are missing."""
    at = random.randrange(len(data))
    return data[:at] + data[at + random.randint(1, MOST) :]


def more(data: bytes, random: Random) -> bytes:
    """A few bytes are there once more, where they do not belong."""
    at, of = random.randrange(len(data)), random.randrange(len(data))
    return data[:at] + data[of : of + random.randint(1, MOST)] + data[at:]


def strange(data: bytes, random: Random) -> bytes:
    """A few bytes are there that are of nothing."""
    at = random.randrange(len(data))
    return data[:at] + random.randbytes(random.randint(1, MOST)) + data[at:]


def cut(data: bytes, random: Random) -> bytes:
    """The end is missing."""
    return data[: random.randrange(len(data))]


def longer(data: bytes, random: Random) -> bytes:
    """Something follows: bytes, a line of it, or all of it again."""
    lines = data.splitlines(keepends=True)
    return data + random.choice((random.randbytes(MOST), random.choice(lines), data))


def line_gone(data: bytes, random: Random) -> bytes:
    """A line is missing."""
    lines = data.splitlines(keepends=True)
    del lines[random.randrange(len(lines))]
    return b"".join(lines)


def line_twice(data: bytes, random: Random) -> bytes:
    """A line is there once more."""
    lines = data.splitlines(keepends=True)
    lines.insert(random.randrange(len(lines)), random.choice(lines))
    return b"".join(lines)


def lines_swapped(data: bytes, random: Random) -> bytes:
    """Two lines are in each other's place."""
    lines = data.splitlines(keepends=True)
    first, second = random.choices(range(len(lines)), k=2)
    lines[first], lines[second] = lines[second], lines[first]
    return b"".join(lines)


_VALUE = re.compile(rb'"(?:[^"\\\n]|\\.)*"|-?\d+|true|false|null')
ODD = (
    b"0", b"-1", b"1.5", b"1e400", b"9" * 20, b"9" * 400, b"9" * 5000, b"null", b"true", b"[]", b"{}", b"[7]",
    b'""', b'"x"', rb'"\ud800"', rb'"\u0000\n\u001b[2J"', b'"' + b"x" * 5000 + b'"', b"[" * 5000,
)  # fmt: skip


def other_value(data: bytes, random: Random) -> bytes:
    """A value of JSON, or the name of one, is another that none expects there."""
    lines = data.splitlines(keepends=True)
    at = random.randrange(len(lines))
    if places := [each.span() for each in _VALUE.finditer(lines[at])]:
        start, end = random.choice(places)
        lines[at] = lines[at][:start] + random.choice(ODD) + lines[at][end:]
    return b"".join(lines)


OF_ONE_BYTE: tuple[Damage, ...] = (other_byte, like_byte)
ALL: tuple[Damage, ...] = (
    *OF_ONE_BYTE, *OF_ONE_BYTE, less, more, strange, cut, longer, line_gone, line_twice, lines_swapped,
    other_value, other_value,
)  # fmt: skip


def damaged(data: bytes, seed: str, kinds: tuple[Damage, ...] = ALL) -> bytes:
    """The data with one damage, which is never none."""
    random = Random(seed)
    while (other := random.choice(kinds)(data, random)) == data:
        pass
    return other


def _put(data: bytes, at: int, byte: bytes) -> bytes:
    return data[:at] + byte + data[at + 1 :]
