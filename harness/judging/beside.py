"""A run through a relay beside the same without it: what does the relay change?

What fails through it and holds without it, it has changed. What fails without it, too, is not its
doing: of the relay nothing has been shown then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from harness.evidence.record import Record
from harness.judging.judge import judge_claims, worst
from harness.scenario.finding import Finding
from harness.scenario.model import Cast, Requirement
from harness.scenario.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Beside:
    """What was found without the relay, and the record that shows the claim there."""

    finding: Finding
    cast: Cast
    record: Record


def beside(requirement: Requirement, place: int, records: Mapping[Cast, Record]) -> Beside | None:
    """The judgement of the requirement without its relay.

    Shown is the claim at that place of the test; if there is none without a relay, the one before.
    """
    findings = judge_claims(requirement, records)
    all_of_them = worst(requirement, findings)
    shown = [each for each in zip(requirement.claims, findings) if each[0].place <= place]
    if not shown:
        return None
    claim, finding = shown[-1]
    evidence = all_of_them if all_of_them.verdict is not Verdict.HOLDS else finding
    told = replace(all_of_them, evidence=evidence.evidence)
    cast = told.claim.cast if told.claim else claim.cast
    return Beside(told, cast, records[cast])


def as_directly(finding: Finding, direct: Beside | None) -> Finding:
    """The finding as it is for the relay: undecided, where the pair fails by itself, too."""
    if direct is None or direct.finding.verdict is Verdict.HOLDS:
        return finding
    because = f"{finding.because}; but without the relay it does not hold, either"
    told = f"{because}: {direct.finding.because}"
    return replace(finding, verdict=Verdict.UNDECIDED, because=told)
