"""The verdict: what is said of a claim, and of a requirement at its level."""

from enum import StrEnum


class Verdict(StrEnum):
    """What is said of a claim; and what its level or a list of deviations makes of a failure."""

    HOLDS = "holds"
    FAILS = "fails"
    WARNS = "warns"  # it fails, and is a `should`
    NOTED = "noted"  # it fails, and is only to be written down
    EXPECTED = "expected"  # it fails, and is listed as a known deviation
    UNDECIDED = "undecided"  # the evidence has a hole; never counted as a pass
    BROKEN = "broken"  # the harness or the set-up; never the subject's fault, never a pass
    SKIPPED = "skipped"  # this machine cannot


def at_level(verdict: Verdict, level: str, *, strict: bool) -> Verdict:
    """A verdict at its level: RFC 2119 has good reasons not to do what one should (section 3).

    The reference is judged by the same rule: what is judged then is the stack.
    """
    if verdict is Verdict.FAILS and level == "record":
        return Verdict.NOTED
    if verdict is Verdict.FAILS and level == "should" and not strict:
        return Verdict.WARNS
    return verdict


def is_required(level: str, *, strict: bool) -> bool:
    """Whether a suite cannot be in order while this is not met."""
    return level in ("must", "linux") or (level == "should" and strict)
