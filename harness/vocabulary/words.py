"""The words of a scenario and what may stand behind each (docs/vocabulary.md)."""

from dataclasses import dataclass

from harness.patterns import syntax as notation
from harness.patterns.frame import WirePattern
from harness.patterns.frame_syntax import NUMBERED
from harness.patterns.syntax import NotationError, for_observer, parse
from harness.patterns.pattern import CallPattern, EndsPattern, Pattern
from harness.scenario.model import ADDRESS_FAMILIES, Act, AsIf, Role
from harness.patterns.suggest import did_you_mean
from harness.patterns.families import FAMILIES

CLAIMS = {
    "happens": "'EVENT'…",
    "never": "'EVENT' [after 'EVENT'] [until 'EVENT']",
    "says": "ROLE 'TEXT'",
    "exits": "ROLE STATUS",
    "zombies": "ROLE N",
    "left_open": "ROLE N",
    "left_in": "ROLE STATE N",
    "rests": "ROLE",
}

# As the record has them: those of netstat(8), and of the kernel's include/net/tcp_states.h.
TCP_STATES = (
    *("ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT", "CLOSE"),
    *("CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING"),
)

ACTS = {
    "hold": "'CALL' until 'EVENT' [or quiet]",
    "pause": "ROLE [from 'EVENT'] until 'EVENT' [or quiet]",
    "short": "'CALL' N",
    "fail": "'CALL' ERRNO [from 'EVENT']",
    "signal": "ROLE SIGNAL when 'EVENT'",
    "limit": "ROLE descriptors N when 'EVENT'",
    "type": "ROLE 'TEXT' when 'EVENT'",
}

USAGE = {
    "observe": "ROLE=PROGRAM…",
    "given": "ROLE LINE…",
    **ACTS,
    "terminal": "ROLE",
    "over": "FAMILY…",
    "requires": "WHAT…",
    **CLAIMS,
}


class UsageError(ValueError):
    """What stands behind a word is not what it takes."""


def wrong_use(word: str, why: str) -> UsageError:
    """The error that also says how the word is used."""
    return UsageError(f"{why} (it is '{word} {USAGE[word]}').")


def _expect(word: str, args: tuple[str, ...], count: int, **fixed: int) -> None:
    """There are so many arguments, with the fixed words at their places."""
    if len(args) != count:
        raise wrong_use(word, f"'{word}' takes {count} arguments, not {len(args)}")
    for text, place in fixed.items():
        if args[place] != text:
            raise wrong_use(word, f"'{text}' is expected, not '{args[place]}'")


@dataclass(frozen=True, slots=True)
class Window:
    """What never happened, and the two marks between which it did not."""

    event: Pattern
    after: Pattern | None
    until: Pattern | None


def window(args: tuple[str, ...]) -> Window:
    """The arguments of `never`."""
    if len(args) not in (1, 3, 5):
        raise wrong_use("never", "an event, and after each mark its event, is expected")
    marks = dict(zip(args[1::2], args[2::2], strict=True))
    if list(marks) not in ([], ["after"], ["until"], ["after", "until"]) or (
        len(marks) != len(args) // 2
    ):
        raise wrong_use("never", f"'{' '.join(args[1::2])}' are not the marks")
    return Window(
        parse(args[0]),
        parse(marks["after"]) if "after" in marks else None,
        parse(marks["until"]) if "until" in marks else None,
    )


def count(word: str, text: str) -> int:
    """N."""
    if not text.isdecimal():
        raise wrong_use(word, f"'{text}' is not a number")
    return int(text)


def roles_of_claim(word: str, args: tuple[str, ...]) -> frozenset[str]:
    """The roles that a claim names. Raises if it cannot be judged as it is written."""
    match word:
        case "happens":
            if not args:
                raise wrong_use(word, "an event is expected")
            return frozenset[str]().union(*(parse(arg).roles() for arg in args))
        case "never":
            span = window(args)
            patterns = (span.event, span.after, span.until)
            return frozenset[str]().union(*(each.roles() for each in patterns if each))
        case "left_in":
            _expect(word, args, 3)
            count(word, args[2])
            _check_tcp_state(args[1])
            return frozenset({notation.role_name(args[0])})
        case "rests":
            _expect(word, args, 1)
            return frozenset({notation.role_name(args[0])})
        case _:
            _expect(word, args, 2)
            _check_last(word, args[1])
            return frozenset({notation.role_name(args[0])})


def _check_tcp_state(state: str) -> None:
    if state not in TCP_STATES:
        meant = did_you_mean(state, TCP_STATES)
        raise wrong_use("left_in", f"'{state}' is no state of TCP{meant.removesuffix('.')}")


def _check_last(word: str, last: str) -> None:
    if word == "exits":
        notation.exit_status(last)
    elif word == "says":
        if not last.strip():
            raise wrong_use(word, "the text is empty")
    else:
        count(word, last)


def act(word: str, args: tuple[str, ...]) -> Act:
    """What one of the ACTS says."""
    match word:
        case "hold":
            until = _until(word, args[1:])
            call = _entry(word, args[0])
            return Act(word, call.who.role, call, until.event, None, None, *until.rest)
        case "pause":
            return _pause(args)
        case "short":
            _expect(word, args, 2)
            call = _transfer(args[0])
            if count(word, args[1]) < 1:
                raise wrong_use(word, "at least 1 byte must be left")
            return Act(word, call.who.role, call, None, args[1])
        case "fail":
            return _fail(args)
        case "limit":
            _expect(word, args, 5, descriptors=1, when=3)
            count(word, args[2])
            return Act(word, notation.role_name(args[0]), None, _mark(args[4]), args[2])
        case _:
            _expect(word, args, 4, when=2)
            value = _signal(args[1]) if word == "signal" else args[1]
            return Act(word, notation.role_name(args[0]), None, _mark(args[3]), value)


def _fail(args: tuple[str, ...]) -> Act:
    begin = None
    if len(args) == 4 and args[2] == "from":
        begin, args = _mark(args[3]), args[:2]
    _expect("fail", args, 2)
    call = _entry("fail", args[0])
    return Act("fail", call.who.role, call, None, notation.error_name(args[1]), begin)


CAUGHT = "CAUGHT"
"""In the place of a signal: one that the program has a handler for."""


def _signal(text: str) -> str:
    return text if text == CAUGHT else notation.signal_name(text)


@dataclass(frozen=True, slots=True)
class _Until:
    event: Pattern | None
    rest: tuple[bool, bool]
    """or quiet, or waits"""


def _until(word: str, args: tuple[str, ...]) -> _Until:
    """until 'EVENT', until 'EVENT' or quiet, until 'EVENT' or waits, until quiet, until waits"""
    match args:
        case ("until", "quiet"):
            return _Until(None, (True, False))
        case ("until", "waits"):
            return _Until(None, (True, True))
        case ("until", event):
            return _Until(_mark(event), (False, False))
        case ("until", event, "or", "quiet"):
            return _Until(_mark(event), (True, False))
        case ("until", event, "or", "waits"):
            return _Until(_mark(event), (True, True))
        case _:
            raise wrong_use(word, f"'{' '.join(args)}' does not say until when")


def _pause(args: tuple[str, ...]) -> Act:
    if not args:
        raise wrong_use("pause", "a role is expected")
    who = notation.process_of(args[0])
    begin, rest = None, args[1:]
    if rest[:1] == ("from",) and len(rest) > 1:
        begin, rest = _mark(rest[1]), rest[2:]
    until = _until("pause", rest)
    any_call = CallPattern(who, "call", (), text=f"any call of {args[0]}")
    return Act("pause", who.role, any_call, until.event, None, begin, *until.rest)


AS_IF = "as_if 'EVENT' = NUMBER"


def as_if(args: tuple[str, ...]) -> AsIf:
    """What a control says that supposes another number in the evidence."""
    if len(args) != 3 or args[1] != "=" or not args[2].isdecimal():
        raise UsageError(f"'{' '.join(args)}' supposes nothing (it is '{AS_IF}').")
    event = parse(args[0])
    numbered = event.thing in NUMBERED if isinstance(event, WirePattern) else (
        isinstance(event, (CallPattern, EndsPattern))
    )
    if not numbered:
        raise UsageError(f"'{args[0]}' has no number that could be another.")
    return AsIf(event, int(args[2]))


def families(args: tuple[str, ...]) -> tuple[str, ...]:
    """The arguments of `over`."""
    for arg in args:
        if arg not in ADDRESS_FAMILIES or args.count(arg) > 1:
            known = " or ".join(ADDRESS_FAMILIES)
            raise wrong_use("over", f"'{' '.join(args)}' is not {known}, or both")
    return args


def _mark(text: str) -> Pattern:
    pattern = parse(text)
    for_observer(pattern)  # refuses what it cannot wait for
    return pattern


def _entry(word: str, text: str) -> CallPattern:
    pattern = _mark(text)
    if not isinstance(pattern, CallPattern):
        raise NotationError(f"'{text}' is no call: '{word}' acts on a call.")
    if pattern.outcome is not None:
        raise NotationError(f"'{text}' has an outcome: '{word}' acts on a call's entry.")
    return pattern


def _transfer(text: str) -> CallPattern:
    pattern = _entry("short", text)
    if not set(pattern.names) <= {*FAMILIES["read"], *FAMILIES["write"]}:
        raise NotationError(f"'{text}' moves no bytes: 'short' acts on reads and writes.")
    return pattern


def role(text: str) -> Role:
    """ROLE=PROGRAM."""
    name, equals, program = text.partition("=")
    if not equals or not program.strip():
        raise UsageError(f"'{text}' is not ROLE=PROGRAM.")
    return Role(notation.role_name(name), program.strip())
