"""Two checks compared: what has another verdict, what is in one only, where their runs part.

A verdict is worse than another if it says less of what was asked for: what was skipped says less
than what holds, and a failure that is listed as known is better than one that is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from harness.scenario.number import by_number
from harness.evidence.quoting import printable
from harness.evidence.record import RecordError
from harness.report.checked import Checked, NoReportError, read_checked
from harness.report.picture import Picture, Run, read_run, side_by_side
from harness.scenario.verdict import Verdict
from harness.telling.result import Result
from harness.telling.summary import judged_whom, totals
from harness.telling.text import WIDTH, wrapped

FROM_GOOD_TO_BAD = (
    Verdict.HOLDS, Verdict.NOTED, Verdict.SKIPPED, Verdict.EXPECTED, Verdict.WARNS,
    Verdict.UNDECIDED, Verdict.BROKEN, Verdict.FAILS,
)  # fmt: skip

WORSE, BETTER, ONLY_A, ONLY_B = "worse", "better", "only in A", "only in B"
KINDS = (WORSE, BETTER, ONLY_A, ONLY_B)

MOST_DRAWN = 40
"""So many changes are drawn: a page of all is of no use to anybody."""

SENTENCE_LINES = 3
LATE_NS = 2_000_000_000
"""results.json says the second of its end; a record that began later is of another check."""


@dataclass(frozen=True, slots=True)
class Change:
    """A requirement that came out otherwise, or in one of the two only."""

    one: Result | None
    other: Result | None
    pictures: tuple[Picture, ...] = ()
    trouble: str = ""

    @property
    def result(self) -> Result:
        """The one that tells its number and its title."""
        found = self.other or self.one
        assert found
        return found

    @property
    def kind(self) -> str:
        """What has become of it."""
        if self.one is None or self.other is None:
            return ONLY_B if self.one is None else ONLY_A
        return WORSE if _rank(self.other) > _rank(self.one) else BETTER

    @property
    def verdicts(self) -> str:
        """What it was, and what it is."""
        return " → ".join(each.kind if each else "-" for each in (self.one, self.other))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two checks, their changes with what weighs most first, and how many came out alike."""

    one: Checked
    other: Checked
    changes: tuple[Change, ...]
    alike: int

    @property
    def is_worse(self) -> bool:
        """Whether any verdict is."""
        return any(change.kind == WORSE for change in self.changes)


def _rank(result: Result) -> int:
    return FROM_GOOD_TO_BAD.index(result.verdict)


def read_one(meant: Path, root: Path) -> Checked:
    """The check of that results.json, or of the folder that has one, with its evidence if any.

    `root` is where it is looked for last: first where the results are themselves.
    """
    names = ("results.json", "report/results.json", "build/report/results.json")
    found = [meant / name for name in names if (meant / name).is_file()]
    file = (found[0] if found else meant / names[0]) if meant.is_dir() else meant
    checked = read_checked(file, root)
    for folder in (*file.resolve().parents[:3], root):
        if any((folder / each.evidence / "record.jsonl").is_file() for each in checked.results):
            return replace(checked, root=folder)
    return checked


def compare(one: Checked, other: Checked) -> Comparison:
    """Compare them; a NoReportError says that they have nothing in common."""
    mine, yours = ({each.id: each for each in check.results} for check in (one, other))
    common = mine.keys() & yours.keys()
    if not common:
        raise NoReportError("nothing can be compared: no requirement was judged in both")
    numbers = sorted(mine.keys() | yours.keys(), key=by_number)
    pairs = [(mine.get(number), yours.get(number)) for number in numbers]
    changed = [Change(*pair) for pair in pairs if not _are_alike(*pair)]
    changed.sort(key=lambda change: KINDS.index(change.kind))
    shown = [_drawn(change, one, other) if place < MOST_DRAWN else change
             for place, change in enumerate(changed)]  # fmt: skip
    return Comparison(one, other, tuple(shown), len(pairs) - len(changed))


def _are_alike(one: Result | None, other: Result | None) -> bool:
    return one is not None and other is not None and one.verdict is other.verdict


def _drawn(change: Change, one: Checked, other: Checked) -> Change:
    """With its pictures, as far as there are records."""
    runs: list[Run] = []
    try:
        for name, check, result in (("A", one, change.one), ("B", other, change.other)):
            if result is not None and (run := _run(name, check, result)):
                runs.append(run)
    except (OSError, RecordError) as error:
        return Change(change.one, change.other, (), printable(f"a record is not drawn: {error}"))
    return Change(change.one, change.other, side_by_side(change.result, runs))


def _run(name: str, check: Checked, result: Result) -> Run | None:
    if not result.evidence:
        return None
    marked = result.explanation.marked if result.explanation else result.marked
    run = read_run(name, result.evidence, marked, check.root)
    if run and check.when and run.exchange.start_ns > _end_ns(check.when) + LATE_NS:
        raise RecordError(f"that of {name} in {result.evidence} is of a later check")
    return run


def _end_ns(when: str) -> int:
    return int(datetime.fromisoformat(when).timestamp()) * 1_000_000_000


# In words ----------------------------------------------------------------------


def told(found: Comparison) -> Iterator[str]:
    """What a person reads in a terminal, in 100 columns."""
    for name, check in (("A", found.one), ("B", found.other)):
        yield from _indented(f"{name}  ", whom(check), 3)
        yield f"   {totals(check.results, 0)}"
    for kind in KINDS:
        those = [change for change in found.changes if change.kind == kind]
        if those:
            yield from ("", f"{HEADINGS[kind]}:")
            yield from _only(those) if kind in (ONLY_A, ONLY_B) else _told(those)
    yield from ("", f"{summary(found)}.")


HEADINGS = {WORSE: "Worse in B", BETTER: "Better in B", ONLY_A: "Only in A", ONLY_B: "Only in B"}


def whom(check: Checked) -> str:
    """Who was judged, on what, and when."""
    host = ", ".join(str(check.host.get(each, "?")) for each in ("kernel", "libc", "arch"))
    return printable(f"{judged_whom(check.replaced)}; {host}; {check.when}")


def summary(found: Comparison) -> str:
    """How many of what."""
    count = Counter(change.kind for change in found.changes)
    return ", ".join([f"{found.alike} alike", *(f"{count[each]} {each}" for each in KINDS)])


def _told(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        result = change.result
        yield from _indented(f"{result.id:>6}  ", f"{change.verdicts}: {result.title}", 8)
        for name, each in (("A", change.one), ("B", change.other)):
            if each:
                most = 1 if each.verdict is Verdict.HOLDS else SENTENCE_LINES
                yield from _indented(f"        {name}  ", each.because, 11, most)
        parting = change.pictures[-1].parting if change.pictures else ""
        for sentence in filter(None, (parting, change.trouble)):
            yield from _indented("        ", sentence, 8)


def _only(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        result = change.result
        yield from _indented(f"{result.id:>6}  ", f"{result.kind}: {result.title}", 8)


def _indented(first: str, text: str, by: int, most: int = SENTENCE_LINES) -> Iterator[str]:
    lines = wrapped(text, WIDTH - by, most) or [""]
    yield first + lines[0]
    yield from (" " * by + line for line in lines[1:])
