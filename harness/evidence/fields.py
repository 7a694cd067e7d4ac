"""The fields of a decoded line, each with the type that it must have."""

from collections.abc import Mapping

Fields = Mapping[str, object]


class LineError(ValueError):
    """A line lacks a field, or a field is of the wrong type."""


def maybe_number(fields: Fields, key: str) -> int | None:
    """A whole number, or None where there is none."""
    value = fields.get(key)
    if value is None or type(value) is int:
        return value
    raise LineError(f"'{key}' is {value!r}, not a whole number")


def number(fields: Fields, key: str) -> int:
    """A whole number that must be there."""
    value = maybe_number(fields, key)
    if value is None:
        raise LineError(f"there is no '{key}'")
    return value


def maybe_text(fields: Fields, key: str) -> str | None:
    """Text, or None where there is none."""
    value = fields.get(key)
    if value is None or type(value) is str:
        return value
    raise LineError(f"'{key}' is {value!r}, not text")


def text(fields: Fields, key: str) -> str:
    """Text that must be there."""
    value = maybe_text(fields, key)
    if value is None:
        raise LineError(f"there is no '{key}'")
    return value


def maybe_truth(fields: Fields, key: str) -> bool | None:
    """True or false, or None where it is not said."""
    value = fields.get(key)
    if value is None or type(value) is bool:
        return value
    raise LineError(f"'{key}' is {value!r}, not true or false")


def named_texts(fields: Fields, key: str) -> Mapping[str, str]:
    """Texts by name; empty where there is none."""
    value = fields.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise LineError(f"'{key}' is {value!r}, not an object")
    return {str(name): str(item) for name, item in value.items()}


def texts(fields: Fields, key: str) -> tuple[str, ...]:
    """A list of texts; empty where there is none."""
    value = fields.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise LineError(f"'{key}' is {value!r}, not a list")
    return tuple(str(item) for item in value)


def objects(fields: Fields, key: str) -> list[Fields]:
    """A list of objects, or the one object that stands in its place."""
    value = fields.get(key)
    if value is None:
        return []
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, dict) for item in items):
        raise LineError(f"'{key}' is {value!r}, not made of objects")
    return items
