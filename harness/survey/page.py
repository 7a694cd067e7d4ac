"""The page of a survey, docs/survey.md: what was found, then the tables, then how it was seen.

Whatever a subject, its version or its record says is put into it by as_markdown(), or stands in a
block of code, each line of which is indented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from harness.evidence.quoting import as_markdown, printable
from harness.survey.findings import findings
from harness.survey.found import Cell, Surveyed
from harness.survey.groups import Group, groups_of


LEGEND = """\
- · it holds; **✗** it does not, and must; **!** it does not, and should
- **?** it was not decided; o it is not so, and need not be: that is only written down
- – it could not be tried; blank: it was not asked
- ~ behind a mark: not in each round; ᶜ: a switch cures it. A mark leads to how it was seen.
- "holds" counts what was tried, and is not only written down."""

MARKS = {"broken": "?", "undecided": "?", "warns": "!", "noted": "o", "skipped": "–",
         "not judged": "–", "holds": "·", "fails": "✗"}  # fmt: skip


def page(
    found: Sequence[Surveyed], absent: Mapping[str, str], where: Mapping[str, str], rounds: int
) -> str:
    """All of it. `absent` are presets that are not installed, and why."""
    groups = [*groups_of(found)]
    lines = [
        "# What real programs do", "", *_head(found, where, rounds), "",
        *findings(groups), "", *_tables(groups),
        *_section("How much a path takes in while nobody reads at its end", _measured(found)),
        *_section("How it was seen", _subjects(groups)),
        *_section("Open: what must hold, does not, and is explained in no preset", _open(found)),
        *_section("Not installed here", _absent(absent)),
    ]  # fmt: skip
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def _section(title: str, lines: Iterable[str]) -> list[str]:
    inside = [*lines]
    return ["", f"## {title}", "", *inside, ""] if inside else []


def _head(found: Sequence[Surveyed], where: Mapping[str, str], rounds: int) -> Iterator[str]:
    fewest = min((len(cell.verdicts) for each in found for cell in each.cells), default=rounds)
    often = f"{fewest} to {rounds}" if fewest < rounds else str(rounds)
    times = "once" if rounds == 1 else f"{often} times"
    machine = ", ".join(as_markdown(text) for text in where.values())
    yield f"{len(found)} ways to run programs that others wrote, each judged {times} ({machine})."
    yield "`make survey` writes this page, and the same as data: [survey.json](survey.json)."
    yield "Each name is a [preset](presets.md): `make check VIA=socat` judges it again and draws"
    yield "what it did. What a number asks stands below each table; why and by which clause, in the"
    yield "[catalogue](catalogue.md)."


# The tables ---------------------------------------------------------------------


def _tables(groups: Sequence[Group]) -> Iterator[str]:
    yield from LEGEND.splitlines()
    for group in groups:
        yield ""
        yield f"## {group.noun.capitalize()}"
        yield ""
        yield from _table(group)
        yield ""
        yield from _columns(group)


def _table(group: Group) -> Iterator[str]:
    """A row a preset; a column each requirement that one of them does not meet."""
    columns = group.columns(_is_a_column)
    numbers = "".join(
        f" [{as_markdown(number)}](#{_heading(group, number)}) |" for number in columns
    )
    yield f"| preset | version | holds |{numbers}"
    yield f"| --- | --- | ---: |{' :-: |' * len(columns)}"
    for each in group.members:
        start = f"| {_linked(each)} | {as_markdown(each.version)} |"
        if each.trouble:
            yield f"{start} cannot be judged |{' |' * len(columns)}"
            continue
        tried = [cell for cell in each.cells if cell.deviates or cell.kinds == ("holds",)]
        held = len(tried) - len(each.deviating)
        marks = "".join(f" {_mark(each, number)} |" for number in columns)
        yield f"{start} {held} of {len(tried)} |{marks}"


def _is_a_column(cell: Cell) -> bool:
    return cell.deviates or "noted" in cell.kinds


def _linked(subject: Surveyed) -> str:
    """Its name, a link, if there is something to see; and what it speaks, if that is not echo."""
    name = as_markdown(subject.name)
    is_there = subject.trouble or subject.deviating
    spoken = f" ({as_markdown(subject.speaks)})" if subject.speaks else ""
    return (f"[{name}](#{_place(subject)})" if is_there else name) + spoken


def _mark(subject: Surveyed, number: str) -> str:
    """What came of a requirement, as a character, and where it leads."""
    if (cell := subject.cell(number)) is None:
        return ""
    mark = MARKS[cell.kinds[0]] + ("~" if cell.differs else "")
    if not cell.deviates:
        return mark
    return f"[**{mark}**](#{anchor(subject, cell)}){'ᶜ' if cell.cure else ''}"


def _columns(group: Group) -> Iterator[str]:
    """What the columns are, and how many do not meet each; and how much holds with all."""
    columns = group.columns(_is_a_column)
    for number in columns:
        cells = [cell for each in group.members if (cell := each.cell(number))]
        bad = sum(_is_a_column(cell) for cell in cells)
        injected = "; an error is injected" if cells[0].injected else ""
        title = as_markdown(cells[0].title)
        name = f'<a id="{_heading(group, number)}"></a>**{as_markdown(number)}**'
        yield f"- {name} {title} ({cells[0].level}{injected}): not with {bad} of {len(cells)}"
    rest = len(group.numbers) - len(columns)
    if rest and group.judged:
        every = len(group.numbers)
        yield f"- The other {rest} of {every} hold with all, where they could be tried."


def _measured(found: Iterable[Surveyed]) -> Iterator[str]:
    """It depends on the kernel's buffers, too, and is another in each run."""
    for each in found:
        for cell in (cell for cell in each.cells if cell.measured):
            name = as_markdown(f"{each.slot.upper()}={each.name}")
            yield f"- {name}: {as_markdown(cell.measured)} (`{cell.id}`)"


# How it was seen ----------------------------------------------------------------


def _subjects(groups: Sequence[Group]) -> Iterator[str]:
    for each in (each for group in groups for each in group.members):
        shown = [cell for cell in each.cells if cell.deviates]
        if not shown and not each.trouble:
            continue
        setting = f"{each.slot.upper()}={as_markdown(each.name)}"
        yield f'### <a id="{_place(each)}"></a>{setting}'
        yield ""
        yield f"{as_markdown(each.version)}"
        yield ""
        if each.trouble:
            yield f"It cannot be judged: {as_markdown(each.trouble)}"
            yield ""
        for cell in shown:
            yield from _cell(each, cell)


def _cell(subject: Surveyed, cell: Cell) -> Iterator[str]:
    """Its sentence, what is known of it, and the lines of the record."""
    yield f'<a id="{anchor(subject, cell)}"></a>'
    title = as_markdown(f"{cell.id} {cell.title}")
    yield f"**{title}** ({cell.level}): {_verdict(cell)}"
    yield ""
    yield f"{as_markdown(cell.because)}"
    yield ""
    if cell.known:
        cure = f" Cured by: {as_markdown(cell.cure)}" if cell.cure else ""
        yield f"*Known: {as_markdown(cell.known)}{cure}*"
        yield ""
    if cell.evidence:
        yield from (f"    {printable(line)}" for line in cell.evidence.split("\n"))
        yield ""


def _verdict(cell: Cell) -> str:
    """What it came to; if rounds differ, how often which."""
    if not cell.differs:
        return cell.kinds[0]
    counted = (f"{kind} in {cell.verdicts.count(kind)}" for kind in cell.kinds)
    return f"it differs: {', '.join(counted)} of {len(cell.verdicts)} rounds"


def _open(found: Iterable[Surveyed]) -> Iterator[str]:
    for each in found:
        if cells := [cell for cell in each.cells if cell.is_open]:
            links = ", ".join(f"[{as_markdown(cell.id)}](#{anchor(each, cell)})" for cell in cells)
            yield f"- {each.slot.upper()}={as_markdown(each.name)}: {links}"


def _absent(absent: Mapping[str, str]) -> Iterator[str]:
    for name, why in absent.items():
        yield f"- {as_markdown(name)}: {as_markdown(why)}"


def anchor(subject: Surveyed, cell: Cell) -> str:
    """The name of a cell in links."""
    return f"{_place(subject)}-{_safe(cell.id)}"


def _place(subject: Surveyed) -> str:
    return _safe(f"{subject.slot}-{subject.name}")


def _heading(group: Group, number: str) -> str:
    return _safe(f"{group.slot.name}-{group.carries}-{number}")


def _safe(name: str) -> str:
    """Of letters, digits and `-._`: any other character is its number, so that no two are one."""
    return re.sub(r"[^a-zA-Z0-9.-]", lambda char: f"_{ord(char[0])}_", name)
