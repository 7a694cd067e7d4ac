"""The page: one HTML file of a check, that needs nothing but itself.

Jinja2 makes it, with autoescaping on: what subjects print is hostile. The script of the page only
filters, copies and unfolds; without it all is there to be read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from harness.place import typed
from harness.evidence.quoting import printable
from harness.evidence.record import RecordError
from harness.report.checked import Checked
from harness.report.compare import BETTER, WORSE, Comparison, summary, whom
from harness.report.compare import HEADINGS as HEADINGS_OF_CHANGES
from harness.report.exchange import Exchange
from harness.report.mermaid import issue_block
from harness.report.picture import Picture, read_run, side_by_side
from harness.report.sources import source
from harness.scenario.verdict import Verdict
from harness.telling.again import check_again
from harness.telling.alike import likenesses
from harness.telling.differences import Beside, beside_this_machine
from harness.telling.digest import HEADINGS
from harness.telling.language import translated
from harness.telling.result import KINDS, Result
from harness.telling.summary import chapter_title, counts, judged_whom, totals

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Shown:
    """A requirement on the page."""

    result: Result
    kind: str
    pictures: tuple[Picture, ...]
    block: str
    parting: str = ""
    trouble: str = ""


IN_ORDER = ("holds", "skipped")
"""Of what came out so, only the line is open."""

WEIGHTS = (*HEADINGS, *KINDS)
"""From the gravest on."""

FEW = 20
"""So many requirements are drawn whatever came of them: that takes no time."""


def page(checked: Checked, *, every: bool = False, folder: Path | None = None) -> str:
    """The whole file. What holds is drawn where it is `every`, or where there are few.

    Links to the evidence lead from `folder`, where the file will be.
    """
    every = every or len(checked.results) <= FEW
    shown = [_shown(result, checked, every=every) for result in checked.results]
    return template("page.html", partial(_links, checked.root, folder)).render(
        checked=checked,
        sentence=_sentence(checked),
        counted=totals(checked.results, 0),
        judged=_judged(checked),
        command=_command(checked),
        beside=_beside(checked),
        units=_units(shown),
        likenesses=likenesses(checked.results, checked.replaced),
        chapters=_chapters(shown),
        counts=counts,
        kinds=[kind for kind in KINDS if any(each.kind == kind for each in shown)],
        in_order=IN_ORDER,
        levels=list(dict.fromkeys(each.result.level for each in shown)),
        slots=list(dict.fromkeys(slot for each in shown for slot in each.result.tests)),
        source=source,
        translated=translated,
        chapter_title=chapter_title,
    )


def template(name: str, links: Callable[[str], Markup]) -> Template:
    """A page of ours. `links` makes the links to what is in an evidence folder."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(
        style=_inlined("style.css"), script=_inlined("script.js"), ms=_ms, links=links, typed=typed,
    )  # fmt: skip
    return environment.get_template(name)


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
    return f"{whom} {kept}."


def _beside(checked: Checked) -> Beside | None:
    """Where a stack was judged: what it does otherwise than the machine that it ran on."""
    if checked.stack is None:
        return None
    return beside_this_machine(checked.results, checked.stack, checked.host)


def _judged(checked: Checked) -> str:
    return printable(judged_whom(checked.replaced))


def _command(checked: Checked) -> str:
    """What makes this check again."""
    return printable(check_again(checked.replaced))


def _units(shown: Sequence[Shown]) -> list[list[Shown]]:
    """What does not hold, the gravest first, and what has one cause as one."""
    found: dict[tuple[str, str], list[Shown]] = {}
    for each in shown:
        if each.kind not in IN_ORDER:
            found.setdefault((each.kind, each.result.cause or each.result.id), []).append(each)
    return sorted(found.values(), key=lambda unit: (_weight(unit[0]), -len(unit)))


def _weight(each: Shown) -> int:
    """What is told first has the least; what is in order, the same, whatever it is."""
    return len(WEIGHTS) if each.kind in IN_ORDER else WEIGHTS.index(each.kind)


def _links(root: Path, page_folder: Path | None, folder: str) -> Markup:
    """To what is in an evidence folder."""
    where = root / folder
    if page_folder is None or not where.is_dir():
        return Markup("{}").format(folder)
    path = os.path.relpath(where, page_folder)
    link = Markup('<a href="{}">{}</a>')
    names = sorted(file.name for file in where.iterdir() if file.is_file())
    linked = (link.format(quote(f"{path}/{name}"), printable(name)) for name in names)
    return Markup("{}: {}").format(folder, Markup(", ").join(linked))


def _chapters(shown: Sequence[Shown]) -> dict[str, list[Shown]]:
    """In each first what does not hold, the gravest first; then, and within it, by number."""
    found: dict[str, list[Shown]] = {}
    for each in shown:
        found.setdefault(each.result.chapter, []).append(each)
    return {chapter: sorted(those, key=_weight) for chapter, those in found.items()}


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
    parting = pictures[-1].parting if pictures else ""
    return Shown(result, result.kind, pictures, block, parting, trouble)


def _pictures(result: Result, marked: Sequence[int], root: Path) -> tuple[Picture, ...]:
    """Its run; and before it the one that it is compared with."""
    if not result.evidence or result.verdict is Verdict.SKIPPED:
        return ()
    its = "what was judged" if result.beside else ""
    runs = [(each.name, each.evidence, each.marked) for each in result.beside]
    runs.append((its, result.evidence, tuple(marked)))
    holds = result.explanation is None
    found = [run for each in runs if (run := read_run(*each, root, is_short=holds))]
    return side_by_side(result, found)


def comparison(found: Comparison) -> str:
    """The page of two checks."""
    those = [change.kind for change in found.changes]
    said = [f"worse in {those.count(WORSE)}"] * (WORSE in those)
    said += [f"better in {those.count(BETTER)}"] * (BETTER in those)
    return template("compare.html", Markup("{}").format).render(
        found=found,
        sentence=f"B is {' and '.join(said)} of what was judged in both." if said
        else "What was judged in both came out alike.",
        counted=summary(found),
        headings=HEADINGS_OF_CHANGES,
        whom=whom,
        totals=totals,
    )  # fmt: skip


def write_comparison(found: Comparison, file: Path) -> None:
    """Write it, whole or not at all."""
    _write(file, comparison(found))


def write_page(checked: Checked, file: Path, *, every: bool = False) -> None:
    """Write it, whole or not at all."""
    _write(file, page(checked, every=every, folder=file.parent))


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)
