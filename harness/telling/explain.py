"""Explaining: what a stranger is told of a requirement that does not hold."""

from __future__ import annotations

from dataclasses import replace

from harness.evidence.record import Record
from harness.judging.beside import Beside
from harness.judging.refusals import refused
from harness.scenario.finding import Finding
from harness.scenario.model import Hint, Requirement
from harness.scenario.verdict import Verdict
from harness.telling.explanation import Excerpt, Explanation
from harness.telling.result import Result

MOST_ROWS = 14
"""So many lines of the record, with those that stand for a gap."""

FEWER_ROWS = 6
"""So many of these where several failures are told, so that they fit a screen or two."""


def explained(
    result: Result,
    requirement: Requirement,
    finding: Finding,
    record: Record | None,
    flawed: tuple[str, ...] = (),
    direct: Beside | None = None,
    hint: Hint | None = None,
    notes: tuple[str, ...] = (),
) -> Result:
    """The result of the finding with its explanation; what holds, or was skipped, needs none.

    `flawed` are our programs that fail the requirement on purpose; `direct` is the same run
    without its relay; `hint` is for who wrote what was judged; `notes` say what it comes from.
    """
    if finding.verdict in (Verdict.HOLDS, Verdict.SKIPPED):
        return result
    place = finding.claim.place if finding.claim else None
    told = replace(_explanation(requirement, finding, record), flawed=flawed, notes=notes)
    if hint is not None:
        told = replace(told, usually=hint.usually, cure=hint.cure)
    if direct is not None and direct.finding.evidence:
        told = replace(told, direct=_excerpt(direct.record, direct.finding))
    return replace(result, claim=place, explanation=told)


def _explanation(
    requirement: Requirement, finding: Finding, record: Record | None
) -> Explanation:
    claim = finding.claim
    tried = refused(record) if record else ""
    return Explanation(
        seen=f"{finding.because}; {tried}" if tried else finding.because,
        claim=claim.text if claim else None,
        line=claim.line if claim else None,
        expected=claim.says.expected() if claim else "",
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
