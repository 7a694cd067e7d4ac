"""The driver's commands, as make and Bats call them: `python3 -m harness --help`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from harness.evidence.quoting import printable_lines
from harness.scenario.model import Scenario, ScenarioError

if TYPE_CHECKING:
    import argparse

    from harness.proof.mutate import Scores
    from harness.evidence.record import Record
    from harness.report.checked import Checked
    from harness.running.config import Config
    from harness.survey.found import Surveyed

SHOW = """The record of a run as a ladder, time downwards: client | wire | server.

Of a requirement it is the newest run. Left out, unless --all is given, are calls on files
(what the loader and a language's runtime read), rt_sigprocmask, rt_sigaction that only asks,
execve that found nothing, and what a program does with descriptors from its exec to its first
call that moves data, waits, or makes a socket, a process or a signal handler. The last line
says how many events that were. Nothing of a row is cut: what is wider than its column goes on
over the others, and in the next line behind a "…". On a terminal, what fits it is shown: what the
verdict rests on, what is next to that, and the beginning; into a pipe goes all."""

SURVEY = """Judge every preset that is installed, and write docs/survey.md and docs/survey.json; of
some only (names, -k), build/survey/survey.md. What was judged is kept in build/survey, and is not
judged again unless the preset, its program, a scenario, the observer or the driver has changed."""

UNFINISHED = "Nothing was written. What has been judged is kept: the same again does the rest."

GRADE = """The points that the program in its slot (SERVER, CLIENT, VIA) has earned by a points
file (docs/grading.md). Exit status: 0 all of them, 1 not all, 2 wrong usage, 3 the check could not
be made."""

COMPARE = """What came out otherwise in the second of two checks: A, then B. Exit status: 0 no
verdict is worse, 1 one is, 2 there are no results, or none of the same requirement, 3 the page
cannot be written."""

BELOW_THE_LADDER = 3
"""Lines of a screen: an empty one, what was left out, and the prompt."""

FORMATS = ("html", "junit", "ktap", "tap", "github")

ON_THE_REFERENCE = {
    "controls": "see every requirement fail with its controls, and kill mutants of its evidence",
    "mutants": "how many mutants of its evidence does each requirement kill?",
}

HELD, DID_NOT, WRONG_USAGE, BROKEN = 0, 1, 2, 3
INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says. Answers the exit status."""
    try:
        if len(arguments) > 3 and arguments[0] == "bats" and arguments[1] == "--answers":
            return _bats(Path(arguments[2]), Path(arguments[3]), arguments[4:])
        return _command(_options(arguments))
    except ScenarioError as error:
        return _complain(str(error), BROKEN)
    except KeyboardInterrupt:
        return _complain("interrupted", INTERRUPTED)
    except BrokenPipeError:  # the reader of `show` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return HELD


def _complain(sentence: str, status: int) -> int:
    print(printable_lines(sentence), file=sys.stderr)
    return status


def _bats(answers: Path, scenario: Path, only: Sequence[str]) -> int:
    """For the words of Bats, which wait for it: before argparse, which takes as long as a run."""
    from harness.doors.bats import answer
    from harness.running.preflight import PreflightError
    from harness.running.slots import SlotError

    try:
        answer(scenario, only, answers)
    except SlotError as error:
        return _complain(str(error), WRONG_USAGE)
    except (PreflightError, OSError) as error:
        return _complain(str(error), BROKEN)
    return HELD


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    import argparse

    parser = argparse.ArgumentParser(prog="python3 -m harness", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    show = commands.add_parser(
        "show", help="the record of a run, as a ladder", description=SHOW,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    show.add_argument(
        "run", nargs="?", help="a requirement's number, an evidence folder, or a record"
    )
    show.add_argument("--all", action="store_true", help="leave nothing out")
    show.add_argument("--width", type=int, help="columns (default: the terminal's)")
    for name, purpose in ON_THE_REFERENCE.items():
        judged = commands.add_parser(name, help=purpose)
        judged.add_argument("topics", nargs="*", help="scenarios, as halfclose (default: all)")
    compared = commands.add_parser("difference", help="flawed programs beside their sound twins")
    compared.add_argument("of", help="whose controls they are, as 7.5; or one of them, by its name")
    two = commands.add_parser("compare", help="two checks", description=COMPARE)
    two.add_argument("one", type=Path, help="results.json, or the folder that it is in")
    two.add_argument("other", type=Path, help="the other's")
    reported = commands.add_parser("report", help="the page of a check, from its results")
    reported.add_argument("results", nargs="?", type=Path, help="(default: the last check's)")
    reported.add_argument("--format", choices=FORMATS, default="html",
                          help="anything but html is printed (html)")  # fmt: skip
    surveyed = commands.add_parser(
        "survey", help="judge every preset that is installed, and tell", description=SURVEY
    )
    _survey_options(surveyed)
    points = commands.add_parser("grade", help="points for a program", description=GRADE)
    points.add_argument("points", type=Path, help="the points file of an exercise")
    points.add_argument("--gradescope", type=Path, metavar="FILE", help="its results.json")
    told = commands.add_parser("messages", help="what is told in several languages, for gettext")
    told.add_argument("--notes", action="store_true", help="of the notes, which have their Korean")
    commands.add_parser("stacks", help="which stacks there are, and what is missing for one")
    commands.add_parser("mistakes", help="what all fails with each flawed program, as JSON")
    commands.add_parser("check-scenarios", help="read all scenarios, and run nothing")
    commands.add_parser("catalogue", help="print docs/catalogue.md from the scenarios and notes")
    return parser.parse_args(arguments)


def _survey_options(survey: argparse.ArgumentParser) -> None:
    survey.add_argument("names", nargs="*", help="of slots or presets (default: all)")
    survey.add_argument("--rounds", type=_how_many, default=3, help="each is judged so often (3)")
    survey.add_argument("--fresh", action="store_true", help="judge also what was judged before")
    survey.add_argument(
        "--add", action="store_true", help="put it into docs/survey.md beside what is there"
    )
    survey.add_argument(
        "-k", dest="only", default="", metavar="EXPRESSION", help="only these: '7.13 or 7.14'"
    )
    survey.add_argument(
        "-n", dest="at_a_time", type=_how_many, default=0,
        help="so many checks at a time (default: one a processor)",
    )  # fmt: skip


def _how_many(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _command(options: argparse.Namespace) -> int:
    match options.command:
        case "show":
            return _show(options.run, options.width, options.all)
        case "controls" | "mutants":
            return _on_the_reference(options.command, options.topics)
        case "difference":
            return _difference(options.of)
        case "catalogue":
            return _catalogue()
        case "grade":
            return _grade(options.points, options.gradescope)
        case "messages":
            return _messages(notes=options.notes)
        case "stacks":
            return _stacks()
        case "mistakes":
            return _mistakes()
        case "survey":
            return _survey(options)
        case "report":
            return _report(options.results, options.format)
        case "compare":
            return _compare(options.one, options.other)
        case _:
            return _check_scenarios()


def _show(run: str | None, width: int | None, every: bool) -> int:
    from harness.evidence.record import RecordError, read
    from harness.running.kept import find_record
    from harness.running.paths import find_paths

    if run is None:
        return _complain("Which run? A requirement's number, for example: RUN=7.5", WRONG_USAGE)
    paths = find_paths()
    path = find_record(run, paths)
    if path is None:
        return _complain(f"There is no run of {run}: judge it first, with make check.", WRONG_USAGE)
    try:
        record = read(path)
    except RecordError as error:
        return _complain(str(error), BROKEN)
    _draw(record, paths.relative(path.parent), width, every)
    return HELD


def _report(results: Path | None, form: str) -> int:
    from harness.report.checked import NoReportError, read_checked
    from harness.report.page import write_page
    from harness.running.paths import find_paths
    from harness.telling.language import speak_as_the_user

    paths = find_paths()
    speak_as_the_user(paths.build)
    page = paths.report / "index.html"
    try:
        checked = read_checked(results or paths.report / "results.json", paths.root)
        if form != "html":
            print(_converted(checked, form), end="")
            return HELD
        write_page(checked, page, every=True)
    except NoReportError as error:
        return _complain(str(error), WRONG_USAGE)
    print(paths.relative(page))
    return HELD


def _converted(checked: Checked, form: str) -> str:
    from harness.telling import files, github
    from harness.telling.summary import judged_whom

    match form:
        case "junit":
            return files.as_junit(checked.results)
        case "ktap":
            return files.as_ktap(checked.results)
        case "tap":
            return files.as_tap(checked.results)
        case _:
            return github.summary(checked.results, judged_whom(checked.replaced))


def _compare(one: Path, other: Path) -> int:
    from harness.report.checked import NoReportError
    from harness.report.compare import compare, read_one, told
    from harness.report.page import write_comparison
    from harness.running.paths import find_paths

    paths = find_paths()
    page = paths.report / "compare.html"
    try:
        found = compare(*(read_one(each, paths.root) for each in (one, other)))
        write_comparison(found, page)
    except NoReportError as error:
        return _complain(str(error), WRONG_USAGE)
    except OSError as error:
        return _complain(f"{page}: {error.strerror}", BROKEN)
    for line in (*told(found), paths.relative(page)):
        print(line)
    return DID_NOT if found.is_worse else HELD


def _grade(points: Path, gradescope: Path | None) -> int:
    from harness.grading.check import GradingError, graded
    from harness.grading.exercise import ExerciseError
    from harness.grading.told import as_gradescope, as_text
    from harness.running.paths import find_paths
    from harness.telling.language import speak_as_the_user

    paths = find_paths()
    speak_as_the_user(paths.build)
    written = [each for scenario in _all_scenarios() for each in scenario.requirements]
    try:
        grade = graded(points, written, paths, os.environ)
        if gradescope:
            gradescope.write_text(as_gradescope(grade), encoding="utf-8")
    except ExerciseError as error:
        return _complain(str(error), WRONG_USAGE)
    except GradingError as error:
        return _complain(str(error), BROKEN)
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror}", BROKEN)
    for line in as_text(grade):
        print(printable_lines(line))
    return HELD if grade.is_whole else DID_NOT


def _messages(*, notes: bool) -> int:
    from harness.catalogue import messages
    from harness.catalogue.notes import read
    from harness.running.paths import ROOT
    from harness.telling.summary import CHAPTERS

    if notes:
        print(messages.notes(read(ROOT / "docs" / "notes.md", CHAPTERS)), end="")
        return HELD
    written = [each for scenario in _all_scenarios() for each in scenario.requirements]
    print(messages.template(written), end="")
    return HELD


def _stacks() -> int:
    from harness.running.paths import ROOT
    from harness.running.recipes import RecipeError, every_recipe

    try:
        recipes = every_recipe(ROOT)
    except RecipeError as error:
        return _complain(str(error), BROKEN)
    for each in recipes:
        print(f"{each.name:<20}{each.about}: {each.missing or 'ready'}")
    return HELD


def _mistakes() -> int:
    from harness.proof.mistakes import as_text, failures, mistakes
    from harness.running.paths import ROOT, find_paths

    written = [each for scenario in _all_scenarios() for each in scenario.requirements]
    print(as_text(failures(mistakes(written, ROOT), find_paths())), end="")
    return HELD


def _survey(options: argparse.Namespace) -> int:
    from harness.running.paths import find_paths
    from harness.survey.survey import Plan, SurveyError, survey, write

    plan = Plan(
        tuple(options.names), options.rounds, options.only, options.fresh, options.at_a_time,
        options.add,
    )  # fmt: skip
    paths = find_paths()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what is done is kept all the same
    try:
        outcome = survey(paths, plan, _on_a_terminal())
    except SurveyError as error:
        return _complain(str(error), WRONG_USAGE)
    if not outcome.found and not outcome.unfinished:
        return _complain("Nothing of that is installed, or asked of it: make subjects", BROKEN)
    print(printable_lines("\n".join(_told_of(outcome.found))))
    if outcome.unfinished:
        return _complain("\n".join((*outcome.unfinished, UNFINISHED)), BROKEN)
    folder = paths.root / "docs" if plan.is_whole else paths.build / "survey"
    print(paths.relative(write(outcome, folder, fresh=plan.fresh, add=plan.add)))
    return HELD


def _on_a_terminal() -> Callable[[str], None] | None:
    """How a line that is written over is put where a person looks; None if nobody does."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    return lambda text: print(text, end="", file=sys.stderr, flush=True)


def _told_of(found: Sequence[Surveyed]) -> Iterator[str]:
    """A line a preset."""
    for each in found:
        bad = (f"{cell.id} {'/'.join(cell.kinds)}" for cell in each.cells if cell.deviates)
        told = each.trouble or ", ".join(bad) or "all hold"
        yield f"{each.slot.upper()}={each.name}: {told}"


def _draw(record: Record, where: str, width: int | None, every: bool) -> None:
    import shutil

    from harness.evidence.quoting import printable
    from harness.telling.ladder import Look
    from harness.telling.noise import without_noise
    from harness.telling.rungs import rungs
    from harness.telling.screen import drawn

    is_terminal = sys.stdout.isatty()
    size = shutil.get_terminal_size((120, 24))
    events = record.events if every else without_noise(record)
    rows = [rung.row for rung in rungs(record, events)]
    color = is_terminal and not os.environ.get("NO_COLOR")
    look = Look(record.roles, record.start_ns, width or size.columns, color)
    room = size.lines - BELOW_THE_LADDER if is_terminal and not every else None
    lines, folded = drawn(rows, _marked(where), look, room)
    for line in lines:
        print(line)
    left_out = len(record.events) - len(events) + folded
    hint = " (--all shows them)" if left_out else ""
    print(f"\n{printable(where)}: {left_out or 'no'} event{'s' * (left_out != 1)} left out{hint}")


def _marked(where: str) -> frozenset[int]:
    """The lines of the record that the verdicts of the last check rest on, if it is one of its."""
    from harness.report.checked import NoReportError, read_checked
    from harness.running.paths import find_paths

    paths = find_paths()
    try:
        results = read_checked(paths.report / "results.json", paths.root).results
    except NoReportError:
        return frozenset()
    those = (each for each in results if each.evidence == where)
    told = ((each.explanation.marked if each.explanation else each.marked) for each in those)
    return frozenset(line for lines in told for line in lines)


def _on_the_reference(command: str, topics: Sequence[str]) -> int:
    known = {each.path.stem: each for each in _all_scenarios()}
    if unknown := [topic for topic in topics if topic not in known]:
        return _complain(
            f"There is no scenario {unknown[0]}: one of {', '.join(known)}.", WRONG_USAGE
        )
    scenarios = [known[topic] for topic in topics or known]
    return _controls(scenarios) if command == "controls" else _mutants(scenarios)


def _controls(scenarios: Sequence[Scenario]) -> int:
    from harness.proof.controls import run_controls

    caught = run_controls(scenarios, _setting())
    for miss in caught.misses:
        print(miss)
    print(caught)
    return DID_NOT if caught.misses or not caught.scores.found else HELD


def _mutants(scenarios: Sequence[Scenario]) -> int:
    from harness.scenario.number import by_number

    scores = _scores(scenarios)
    for number, score in sorted(scores.found.items(), key=lambda each: by_number(each[0])):
        print(f"{number:<6}{score}")
        for claim in score.vacuous:
            told = f"{' '.join(claim.text.split())} (line {claim.line})"
            print(f"      {told} fails with none of them: a control must show it")
    for miss in scores.misses:
        print(miss)
    print(scores)
    return DID_NOT if scores.misses or not scores.found else HELD


def _scores(scenarios: Sequence[Scenario]) -> Scores:
    from harness.proof.mutate import run_mutants
    from harness.proof.reference import judge_reference

    return run_mutants(judge_reference(scenarios, _setting()))


def _setting() -> Config:
    from harness.running.config import Config
    from harness.running.machine import places
    from harness.running.paths import find_paths
    from harness.running.schedule import Schedule

    return Config(find_paths(), schedule=Schedule(places()))


def _difference(of: str) -> int:
    from harness.catalogue.difference import NoTwinError, difference, flawed_programs
    from harness.running.paths import ROOT

    flawed = [ROOT / "c" / "flawed" / f"{of}.c"]
    if not flawed[0].exists():
        found = [each for it in _all_scenarios() for each in it.requirements if each.id == of]
        if not found:
            return _complain(f"There is no requirement, and no flawed program, {of}.", WRONG_USAGE)
        flawed = list(flawed_programs(found[0], ROOT))
    for path in flawed:
        try:
            print(difference(path, ROOT), end="")
        except NoTwinError as error:
            return _complain(f"{path.relative_to(ROOT)}: {error}", BROKEN)
    if not flawed:
        print(f"No control of {of} is a flawed program.")
    return HELD


def _check_scenarios() -> int:
    scenarios = _all_scenarios()
    count = sum(len(each.requirements) for each in scenarios)
    print(f"{count} requirements in {len(scenarios)} scenarios")
    return HELD


def _catalogue() -> int:
    from harness.catalogue.difference import read_flawed
    from harness.catalogue.notes import NotesError, read
    from harness.catalogue.page import page
    from harness.telling.summary import CHAPTERS
    from harness.running.paths import ROOT

    try:
        statements = read(ROOT / "docs" / "notes.md", CHAPTERS)
    except NotesError as error:
        return _complain(str(error), BROKEN)
    scenarios = _all_scenarios()
    scores = _scores(scenarios)
    if len(scores.found) < scores.reference.requirements:
        sentences = (*scores.misses, f"The page is made where all requirements hold: {scores}.")
        return _complain("\n".join(sentences), BROKEN)
    killed = {number: each.killed for number, each in scores.found.items()}
    print(page(scenarios, statements, CHAPTERS, killed, read_flawed(ROOT)), end="")
    return HELD


def _all_scenarios() -> list[Scenario]:
    """All scenarios of the project, each in itself and all together in order."""
    from harness.running.paths import find_paths
    from harness.parsing.file import check, parse

    paths = find_paths()
    scenarios = [parse(path) for path in sorted((paths.root / "scenarios").glob("*.bats"))]
    check(scenarios, paths.exists)
    return scenarios


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
