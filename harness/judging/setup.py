"""What a run needs that is not judged in it: whether our own roles could do their part.

A caller for whom the machine has no port left, or no descriptor, has shown nothing of the server
that it was to call. What fails then is broken, never the program's fault.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from harness.patterns.option import as_option
from harness.patterns.frame import WirePattern
from harness.patterns.pattern import expects_failure
from harness.scenario.act import Hold
from harness.scenario.model import Cast, Requirement
from harness.scenario.slots import STACK
from harness.scenario.topology import arriving
from harness.evidence.describe import milliseconds
from harness.patterns.families import FAMILIES
from harness.evidence.events import Call, Ended
from harness.evidence.record import Record
from harness.judging.held import holds_of
from harness.scenario.finding import Finding
from harness.scenario.verdict import Verdict
from harness.scenario.word import Word

_PORT, _DESCRIPTOR, _PROCESS = "a port", "a descriptor", "a process"

A_STEP_FAILED = 99
"""The exit status of a program of ours that cannot go on: c/lib/fixture.h."""

STDERR = 2

_OF_OTHERS = frozenset({
    "EAGAIN", "EINTR", "EPIPE", "ENOTCONN", "ECONNABORTED", "ECONNREFUSED", "ECONNRESET",
    "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EADDRINUSE", "EINPROGRESS", "EALREADY",
})  # fmt: skip
"""What a call tells of its peer, of the network, or of time; all else is about the call itself."""

_WANTS = {
    **{(name, "EADDRNOTAVAIL"): _PORT for name in ("connect", "bind", *FAMILIES["write"])},
    ("connect", "EAGAIN"): _PORT,  # of a datagram socket: ip(7), net/ipv4/af_inet.c, inet_autobind
    **{(name, "EAGAIN"): _PROCESS for name in FAMILIES["fork"]},
}
"""What a call that fails so has lacked (POSIX, each call's ERRORS)."""


def as_set_up(
    requirement: Requirement,
    finding: Finding,
    records: Mapping[Cast, Record],
    subjects: frozenset[str],
) -> Finding:
    """The finding, unless it is a failure and one of those who are not judged fell short.

    `subjects` are the roles that are judged; where none is replaced, those that answer.
    """
    if finding.verdict is not Verdict.FAILS or finding.claim is None:
        return finding
    record = records[finding.claim.cast]
    judged = subjects or frozenset(requirement.tests)
    if unseen := _waited_unseen(finding.claim.cast, record):
        because = f"{finding.because}; but {unseen}"
        return replace(finding, verdict=Verdict.UNDECIDED, because=because)
    ours = finding.claim.cast.names() - judged
    # Where the stack is judged, a call of ours that fails may be its doing.
    failed = "" if STACK.name in judged else gave_up(record, ours)
    claims = [claim.says for claim in requirement.claims]
    if short := fell_short(record, ours, claims) or failed:
        return replace(finding, verdict=Verdict.BROKEN, because=f"{short}: {finding.because}")
    return finding


def _waited_unseen(cast: Cast, record: Record) -> str:
    """A hold that waited for a frame in vain where frames were lost; empty if there was none."""
    lost = next((loss for loss in record.losses if loss.what == "frames"), None)
    for act in cast.acts:
        if lost and isinstance(act, Hold) and isinstance(act.event, WirePattern):
            until = as_option(arriving(act.event, cast.names()))
            releases = [release for _, release in holds_of(act.role, until, record)]
            if not all(release and release.met for release in releases):
                why = f" ({lost.because})" if lost.because else ""
                held = f"the observer held {act.role} until '{act.event.text}'"
                return f"{held}, and frames were lost{why}"
    return ""


def fell_short(record: Record, ours: Collection[str], claims: Collection[Word] = ()) -> str:
    """What one of our roles lacked; empty if they had all that they asked for.

    What is claimed of a role's own call, as in `other bind = EADDRNOTAVAIL`, is meant. But where
    the port is the machine's, nobody can say who else has it.
    """
    for call in record.judged():
        if not isinstance(call, Call) or not call.error or call.act == "fail":
            continue
        meant = any(expects_failure(each, call) for claim in claims for each in claim.named())
        if lacked := _lacked(call, record, () if meant else ours):
            at = milliseconds(call.t, record.start_ns)
            return f"{call.role} {lacked} ({call.name} = {call.error} at {at})"
    return ""


def gave_up(record: Record, ours: Collection[str]) -> str:
    """One of ours that ended over a call of its own that nobody else had a part in; else empty."""
    for end in record.judged():
        if isinstance(end, Ended) and end.role in ours and end.status == A_STEP_FAILED:
            last = _last_call(end, record)
            if last and last.error and last.error not in _OF_OTHERS and not last.act:
                return f"{end.role} could not do its part ({last.name} = {last.error})"
    return ""


def _last_call(end: Ended, record: Record) -> Call | None:
    """What the process did before it said why it ends."""
    calls = (e for e in record.judged() if isinstance(e, Call) and e.pid == end.pid)
    own = [each for each in calls if each.fd != STDERR and each.name != "exit_group"]
    return own[-1] if own else None


def _lacked(call: Call, record: Record, ours: Collection[str]) -> str:
    own_network = "net" in record.run.world
    if call.error == "EADDRINUSE" and call.name in ("bind", "listen") and not own_network:
        return "could not have its port, which is this machine's, and in use"
    if call.role not in ours:
        return ""
    short = call.error in ("EMFILE", "ENFILE")
    what = _DESCRIPTOR if short else _WANTS.get((call.name, call.error or ""), "")
    return f"could not do its part for want of {what}" if what else ""
