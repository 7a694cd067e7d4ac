"""Turning one decoded line of a record into an event.

Which fields a line has is said once, by the classes of events.py: a key is read into the field
of its name (or whose metadata has that `key`), and must be of the field's type. What has no
default, and may not be None, must be there. What a class calls `derived` is not on a line.

Keys that are not known are passed over, so that a newer observer may say more.
A field that is missing or of the wrong type is an error: the driver and the
observer do not agree, and no verdict can be drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, TypeVar, cast, get_args, get_origin

from harness.evidence import events as ev
from harness.evidence.endpoint import Endpoint, endpoint

Made = TypeVar("Made", bound=Hashable)
Line = Mapping[str, object]
Convert = Callable[[Any], object]

_CLASSES: dict[str, Any] = {
    each.__name__.lower(): each for each in get_args(ev.Event) if each is not ev.Other
}
_OF_A_PROCESS = frozenset({"call", "ended", "signal"})

_SCALARS = {int: "a whole number", str: "text", bool: "true or false"}


class LineError(ValueError):
    """A line lacks a field, or a field is of the wrong type."""


def event(line: Line, number: int, launched: Mapping[str, int]) -> ev.Event:
    """The event of the line of this number; `launched` are the first processes of the roles."""
    kind = line.get("event")
    made = _CLASSES.get(kind, ev.Other) if isinstance(kind, str) else ev.Other
    values: dict[str, Any] = {"line": number}
    if made is ev.Other:
        values["fields"] = line
    elif kind in _OF_A_PROCESS:
        values["child"] = line.get("pid") != launched.get(str(line.get("role")))
    found: ev.Event = _made(made, line, values)
    return found


class _Rule(NamedTuple):
    """How a key is read: into which field, which types JSON may have there, and what is made."""

    name: str
    types: tuple[type, ...]
    called: str
    convert: Convert | None = None


def _made(made: type[Made], line: Line, values: dict[str, Any]) -> Made:
    """An object of the class: of the line, and of the values that are known already."""
    rule_of = _rules(made).get
    for key, value in line.items():
        rule = rule_of(key)
        if rule is not None and value is not None:
            name, types, called, convert = rule
            if type(value) not in types:
                raise LineError(f"'{key}' is {value!r}, not {called}")
            values[name] = convert(value) if convert else value
    try:
        return made(**values)
    except TypeError:
        return made(**values, **_nothing(made, values))


def _nothing(made: type, values: Mapping[str, object]) -> dict[str, None]:
    """None for what is lacking and may be; the first of what must be there is an error."""
    lacking = [each for each in _read(made) if _has_no_default(each) and each.name not in values]
    for field in lacking:
        if NoneType not in get_args(field.type):
            raise LineError(f"there is no '{_key(field)}'")
    return {each.name: None for each in lacking}


@cache
def _rules(made: Hashable) -> dict[str, _Rule]:
    """How each key of such a line is read."""
    return {_key(each): _rule(each) for each in _read(made)}


def _read(made: Any) -> list[Field[Any]]:
    return [each for each in fields(made) if "derived" not in each.metadata]


def _key(field: Field[Any]) -> str:
    return str(field.metadata.get("key", field.name))


def _has_no_default(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _rule(field: Field[Any]) -> _Rule:
    name, declared = field.name, cast(object, field.type)
    union = get_args(declared) if isinstance(declared, UnionType) else (declared,)
    wanted, *more = [each for each in union if each is not NoneType]
    if more:
        called = " or ".join(_SCALARS[each] for each in (wanted, *more))
        return _Rule(name, (wanted, *more), called)
    if "base" in field.metadata:
        return _Rule(name, (str,), "text", lambda text: _number(name, text, field.metadata["base"]))
    if wanted in _SCALARS:
        return _Rule(name, (wanted,), _SCALARS[wanted])
    if wanted is Endpoint:
        return _Rule(name, (str,), "text", endpoint)
    if wanted is ev.Arguments:
        return _Rule(name, (dict,), "an object", arguments)
    if get_origin(wanted) is tuple and get_args(wanted)[0] is str:
        return _Rule(name, (list,), "a list", lambda items: tuple(map(str, items)))
    if get_origin(wanted) is tuple:
        made = get_args(wanted)[0]
        return _Rule(
            name, (list, dict), "made of objects", lambda items: _objects(made, name, items)
        )
    if is_dataclass(wanted):
        return _Rule(name, (dict,), "an object", lambda item: _made(wanted, item, {}))
    return _Rule(name, (dict,), "an object")


def _objects(made: type, name: str, items: list[object] | Line) -> tuple[object, ...]:
    """Of a list of objects, or the one object that stands in its place."""
    every = items if isinstance(items, list) else [items]
    if any(type(item) is not dict for item in every):
        raise LineError(f"'{name}' is {items!r}, not made of objects")
    return tuple(_made(made, item, {}) for item in every if isinstance(item, dict))


def _number(name: str, text: str, base: int) -> int:
    try:
        return int(text, base)
    except ValueError:
        raise LineError(f"'{name}' is {text!r}, not a number") from None


def arguments(line: Line) -> ev.Arguments:
    """The arguments of a call: what has no field of its own is kept as it is."""
    rules = _rules(ev.Arguments)
    others = {key: _given(key, value) for key, value in line.items() if key not in rules}
    return _made(ev.Arguments, line, {"others": others})


def _given(key: str, value: object) -> ev.Given:
    if type(value) is list:
        return tuple(map(str, value))
    if isinstance(value, int | str):
        return value
    raise LineError(f"'{key}' is {value!r}, not a whole number, text or a list")
