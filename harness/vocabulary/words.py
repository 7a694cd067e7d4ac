"""The words of a scenario (docs/vocabulary.md), and what may stand behind those that act."""

from dataclasses import dataclass

from harness.patterns import syntax as notation
from harness.patterns.frame import WirePattern
from harness.patterns.frame_syntax import NUMBERED
from harness.vocabulary import usage
from harness.vocabulary.claims import CLAIMS
from harness.vocabulary.usage import UsageError
from harness.patterns.syntax import NotationError, as_option, parse, parse_call
from harness.patterns.pattern import CallPattern, EndsPattern, Pattern
from harness.scenario.model import ADDRESS_FAMILIES, AsIf, Role
from harness.scenario.act import Act, Fail, Hold, Limit, Pause, Send, Short, Type
from harness.patterns.families import FAMILIES

ACTS = {
    "hold": "[each] 'CALL' until 'EVENT' [or quiet]",
    "pause": "ROLE [from 'EVENT'] until 'EVENT' [or quiet]",
    "short": "'CALL' N",
    "fail": "'CALL' ERRNO [from 'EVENT']",
    "signal": "ROLE SIGNAL when 'EVENT'",
    "limit": "ROLE descriptors N when 'EVENT'",
    "type": "ROLE 'TEXT' when 'EVENT'",
}

OF_A_CAST = {
    "over": "FAMILY…",
    "stdin": "ROLE LINE…",
    "terminal": "ROLE",
    **ACTS,
}
"""What is said of a cast, behind it and before what is claimed of it."""

USAGE = {
    "cast": "ROLE=PROGRAM…",
    **OF_A_CAST,
    "requires": "WHAT…",
    **{word: claim.usage for word, claim in CLAIMS.items()},
}


def wrong_use(word: str, why: str) -> UsageError:
    """The error that also says how the word is used."""
    return usage.wrong_use(word, USAGE[word], why)


def _expect(word: str, args: tuple[str, ...], count: int, **fixed: int) -> None:
    usage.expect(word, USAGE[word], args, count, **fixed)


def _count(word: str, text: str) -> int:
    return usage.number(word, USAGE[word], text)


def act(word: str, args: tuple[str, ...]) -> Act:
    """What one of the ACTS says."""
    match word:
        case "hold":
            return _hold(args)
        case "pause":
            return _pause(args)
        case "short":
            _expect(word, args, 2)
            call = _transfer(args[0])
            most = _count(word, args[1])
            if most < 1:
                raise wrong_use(word, "at least 1 byte must be left")
            return Short(call, most)
        case "fail":
            return _fail(args)
        case "limit":
            _expect(word, args, 5, descriptors=1, when=3)
            number = _count(word, args[2])
            return Limit(notation.role_name(args[0]), _mark(args[4]), number)
        case "signal":
            _expect(word, args, 4, when=2)
            name = _signal(args[1])
            return Send(notation.role_name(args[0]), _mark(args[3]), name)
        case _:
            _expect(word, args, 4, when=2)
            return Type(notation.role_name(args[0]), _mark(args[3]), args[1])


def _fail(args: tuple[str, ...]) -> Act:
    begin = None
    if len(args) == 4 and args[2] == "from":
        begin, args = _mark(args[3]), args[:2]
    _expect("fail", args, 2)
    call = _call(args[0])
    return Fail(call, notation.error_name(args[1]), begin)


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


def _hold(args: tuple[str, ...]) -> Act:
    if args[:1] == ("each",):
        if args[2:] != ("until", "waits"):
            raise wrong_use("hold", "each call is held 'until waits', and no other way")
        return Hold(_call(args[1]), None, or_quiet=True, or_waits=True, each=True)
    until = _until("hold", args[1:])
    return Hold(_call(args[0]), until.event, None, *until.rest)


def _pause(args: tuple[str, ...]) -> Act:
    if not args:
        raise wrong_use("pause", "a role is expected")
    who = notation.process_of(args[0])
    begin, rest = None, args[1:]
    if rest[:1] == ("from",) and len(rest) > 1:
        begin, rest = _mark(rest[1]), rest[2:]
    until = _until("pause", rest)
    any_call = CallPattern(who, "call", (), text=f"any call of {args[0]}")
    return Pause(any_call, until.event, begin, *until.rest)


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
    as_option(pattern)  # refuses what it cannot wait for
    return pattern


def _call(text: str) -> CallPattern:
    pattern = parse_call(text)
    as_option(pattern)  # refuses what it cannot act on
    return pattern


def _transfer(text: str) -> CallPattern:
    pattern = _call(text)
    if not set(pattern.names) <= {*FAMILIES["read"], *FAMILIES["write"]}:
        raise NotationError(f"'{text}' moves no bytes: 'short' acts on reads and writes.")
    return pattern


def role(text: str) -> Role:
    """ROLE=PROGRAM."""
    name, equals, program = text.partition("=")
    if not equals or not program.strip():
        raise UsageError(f"'{text}' is not ROLE=PROGRAM.")
    return Role(notation.role_name(name), program.strip())
