"""The page of a survey, docs/survey.md: what was found first, then the tables, then each cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from harness.survey.subject import Cell, Surveyed

GOOD = frozenset({"holds", "skipped"})

HEADINGS = {"via": "Relays", "server": "Servers", "client": "Clients"}

QUESTIONS = {
    "7.13": "do not keep a half-close apart from an end",
    "7.42": "lose an answer that comes a second after a half-close",
    "7.43": "lose one that comes after four seconds",
    "7.44": "cut off an upload that goes on after the server's half-close",
    "7.14": "make an orderly end of a reset, so that an answer cut short looks whole",
    "7.15": "lose bytes that were on their way when their sender left",
    "10.64": "let silent callers keep others waiting, or leave something of them",
    "2.13": "of those that carry datagrams do not pass each whole",
    "6.40": "give one client what was for another",
}
"""What somebody asks who has to choose a forwarder; a relay that fails the requirement does it."""


Notes = Mapping[str, Mapping[str, str]]
"""What is known of a cell, by SLOT/NAME and the requirement."""


def page(found: Sequence[Surveyed], absent: Mapping[str, str], where: str, notes: Notes) -> str:
    """All of it. `absent` are presets that are not installed, and why."""
    lines = ["# Survey", "", *_opening(found, where), ""]
    for slot in dict.fromkeys(each.slot for each in found):
        those = [each for each in found if each.slot == slot]
        lines += [f"## {HEADINGS[slot]}", "", *_table(those), ""]
    lines += ["## What was seen", "", *_cells(found, notes)]
    if absent:
        listed = (f"- {name}: {safe(why)}" for name, why in absent.items())
        lines += ["## Not installed here", "", *listed, ""]
    return "\n".join(lines).rstrip() + "\n"


def _opening(found: Sequence[Surveyed], where: str) -> Iterator[str]:
    """What it comes to, for somebody who has to choose a relay."""
    relays = [each for each in found if each.slot == "via" and each.cells]
    yield f"{len(found)} programs that others wrote, each as its preset starts it ({where})."
    yield "A cell names what did not hold; a link leads to how it was seen. Of the relays:"
    yield ""
    for number, text in QUESTIONS.items():
        asked = [each for each in relays if any(cell.id == number for cell in each.cells)]
        bad = [each for each in asked if _cell(each, number).verdict not in GOOD]
        if asked:
            names = ", ".join(each.name for each in bad)
            yield f"- {len(bad)} of {len(asked)} {text} ({number}){': ' if bad else ''}{names}"
    clean = [each.name for each in relays if not any(_is_bad(cell) for cell in each.cells)]
    yield f"- {len(clean)} hold all that was judged{': ' if clean else ''}{', '.join(clean)}"


def _cell(subject: Surveyed, number: str) -> Cell:
    return next(cell for cell in subject.cells if cell.id == number)


def _is_bad(cell: Cell) -> bool:
    return cell.verdict not in GOOD


def _table(found: Sequence[Surveyed]) -> Iterator[str]:
    """A row a subject; a column each requirement that one of them does not meet."""
    yield "| program | version | holds | does not |"
    yield "| --- | --- | --- | --- |"
    for each in found:
        if each.trouble:
            yield f"| {each.name} | {safe(each.version)} | - | {safe(each.trouble)} |"
            continue
        bad = [cell for cell in each.cells if _is_bad(cell)]
        links = ", ".join(f"[{cell.id}](#{anchor(each, cell)}) {cell.verdict}" for cell in bad)
        held = sum(cell.verdict == "holds" for cell in each.cells)
        yield f"| {each.name} | {safe(each.version)} | {held} of {len(each.cells)} | {links} |"


def _cells(found: Sequence[Surveyed], notes: Notes) -> Iterator[str]:
    for each in found:
        for cell in filter(_is_bad, each.cells):
            known = notes.get(f"{each.slot}/{each.name}", {}).get(cell.id, "")
            yield f'<a id="{anchor(each, cell)}"></a>'
            heading = f"**{each.name}, {cell.id} {cell.title}** ({cell.level}): {cell.verdict}."
            yield f"{heading} {safe(cell.because)}"
            if known:
                yield f"  *{safe(known)}*"
            if cell.evidence:
                yield ""
                yield from (f"    {line}" for line in cell.evidence.splitlines())
            yield ""


def anchor(subject: Surveyed, cell: Cell) -> str:
    """The name of a cell in links: letters, digits and -."""
    return re.sub(r"[^a-z0-9]+", "-", f"{subject.slot} {subject.name} {cell.id}".lower())


def safe(text: str) -> str:
    """The text as Markdown shows it: nothing in it is markup, a link, or another cell."""
    return re.sub(r"([\\`*_{}\[\]<>|#&])", r"\\\1", text.replace("\n", " "))
