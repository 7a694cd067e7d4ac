"""The flat form of an event, in which the observer's options take it.

c/observe/acts/pattern.h describes it. Not everything that a scenario can claim can be
seen while the run goes on; what cannot is refused here.
"""

from harness.patterns.frame import Detail, WirePattern
from harness.patterns.pattern import (
    CallPattern,
    EndsPattern,
    GetsPattern,
    CallResult,
    Pattern,
    SaysPattern,
    Who,
)
from harness.patterns.terms import Comparison, NotationError


def as_option(pattern: Pattern) -> str:
    """The pattern as KEY=VALUE fields with single spaces between them."""
    match pattern:
        case WirePattern():
            fields = ["wire", *_wire(pattern)]
        case CallPattern():
            fields = ["return" if pattern.outcome else "enter", *_call(pattern)]
        case GetsPattern():
            fields = ["gets", *_who(pattern.who), f"signal={pattern.signal}"]
        case EndsPattern():
            fields = ["ends", *_who(pattern.who)]
            fields += [] if pattern.status is None else [f"status={pattern.status}"]
        case SaysPattern():
            fields = ["says", f"role={pattern.role}"]
    if pattern.nth:
        fields.append(f"nth={pattern.nth}")
    if isinstance(pattern, SaysPattern):
        fields.append(f"text={pattern.words}")
    return " ".join(fields)


def _who(who: Who) -> list[str]:
    return [f"role={who.role}"] + ([f"process={who.part}"] if who.part else [])


def _wire(pattern: WirePattern) -> list[str]:
    if pattern.detail != Detail():
        _refuse(pattern, "what stands in the brackets of a frame is not looked at there")
    if pattern.thing == "ANSWER" and pattern.number:
        _refuse(pattern, "answers are not counted there")
    fields = [f"from={pattern.sender}", f"to={pattern.receiver}"] if pattern.sender else []
    fields.append(f"thing={pattern.thing}")
    return fields + (_compared(pattern.number) if pattern.number else [])


def _compared(comparison: Comparison) -> list[str]:
    return [f"op={comparison.op}", f"value={comparison.number}"]


def _call(pattern: CallPattern) -> list[str]:
    _refuse_unseen(pattern)
    who = _who(pattern.who)
    names = [f"names={','.join(pattern.names)}"] if pattern.names else []
    fields = [who[0], *names, *who[1:]]
    fields += [f"kind={pattern.kind}"] if pattern.kind else []
    fields += [f"arg={constant}" for constant in pattern.constants]
    match pattern.outcome:
        case Comparison():
            return fields + _compared(pattern.outcome)
        case CallResult(op="="):
            return [*fields, f"error={pattern.outcome.error}"]
        case CallResult(op="fails"):
            return [*fields, "fails=1"]
        case _:
            return fields


def _refuse_unseen(pattern: CallPattern) -> None:
    if pattern.past_buffer:
        _refuse(pattern, "'past its buffer' is found out from the whole record")
    if pattern.status is not None:
        _refuse(pattern, "a wait's status is not looked at there")
    if any(not constant[0].isupper() for constant in pattern.constants):
        _refuse(pattern, "addresses are not looked at there")
    if len(pattern.constants) > 1:
        _refuse(pattern, "only one constant can be asked for there")
    if pattern.call == "dup":
        _refuse(pattern, "'dup' would stand for every fcntl there; name dup2 or fcntl(F_DUPFD)")
    if isinstance(pattern.outcome, CallResult) and pattern.outcome.op == "!=":
        _refuse(pattern, "that an error is another one cannot be asked for there")


def _refuse(pattern: CallPattern | WirePattern, why: str) -> None:
    raise NotationError(
        f"'{pattern.text}' can be claimed, but the observer cannot wait for it or act on it: {why}."
    )
