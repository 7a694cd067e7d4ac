"""The options of a check: a row is all there is to know of one.

A check has several doors. What a row has a `variable` for is that variable in the environment, for
make and for Bats, and an option of `sockspec check`; what it has `pytest` for is pytest's word, as
ARGS of make has it. The parser, the manual page and the completion are made of the rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from harness.scenario.slots import SLOTS


@dataclass(frozen=True, slots=True)
class Option:
    """An option, as it is typed: `flags`, and `metavar` where it takes a value.

    A switch sets its `variable` to what `switched` says. For pytest it is `pytest`, in one word
    with the value, if it takes one. One that has neither is of `sockspec check` alone. `type` is
    what a value is made of it, by which a wrong one is refused (argparse's).
    """

    flags: tuple[str, ...]
    about: str
    metavar: str = ""
    variable: str = ""
    switched: str = "1"
    pytest: str = ""
    type: Callable[[str], object] = str

    @property
    def name(self) -> str:
        """What its value is called once it is parsed: its last flag, as argparse makes it."""
        return self.flags[-1].lstrip("-").replace("-", "_")


def status(text: str) -> int:
    """An exit status that a program may have: a ValueError, if it is none (exit(3))."""
    number = int(text)
    if not 0 <= number <= 255:
        raise ValueError
    return number


_OF_SLOTS = {
    "server": "judge this server instead of ours: a command line, or a preset's name",
    "client": "judge this client",
    "via": "judge this relay, between our server and our clients",
    "stack": "judge what programs run on: a recipe's name, kernel:IMAGE, a command line",
}

FOR_SLOTS = tuple(
    Option((f"--{slot.name}",), _OF_SLOTS[slot.name], "LINE", slot.variable) for slot in SLOTS
)

INTO = (
    Option(("--into",), "the folder for what is found out: the report, and the evidence",
           "FOLDER", "SOCKSPEC_STATE"),
)  # fmt: skip

OPTIONS = (
    *FOR_SLOTS,
    Option(("--speaks",), "what the server or client speaks, if not echo: http, redis, a file",
           "CONTRACT", "SPEAKS"),
    Option(("--strict",), "a `should` that is not met fails", variable="STRICT"),
    Option(("--no-page",), "write no page with the pictures", variable="REPORT", switched=""),
    Option(("--deviations",), "failures that are known, with their reasons (TOML)",
           "FILE", pytest="--deviations"),
    Option(("-k", "--only"), "only what these words fit: 'halfclose and not fork'", "EXPRESSION",
           pytest="-k"),
    Option(("-n", "--at-a-time"), "so many runs at a time (default: one more than there are cores)",
           "N", pytest="--at-a-time"),
    Option(("-x", "--exit-first"), "end at the first that does not hold", pytest="-x"),
    Option(("-v", "--verbose"), "tell each, and all that does not hold in full", pytest="-v"),
    *INTO,
    Option(("--shard",), "a part of the check, as 3/8; `merge` puts the parts together",
           "I/N", pytest="--shard"),
    Option(("--times",), "results.json of an earlier check: by it the shards take alike long",
           "FILE", pytest="--times"),
    Option(("--json",), "write results.json there, too; `-` is stdout, and all else goes to stderr",
           "FILE"),
    Option(("--skip-status",), "the exit status where all is skipped (default: 4)", "N",
           type=status),
)  # fmt: skip
"""In the order in which they are told."""

FOR_PYTEST = {option.pytest: option for option in OPTIONS if option.pytest}
"""Those that reach the driver through pytest, by its word for them."""
