"""The same without the relay: what a run through one is set beside.

What was claimed of a leg is claimed of the one wire that is left; what was claimed of the relay
alone is left out, and so is a run in which something was done to it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, get_args

from harness.patterns.frame import WirePattern
from harness.patterns.pattern import Pattern
from harness.scenario.model import Cast, Claim, Requirement
from harness.scenario.slots import SERVER, VIA

NO_CALLERS = frozenset({"server", "via", "dns"})
"""Those of a cast whom others call."""


class _OnlyRelayed(Exception):
    """There is no such thing without the relay."""


def direct(requirement: Requirement) -> Requirement | None:
    """The requirement without its relay; None where nothing is left to be claimed.

    Its claims keep their places in the test.
    """
    claims = tuple(each for claim in requirement.claims if (each := _claim(claim)))
    return replace(requirement, claims=claims) if claims else None


def _claim(claim: Claim) -> Claim | None:
    cast = _cast(claim.cast)
    if cast is None:
        return None
    try:
        return replace(claim, cast=cast, says=_without(claim.says, _caller(claim.cast)))
    except _OnlyRelayed:
        return None


def _cast(cast: Cast) -> Cast | None:
    """None if something is done to the relay, or waits for what it does: that is another run."""
    roles = tuple(each for each in cast.roles if VIA.role not in (each.name, each.same_as))
    try:
        acts = tuple(_without(act, _caller(cast)) for act in cast.acts)
    except _OnlyRelayed:
        return None
    return replace(cast, roles=roles, acts=acts)


def _caller(cast: Cast) -> str | None:
    """Who calls, if it is one role only: of several, a relay's leg does not say which is meant."""
    callers = cast.names() - NO_CALLERS
    return next(iter(callers)) if len(callers) == 1 else None


def _without(meant: Any, caller: str | None) -> Any:
    """A word or an act, with the patterns in it as they are on one wire."""
    values: dict[str, Any] = {}
    for each in dataclasses.fields(meant):
        value = getattr(meant, each.name)
        if each.name == "role" and value == VIA.role:
            raise _OnlyRelayed
        if isinstance(value, tuple):
            values[each.name] = tuple(_once_each(_put_right(one, caller) for one in value))
        else:
            values[each.name] = _put_right(value, caller)
    return replace(meant, **values)


def _once_each(values: Iterable[Any]) -> Iterator[Any]:
    """What leaves on one leg and arrives on another is one frame of the wire."""
    before = None
    for value in values:
        if value != before or not isinstance(value, WirePattern):
            yield value
        before = value


def _put_right(value: Any, caller: str | None) -> Any:
    """The value; if it is a pattern, without the relay in it."""
    if not isinstance(value, get_args(Pattern)) or VIA.role not in value.roles():
        return value
    if isinstance(value, WirePattern):
        return _on_one_wire(value, caller)
    raise _OnlyRelayed


def _on_one_wire(pattern: WirePattern, caller: str | None) -> WirePattern:
    """A frame of either leg, as one between the server and who calls it."""
    ends = (pattern.sender, pattern.receiver)
    other = caller if SERVER.role in ends else next(role for role in ends if role != VIA.role)
    if other is None:
        raise _OnlyRelayed
    to_server = pattern.receiver == SERVER.role or pattern.sender == other
    sender, receiver = (other, SERVER.role) if to_server else (SERVER.role, other)
    text = pattern.text.replace(f"{ends[0]}>{ends[1]}", f"{sender}>{receiver}")
    return replace(pattern, sender=sender, receiver=receiver, text=text)
