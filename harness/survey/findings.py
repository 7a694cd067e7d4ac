"""What a survey has found, in ten lines, for somebody who has to choose a relay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from harness.evidence.quoting import as_markdown
from harness.scenario.slots import VIA
from harness.survey.found import Surveyed
from harness.survey.groups import Group

QUESTIONS = {
    "7.40": "do not bring the answer when the client has half-closed, though it comes at once",
    "7.42": "do not bring an answer that comes 1 s after the client has half-closed",
    "7.44": "do not bring all of an upload that goes on when the server has half-closed",
    "7.14": "make an orderly end of a reset: a stream that was cut short looks whole",
    "5.41": "come to a standstill, or to an end, while megabytes flow both ways",
    "2.13": "do not bring each datagram as it was, from the empty one to 65,507 bytes",
    "6.40": "give one client the answer to another",
}
"""What somebody asks who chooses a relay: whoever does not meet the requirement does this."""

SHORT = 6
"""So many names are a list that is read."""

NEAR = 3
"""In so many names may a list differ from one above it, to be told by these."""

Names = Sequence[str]


def findings(groups: Sequence[Group]) -> Iterator[str]:
    """The lines; of other slots, only who holds everything."""
    for group in groups:
        if group.slot is VIA and group.judged:
            yield f"Of {len(group.judged)} {group.noun}:"
            yield ""
            yield from _of_relays(group)
            yield ""
    others = [group for group in groups if group.slot is not VIA and group.judged]
    if others:
        yield f"Hold all that they were asked: {'; '.join(map(_whole, others))}."
    yield from _cures(groups)


def _of_relays(group: Group) -> Iterator[str]:
    above: dict[str, Names] = {}
    for number, does in QUESTIONS.items():
        asked = [each.name for each in group.judged if each.cell(number)]
        bad = sorted(each.name for each in group.judged if _does_not_hold(each, number))
        if asked:
            yield f"- **{len(bad)}** {does} (`{number}`){_named(bad, asked, above)}"
            above[number] = bad
    yield f"- {_best(group.judged)}"


def _does_not_hold(subject: Surveyed, number: str) -> bool:
    cell = subject.cell(number)
    return cell is not None and not {"fails", "warns"}.isdisjoint(cell.kinds)


def _named(bad: Names, asked: Names, above: Mapping[str, Names]) -> str:
    """Who they are, as it is told in the fewest names."""
    others = sorted(name for name in asked if name not in bad)
    if not bad:
        return ""
    if not others:
        return ": all of them"
    for number, those in above.items():
        more, less = [set(bad) - set(those), set(those) - set(bad)]
        if len(more | less) <= NEAR < len(bad):
            return f": those of `{number}`{_apart(', and ', more)}{_apart(', not ', less)}"
    if len(others) < len(bad) and len(others) <= SHORT:
        return f": all but {_listed(others)}"
    return f": {_listed(bad)}"


def _apart(word: str, names: Iterable[str]) -> str:
    return f"{word}{_listed(sorted(names))}" if names else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(as_markdown(name) for name in names)


def _best(judged: Sequence[Surveyed]) -> str:
    """Who holds everything; if nobody does, who comes nearest."""
    fewest = min(len(each.deviating) for each in judged)
    best = [each for each in judged if len(each.deviating) == fewest]
    names = _listed(each.name for each in best)
    if not fewest:
        return f"**{len(best)}** hold all that they were asked: {names}"
    theirs = {number for each in best for number in each.deviating}
    but = f"`{theirs.pop()}`" if len(theirs) == 1 else f"{fewest} of their requirements"
    return f"**none** holds all that it was asked; all but {but} hold with {names}"


def _whole(group: Group) -> str:
    """How many of the others hold everything, and who."""
    whole = [each.name for each in group.judged if not each.deviating]
    names = f" ({_listed(whole)})" if whole else ""
    return f"{len(whole)} of {len(group.judged)} {group.noun}{names}"


def _cures(groups: Sequence[Group]) -> Iterator[str]:
    """Whom a switch helps, in no matter what."""
    cured: dict[str, dict[str, None]] = {}
    for each in (each for group in groups for each in group.judged):
        for cell in each.cells:
            if cell.deviates and cell.cure:
                name = f"{each.slot.upper()}={each.name}"
                cured.setdefault(name, {})[cell.cure] = None
    if cured:
        told = (f"{as_markdown(name)}: {as_markdown(', '.join(cures))}"
                for name, cures in cured.items())  # fmt: skip
        yield f"A switch cures some of it (ᶜ): {'; '.join(told)}."
