"""What is said of a judged program beside its claims: that it died, or that nothing was shown.

A claim says what must be seen. But a server that has ended when nobody told it to has failed,
whatever was seen until then, and that is told first. And what an act was to bring about must
have come about: a program that was kept waiting until the end, or that nobody has told to end,
has not been shown to fail.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from harness.patterns.option import as_option
from harness.scenario.act import Act, Fail, Hold, Limit, Pause, Send, Short
from harness.scenario.model import Cast, Claim, Requirement
from harness.scenario.slots import CLIENT
from harness.scenario.topology import arriving
from harness.evidence import events as ev
from harness.evidence.describe import call, milliseconds, repeated
from harness.evidence.record import Record
from harness.judging.died import HARMLESS, died, had_failed_before, with_fault
from harness.judging.held import holds_of
from harness.judging.injected import injected, made
from harness.judging.resets import reset_by_choice
from harness.judging.judge import judge_claim
from harness.judging.run_end import most_said
from harness.scenario.finding import Finding
from harness.scenario.verdict import Verdict
from harness.judging.traits import ends_before_its_answer

_NOT_MADE = {
    Fail: (
        "fail", "could not be made to fail: it did not come, or it was one that does not wait"
    ),
    Short: (
        "short", "could not be made short: it did not come, asked for less, or has several parts"
    ),
}
"""What an act was to do to a call, and why it has not."""


def as_judged(
    requirement: Requirement,
    finding: Finding,
    records: Mapping[Cast, Record],
    subjects: frozenset[str],
) -> Finding:
    """The finding of the claims, as it is for those of the roles that are judged."""
    for cast, record in records.items():
        if found := died(cast, record, subjects, records.values()):
            claim = finding.claim if finding.claim and finding.claim.cast == cast else None
            if claim and had_failed_before(finding, found, record):
                return replace(finding, because=f"{finding.because}; later {found.because}")
            return replace(found, claim=claim or _last_claim(requirement, cast))
    if looping := _failed_by_a_loop(requirement, finding, records, subjects):
        return looping
    if why := _not_injected(finding, records, subjects):
        return Finding(Verdict.SKIPPED, why)
    if why := _was_gone(finding, records, subjects):
        return Finding(Verdict.SKIPPED, why)
    if finding.verdict is Verdict.FAILS and finding.claim and subjects:
        cast = finding.claim.cast
        chosen = (
            reset_by_choice(finding.claim, records[cast], role)
            for role in sorted(subjects & {str(CLIENT.role)})
        )
        if doubt := _doubt(finding.claim, records[cast], subjects) or next(chosen, ""):
            because = f"{finding.because}; but {doubt}"
            return replace(finding, verdict=Verdict.UNDECIDED, because=because)
        found = with_fault(finding, records[cast], subjects, records.values())
        return _with_injected(found, records[cast], subjects)
    return finding


def _last_claim(requirement: Requirement, cast: Cast) -> Claim:
    return [claim for claim in requirement.claims if claim.cast == cast][-1]


# That it goes round ------------------------------------------------------


def _failed_by_a_loop(
    requirement: Requirement,
    finding: Finding,
    records: Mapping[Cast, Record],
    subjects: frozenset[str],
) -> Finding | None:
    """The finding, or that of another claim, with the loop that is its cause; else None."""
    if finding.verdict is Verdict.HOLDS:
        return None
    found = finding
    if finding.verdict is Verdict.UNDECIDED:
        of_claims = (judge_claim(each, records[each.cast]) for each in requirement.claims)
        missed = (each for each in of_claims if _is_missed(each, records))
        found = next(missed, replace(finding, claim=None))
    if found.claim is None or not (loop := _loop(records[found.claim.cast], subjects)):
        return None
    because = f"{found.because}; {loop}, and nothing comes of it"
    if found.claim.says.tells_of_a_loop and found.verdict is Verdict.FAILS:
        because = found.because  # it says so, and how often
    return replace(found, verdict=Verdict.FAILS, because=because, cause=loop)


def _is_missed(finding: Finding, records: Mapping[Cast, Record]) -> bool:
    """Whether the claim would fail, had the run been over when it was cut off.

    A loop keeps from coming what has not come. Of what is not to come, nothing is known yet.
    """
    claim = finding.claim
    if claim is None or finding.verdict is not Verdict.UNDECIDED:
        return False
    record = records[claim.cast]
    over = replace(record, end=replace(record.end, reason="quiet"))
    return claim.says.tells_of_a_loop or judge_claim(claim, over).verdict is Verdict.FAILS


def _loop(record: Record, subjects: frozenset[str]) -> str:
    """Who goes on making one call: what the run has not come to, it was kept from by that."""
    rounds = [e for e in record.judged() if isinstance(e, ev.Repeats) and e.role in subjects]
    newest = {(each.pid, each.tid): each for each in rounds}
    for event in record.judged():
        if isinstance(event, ev.Call) and event.end and not _is_said(event):
            begun = newest.get((event.pid, event.tid))
            if begun and event.t > begun.t:
                del newest[event.pid, event.tid]
    if not rounds or rounds[-1] not in newest.values():
        return ""
    loop = most_said(each for each in newest.values() if each.role == rounds[-1].role)
    return f"{loop.role} calls {repeated(loop)} again and again" if loop else ""


def _is_said(event: ev.Call) -> bool:
    """Of a loop that logs each of its errors, nothing more comes (c/observe/spin.c)."""
    return event.kind == "file" or (
        event.fd in (1, 2) and event.kind in ("pipe", "terminal", "other")
    )


# That nothing was shown --------------------------------------------------


def _doubt(claim: Claim, record: Record, subjects: frozenset[str]) -> str:
    """Why a failure has not been shown: the run was not what it was to be; empty if it was."""
    acts = (act for act in claim.cast.acts if not _follows_the_claim(act, claim))
    return next((why for act in acts for why in _missed(act, record, subjects)), "")


def _follows_the_claim(act: Act, claim: Claim) -> bool:
    """Whether it was to be done at an event that is claimed: what is missing was missing before."""
    return isinstance(act, (Send, Limit)) and act.event in claim.says.named()


def _missed(act: Act, record: Record, subjects: frozenset[str]) -> Iterator[str]:
    match act:
        case Hold():
            yield from _kept(act, record)
        case Send() if act.signal not in (*HARMLESS, "CAUGHT"):
            if not _took_place(act.role, record, "signal"):
                event = act.event.text
                yield f"{act.signal} was never sent to {act.role}: '{event}' did not come"
        case Limit():
            if not _took_place(act.role, record, "limit"):
                yield f"{act.role} never ran short of descriptors: '{act.event.text}' did not come"
        case Fail():
            if not any(isinstance(e, ev.Call) and e.act == "fail" for e in record.events):
                yield f"'{act.call.text}' was to fail, and was not made"
    if isinstance(act, (Hold, Short, Fail)) and not isinstance(act, Pause):
        if act.role in subjects:
            yield from _unseen(act, record)


def _was_gone(
    finding: Finding, records: Mapping[Cast, Record], subjects: frozenset[str]
) -> str:
    """Why a client was not seen to end in time: it had ended before there was a reason to."""
    claim, client = finding.claim, str(CLIENT.role)
    if finding.verdict is not Verdict.FAILS or claim is None or client not in subjects:
        return ""
    if claim.says.awaits_end_of(client) and ends_before_its_answer(records[claim.cast], client):
        return "client had ended before its answer came: what it makes of that cannot be seen"
    return ""


def _not_injected(
    finding: Finding, records: Mapping[Cast, Record], subjects: frozenset[str]
) -> str:
    """Why no error could be made up for a program: none of its calls is seen, or none waits."""
    for cast, record in records.items():
        acts = [a for a in cast.acts if isinstance(a, (Fail, Short)) and a.role in subjects]
        if why := next((why for act in acts for why in _unseen(act, record)), ""):
            return why
        for kind, (word, why_not) in _NOT_MADE.items():
            calls = dict.fromkeys(f"'{act.call.text}'" for act in acts if isinstance(act, kind))
            if calls and finding.verdict is Verdict.HOLDS and not made(word, record, subjects):
                return f"{' and '.join(calls)} {why_not}"
    return ""


def _with_injected(finding: Finding, record: Record, subjects: frozenset[str]) -> Finding:
    broken_ns = max((e.t for e in finding.evidence), default=None)
    failed = injected(record, subjects, broken_ns)
    if failed is None or failed in finding.evidence:
        return finding
    because = f"{finding.because}; before, {failed.role} {call(failed)}"
    return replace(finding, because=because, evidence=(failed, *finding.evidence))


def _took_place(role: str, record: Record, what: str) -> bool:
    return any(
        isinstance(e, ev.Act) and e.what == what and e.role == role for e in record.judged()
    )


def _unseen(act: Hold | Short | Fail, record: Record) -> Iterator[str]:
    for lost in record.losses:
        if lost.what == "calls" and lost.role == act.role:
            because = f" ({lost.because})" if lost.because else ""
            yield f"calls of {act.role} are not seen{because}: '{act.call.text}' cannot be acted on"


def _kept(act: Hold, record: Record) -> Iterator[str]:
    """A hold that was given up, or that lasted until the end of the run."""
    until = as_option(arriving(act.event, record.roles)) if act.event else "quiet"
    for hold, release in holds_of(act.role, until, record):
        begun = milliseconds(hold.t, record.start_ns)
        over_ns = release.t if release and release.t < record.over_ns else record.over_ns
        if release and release.t < record.over_ns and release.met:
            continue
        yield (
            f"the observer held {act.role} {hold.call} from {begun} to "
            f"{milliseconds(over_ns, record.start_ns)}, until '{_text(act)}', which did not come"
        )


def _text(act: Hold) -> str:
    """The event of an act as the scenario has it."""
    return act.event.text if act.event else "everything is at rest"
