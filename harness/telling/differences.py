"""What a stack does otherwise than this machine as it is, as a person reads it.

A difference is what the record of the stack shows not to be so, and the record of the same cast
without the stack shows to be so. One that its recipe lists is known; the others come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from harness.scenario.slots import STACK
from harness.telling.again import check_again
from harness.evidence.quoting import as_markdown, printable
from harness.scenario.number import by_number
from harness.scenario.verdict import Verdict
from harness.telling.result import AS_IT_IS, INSIDE, OUTSIDE, TOLD, Companion, Result
from harness.telling.stack import OnStack, machine, sides
from harness.telling.text import WIDTH, wrapped

DIFFERS = frozenset({Verdict.FAILS, Verdict.WARNS, Verdict.NOTED, Verdict.EXPECTED})
"""What shows that something is not so, whatever it is counted as."""

SEEN_BY = {
    OUTSIDE: "an observer outside of the stack",
    INSIDE: "an observer within the stack",
    TOLD: "the programs themselves, and what is captured",
}

UNCOMPARED = "not compared"
APART = ("undecided", "skipped", "broken", UNCOMPARED)
"""What is no difference, by the reason that it is none."""

MOST_APART = 5
"""So many of a kind are told in the terminal; all are in the files."""

LONGEST_NAME = 20
"""Columns before a sentence; a command line is a name, too, and stands in the headline."""

TIME = re.compile(r" \(\d+\.\d{3} ms\)| at \d+\.\d{3} ms")
"""In a sentence of a run: two runs differ in it always."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What was seen of the same claim on this machine as it is, and on the stack."""

    result: Result
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Apart:
    """A requirement that says nothing of a difference, and why."""

    kind: str
    result: Result
    why: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A stack beside this machine: what both are, and in what they differ."""

    stack: OnStack
    headline: str
    sides: Sequence[tuple[str, str]]
    differences: Sequence[Difference]
    apart: Sequence[Apart]
    seen: str

    @property
    def new(self) -> list[Difference]:
        """Those that the recipe does not list."""
        return [each for each in self.differences if not each.result.known]


def beside_this_machine(
    results: Sequence[Result], stack: OnStack, host: Mapping[str, object]
) -> Beside:
    """The stack beside this machine, by what came of its requirements."""
    found = [each for each in map(_difference, results) if each]
    found.sort(key=lambda each: (bool(each.result.known), by_number(each.result.id)))
    apart = [each for each in map(_apart, results) if each]
    many = f"{len(found) or 'none'} of {len(results)} requirement{'s' * (len(results) != 1)}"
    return Beside(
        stack=stack,
        headline=f"{stack.title} differs from {machine(host)} in {many} that a stack answers for",
        sides=sides(stack, host),
        differences=found,
        apart=sorted(apart, key=lambda each: APART.index(each.kind)),
        seen=", ".join(dict.fromkeys(SEEN_BY.get(each.seen, each.seen) for each in results)),
    )


def _as_it_is(result: Result) -> Companion | None:
    return next((each for each in result.beside if each.name == AS_IT_IS), None)


def _difference(result: Result) -> Difference | None:
    plain = _as_it_is(result)
    if result.verdict not in DIFFERS or plain is None or plain.verdict != str(Verdict.HOLDS):
        return None
    return Difference(result, TIME.sub("", plain.because), TIME.sub("", _seen(result)))


def _seen(result: Result) -> str:
    """Without the reason that a list gives for it."""
    return result.explanation.seen if result.explanation else result.because


def _apart(result: Result) -> Apart | None:
    if str(result.verdict) in APART:
        return Apart(str(result.verdict), result, TIME.sub("", result.because))
    if result.verdict not in DIFFERS or _difference(result):
        return None
    plain = _as_it_is(result)
    why = "there is no run without the stack"
    if plain:
        why = f"{AS_IT_IS} it is {plain.verdict}: {plain.because}"
    return Apart(UNCOMPARED, result, TIME.sub("", f"{_seen(result)}; {why}"))


# In a terminal ---------------------------------------------------------------


def as_lines(found: Beside) -> Iterator[str]:
    """The headline; three lines of each difference; what is none."""
    yield from wrapped(f"{found.headline}{':' if found.differences else '.'}", WIDTH)
    for each in found.differences:
        yield from _three_lines(each, found.stack.name)
    if found.apart:
        yield f"No difference is shown by {_counted(found.apart)}:"
    for kind in APART:
        those = [each for each in found.apart if each.kind == kind]
        for one in those[:MOST_APART]:
            yield _cut(f"{kind:>12} {one.result.id:<6}", _at_last(one.why))
        if len(those) > MOST_APART:
            yield f"{'…':>12} and {len(those) - MOST_APART} more"


def _three_lines(each: Difference, name: str) -> Iterator[str]:
    """What is known has its reason in place of what was seen on Linux."""
    told = each.result
    word = "known" if told.known else "new"
    yield _cut(f"{word:>9} {told.id:<6}", f"({told.level}) {told.title}")
    first = ("because", told.known) if told.known else ("Linux", each.here)
    there = printable(name)
    there = there if len(there) <= LONGEST_NAME else "the stack"
    width = max(len(first[0]), len(there))
    for whose, said in (first, (there, each.there)):
        yield _cut(f"{'':17}{whose:<{width}}  ", said)


def _at_last(why: str) -> str:
    """The end of a sentence that first tells what all the same was seen."""
    return why.rpartition(", but ")[2]


def _cut(first: str, text: str) -> str:
    lines = wrapped(text, WIDTH - len(first), 1)
    return first + (lines[0] if lines else "")


def _counted(those: Sequence[Apart]) -> str:
    count = {kind: sum(each.kind == kind for each in those) for kind in APART}
    return ", ".join(f"{many} {kind}" for kind, many in count.items() if many)


# As Markdown -----------------------------------------------------------------


def as_page(found: Beside, when: str) -> str:
    """A file that says all of it, to be attached to an issue."""
    stack, command = found.stack, check_again({STACK.name: found.stack.typed})
    lines = ["# A stack beside Linux", "", f"{as_markdown(found.headline)}.", ""]
    lines += [f"- {as_markdown(name)}: {as_markdown(what)}" for name, what in found.sides]
    lines += [f"- seen by {as_markdown(found.seen)}"] * bool(found.seen)
    lines += [f"- again: {_as_code(command)}", f"- {as_markdown(when)}"]
    if found.differences:
        heads = ("requirement", "level", "Linux", as_markdown(stack.name), "known")
        lines += ["", f"| {' | '.join(heads)} |", "| --- | --- | --- | --- | --- |"]
        lines += map(_row, found.differences)
    if found.apart:
        lines += ["", f"No difference is shown by {_counted(found.apart)}:", ""]
        lines += map(_item, found.apart)
    return "\n".join(lines) + "\n"


def _item(each: Apart) -> str:
    title = as_markdown(f"{each.result.id} {each.result.title}")
    return f"- {each.kind}: {title}: {as_markdown(each.why)}"


def _as_code(command: str) -> str:
    """In a code span, unless something in it would end that."""
    return as_markdown(command) if "`" in command else f"`{printable(command)}`"


def _row(each: Difference) -> str:
    told = each.result
    known = as_markdown(told.known) if told.known else "**new**"
    cells = (f"{told.id} {told.title}", told.level, each.here, each.there)
    return f"| {' | '.join(map(as_markdown, cells))} | {known} |"
