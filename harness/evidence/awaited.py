"""What a hold waits for, as a scenario says it: a record has it in a flat form (`until`).

That form has fields for the observer's options (patterns/option.py). Of a family of calls the first
stands for all: its name is the family's.
"""

from __future__ import annotations

from collections.abc import Mapping

OTHERWISE = {"wait4,waitid": "wait", "nanosleep,clock_nanosleep": "sleep"}
"""Families that are not called by their first name."""

SOCKETS_ALONE = frozenset({"read", "write", "dup", "close"})
"""These speak of sockets, unless they say otherwise (docs/vocabulary.md)."""


def awaited(flat: str) -> str:
    """`wire client>server FIN`, of `wire from=client to=server thing=FIN`."""
    kind, *words = flat.partition(" text=")[0].split()
    fields = {name: value for name, _, value in (each.partition("=") for each in words)}
    fields["text"] = flat.partition(" text=")[2]
    told = _told(kind, fields)
    if not told:
        return flat
    return f"{told} #{fields['nth']}" if "nth" in fields else told


def _told(kind: str, fields: Mapping[str, str]) -> str:
    who = fields.get("role", "") + (f".{fields['process']}" if "process" in fields else "")
    match kind:
        case "wire":
            path = f"{fields['from']}>{fields['to']} " if {"from", "to"} <= fields.keys() else ""
            return f"wire {path}{fields.get('thing', '')}{_compared(fields)}"
        case "ends":
            return f"{who} ends" + (f" = {fields['status']}" if "status" in fields else "")
        case "gets":
            return f"{who} gets {fields.get('signal', '')}"
        case "says":
            return f"{who} prints {fields['text']}"
        case "enter":
            return f"{who} enters {_call(fields)}"
        case "return":
            return f"{who} {_call(fields)}{_outcome(fields)}"
    return ""


def _call(fields: Mapping[str, str]) -> str:
    names = fields.get("names", "")
    name = OTHERWISE.get(names) or names.partition(",")[0].partition(":")[0]
    kind = fields.get("kind", "")
    aside = kind == "socket" and name in SOCKETS_ALONE
    arguments = ", ".join(filter(None, ("" if aside else kind, fields.get("arg", ""))))
    return f"{name}({arguments})" if arguments else name


def _outcome(fields: Mapping[str, str]) -> str:
    if "error" in fields:
        return f" = {fields['error']}"
    return " fails" if "fails" in fields else _compared(fields) or " returns"


def _compared(fields: Mapping[str, str]) -> str:
    return f" {fields['op']} {fields['value']}" if {"op", "value"} <= fields.keys() else ""
