"""Explaining: what a stranger is told of a requirement that does not hold."""

from __future__ import annotations

from dataclasses import replace

from harness.evidence.record import Record
from harness.judging.finding import Finding
from harness.judging.verdict import Verdict
from harness.scenario.model import Claim, Requirement
from harness.telling.explanation import Excerpt, Explanation
from harness.telling.result import Result

MOST_ROWS = 14
"""So many lines of the record, with those that stand for a gap."""

FEWER_ROWS = 6
"""So many of these where several failures are told, so that they fit a screen or two."""


def explained(
    result: Result, requirement: Requirement, finding: Finding, record: Record | None
) -> Result:
    """The result of the finding with its explanation; what holds, or was skipped, needs none."""
    if finding.verdict in (Verdict.HOLDS, Verdict.SKIPPED):
        return result
    place = finding.claim.place if finding.claim else None
    return replace(result, claim=place, explanation=_explanation(requirement, finding, record))


def _explanation(
    requirement: Requirement, finding: Finding, record: Record | None
) -> Explanation:
    claim = finding.claim
    return Explanation(
        seen=finding.because,
        claim=claim.text if claim else None,
        line=claim.line if claim else None,
        expected=_expected(claim) if claim else "",
        why="" if finding.verdict is Verdict.BROKEN else _reason(requirement),
        marked=tuple(event.line for event in finding.evidence),
        excerpt=_excerpt(record, finding) if record and finding.evidence else None,
    )


def _excerpt(record: Record, finding: Finding) -> Excerpt:
    from harness.telling.excerpt import excerpt  # only what does not hold needs it

    rows, fewer = (excerpt(record, finding.evidence, most) for most in (MOST_ROWS, FEWER_ROWS))
    return Excerpt(record.roles, record.start_ns, tuple(rows), tuple(fewer))


def _reason(requirement: Requirement) -> str:
    says_so = f"({requirement.level}; {'; '.join(requirement.sources)})"
    return f"{requirement.reason} {says_so}".strip()


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
