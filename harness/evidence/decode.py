"""Turning one decoded line of a record into an event.

Which fields a line has is said once, by the classes of events.py: a key is read into the field
of its name (or whose metadata has that `key`), and must be of the field's type. What has no
default, and may not be None, must be there. What a class calls `derived` is not on a line.

Keys that are not known are passed over, so that a newer observer may say more.
A field that is missing or of the wrong type is an error: the driver and the
observer do not agree, and no verdict can be drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin

from harness.evidence import events as ev

Line = Mapping[str, object]
Convert = Callable[[Any], object]

_CLASSES: dict[str, type[ev.Event]] = {
    each.__name__.lower(): each for each in get_args(ev.Event) if each is not ev.Other
}
_OF_A_PROCESS = (ev.Call, ev.Ended, ev.Signal)

_SCALARS = {int: "a whole number", str: "text", bool: "true or false"}


class LineError(ValueError):
    """A line lacks a field, or a field is of the wrong type."""


def event(line: Line, number: int, launched: Mapping[str, int]) -> ev.Event:
    """The event of the line of this number; `launched` are the first processes of the roles."""
    kind = line.get("event")
    made = _CLASSES.get(kind) if isinstance(kind, str) else None
    if made is None:
        return ev.Other(**_values(ev.Other, line), fields=line, line=number)
    values = _values(made, line)
    if made in _OF_A_PROCESS:
        values["child"] = values["pid"] != launched.get(values["role"])
    return made(**values, line=number)


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a key is read: into which field, which types JSON may have there, and what is made."""

    name: str
    types: tuple[type, ...]
    called: str
    convert: Convert | None = None


@dataclass(frozen=True, slots=True)
class _Rules:
    """Those of a class: `absent` are the fields that may be None and have no default."""

    keys: Mapping[str, _Rule]
    needed: Mapping[str, str]  # the key of each field that must be there
    absent: Mapping[str, None]


def _values(made: type, line: Line) -> dict[str, Any]:
    """The fields of the class, as far as the line has them."""
    rules = _rules(made)
    values: dict[str, Any] = {**rules.absent}
    for key, value in line.items():
        rule = rules.keys.get(key)
        if rule is None or value is None:
            continue
        if type(value) not in rule.types:
            raise LineError(f"'{key}' is {value!r}, not {rule.called}")
        values[rule.name] = rule.convert(value) if rule.convert else value
    if not values.keys() >= rules.needed.keys():
        lacking = (key for name, key in rules.needed.items() if name not in values)
        raise LineError(f"there is no '{next(lacking)}'")
    return values


@cache
def _rules(made: type) -> _Rules:
    read = {_key(each): each for each in fields(made) if "derived" not in each.metadata}
    bare = {key: each for key, each in read.items() if _has_no_default(each)}
    return _Rules(
        keys={key: _rule(each.name, each.type) for key, each in read.items()},
        needed={each.name: key for key, each in bare.items() if not _may_be_none(each.type)},
        absent={each.name: None for each in bare.values() if _may_be_none(each.type)},
    )


def _key(field: Field[Any]) -> str:
    return str(field.metadata.get("key", field.name))


def _has_no_default(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _may_be_none(wanted: object) -> bool:
    return type(None) in get_args(wanted)


def _rule(name: str, wanted: Any) -> _Rule:
    if isinstance(wanted, UnionType):
        wanted = next(each for each in get_args(wanted) if each is not type(None))
    if wanted in _SCALARS:
        return _Rule(name, (wanted,), _SCALARS[wanted])
    if get_origin(wanted) is tuple and get_args(wanted)[0] is str:
        return _Rule(name, (list,), "a list", lambda items: tuple(map(str, items)))
    if get_origin(wanted) is tuple:
        made = get_args(wanted)[0]
        return _Rule(name, (list, dict), "made of objects", lambda items: _objects(made, name, items))
    if is_dataclass(wanted):
        return _Rule(name, (dict,), "an object", lambda item: wanted(**_values(wanted, item)))
    return _Rule(name, (dict,), "an object")


def _objects(made: type, name: str, items: list[object] | Line) -> tuple[object, ...]:
    """Of a list of objects, or the one object that stands in its place."""
    every = items if isinstance(items, list) else [items]
    if any(type(item) is not dict for item in every):
        raise LineError(f"'{name}' is {items!r}, not made of objects")
    return tuple(made(**_values(made, item)) for item in every if isinstance(item, dict))
