"""TOML files that people write: what is wrong in one is named, and what to do."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.evidence.quoting import Told


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A file that is to be a `noun`: a preset, say. What is wrong is raised as `error`."""

    path: Path
    noun: str
    error: type[Told]

    def wrong(self, sentence: str) -> Told:
        """The error, to be raised."""
        return self.error(f"{self.path}: {sentence}")

    def read(self) -> dict[str, Any]:
        """All of it."""
        try:
            return tomllib.loads(self.path.read_text(encoding="utf-8"))
        except OSError as error:
            raise self.wrong(str(error.strerror)) from None
        except ValueError as error:
            raise self.wrong(f"not TOML: {error}") from None

    def table(self, of: Mapping[str, object], name: str) -> Mapping[str, object]:
        """The table of that name; empty if there is none."""
        found = of.get(name, {})
        if not isinstance(found, dict):
            raise self.wrong(f"[{name}] is to be a table")
        return found

    def text(self, key: str, value: object) -> str:
        """The value, which is to be a text."""
        if not isinstance(value, str):
            raise self.wrong(f"{key} is to be a text, not {value!r}")
        return value

    def texts(self, key: str, value: object, least: int = 0) -> tuple[str, ...]:
        """The value, which is to be a list of so many texts at least."""
        if not isinstance(value, list) or len(value) < least:
            raise self.wrong(f"{key} is to be a list of texts, not {value!r}")
        return tuple(self.text(key, each) for each in value)

    def refuse_others(self, what: str, there: Iterable[str], known: Iterable[str]) -> None:
        """Name what is there and is not known: `what` it would be, as "a table"."""
        for name in there:
            if name not in known:
                listed = ", ".join(sorted(known))
                raise self.wrong(f"'{name}' is not {what} of a {self.noun}: {listed}")
