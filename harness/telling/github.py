"""What GitHub shows of a check: the summary of a step, and annotations.

Sources: docs.github.com, "Workflow commands for GitHub Actions": a step has 1 MiB of summary, ten
errors and ten warnings; actions/toolkit, command.ts: what is escaped in a command, and how.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from harness.evidence.quoting import as_markdown
from harness.telling.digest import by_weight
from harness.telling.result import Result
from harness.telling.summary import table, totals
from harness.telling.text import wrapped

MOST_BYTES = 1_000_000
"""Of a summary; GitHub shows nothing of one that is larger than 1 MiB."""

MOST_ANNOTATIONS = 8
"""Of the ten errors that a step may have, two are left to others."""

SENTENCE = 400
"""Characters of an annotation: more is not read beside a line of code."""


def commands(results: Sequence[Result]) -> list[str]:
    """The annotations, the gravest first, one for each cause. Each is a line of output."""
    return [_annotation(unit) for unit in by_weight(results)[:MOST_ANNOTATIONS]]


def _annotation(unit: Sequence[Result]) -> str:
    result = unit[0]
    line = result.explanation and result.explanation.line
    word = "warning" if result.is_tolerated else "error"
    title = f"{result.id} {result.title}: {result.kind}"
    others = f" (and, for this one cause, {len(unit) - 1} more)" if len(unit) > 1 else ""
    where = f"file={_property(result.scenario)},line={line or 1},title={_property(title)}"
    sentence = (wrapped(result.because, SENTENCE, 1) or [""])[0]
    return f"::{word} {where}::{_data(sentence + others)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def summary(results: Sequence[Result], whom: str) -> str:
    """The summary, in GitHub's Markdown. `whom` says who was judged."""
    head = [f"## {as_markdown(totals(results, 0))}", "", f"Judged: {as_markdown(whom)}", ""]
    head += ["```", *(table(results) if results else []), "```"]
    units = by_weight(results)
    text = "\n".join([*head, *(["", "### What does not hold"] if units else [])]) + "\n"
    for told, unit in enumerate(units):
        more = "".join(f"{line}\n" for line in _unit(unit))
        if len((text + more).encode()) > MOST_BYTES - 100:
            return f"{text}\n… and {len(units) - told} more.\n"
        text += more
    return text


def _unit(unit: Sequence[Result]) -> Iterator[str]:
    first = unit[0]
    yield ""
    if len(unit) > 1:
        yield f"**For one cause, {as_markdown(first.cause)}:**"
    for result in unit:
        yield f"- **{as_markdown(result.id)}** {as_markdown(result.title)}: {result.kind}"
    yield from ("", f"  {as_markdown(first.because)}", "")
    yield from (f"  {line}" for line in _fenced(first.rerun))


def _fenced(text: str) -> list[str]:
    """As code; the fence is longer than any in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}sh", text, fence]
