"""The notation of frames: wire [ROLE>ROLE] THING[(ARG, ...)] [OP NUMBER]."""

import re
from dataclasses import replace

from harness.evidence.endpoint import endpoint
from harness.patterns.frame import DNS_CODES, THINGS, TRUNCATED, Detail, WirePattern
from harness.patterns.suggest import did_you_mean
from harness.patterns.terms import ADDRESS, OPERATORS, comparison, refuse, role_name

NUMBERED = ("DATA", "WINDOW", "DATAGRAM", "ANSWER")
_DNS_WORDS = ("A", "AAAA", "CNAME", "PTR", *DNS_CODES.values(), TRUNCATED)
_ENDS = {"to": "target", "from": "source"}
_ACKNOWLEDGING = ("SYN+ACK", "ACK", "FIN", "RST", "DATA", "WINDOW")

_THING = re.compile(r"(?P<thing>[^\s()]+)(?:\((?P<args>[^()]*)\))?(?:\s+(?P<number>\S.*))?")


def wire(text: str, words: list[str], nth: int | None) -> WirePattern:
    """The pattern that the words behind `wire` say; `text` is all of it."""
    sender = receiver = None
    if words and ">" in words[0] and words[0] not in OPERATORS:
        sender, _, receiver = words.pop(0).partition(">")
        role_name(sender)
        role_name(receiver)
    found = _THING.fullmatch(" ".join(words))
    thing = found["thing"] if found else "(nothing)"
    if not found or thing not in THINGS:
        refuse(
            text,
            f"'{thing}' is nothing that crosses the wire: one of {', '.join(THINGS)} is "
            f"expected, after ROLE>ROLE in one word{did_you_mean(thing.upper(), THINGS)}",
        )
    number = comparison(text, found["number"].split()) if found["number"] else None
    if number and thing not in NUMBERED:
        refuse(text, f"{thing} has no number; {', '.join(NUMBERED)} have one.")
    return WirePattern(
        thing, sender, receiver, _detail(text, thing, found["args"]), number, nth, text
    )


def _detail(text: str, thing: str, args: str | None) -> Detail:
    """What stands in the brackets of a THING; where there are none, nothing is asked."""
    detail = Detail()
    for arg in args.split(",") if args is not None else ():
        detail = _add_detail(text, thing, detail, " ".join(arg.split()))
    return detail


def _add_detail(text: str, thing: str, detail: Detail, arg: str) -> Detail:
    word, _, value = arg.partition(" ")
    if word in _ENDS and re.fullmatch(ADDRESS, value):
        return replace(detail, **{_ENDS[word]: endpoint(value)})
    if thing in ("QUESTION", "ANSWER"):
        return replace(detail, dns=(*detail.dns, _dns_word(text, thing, arg)))
    if thing == "DATA" and arg == "past its window":
        return replace(detail, past_window=True)
    if thing in _ACKNOWLEDGING and word == "acks" and value.isdecimal():
        return replace(detail, acks=int(value))
    refuse(
        text,
        f"'{arg}' is nothing that a {thing} has: 'to ADDRESS', 'from ADDRESS', of a segment "
        "'acks NUMBER', or of DATA 'past its window' is expected.",
    )


def _dns_word(text: str, thing: str, arg: str) -> str:
    """A word that stands in the table, or a name with a dot in it."""
    if arg not in _DNS_WORDS and not re.fullmatch(r"[\w-]+(\.[\w-]+)+", arg):
        refuse(
            text,
            f"'{arg}' is nothing that a {thing} has: one of {', '.join(_DNS_WORDS)}, a name with a "
            f"dot, 'to ADDRESS' or 'from ADDRESS' is expected{did_you_mean(arg, _DNS_WORDS)}",
        )
    return arg
