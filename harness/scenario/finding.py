"""A finding: a verdict, and the sentence that explains it to a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.evidence.events import Event
from harness.scenario.verdict import Verdict

if TYPE_CHECKING:  # a claim has a word, and its word judges
    from harness.scenario.model import Claim


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict, why, and the few events around the break or those that matched.

    `cause` is a sentence about the program without times or numbers of a run, such as "server
    ended with status 1": findings with the same one are told together. Empty: none was found.
    """

    verdict: Verdict
    because: str
    claim: Claim | None = None
    evidence: tuple[Event, ...] = ()
    cause: str = ""
