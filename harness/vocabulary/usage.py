"""How a word is used, and what is said where it is used otherwise."""

from collections.abc import Sequence

from harness.patterns.terms import Comparison, comparison


class UsageError(ValueError):
    """What stands behind a word is not what it takes."""


def wrong_use(word: str, usage: str, why: str) -> UsageError:
    """The error that also says how the word is used."""
    return UsageError(f"{why} (it is '{word} {usage}').")


def expect(word: str, usage: str, args: Sequence[str], count: int, **fixed: int) -> None:
    """There are so many arguments, with the fixed words at their places. Raises a UsageError."""
    if len(args) != count:
        raise wrong_use(word, usage, f"'{word}' takes {count} arguments, not {len(args)}")
    for text, place in fixed.items():
        if args[place] != text:
            raise wrong_use(word, usage, f"'{text}' is expected, not '{args[place]}'")


def number(word: str, usage: str, text: str) -> int:
    """N. Raises a UsageError."""
    if not text.isdecimal():
        raise wrong_use(word, usage, f"'{text}' is not a number")
    return int(text)


def count(word: str, usage: str, text: str) -> Comparison:
    """N, or in one argument an operator and N. Raises a UsageError."""
    if " " in text:
        return comparison(text, text.split())
    return Comparison("=", number(word, usage, text))


def many(number_of: int, noun: str) -> str:
    """1 socket, 2 sockets."""
    return f"{number_of} {noun}{'' if number_of == 1 else 's'}"
