"""What events of all kinds are written with: roles, addresses, OP NUMBER."""

import re
from dataclasses import dataclass
from typing import NoReturn

OPERATORS = ("=", "!=", "<", "<=", ">", ">=")

ADDRESS = r"\d+\.\d+\.\d+\.\d+(?::\d+)?|\[[0-9a-f:]+\]:\d+|[0-9a-f]*:[0-9a-f:]+"
"""An address, without a port or with one: a regular expression."""


class NotationError(ValueError):
    """What is written cannot be understood or used as an event, and why."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """OP NUMBER."""

    op: str
    number: int

    def __str__(self) -> str:
        """As a sentence has it: the number, and the operator before it if it is not that one."""
        return f"{self.number}" if self.op == "=" else f"{self.op} {self.number}"

    def holds(self, value: int) -> bool:
        """Whether `value OP number`."""
        match self.op:
            case "=":
                return value == self.number
            case "!=":
                return value != self.number
            case "<":
                return value < self.number
            case "<=":
                return value <= self.number
            case ">":
                return value > self.number
            case _:
                return value >= self.number


def refuse(text: str, why: str) -> NoReturn:
    """Raise the error about an event that is written as `text`."""
    raise NotationError(f"In '{text}': {why}")


def comparison(text: str, words: list[str]) -> Comparison:
    """What the words say, of an event that is written as `text`."""
    if len(words) != 2 or words[0] not in OPERATORS or not words[1].isdecimal():
        refuse(
            text,
            f"'{' '.join(words)}' is no comparison: one of {' '.join(OPERATORS)} and a number "
            "are expected, with spaces around, such as '> 0'.",
        )
    return Comparison(words[0], int(words[1]))


def role_name(word: str) -> str:
    """The word, if it can be the name of a role."""
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", word) or word == "wire":
        raise NotationError(
            f"'{word}' cannot be the name of a role: lower-case letters, digits and _ "
            "are expected, and 'wire' is taken."
        )
    return word
