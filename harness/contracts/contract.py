"""A contract: a protocol as data, as far as callers have to know it (fixtures/contracts).

Where SPEAKS is one word and there is such a file, it is meant; `./mine.toml` is one of the user's
own. docs/contracts.md goes through the keys. What is whole and what is as expected our
programs find out (c/lib/contract.h); here a contract is read, and handed to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from harness.evidence.quoting import Told
from harness.judging.traits import Transport
from harness.parsing.toml import TomlFile
from harness.patterns.suggest import did_you_mean

TABLES = frozenset(
    {"contract", "request", "answer", "greeting", "nonsense", "large", "served"}
)
KEYS = {
    "contract": frozenset({"known_by", "transport"}),
    "request": frozenset({"text", "hex", "pipelined", "ends"}),
    "answer": frozenset({"whole", "changing"}),
    "greeting": frozenset({"whole"}),
    "nonsense": frozenset({"text", "hex"}),
    "large": frozenset({"text", "hex"}),
    "served": frozenset({"greeting", "answers", "known_by"}),
}
OF_AN_ANSWER = frozenset({"to", "whole", "text", "hex", "result", "then"})
"""The keys of each of [[served.answers]]."""
ANSWERS_MAX = 16
"""SERVED_MAX in c/lib/contract.h."""
WAYS = ("bytes", "until", "pattern", "prefix", "header", "close", "request", "datagram", "nothing")
"""How a message is known to be whole."""

TRANSPORTS = {f"{transport}s": transport for transport in Transport}
"""As they are written: transport = "datagrams"."""

A_NUMBER = frozenset({"bytes", "prefix"})
A_WORD = frozenset({"close", "request", "datagram", "nothing"})
"""These are all that is said: whole = "close"."""

OF_DATAGRAMS = frozenset({"datagram", "nothing"})
"""The two ways of those, of which the first is meant where nothing is said."""

ECHO = "echo"


class ContractError(Told):
    """A contract that cannot be used, and what to do."""


@dataclass(frozen=True, slots=True)
class Whole:
    """How a message is known to be whole: one of WAYS, and what it is about.

    `length` is of a header: a pattern whose group is how many bytes come after it.
    """

    way: str
    value: str = ""
    length: str = ""


@dataclass(frozen=True, slots=True)
class ServedAnswer:
    """What a server of ours says to a request that begins with what the pattern `to` matches.

    The request is `whole` with that, where nothing else is said. An answer that is a result is
    what a client calls for; where none is, each is. With the last a conversation is over.
    """

    to: str
    text: bytes
    whole: Whole | None = None
    is_result: bool = False
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Served:
    """What a client is told by a server of ours: the answer of the first pattern that matches.

    With one of `known_by` a request of such a client begins.
    """

    answers: tuple[ServedAnswer, ...]
    greeting: bytes = b""
    known_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contract:
    """What is spoken. `expected` is what was answered when it was first asked.

    Where nothing is asked, the request is empty. Where it `ends`, who asks half-closes behind it.
    So many requests may be sent before an answer is read: `pipelined`. `nonsense` is what no server
    understands, `large` a request that is too large; empty where our programs are to choose.

    With one of `known_by` an answer, or a greeting, of such a server begins, whatever it was asked.
    What clients are told is `served`, if the contract says it.
    """

    name: str
    typed: str
    request: bytes
    answer: Whole
    greeting: Whole | None = None
    changing: tuple[str, ...] = ()
    known_by: tuple[str, ...] = ()
    expected: bytes | None = None
    transport: Transport = Transport.STREAM
    ends: bool = False
    pipelined: int = 1
    nonsense: bytes = b""
    large: bytes = b""
    without: str = ""
    """Why nobody can ask twice on one connection, if the server was seen to leave."""
    served: Served | None = None

    @property
    def is_delimited(self) -> bool:
        """Does an answer say itself where it ends?"""
        return self.answer.way != "close"

    @property
    def is_echo(self) -> bool:
        """Is the answer the request itself?"""
        return self.answer.way == "request"

    @property
    def asked_by(self) -> tuple[str, ...]:
        """With one of these a request of such a client begins."""
        return self.served.known_by if self.served else ()

    def lacking(self, asked: Iterable[str]) -> str:
        """Why a requirement that asks for these is not for it; empty if it is."""
        if "delimited" in asked and not self.is_delimited:
            return f"ends before an answer is whole, and in {self.name} that is where it ends"
        if "request" in asked and not self.request:
            return f"is about what is asked, and by {self.name} nothing is"
        if "answer" in asked and (self.answer.way == "nothing" or self.expected == b""):
            return f"is about an answer, and by {self.name} there is none"
        if "more" in asked and self.ends:
            return f"is about who may say more, and by {self.name} who has asked has finished"
        if "pipelined" not in asked:
            return ""
        if self.pipelined < 2:
            return f"about requests sent at once, and {self.name} does not allow that (pipelined)"
        return self.without

    def expecting(self, answer: bytes) -> Contract:
        """The same, when it is known what is answered."""
        return replace(self, expected=answer)


def folder_in(root: Path) -> Path:
    """Where the contracts are that come with us."""
    return root / "fixtures" / "contracts"


def every_contract(root: Path) -> list[Contract]:
    """All that come with us, by name."""
    return [read_contract(path, path.stem) for path in sorted(folder_in(root).glob("*.toml"))]


def find_contract(said: str, root: Path) -> Contract:
    """The contract that SPEAKS means: a name, or a file's path."""
    if said.endswith(".toml"):
        return read_contract(Path(said), said)
    path = folder_in(root) / f"{said}.toml"
    if "/" not in said and path.exists():
        return read_contract(path, said)
    names = [each.stem for each in sorted(folder_in(root).glob("*.toml"))]
    meant = did_you_mean(said, names, f"; there are {', '.join(names)}")
    raise ContractError(f"SPEAKS: there is no contract '{said}'{meant}")


def read_contract(path: Path, typed: str) -> Contract:
    """The contract of that file; a ContractError with what is wrong in it."""
    file = TomlFile(path, "contract", ContractError)
    table = file.read()
    file.refuse_others("a table", table, TABLES)
    for name, keys in KEYS.items():
        file.refuse_others(f"a key of [{name}]", file.table(table, name), keys)
    request, answer = file.table(table, "request"), file.table(table, "answer")
    greeting = file.table(table, "greeting")
    transport = _transport(file, file.table(table, "contract"))
    if greeting and transport is Transport.DATAGRAM:
        raise file.wrong("[greeting] is for streams: nobody speaks first by datagrams")
    return Contract(
        name=path.stem,
        typed=typed,
        request=_message(file, table, "request"),
        ends=_is_ended(file, request, transport),
        answer=_answer(file, answer, transport),
        greeting=_whole(file, greeting["whole"]) if greeting else None,
        changing=file.texts("changing", answer.get("changing", [])),
        known_by=file.texts("known_by", file.table(table, "contract").get("known_by", [])),
        pipelined=_number(file, "pipelined", request.get("pipelined", 1)),
        nonsense=_message(file, table, "nonsense"),
        large=_message(file, table, "large"),
        served=_served(file, file.table(table, "served")),
        transport=transport,
    )


def _request(file: TomlFile, where: str, said: Mapping[str, object]) -> bytes:
    """Its text; or, where it is none, its bytes as hexadecimal digits, {2+4} among them as is."""
    text, digits = (file.text(key, said.get(key, "")) for key in ("text", "hex"))
    if bool(text) == bool(digits):
        raise file.wrong(f'{where} is to have text = "..." or hex = "..."')
    try:
        pieces = re.split(r"(\{[\d+]+\})", digits)
        return text.encode() or b"".join(
            piece.encode() if piece.startswith("{") else bytes.fromhex(piece) for piece in pieces
        )
    except ValueError:
        raise file.wrong("hex is to be pairs of hexadecimal digits") from None


def _message(file: TomlFile, table: Mapping[str, object], name: str) -> bytes:
    """As a request; none, where there is no such table."""
    return _request(file, f"[{name}]", file.table(table, name)) if name in table else b""


def _served(file: TomlFile, said: Mapping[str, object]) -> Served | None:
    if not said:
        return None
    answers = said.get("answers", [])
    if not isinstance(answers, list) or not 0 < len(answers) <= ANSWERS_MAX:
        raise file.wrong(f"[served] is to have 1 to {ANSWERS_MAX} of [[served.answers]]")
    return Served(
        answers=tuple(_served_answer(file, each) for each in answers),
        greeting=file.text("greeting", said.get("greeting", "")).encode(),
        known_by=file.texts("known_by", said.get("known_by", [])),
    )


def _served_answer(file: TomlFile, said: object) -> ServedAnswer:
    if not isinstance(said, dict):
        raise file.wrong("[[served.answers]] is to be tables")
    file.refuse_others("a key of [[served.answers]]", said, OF_AN_ANSWER)
    to = file.text("to", said.get("to", ""))
    if not to and "whole" not in said:
        raise file.wrong('one of [[served.answers]] is to nothing: write to = "^..."')
    if said.get("then", "close") != "close":
        raise file.wrong(f'then is "close", or it is not there, not {said["then"]!r}')
    if not isinstance(said.get("result", False), bool):
        raise file.wrong(f"result is true, or it is not there, not {said['result']!r}")
    return ServedAnswer(
        to=to,
        text=_request(file, "each of [[served.answers]]", said),
        whole=_whole(file, said["whole"]) if "whole" in said else None,
        is_result=said.get("result", False),
        is_last="then" in said,
    )


def _whole(file: TomlFile, said: object) -> Whole:
    """`"close"`, or a table of one way: `{ until = "\\n" }`; of a header, and of its length."""
    if isinstance(said, str) and said in A_WORD:
        return Whole(said)
    if not isinstance(said, dict) or len(said.keys() - {"length"}) != 1:
        raise file.wrong(f"whole is to be one of {_listed()}")
    (way,) = said.keys() - {"length"}
    if way not in WAYS or way in A_WORD:
        raise file.wrong(f"'{way}' is no way to be whole: {_listed()}")
    if ("length" in said) != (way == "header"):
        raise file.wrong("length belongs to header: whole = { header, length }")
    value, length = said[way], file.text("length", said.get("length", ""))
    if way in A_NUMBER:
        return Whole(way, str(_number(file, way, value)))
    if not file.text(way, value):
        raise file.wrong(f"{way} says nothing")
    return Whole(way, value, length)


def _listed() -> str:
    return (
        '"close", "request", { bytes = N }, { until = "TEXT" }, { pattern = "REGEX" }, '
        '{ prefix = BYTES }, { header = "TEXT", length = "REGEX" }'
    )


def _number(file: TomlFile, key: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise file.wrong(f"{key} is to be a number above 0, not {value!r}")
    return value


def _transport(file: TomlFile, said: Mapping[str, object]) -> Transport:
    named = file.text("transport", said.get("transport", "streams"))
    if named not in TRANSPORTS:
        listed = " or ".join(f'"{name}"' for name in TRANSPORTS)
        raise file.wrong(f"transport is to be {listed}, not '{named}'")
    return TRANSPORTS[named]


def _answer(file: TomlFile, said: Mapping[str, object], transport: Transport) -> Whole:
    """How it is whole. By datagrams each is, or there is none; by streams one has to know."""
    if transport is Transport.DATAGRAM:
        whole = _whole(file, said.get("whole", "datagram"))
        if whole.way not in OF_DATAGRAMS:
            raise file.wrong('a datagram is whole: leave whole out, or write whole = "nothing"')
        return whole
    if "whole" not in said:
        raise file.wrong("[answer] does not say when it is whole: write whole = ...")
    whole = _whole(file, said["whole"])
    if whole.way in OF_DATAGRAMS:
        raise file.wrong(
            f'whole = "{whole.way}" is for datagrams; a stream on which nothing is said is over'
            ' with the connection: whole = "close", and in [request] ends = true'
        )
    return whole


def _is_ended(file: TomlFile, said: Mapping[str, object], transport: Transport) -> bool:
    ends = said.get("ends", False)
    if not isinstance(ends, bool):
        raise file.wrong(f"ends is to be true or false, not {ends!r}")
    if ends and transport is Transport.DATAGRAM:
        raise file.wrong("ends is for streams: a datagram ends by itself")
    return ends
