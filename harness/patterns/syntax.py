"""The notation of events: from the words of docs/vocabulary.md to a pattern.

    wire [ROLE>ROLE] THING[(ARG, ...)] [OP NUMBER]
    ROLE[.parent|.child] enters CALL[(ARG, ...)]
    ROLE[.parent|.child] CALL[(ARG, ...)] OP VALUE | returns | fails
    ROLE prints TEXT
    ROLE[.parent|.child] gets SIGNAL
    ROLE[.parent|.child|.last] ends [= STATUS]

and each of them with #N behind it. An act is on a call, ROLE CALL[(ARG, ...)], at whose entry it
has its moment. Every error is a NotationError: one sentence
that names the thing, what was expected, and what may have been meant.
"""

import errno
import re
import signal
from functools import lru_cache
from typing import NoReturn

from harness.patterns.families import ABOUT_SOCKETS, CALLS, FAMILIES, KINDS
from harness.patterns.option import as_option
from harness.patterns.frame_syntax import wire
from harness.patterns.pattern import (
    CallPattern,
    EndsPattern,
    GetsPattern,
    CallResult,
    Pattern,
    SaysPattern,
    Who,
)
from harness.patterns.suggest import did_you_mean
from harness.patterns.terms import (
    ADDRESS,
    OPERATORS,
    Comparison,
    NotationError,
    comparison,
    refuse,
    role_name,
)

__all__ = [
    "FAMILIES",
    "NotationError",
    "Pattern",
    "error_name",
    "exit_status",
    "as_option",
    "parse",
    "parse_call",
    "role_name",
    "process_of",
    "signal_name",
]

# Two names for one number: the record has the first.
_SAME_ERROR = {"EWOULDBLOCK": "EAGAIN", "ENOTSUP": "EOPNOTSUPP", "EDEADLOCK": "EDEADLK"}
# In the kernel only, seen at a call that a signal is about to restart (include/linux/errno.h).
_RESTARTS = ("ERESTARTSYS", "ERESTARTNOINTR", "ERESTARTNOHAND", "ERESTART_RESTARTBLOCK")
ERRORS = frozenset(name for name in vars(errno) if name.startswith("E")).union(_RESTARTS)
SIGNALS = frozenset(signal.Signals.__members__)


@lru_cache(maxsize=None)
def parse(text: str) -> Pattern:
    """The pattern that is written as `text`."""
    body, nth = _ordinal(text.strip())
    words = body.split()
    if not words:
        refuse(text, "an event is expected, such as 'wire FIN' or 'client write > 0'.")
    if words[0] == "wire":
        return wire(text, words[1:], nth)
    if len(words) < 2:
        refuse(text, f"what '{words[0]}' does is missing, such as '{words[0]} ends'.")
    who = _who(text, words[0], ends=words[1] == "ends")
    match words[1]:
        case "prints":
            return _says(text, body, who, nth)
        case "says":
            refuse(text, "what a role says is what it prints: 'ROLE prints TEXT'.")
        case "gets":
            return _gets(text, words[2:], who, nth)
        case "ends":
            return _ends(text, words[2:], who, nth)
        case "enters":
            return _entry(text, body.split(maxsplit=2)[2:], who, nth)
        case _:
            return _return(text, body.split(maxsplit=1)[1], who, nth)


def parse_call(text: str) -> CallPattern:
    """The call that an act is on, written as `text`: what it is at its entry."""
    body, nth = _ordinal(text.strip())
    words = body.split(maxsplit=1)
    if len(words) < 2 or words[0] == "wire" or words[1].split()[0] in _NO_CALLS:
        refuse(text, "a call is expected, such as 'client write'.")
    call = _call(text, words[1], _who(text, words[0], ends=False), nth)
    if call.outcome is not None:
        refuse(text, f"an act has its moment when a call is entered: '{words[0]} {call.call}'.")
    return call


_NO_CALLS = ("prints", "says", "gets", "ends", "enters")
"""What may stand in the place of a call in an event."""


def _entry(text: str, calls: list[str], who: Who, nth: int | None) -> CallPattern:
    if not calls:
        refuse(text, "the call is missing that it enters.")
    call = _call(text, calls[0], who, nth)
    if call.outcome is not None:
        refuse(text, "a call that is entered has no result yet: leave 'enters' out, or the result.")
    return call


def _return(text: str, body: str, who: Who, nth: int | None) -> CallPattern:
    call = _call(text, body, who, nth)
    if call.outcome is None:
        who_does = text.split()[0]
        either = f"'{who_does} enters {body}', or '{who_does} {body} returns'"
        refuse(text, f"which moment is meant: {either}?")
    return call


def _ordinal(body: str) -> tuple[str, int | None]:
    found = re.search(r"\s#(\d+)$", body)
    if not found:
        return body, None
    if int(found[1]) < 1:
        refuse(body, "the first that matches is #1.")
    return body[: found.start()].rstrip(), int(found[1])


def signal_name(word: str) -> str:
    """The word, if it is the name of a signal."""
    if word in SIGNALS or re.fullmatch(r"SIG\d+", word):
        return word
    raise NotationError(
        f"'{word}' is no signal: a name such as SIGCHLD is expected{did_you_mean(word, SIGNALS)}"
    )


def error_name(word: str) -> str:
    """The name of an error as a record has it."""
    if word in ERRORS:
        return _SAME_ERROR.get(word, word)
    raise NotationError(
        f"'{word}' is no error: a name such as EPIPE is expected{did_you_mean(word, ERRORS)}"
    )


def exit_status(word: str) -> int | str:
    """STATUS: the number that a process ended with, or the name of a signal."""
    if not word.isdecimal():
        return signal_name(word)
    if int(word) > 255:
        raise NotationError(f"{word} is no exit status: 0 to 255, or a signal, is expected.")
    return int(word)


def process_of(word: str) -> Who:
    """ROLE, ROLE.parent or ROLE.child."""
    return _who(word, word, ends=False)


def _who(text: str, word: str, *, ends: bool) -> Who:
    role, dot, part = word.partition(".")
    if dot and part == "last" and not ends:
        refuse(text, "'last' is the end of a process: 'ROLE.last ends'.")
    if dot and part not in ("parent", "child", "last"):
        refuse(text, f"'{part}' is no part of a role: parent or child is expected.")
    return Who(role_name(role), part or None)


def _says(text: str, body: str, who: Who, nth: int | None) -> SaysPattern:
    if who.part:
        refuse(text, "output belongs to the role: write it without .parent or .child.")
    words = body.split(maxsplit=2)[2:]
    if not words:
        refuse(text, "the text is missing that it prints.")
    return SaysPattern(who.role, words[0], nth, text)


def _gets(text: str, words: list[str], who: Who, nth: int | None) -> GetsPattern:
    if len(words) != 1:
        refuse(text, "the name of one signal is expected after 'gets', such as SIGCHLD.")
    return GetsPattern(who, signal_name(words[0]), nth, text)


def _ends(text: str, words: list[str], who: Who, nth: int | None) -> EndsPattern:
    if not words:
        return EndsPattern(who, None, nth, text)
    if len(words) != 2 or words[0] != "=":
        refuse(text, "nothing, or = and a status, is expected after 'ends'.")
    return EndsPattern(who, exit_status(words[1]), nth, text)


_CALL = re.compile(r"(?P<call>[^\s()]+)(?:\((?P<args>[^()]*)\))?(?:\s+(?P<outcome>\S.*))?")


def _call(text: str, body: str, who: Who, nth: int | None) -> CallPattern:
    found = _CALL.fullmatch(body)
    if not found:
        refuse(text, f"'{body}' is no call: CALL, CALL(ARG) or CALL(ARG) OP VALUE is expected.")
    call = found["call"]
    _check_name(text, call)
    outcome = _outcome(text, found["outcome"].split()) if found["outcome"] else None
    arguments = _Arguments(text, call)
    arguments.take(found["args"])
    if arguments.status and outcome is None:
        refuse(text, "a wait's status is known when it returns: write 'returns' behind it.")
    return CallPattern(
        who,
        call,
        FAMILIES.get(call, (call,)),
        arguments.kind,
        tuple(arguments.constants),
        arguments.status,
        arguments.past_buffer,
        outcome,
        nth,
        text,
    )


def _check_name(text: str, call: str) -> None:
    if call in CALLS or call in FAMILIES:
        return
    known = CALLS.union(FAMILIES, ("prints", "gets", "ends", "enters"))
    refuse(
        text,
        f"'{call}' is no call that is recorded: the kernel's name of one, or a family "
        f"({', '.join(FAMILIES)}), is expected{did_you_mean(call, known)}",
    )


def _outcome(text: str, words: list[str]) -> Comparison | CallResult:
    if words in (["returns"], ["fails"]):
        return CallResult(words[0])
    if len(words) == 2 and words[0] in OPERATORS and words[1][0].isalpha():
        if words[0] not in ("=", "!="):
            refuse(text, f"an error is not more or less: = or != is expected, not {words[0]}.")
        return CallResult(words[0], error_name(words[1]))
    if len(words) == 1 and words[0][0].isalpha():
        refuse(
            text, f"'{words[0]}' is no outcome{did_you_mean(words[0], ('returns', 'fails'))}"
        )
    if words[1:] and words[1].startswith("-"):
        refuse(text, "a call that fails is 'fails', or = and the name of its error.")
    return comparison(text, words)


class _Arguments:
    """What stands in the brackets of a call."""

    def __init__(self, text: str, call: str) -> None:
        self.text = text
        self.call = call
        self.kind = "socket" if call in ABOUT_SOCKETS else None
        self.constants: list[str] = []
        self.status: str | None = None
        self.past_buffer = False

    def take(self, args: str | None) -> None:
        """Read the arguments, None where there are no brackets."""
        if args is None:
            return
        for arg in args.split(","):
            self._take_one(" ".join(arg.split()))

    def _take_one(self, arg: str) -> None:
        if arg in KINDS:
            self.kind = arg
        elif arg == "past its buffer":
            self.past_buffer = True
        elif re.fullmatch(r"exited \d+|(killed|stopped) SIG\w+|continued", arg):
            self.status = arg
        elif re.fullmatch(rf"[A-Z][A-Z0-9_]+|{ADDRESS}", arg):
            self.constants.append(arg)
        else:
            self._refuse(arg)
        if self.past_buffer and self.call != "read" and self.call not in FAMILIES["read"]:
            refuse(self.text, "only a read can go past its buffer.")
        if self.status and self.call != "wait" and self.call not in FAMILIES["wait"]:
            refuse(self.text, f"only a wait takes a status; '{self.status}' is one.")

    def _refuse(self, arg: str) -> NoReturn:
        known = KINDS | {"past its buffer", "exited 0", "killed SIGKILL"}
        refuse(
            self.text,
            f"'{arg}' is no argument: a kind of descriptor ({', '.join(sorted(KINDS))}), a "
            "constant such as SHUT_WR, an address such as 127.0.0.2, a status such as 'exited 3', "
            f"or 'past its buffer' is expected{did_you_mean(arg, known)}",
        )
