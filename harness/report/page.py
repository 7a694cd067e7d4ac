"""The page: one HTML file of a check, that needs nothing but itself.

Jinja2 makes it, with autoescaping on: what subjects print is hostile. The script of the page only
filters, copies and unfolds; without it all is there to be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from harness.evidence.quoting import printable
from harness.evidence.record import Record, RecordError, read
from harness.report.checked import Checked
from harness.report.diagram import diagram
from harness.report.difference import first_difference
from harness.report.exchange import AT_MOST, Exchange, exchange
from harness.report.mermaid import issue_block
from harness.report.sources import source
from harness.scenario.verdict import Verdict
from harness.telling.result import KINDS, Result
from harness.telling.summary import chapter_title, judged_whom, totals

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Picture:
    """A run as it is shown: its name, its diagram, and the same as a list."""

    name: str
    drawn: Markup
    exchange: Exchange
    folder: str
    whole: Exchange
    """With what there was no room to draw."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A requirement on the page."""

    result: Result
    kind: str
    pictures: tuple[Picture, ...]
    block: str
    parting: str = ""
    trouble: str = ""


FEW = 20
"""So many requirements are drawn whatever came of them: that takes no time."""

TO_COMPARE = 10_000
"""So many rows of two runs are compared."""

MOST_OF_WHAT_HOLDS = 60
"""Rows of a run in which all was as it should be."""


def page(checked: Checked, *, every: bool = False) -> str:
    """The whole file. What holds is drawn where it is `every`, or where there are few."""
    every = every or len(checked.results) <= FEW
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    shown = [_shown(result, checked, every=every) for result in checked.results]
    return environment.get_template("page.html").render(
        checked=checked,
        sentence=_sentence(checked),
        judged=_judged(checked),
        broken=[each for each in shown if each.kind not in ("holds", "skipped")],
        chapters=_chapters(shown),
        kinds=[kind for kind in KINDS if any(each.kind == kind for each in shown)],
        levels=list(dict.fromkeys(each.result.level for each in shown)),
        slots=list(dict.fromkeys(slot for each in shown for slot in each.result.tests)),
        style=_inlined("style.css"),
        script=_inlined("script.js"),
        ms=_ms,
        source=source,
        chapter_title=chapter_title,
    )


def _inlined(name: str) -> Markup:
    """A file of ours within the page, which has no control character but the ends of lines."""
    return Markup((FOLDER / name).read_text(encoding="utf-8").replace("\t", " "))


def _ms(exchange: Exchange, ns: int) -> str:
    return f"{(ns - exchange.start_ns) / 1e6:.3f}"


def _sentence(checked: Checked) -> str:
    """The verdict, first of all."""
    results = checked.results
    bad = sum(r.verdict in (Verdict.FAILS, Verdict.BROKEN, Verdict.UNDECIDED) for r in results)
    whom = "What was judged" if checked.replaced else "The reference"
    if not results:
        return "Nothing was judged."
    kept = "does not keep all that sockets promise" if bad else "keeps what sockets promise"
    return f"{whom} {kept}: {totals(results, 0)}."


def _judged(checked: Checked) -> str:
    return printable(judged_whom(checked.replaced))


def _chapters(shown: Sequence[Shown]) -> dict[str, list[Shown]]:
    found: dict[str, list[Shown]] = {}
    for each in shown:
        found.setdefault(each.result.chapter, []).append(each)
    return found


def _shown(result: Result, checked: Checked, *, every: bool) -> Shown:
    marked = result.explanation.marked if result.explanation else result.marked
    try:
        is_drawn = every or result.explanation is not None
        pictures = _pictures(result, marked, checked.root) if is_drawn else ()
        trouble = ""
    except (OSError, RecordError) as error:
        pictures, trouble = (), printable(f"its record cannot be drawn: {error}")
    first = pictures[-1].exchange if pictures else None
    block = issue_block(result, first, _judged(checked)) if result.explanation else ""
    return Shown(result, result.kind, pictures, block, _parting(pictures), trouble)


def _parting(pictures: Sequence[Picture]) -> str:
    """Where the run and the one beside it part."""
    if len(pictures) != 2:
        return ""
    one, other = pictures
    found = first_difference(one.whole, other.whole)
    return found.sentence(one.name, other.name) if found else ""


def _pictures(result: Result, marked: Sequence[int], root: Path) -> tuple[Picture, ...]:
    """Its run; and before it the one that it is compared with."""
    if not result.evidence or result.verdict is Verdict.SKIPPED:
        return ()
    its = "what was judged" if result.beside else ""
    found = [_picture(each.name, each.evidence, each.marked, result, root)
             for each in result.beside]  # fmt: skip
    found.append(_picture(its, result.evidence, marked, result, root))
    return tuple(each for each in found if each)


def _picture(
    name: str, folder: str, marked: Sequence[int], result: Result, root: Path
) -> Picture | None:
    file = root / folder / "record.jsonl"
    if not file.exists():
        return None
    record: Record = read(file)
    most = AT_MOST if result.explanation else MOST_OF_WHAT_HOLDS
    drawn = exchange(record, frozenset(marked), most)
    title = f"{result.id} {result.title}: what {' and '.join(drawn.lanes)} did"
    whole = exchange(record, frozenset(marked), TO_COMPARE) if drawn.left_out and name else drawn
    return Picture(name, diagram(drawn, title), drawn, folder, whole)


def write_page(checked: Checked, file: Path, *, every: bool = False) -> None:
    """Write it, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}")
    draft.write_text(page(checked, every=every), encoding="utf-8")
    draft.replace(file)
