"""All commands, as make and Bats call them: `python3 -m harness --help`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from harness.commands.command import BROKEN, HELD, WRONG_USAGE, complain


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says. Answers the exit status."""
    if len(arguments) > 3 and arguments[0] == "bats" and arguments[1] == "--answers":
        return _bats(Path(arguments[2]), Path(arguments[3]), arguments[4:])
    from harness.commands import manual
    from harness.commands.main import main as carry_out
    from harness.commands.table import FOR_THE_PROJECT, FOR_USERS

    every = (*FOR_USERS, *FOR_THE_PROJECT, manual.COMMAND)
    return carry_out(arguments, "python3 -m harness", every)


def _bats(answers: Path, scenario: Path, only: Sequence[str]) -> int:
    """For the words of Bats, which wait for it: before argparse, which takes as long as a run."""
    from harness.commands.command import INTERRUPTED
    from harness.doors.bats import answer
    from harness.running.preflight import PreflightError
    from harness.running.slots import SlotError
    from harness.scenario.model import ScenarioError

    try:
        answer(scenario, only, answers)
    except SlotError as error:
        return complain(str(error), WRONG_USAGE)
    except (PreflightError, ScenarioError, OSError) as error:
        return complain(str(error), BROKEN)
    except KeyboardInterrupt:
        return complain("interrupted", INTERRUPTED)
    return HELD


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
