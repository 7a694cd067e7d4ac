"""Comparing claims with a record. Pure: a record goes in, findings come out.

What is missing fails only if nothing could hide it: where the evidence has a
hole, or the run was cut off, the answer is undecided. What was seen was seen,
whatever else was lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from harness.evidence.record import Record
from harness.judging.broken import breakage, lacks_name_server, unheld, unnamed
from harness.judging.missing import by_line
from harness.patterns.option import as_option
from harness.scenario.act import awaited
from harness.scenario.finding import Finding
from harness.scenario.model import Cast, Claim, Requirement
from harness.scenario.topology import arriving
from harness.scenario.verdict import Verdict

__all__ = ["Finding", "Verdict", "judge_claim", "judge_claims", "judge_requirement", "worst"]

_SEVERITY = (Verdict.BROKEN, Verdict.FAILS, Verdict.UNDECIDED)


def judge_requirement(requirement: Requirement, records: Mapping[Cast, Record]) -> Finding:
    """The worst finding of its claims, of equals the first."""
    return worst(requirement, judge_claims(requirement, records))


def judge_claims(requirement: Requirement, records: Mapping[Cast, Record]) -> list[Finding]:
    """The finding of each of its claims."""
    return [_judge(claim, records.get(claim.cast)) for claim in requirement.claims]


def worst(requirement: Requirement, findings: Sequence[Finding]) -> Finding:
    """What the findings of its claims say together."""
    for verdict in _SEVERITY:
        for finding in findings:
            if finding.verdict is verdict:
                return finding
    if not findings:
        return Finding(Verdict.BROKEN, f"{requirement.id} claims nothing")
    because = "; ".join(finding.because for finding in findings)
    return Finding(Verdict.HOLDS, because, None, by_line(e for f in findings for e in f.evidence))


def _judge(claim: Claim, record: Record | None) -> Finding:
    if record is None:
        return Finding(Verdict.BROKEN, "there is no record of its run", claim)
    return judge_claim(claim, record)


def judge_claim(claim: Claim, record: Record) -> Finding:
    """What the record says of the claim."""
    if why := unheld(record, claim.cast):
        return Finding(Verdict.UNDECIDED, why, claim)
    broken = breakage(record)
    if broken and not lacks_name_server(record):
        return Finding(Verdict.BROKEN, broken, claim)
    if why := unnamed(record):
        return Finding(Verdict.UNDECIDED, why, claim)
    found = claim.says.judge(record)
    return replace(found, because=_in_its_words(found.because, claim.cast), claim=claim)


def _in_its_words(because: str, cast: Cast) -> str:
    """What the observer was told to wait for, as the scenario has it."""
    for act in cast.acts:
        if event := awaited(act):
            told = as_option(arriving(event, cast.names()))
            because = because.replace(f"'{told}'", f"'{event.text}'")
    return because
