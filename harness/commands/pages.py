"""What is made of the scenarios, for the project's own files: printed, and put there by make."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from harness.commands.command import BROKEN, HELD, Command, complain
from harness.commands.written import all_requirements, all_scenarios


def _catalogue(options: Namespace) -> int:
    from harness.catalogue.difference import read_flawed
    from harness.catalogue.notes import NotesError, read
    from harness.catalogue.page import page
    from harness.commands.proof import killed
    from harness.place import ROOT
    from harness.telling.summary import CHAPTERS

    try:
        statements = read(ROOT / "docs" / "notes.md", CHAPTERS)
    except NotesError as error:
        return complain(str(error), BROKEN)
    scenarios = all_scenarios()
    scores = killed(scenarios)
    if len(scores.found) < scores.reference.requirements:
        sentences = (*scores.misses, f"The page is made where all requirements hold: {scores}.")
        return complain("\n".join(sentences), BROKEN)
    found = {number: each.killed for number, each in scores.found.items()}
    print(page(scenarios, statements, CHAPTERS, found, read_flawed(ROOT)), end="")
    return HELD


def _messages_options(parser: ArgumentParser) -> None:
    parser.add_argument("--notes", action="store_true", help="of the notes, with their Korean")


def _messages(options: Namespace) -> int:
    from harness.catalogue import messages
    from harness.catalogue.notes import read
    from harness.place import ROOT
    from harness.telling.summary import CHAPTERS

    if options.notes:
        print(messages.notes(read(ROOT / "docs" / "notes.md", CHAPTERS)), end="")
    else:
        print(messages.template(all_requirements()), end="")
    return HELD


def _mistakes(options: Namespace) -> int:
    from harness.proof.mistakes import as_text, failures, mistakes
    from harness.place import ROOT
    from harness.running.paths import find_paths

    found = failures(mistakes(all_requirements(), ROOT), find_paths())
    print(as_text(found), end="")
    return HELD


def _check_scenarios(options: Namespace) -> int:
    scenarios = all_scenarios()
    count = sum(len(each.requirements) for each in scenarios)
    print(f"{count} requirements in {len(scenarios)} scenarios")
    return HELD


CATALOGUE = Command(
    "catalogue", "print docs/catalogue.md from the scenarios and notes", _catalogue
)
MESSAGES = Command(
    "messages", "what is told in several languages, for gettext", _messages, _messages_options
)
MISTAKES = Command("mistakes", "what all fails with each flawed program, as JSON", _mistakes)
CHECK_SCENARIOS = Command(
    "check-scenarios", "read all scenarios, and run nothing", _check_scenarios
)
