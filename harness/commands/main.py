"""From the command line to the exit status."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from harness.commands.command import BROKEN, HELD, INTERRUPTED, Command, complain
from harness.place import VERSION
from harness.scenario.model import ScenarioError

FIRST = """sockspec runs real programs in pairs, records what crosses the wire and what they ask
of the kernel, and says whether that is what POSIX and the RFCs promise of sockets. Your program
takes the place of one of ours; nothing of a run leaves this machine.

  sockspec check                                is this machine's stack what it should be?
  sockspec check --server './my_server {port}'  is my server? --client, --via: my client, my relay?
  sockspec explain 7.5                          what is asked for, why, and how it is got wrong
  sockspec doctor                               what does this machine lack for it?

`sockspec --help` lists the rest."""


def main(arguments: Sequence[str], name: str, commands: Sequence[Command]) -> int:
    """Do what the command line says. Answers the exit status. `name` is ours, as it was typed."""
    if not arguments and name == "sockspec":
        print(FIRST)
        return HELD
    try:
        return _carried_out(parser(name, commands).parse_args(arguments), commands)
    except ScenarioError as error:
        return complain(str(error), BROKEN)
    except KeyboardInterrupt:
        return complain("interrupted", INTERRUPTED)
    except BrokenPipeError:  # the reader of `show` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return HELD
    except OSError as error:  # a folder of the user's that is full, or is not the user's
        where = f"{error.filename}: " if error.filename else ""
        return complain(f"{where}{error.strerror}", BROKEN)


def _carried_out(options: argparse.Namespace, commands: Sequence[Command]) -> int:
    command = next(each for each in commands if each.name == options.command)
    return command.run(options)


def for_users() -> argparse.ArgumentParser:
    """That of `sockspec`, for who makes something of it."""
    from harness.commands.table import FOR_USERS

    return parser("sockspec", FOR_USERS)


def parser(name: str, commands: Sequence[Command]) -> argparse.ArgumentParser:
    """The parser of these commands."""
    made = argparse.ArgumentParser(
        prog=name, description="An executable specification of the socket API."
    )
    made.add_argument("--version", action="version", version=f"sockspec {VERSION}")
    words = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in commands:
        described = command.description or command.about
        one = words.add_parser(command.name, help=command.about, description=described)
        command.options(one)
    return made
