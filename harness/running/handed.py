"""A contract as our programs take it: fields with their lengths (c/lib/contract.h)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from harness.contracts.contract import Contract, Served, Whole
from harness.running.written import write_once


@cache
def handed(contract: Contract, build: Path) -> Path:
    """The file with it. It is named by what it holds, and so never changes."""
    text = b"".join(_field(name, value) for name, value in _fields(contract))
    folder = build / "contracts"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{contract.name}-{zlib.crc32(text):08x}"
    write_once(file, text)
    return file


def _fields(contract: Contract) -> Iterator[tuple[str, bytes]]:
    yield "request", contract.request
    if contract.ends:
        yield "ends", b""
    if contract.greeting:
        yield from _ways("greeting", contract.greeting)
    yield from _ways("answer", contract.answer)
    for pattern in contract.changing:
        yield "changing", pattern.encode()
    yield "pipelined", str(contract.pipelined).encode()
    for name, message in (("nonsense", contract.nonsense), ("large", contract.large)):
        if message:
            yield name, message
    if contract.expected is not None:
        yield "expected", contract.expected
    if contract.served is not None:
        yield from _served(contract.served)


def _served(served: Served) -> Iterator[tuple[str, bytes]]:
    """A pattern begins each answer."""
    yield "served-greeting", served.greeting
    for each in served.answers:
        yield "served-to", each.to.encode()
        yield "served-text", each.text
        if each.whole:
            yield from _ways("asked", each.whole)
        if each.is_result:
            yield "served-result", b""
        if each.is_last:
            yield "served-last", b""


def _ways(message: str, whole: Whole) -> Iterator[tuple[str, bytes]]:
    yield f"{message}-{whole.way}", whole.value.encode()
    if whole.length:
        yield f"{message}-length", whole.length.encode()


def _field(name: str, value: bytes) -> bytes:
    return f"{name} {len(value)}\n".encode() + value + b"\n"
