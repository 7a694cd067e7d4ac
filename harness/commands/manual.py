"""`manual`: the manual page, sockspec(1), made of the parsers of the commands.

In mdoc(7), which mandoc and groff format. argparse-manpage of the distribution makes one of a
parser, too, but without exit statuses, environment, files and examples: what one looks up.
"""

from __future__ import annotations

import re
from argparse import Action, ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence

from harness.commands.command import HELD, Command
from harness.doors.options import OPTIONS, Option

DATE = "November 28, 2026"

ABOUT = """Programs are launched in pairs, what crosses the wire and what they ask of the kernel is
recorded, and claims of POSIX, the RFCs and Linux are judged by it. A server, a client, a relay
between the two, or what they run on, can be one's own. Nothing of a run leaves the machine, and a
program that is judged finds the file system read-only."""

STATUSES = (
    ("0", "All hold, or what does not is listed with --deviations, or is a warning."),
    ("1", "Something does not hold, or could not be decided."),
    ("2", "Wrong usage: an unknown option, requirement or preset, or nothing was selected."),
    ("3", "Something is broken: what sits in a slot cannot be judged, or no report was written."),
    ("4", "All was skipped. --skip-status has another: 77 is what automake and meson take for it."),
    ("130", "Interrupted, by SIGINT, SIGTERM, or a terminal that was closed."),
)

VARIABLES = (
    ("SOCKSPEC_WORLD", "The network of every run: sysctls by their names, and mtu."),
    ("NO_COLOR", "No colours, on a terminal neither."),
    ("LANGUAGE , LC_ALL , LC_MESSAGES , LANG", "The language of hints: English, or ko."),
    ("XDG_STATE_HOME", "Where the folder below is, in place of ~/.local/state."),
)

FILES = (
    (
        "~/.local/state/sockspec/report",
        "The last check: results.json, junit.xml, results.tap, results.ktap, index.html.",
    ),
    (
        "~/.local/state/sockspec/runs",
        "Its evidence, a folder a run: record.jsonl, wire.pcap, and what was printed.",
    ),
    ("/usr/share/sockspec", "Scenarios, presets, recipes of stacks, our programs' sources."),
    ("/usr/share/doc/sockspec", "What a requirement, a preset, a contract, a stack is, and more."),
)

EXAMPLES = (
    "sockspec check --server './my_server {port}'",
    "sockspec check --via 'socat TCP-LISTEN:{listen},fork TCP:{host}:{port}' relays 7.42",
    "sockspec check --client 'curl -sS http://{host}:{port}/' --speaks http",
    "sockspec check --stack musl --json musl.json",
)


A_SENTENCE = re.compile(r"(?<=[.?:]) (?=[A-Z])")
"""Between two: mdoc has a line for each, so that the space between them is the formatter's."""


def _run(options: Namespace) -> int:
    from harness.commands.main import for_users
    from harness.commands.table import FOR_USERS

    print("\n".join(page(FOR_USERS, for_users())))
    return HELD


def page(commands: Sequence[Command], parser: ArgumentParser) -> Iterator[str]:
    """The lines of the page."""
    yield from (f".Dd {DATE}", ".Dt SOCKSPEC 1", ".Os", ".Sh NAME", ".Nm sockspec")
    yield from (f".Nd {parser.description}".replace("An e", "an e").rstrip("."), ".Sh SYNOPSIS")
    yield from (".Nm sockspec", ".Ar command", ".Op Ar option ...", ".Sh DESCRIPTION")
    yield from _paragraph(ABOUT)
    yield from (".Sh COMMANDS",)
    for command in commands:
        yield from _command(command, _parser_of(parser, command.name))
    yield from (".Sh ENVIRONMENT", "What is not given as an option is looked up here.")
    given = [(_set(each), f"The same as {each.flags[-1]}.") for each in OPTIONS if each.variable]
    yield from _listed("Ev", (*given, *VARIABLES))
    yield ".Sh FILES"
    yield from _listed("Pa", FILES)
    yield from (".Sh EXIT STATUS", "Of", ".Cm check :")
    yield from _listed("It", STATUSES)
    yield from (".Sh EXAMPLES", ".Bd -literal", *map(_escaped, EXAMPLES), ".Ed")
    yield from (".Sh SEE ALSO", ".Xr bats 1 ,", ".Xr socket 7 ,", ".Xr tcp 7 ,", ".Xr udp 7")


def _parser_of(parser: ArgumentParser, name: str) -> ArgumentParser:
    choices = next(each.choices for each in parser._actions if isinstance(each.choices, dict))
    found: ArgumentParser = choices[name]
    return found


def _command(command: Command, parser: ArgumentParser) -> Iterator[str]:
    yield f".Ss {command.name}"
    yield from _paragraph(command.description or f"{command.about[0].upper()}{command.about[1:]}.")
    actions = [each for each in parser._actions if each.dest != "help"]
    if actions:
        yield ".Bl -tag -width Ds"
        for action in actions:
            yield f".It {_as_typed(action)}"
            yield from _text(action.help)
        yield ".El"


def _as_typed(action: Action) -> str:
    """The option with its value; several names of one are set apart."""
    value = action.metavar or (f"{{{','.join(action.choices)}}}" if action.choices else "")
    shown = f" Ar {_escaped(str(value))}" if value and action.nargs != 0 else ""
    names = " , ".join(f"Fl {each.lstrip('-') if len(each) == 2 else each[1:]}"
                       for each in action.option_strings)  # fmt: skip
    return f"{names}{shown}".strip() or f"Ar {_escaped(str(value or action.dest))}"


def _listed(macro: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield ".Bl -tag -width Ds"
    for name, about in rows:
        yield f".It {'' if macro == 'It' else f'{macro} '}{_escaped(name)}"
        yield from _text(about)
    yield ".El"


def _set(option: Option) -> str:
    """As it is set in the environment."""
    value = f"Ar {option.metavar}" if option.metavar else option.switched
    return f"{option.variable} Ns = Ns {value}".removesuffix(" Ns ")


def _paragraph(text: str) -> Iterator[str]:
    """Where a line is empty, another paragraph begins."""
    for place, part in enumerate(text.split("\n\n")):
        yield from (*((".Pp",) if place else ()), *_text(part))


def _text(text: str | None) -> list[str]:
    """A line a sentence, in which nothing is taken for a macro."""
    return [_escaped(each) for each in A_SENTENCE.split(" ".join((text or "").split()))]


def _escaped(text: str) -> str:
    r"""mandoc_char(7): a backslash is \e, a dash that is typed \-; a line begins with no dot."""
    plain = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{plain}" if plain.startswith((".", "'")) else plain


COMMAND = Command("manual", "print docs/sockspec.1", _run)
