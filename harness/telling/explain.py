"""The explanation: what a stranger is told of a requirement that does not hold."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import replace

from harness.judging.judge import Finding, Verdict
from harness.evidence.describe import printable
from harness.evidence.events import Event
from harness.evidence.record import Record
from harness.scenario.model import Claim, Requirement
from harness.judging.truncated import told_of_overrun
from harness.telling.result import INJECTED, Result, has_injected_error
from harness.judging.verdict import at_level
from harness.running.observer import Run
from harness.running.config import Setting

WIDTH = 100
INDENT = " " * 12

MOST_ROWS = 14
"""So many lines of the record, with those that stand for a gap."""

SHORT_SEEN, SHORT_ROWS = 4, 6
"""So many lines of these where several failures are told, so that they fit a screen or two."""


def as_result(
    requirement: Requirement, finding: Finding, run: Run | None, setting: Setting
) -> Result:
    """The finding as it is reported. `run` is the one that the finding is about."""
    record = run.record if run else None
    if record and finding.verdict in (Verdict.FAILS, Verdict.UNDECIDED):
        finding = told_of_overrun(finding, record)
    scenario = setting.place.relative(requirement.path)
    strict = "STRICT=1 " if setting.strict else ""
    only = f"-f '^{requirement.id.replace('.', r'[.]')} '"
    evidence = setting.place.relative(run.folder) if run else ""
    result = Result(
        id=requirement.id,
        title=requirement.title,
        scenario=scenario,
        level=requirement.level,
        answers=requirement.answers,
        verdict=at_level(finding.verdict, requirement.level, strict=setting.strict),
        because=printable(finding.because),
        evidence=evidence,
        rerun=f"{strict}{setting.slots.settings}bats {scenario} {only}",
        injected=has_injected_error(requirement, setting.slots.replaced),
        cause=finding.cause,
    )
    if finding.verdict in (Verdict.HOLDS, Verdict.SKIPPED):
        return result
    place = finding.claim.place if finding.claim else None
    text, short = _text(requirement, finding, record, result), _short(finding, record, result)
    return replace(result, text=text, short=short, claim=place)


def _text(
    requirement: Requirement, finding: Finding, record: Record | None, result: Result
) -> str:
    claim = finding.claim
    parts = [_heading(result)]
    if claim:
        parts.append(_block("claim", f"{claim.text}\n({result.scenario}:{claim.line})"))
        parts.append(_part("expected", _expected(claim)))
    parts.append(_part("seen" if claim else "because", finding.because))
    if record and finding.evidence:
        parts.append(_block("record", _excerpt(record, finding.evidence, MOST_ROWS)))
    if finding.verdict is not Verdict.BROKEN:
        parts.append(_part("why", _reason(requirement)))
    parts += [_block("again", result.rerun), _block("evidence", result.evidence)]
    return "\n".join(parts)


def _short(finding: Finding, record: Record | None, result: Result) -> str:
    """Without what the sentence says again, and what is the same for every failure."""
    seen = textwrap.wrap(
        finding.because, WIDTH - len(INDENT), max_lines=SHORT_SEEN, placeholder=" …",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    parts = [_heading(result), _block("seen", "\n".join(seen or [""]))]
    if record and finding.evidence:
        parts.append(_block("record", _excerpt(record, finding.evidence, SHORT_ROWS)))
    return "\n".join(parts)


def _excerpt(record: Record, events: Sequence[Event], most: int) -> str:
    from harness.telling.excerpt import excerpt  # only what does not hold needs them
    from harness.telling.ladder import ladder

    shown = excerpt(record, events, most)
    return "\n".join(ladder(record, shown, width=WIDTH, color=False))


def _reason(requirement: Requirement) -> str:
    says_so = f"({requirement.level}; {'; '.join(requirement.sources)})"
    return f"{requirement.reason} {says_so}".strip()


def _heading(result: Result) -> str:
    injected = " (the error is injected)" if result.kind == INJECTED else ""
    return f"{result.id} {result.title}: {str(result.verdict).upper()}{injected}"


def _part(name: str, text: str) -> str:
    """A named paragraph, with its lines below each other."""
    room = WIDTH - len(INDENT)
    lines = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False) or [""]
    return _block(name, "\n".join(lines))


def _block(name: str, text: str) -> str:
    text = "\n".join(printable(line.expandtabs()) for line in text.split("\n"))
    return textwrap.indent(text, INDENT).replace(INDENT, f"  {name:<10}", 1).rstrip()


def _expected(claim: Claim) -> str:
    """What the claim says, as a sentence of its own."""
    args = claim.args
    match claim.word:
        case "happens":
            return ", then ".join(args)
        case "never":
            marks = dict(zip(args[1::2], args[2::2]))
            window = " ".join(f"{mark} {event}" for mark, event in marks.items())
            return f"no {args[0]} {window or 'in the whole run'}"
        case "says":
            return f"{args[0]} prints a line with {args[1]!r}"
        case "exits":
            return f"{args[0]} ends {'with status' if args[1].isdecimal() else 'by'} {args[1]}"
        case "zombies":
            return f"{args[0]} has {_many(args[1], 'zombie')} at the end of the run"
        case "rests":
            return f"{args[0]} does not go on making calls that do nothing"
        case "left_in":
            return f"{_many(args[2], 'socket')} of {args[0]} in {args[1]} at the end of the run"
        case _:
            return f"{args[0]} holds {_many(args[1], 'connection')} at the end of the run"


def _many(number: str, noun: str) -> str:
    return f"{number} {noun}{'' if number == '1' else 's'}"
