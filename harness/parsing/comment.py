"""The comment above a test: why it matters, and the facts about it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from harness.vocabulary import words
from harness.scenario.model import LEVELS, OFFERS, SPEAKS, AsIf, Control, Disturb, Hint, Recast
from harness.parsing.lexer import Line, split
from harness.patterns.suggest import did_you_mean
from harness.scenario.slots import NAMES

HINT = ("usually", "cure")
"""Each has a line of its own, which goes on in the next ones that are indented."""
FIELDS = ("source", "level", "tests", "speaks", "control", *HINT)
_READ = (*FIELDS, "answers")
"""With what one was called: it is refused with the name that it has."""
_ALONE = ("control", *HINT)
_FIELD = re.compile(rf"(?:^|\s)({'|'.join(name for name in _READ if name not in _ALONE)}):")
"""Those of which several stand in a line."""
FORMERLY = {"path": "; what was 'path' is 'via', as the slot and the role are called."}
ID = re.compile(r"\d+\.\d+")


class CommentError(ValueError):
    """What is wrong in a comment; `line` is 0 where it is something that is missing."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line


@dataclass(frozen=True, slots=True)
class Comment:
    """The comment above a test, taken apart."""

    reason: str
    sources: tuple[str, ...]
    level: str
    tests: tuple[str, ...]
    speaks: str
    asks: tuple[str, ...]
    controls: tuple[Control, ...]
    hint: Hint | None = None


def prose(lines: Iterable[Line]) -> str:
    """What a comment says to people, without what it says to tools."""
    said = (line.text.lstrip("#").strip() for line in lines)
    return " ".join(text for text in said if text and not _is_for_tools(text))


def _is_for_tools(text: str) -> bool:
    return text.startswith(("shellcheck ", "bats "))


def has_fields(lines: Iterable[Line]) -> bool:
    """Whether a comment holds facts, so that a test must stand below it."""
    return any(_starts_field(line) for line in lines)


def _starts_field(line: Line) -> bool:
    return line.text.lstrip("#").strip().startswith(tuple(f"{name}:" for name in _READ))


def read(lines: list[Line]) -> Comment:
    """Take the comment apart, and see that nothing is missing."""
    facts: dict[str, list[str]] = {"source": [], "level": [], "tests": [], "speaks": []}
    controls = list[Control]()
    hints, lines = _take_hints(lines)
    for line in lines:
        text = line.text.lstrip("#").strip()
        if text.startswith("control:"):
            controls.append(_control(text.removeprefix("control:").strip(), line.number))
        elif _starts_field(line):
            _take_facts(text, line.number, facts)
        else:
            _refuse_misspelt(text, line.number)
    _refuse_missing(facts, controls)
    return Comment(
        reason=prose(line for line in lines if not _starts_field(line)),
        sources=tuple(facts["source"]),
        level=facts["level"][0],
        tests=tuple(facts["tests"]),
        speaks=(facts["speaks"] or SPEAKS)[0],
        asks=tuple(facts["speaks"][1:]),
        controls=tuple(controls),
        hint=_hint(hints),
    )


def _take_hints(lines: list[Line]) -> tuple[dict[str, Line], list[Line]]:
    """The lines of HINT, by name, whole; and all others."""
    hints, others, name = dict[str, Line](), list[Line](), ""
    for line in lines:
        if name and re.match(r"#\s{2,}\S", line.text):
            more = f"{hints[name].text} {line.text.lstrip('#').strip()}"
            hints[name] = replace(hints[name], text=more)
            continue
        text = line.text.lstrip("#").strip()
        name = next((each for each in HINT if text.startswith(f"{each}:")), "")
        if name in hints:
            raise CommentError(line.number, f"there is a second '{name}:'.")
        if name:
            hints[name] = replace(line, text=text.removeprefix(f"{name}:").strip())
        else:
            others.append(line)
    return hints, others


def _hint(lines: dict[str, Line]) -> Hint | None:
    """What both say; neither stands without the other."""
    if not lines:
        return None
    for name, other in (HINT, HINT[::-1]):
        if name not in lines:
            raise CommentError(lines[other].number, f"'{other}:' stands without '{name}:'.")
        if not lines[name].text:
            raise CommentError(lines[name].number, f"'{name}:' says nothing.")
    return Hint(*(lines[name].text for name in HINT))


def _refuse_misspelt(text: str, line: int) -> None:
    found = re.match(r"(\w+):(\s|$)", text)
    meant = did_you_mean(found[1], FIELDS) if found else "."
    if found and meant != ".":
        raise CommentError(line, f"'{found[1]}:' is not one of {', '.join(FIELDS)}{meant}")


def _take_facts(text: str, line: int, facts: dict[str, list[str]]) -> None:
    pieces = _FIELD.split(text)[1:]
    for name, value in zip(pieces[::2], pieces[1::2], strict=True):
        if name == "answers":
            raise CommentError(line, "'answers:' is called 'tests:' now.")
        values = [part.strip() for part in value.split(";" if name == "source" else None)]
        if not all(values) or not values:
            raise CommentError(line, f"'{name}:' says nothing, or ends in a ';'.")
        if name == "level" and (len(values) != 1 or values[0] not in LEVELS):
            _refuse_value(line, name, values, LEVELS)
        if name == "tests" and not set(values) <= set(NAMES):
            _refuse_value(line, name, values, NAMES)
        if name == "speaks" and values[0] not in SPEAKS:
            _refuse_value(line, name, values, SPEAKS)
        if name == "speaks" and not set(values[1:]) <= set(OFFERS):
            _refuse_value(line, name, values[1:], OFFERS)
        if name != "source" and facts[name]:
            raise CommentError(line, f"there is a second '{name}:'.")
        facts[name] += values


def _refuse_value(line: int, name: str, values: list[str], known: tuple[str, ...]) -> None:
    unknown = next((value for value in values if value not in known), values[-1])
    meant = FORMERLY.get(unknown) or did_you_mean(unknown, known)
    raise CommentError(
        line, f"'{name}: {' '.join(values)}': {' or '.join(known)} is expected{meant}"
    )


def _refuse_missing(facts: dict[str, list[str]], controls: list[Control]) -> None:
    examples = {
        "source": "source: notes 7; RFC 9293 3.6",
        "level": "level: must",
        "tests": "tests: stack server",
    }
    for name, example in examples.items():
        if not facts[name]:
            raise CommentError(0, f"the comment above it has no '{name}:' such as '{example}'.")
    if not controls:
        raise CommentError(
            0,
            "the comment above it has no 'control:' such as 'control: client=PROGRAM': "
            "a check that has never failed proves nothing.",
        )


def _control(text: str, line: int) -> Control:
    try:
        args = split(text)
        change, also = _cut_also(args)
        if not change:
            raise ValueError("it says nothing: ROLE=PROGRAM or an act is expected.")
        return Control(_change(change), also, text, line)
    except ValueError as error:
        raise CommentError(line, f"In 'control: {text}': {error}") from None


def _change(change: tuple[str, ...]) -> Recast | Disturb | AsIf:
    word, rest = change[0], change[1:]
    if word == "as_if":
        return words.as_if(rest)
    if word in words.ACTS:
        return Disturb(words.act(word, rest))
    return Recast(tuple(words.role(arg) for arg in change))


def _cut_also(args: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    if "also" not in args:
        return args, frozenset()
    place = args.index("also")
    also = args[place + 1 :]
    unfit = [word for word in also if not ID.fullmatch(word)]
    if unfit or not also:
        raise ValueError(f"the numbers of requirements are expected after 'also', not {unfit}.")
    return args[:place], frozenset(also)
