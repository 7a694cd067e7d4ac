"""How a person judges again: the command, as it is typed where the driver is."""

from __future__ import annotations

from collections.abc import Mapping

from harness.evidence.quoting import shell_word
from harness.place import COMMAND, IS_INSTALLED


def check_again(judged: Mapping[str, str]) -> str:
    """All that was judged. `judged` has the slots that were replaced, and what was put there."""
    if IS_INSTALLED:
        return " ".join((COMMAND, "check", *_options(judged)))
    return " ".join(("make check", *_variables(judged)))


def judge_again(number: str, scenario: str, judged: Mapping[str, str], *, strict: bool) -> str:
    """The one requirement of that number, which stands in the scenario's file."""
    if IS_INSTALLED:
        return " ".join((COMMAND, "check", *["--strict"] * strict, *_options(judged), number))
    only = f"-f '^{number.replace('.', r'[.]')} '"
    words = (*["STRICT=1"] * strict, *_variables(judged), "bats", shell_word(scenario), only)
    return " ".join(words)


def _options(judged: Mapping[str, str]) -> list[str]:
    return [f"--{name} {shell_word(said)}" for name, said in judged.items()]


def _variables(judged: Mapping[str, str]) -> list[str]:
    return [f"{name.upper()}={shell_word(said)}" for name, said in judged.items()]
