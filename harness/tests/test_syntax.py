"""Events as they are written: what they match, at which moment, and what is refused."""

import re
from dataclasses import replace

import pytest

from harness.evidence import events as ev
from harness.evidence.endpoint import endpoint
from harness.patterns.families import CALLS
from harness.patterns.syntax import FAMILIES, NotationError, as_option, parse
from harness.patterns.frame import THINGS
from harness.tests.documents import DOCS, table
from harness.tests.making import (
    at,
    call,
    datagram,
    ends,
    gets,
    says,
    unreachable,
    wire,
)

FIN = wire(2, "client>server", "FIN ACK")
DATA = wire(2, "client>server", "PSH ACK", 5)
READ_5 = call(2, "server", "read", 5, end=3)
READ_0 = call(2, "server", "recvfrom", 0, end=3)
RESET = call(2, "server", "read", "ECONNRESET", end=3)
BLOCKED = call(2, "server", "read")
ACKS = replace(wire(2, "server>client", "ACK"), ack=6, source=endpoint("127.0.0.1:9190"),
               target=endpoint("[::1]:4"))  # fmt: skip
PAST = replace(DATA, past_window=True)
QUESTION = replace(datagram(2, "client>dns", 33), dns=ev.Dns(7, False, "www.example.test", "A"))
ANSWER = replace(QUESTION, dns=ev.Dns(7, True, "www.example.test", "A", 3, 2, truncated=True))
CONNECT = call(2, "client", "connect", 0, end=3, address="127.0.0.2:9190")
FORKED = call(2, "server", "clone", 7, end=3, kind=None, flags=["SIGCHLD"])
THREAD = replace(call(2, "server", "clone3", 7, end=3, kind=None), makes_thread=True)
WAITED = call(2, "server", "wait4", 7, end=3, kind=None, options=["WNOHANG"], status="exited 3")
DUPED = call(2, "server", "fcntl", 5, end=3, command="F_DUPFD_CLOEXEC")
FLAGGED = call(2, "server", "fcntl", 0, end=3, command="F_SETFL")


@pytest.mark.parametrize(
    "text, event, ms",
    [
        ("wire FIN", FIN, 2),
        ("wire client>server FIN", FIN, 2),
        ("wire server>client FIN", FIN, None),
        ("wire FIN", DATA, None),
        ("wire FIN", READ_5, None),
        ("wire ACK", FIN, None),
        ("wire ACK", DATA, None),
        ("wire ACK", wire(2, "client>server", "ACK"), 2),
        ("wire SYN", wire(2, "client>server", "SYN"), 2),
        ("wire SYN+ACK", wire(2, "client>server", "SYN"), None),
        ("wire SYN+ACK", wire(2, "client>server", "SYN ACK"), 2),
        ("wire SYN", wire(2, "client>server", "SYN ACK"), None),
        ("wire RST", wire(2, "client>server", "RST ACK"), 2),
        ("wire DATA", DATA, 2),
        ("wire DATA", FIN, None),
        ("wire DATA = 5", DATA, 2),
        ("wire DATA != 5", DATA, None),
        ("wire DATA < 5", DATA, None),
        ("wire DATA <= 5", DATA, 2),
        ("wire DATA > 4", DATA, 2),
        ("wire DATA >= 6", DATA, None),
        ("wire DATA >= 5", DATA, 2),
        ("wire DATA", wire(2, "client>server", "ACK", 1), 2),
        ("wire WINDOW = 0", wire(2, "client>server", "ACK", window=0), 2),
        ("wire WINDOW = 0", FIN, None),
        ("wire DATAGRAM", datagram(2, "client>server", 0), 2),
        ("wire DATAGRAM > 0", datagram(2, "client>server", 0), None),
        ("wire DATAGRAM", DATA, None),
        ("wire DATA", datagram(2, "client>server", 5), None),
        ("wire PORT-UNREACHABLE", unreachable(2, "icmp", 3, 3), 2),
        ("wire PORT-UNREACHABLE", unreachable(2, "icmp6", 1, 4), 2),
        ("wire PORT-UNREACHABLE", unreachable(2, "icmp6", 3, 3), None),
        ("wire PORT-UNREACHABLE", unreachable(2, "icmp", 3, 1), None),
        ("wire PORT-UNREACHABLE", FIN, None),
        ("wire ACK(acks 6)", ACKS, 2),
        ("wire ACK(acks 5)", ACKS, None),
        ("wire ACK(from 127.0.0.1)", ACKS, 2),
        ("wire ACK(from 127.0.0.1:9190, to ::1)", ACKS, 2),
        ("wire ACK(to [::1]:4)", ACKS, 2),
        ("wire ACK(to 127.0.0.1)", ACKS, None),
        ("wire ACK(from 127.0.0.1:919)", ACKS, None),
        ("wire DATA(past its window)", PAST, 2),
        ("wire DATA(past its window) > 4", PAST, 2),
        ("wire DATA(past its window)", DATA, None),
        ("wire QUESTION", QUESTION, 2),
        ("wire DATAGRAM", QUESTION, 2),
        ("wire ANSWER", QUESTION, None),
        ("wire QUESTION(A, www.example.test)", QUESTION, 2),
        ("wire QUESTION(AAAA)", QUESTION, None),
        ("wire QUESTION(A)", datagram(2, "client>dns", 33), None),
        ("wire ANSWER(A, NXDOMAIN, TRUNCATED) = 2", ANSWER, 2),
        ("wire ANSWER = 33", ANSWER, None),
        ("wire ANSWER(SERVFAIL)", ANSWER, None),
        ("wire FRAME", FIN, 2),
        ("client connect(127.0.0.2) = 0", CONNECT, 3),
        ("client enters connect(127.0.0.2:9190)", CONNECT, 2),
        ("client enters connect(127.0.0.2:9191)", CONNECT, None),
        ("client enters connect(127.0.0.1)", CONNECT, None),
        ("wire FRAME", READ_5, None),
        # A call has two moments.
        ("server enters read", READ_5, 2),
        ("server read = 5", READ_5, 3),
        ("server enters read", BLOCKED, 2),
        ("server read returns", BLOCKED, None),
        ("server read returns", RESET, 3),
        ("server read fails", RESET, 3),
        ("server read fails", READ_5, None),
        ("server read = ECONNRESET", RESET, 3),
        ("server read = EPIPE", RESET, None),
        ("server read != EPIPE", RESET, 3),
        ("server read != ECONNRESET", RESET, None),
        ("server read < 5", RESET, None),  # an error is no number
        ("server read != 5", RESET, None),
        ("server read = EWOULDBLOCK", call(2, "server", "read", "EAGAIN", end=3), 3),
        # Roles and their processes.
        ("client enters read", READ_5, None),
        ("server.parent enters read", READ_5, 2),
        ("server.child enters read", READ_5, None),
        ("server.child enters read", call(2, "server", "read", 5, child=True), 2),
        # Families, and kinds of descriptor.
        ("server read = 0", READ_0, 3),
        ("server recvfrom = 0", READ_0, 3),
        ("server recvmsg = 0", READ_0, None),
        ("server enters write", READ_0, None),
        ("server enters read", call(2, "server", "read", 5, kind="file"), None),
        ("server enters read(file)", call(2, "server", "read", 5, kind="file"), 2),
        ("server enters read(file)", READ_5, None),
        ("server enters read(datagram)", call(2, "server", "read", 5, kind="datagram"), 2),
        ("server enters read(socket)", call(2, "server", "read", 5, kind="stream"), 2),
        ("server enters close", call(2, "server", "close", 0, kind="pipe"), None),
        ("server enters write(stdout)", call(2, "server", "write", 3, kind="pipe", fd=1), 2),
        ("server enters write(stdout)", call(2, "server", "write", 3, kind="pipe", fd=2), None),
        ("server enters write(stdout)", call(2, "server", "write", 3, kind="connection", fd=1), None),
        ("server enters close(listener)", call(2, "server", "close", 0, kind="listener"), 2),
        ("server enters ioctl", call(2, "server", "ioctl", 0, kind="file"), 2),
        ("server enters fork", FORKED, 2),
        ("server enters fork", THREAD, None),
        ("server enters clone3", THREAD, 2),
        ("server enters dup", DUPED, 2),
        ("server enters dup", FLAGGED, None),
        # Constants, statuses, buffers.
        ("client enters shutdown(SHUT_WR)", call(2, "client", "shutdown", 0, how="SHUT_WR"), 2),
        ("client enters shutdown(SHUT_WR)", call(2, "client", "shutdown", 0, how="SHUT_RD"), None),
        ("server enters wait(WNOHANG)", WAITED, 2),
        ("server wait(WNOHANG, exited 3) > 0", WAITED, 3),
        ("server wait(exited 3) returns", WAITED, 3),
        ("server wait(exited 4) returns", WAITED, None),
        ("server wait(killed SIGKILL) returns", WAITED, None),
        ("server enters read(past its buffer)", READ_5, None),
        # Output, signals, ends.
        ("client prints hello", says(2, "client", "hello, world"), 2),
        ("client prints hello", says(2, "server", "hello"), None),
        ("client prints hell", says(2, "client", "hello"), None),
        ("client prints 5", says(2, "client", "the sum is 15"), None),
        ("client prints 5", says(2, "client", "the sum is 5."), 2),
        ("client prints a.b", says(2, "client", "axb"), None),
        ("client prints two  words", says(2, "client", "two  words"), 2),
        ("server gets SIGCHLD", gets(2, "server", "SIGCHLD"), 2),
        ("server gets SIGINT", gets(2, "server", "SIGCHLD"), None),
        ("server.child gets SIGINT", gets(2, "server", "SIGINT"), None),
        ("server ends", ends(2, "server", 3), 2),
        ("server ends", ends(2, "server", 0, tid=9), None),
        ("server ends = 3", ends(2, "server", 3), 2),
        ("server ends = 0", ends(2, "server", 3), None),
        ("server ends = 0", ends(2, "server", "SIGPIPE"), None),
        ("server ends = 255", ends(2, "server", 255), 2),
        ("server ends = SIGPIPE", ends(2, "server", "SIGPIPE"), 2),
        ("server.child ends", ends(2, "server", 0), None),
        ("server.child ends", ends(2, "server", 0, child=True), 2),
    ],
)
def test_moment(text: str, event: ev.Event, ms: float | None) -> None:
    pattern = parse(text)
    assert pattern.moment(event) == (None if ms is None else at(ms))
    assert pattern.matches(event) is (ms is not None)


def test_ordinal_belongs_to_the_pattern() -> None:
    assert parse("wire client>server SYN #2").nth == 2
    assert parse("client prints number #1").nth == 1
    assert parse("wire SYN").nth is None


def test_roles() -> None:
    assert parse("wire a>b FIN").roles() == {"a", "b"}
    assert parse("wire FIN").roles() == set()
    assert parse("a.child enters read").roles() == {"a"}


def test_written_otherwise_is_the_same_pattern() -> None:
    assert parse("server  read =  0") == parse("server read = 0")
    assert hash(parse("server  read = 0")) == hash(parse("server read = 0"))


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("", "an event is expected"),
        ("server", "what 'server' does is missing"),
        ("wire", "(nothing)"),
        ("wire FNI", "did you mean 'FIN'?"),
        ("wire client > server FIN", "one word"),
        ("wire FIN > 3", "FIN has no number"),
        ("wire DATA 5", "is no comparison"),
        ("wire DATA > five", "is no comparison"),
        ("wire Client>server FIN", "cannot be the name of a role"),
        ("wire DATA(acks)", "'acks NUMBER'"),
        ("wire SYN(past its window)", "nothing that a SYN has"),
        ("wire DATA(to nowhere)", "'to ADDRESS'"),
        ("wire QUESTION(AAA)", "did you mean 'AAAA'?"),
        ("wire QUESTION(A", "nothing that crosses"),
        ("server shutdwon", "did you mean 'shutdown'?"),
        ("server recv", "the kernel's name"),
        ("server read =0", "with spaces around"),
        ("server read = -1", "fails"),
        ("server read = EPIP", "did you mean 'EPIPE'?"),
        ("server read > EPIPE", "not more or less"),
        ("server read retruns", "did you mean 'returns'?"),
        ("server enters read(fiel)", "did you mean 'file'?"),
        ("server read(SHUT_WR", "is no call"),
        ("server enters write(past its buffer)", "only a read"),
        ("server read(exited 3) returns", "only a wait"),
        ("server enters wait(exited 3)", "known when it returns"),
        ("server.brother read", "parent or child"),
        ("server prints", "text is missing"),
        ("server.child prints x", "belongs to the role"),
        ("server gets", "one signal"),
        ("server gets SIGCHDL", "did you mean 'SIGCHLD'?"),
        ("server ends 3", "= and a status"),
        ("server ends > 3", "= and a status"),
        ("server ends = 256", "0 to 255"),
        ("server ends = SIGPIPA", "did you mean 'SIGPIPE'?"),
        ("wire SYN #0", "the first that matches is #1"),
    ],
)
def test_refused(text: str, sentence: str) -> None:
    with pytest.raises(NotationError) as error:
        parse(text)
    assert sentence in str(error.value)
    assert str(error.value).endswith((".", "?"))


@pytest.mark.parametrize(
    "text, flat",
    [
        ("server enters accept", "enter role=server names=accept,accept4"),
        ("client enters shutdown(SHUT_WR)", "enter role=client names=shutdown arg=SHUT_WR"),
        ("server.child enters close", "enter role=server names=close process=child kind=socket"),
        ("client enters connect #2", "enter role=client names=connect nth=2"),
        ("client connect = 0", "return role=client names=connect op== value=0"),
        ("client connect >= 1", "return role=client names=connect op=>= value=1"),
        ("client connect = EINTR", "return role=client names=connect error=EINTR"),
        ("client connect fails", "return role=client names=connect fails=1"),
        ("client connect returns", "return role=client names=connect"),
        ("wire FIN", "wire thing=FIN"),
        (
            "wire client>server DATA > 0 #3",
            "wire from=client to=server thing=DATA op=> value=0 nth=3",
        ),
        ("server gets SIGCHLD", "gets role=server signal=SIGCHLD"),
        ("server ends", "ends role=server"),
        ("server.child ends = 3 #2", "ends role=server process=child status=3 nth=2"),
        ("server ends = SIGPIPE", "ends role=server status=SIGPIPE"),
        ("client prints two words #2", "says role=client nth=2 text=two words"),
    ],
)
def test_for_observer(text: str, flat: str) -> None:
    assert as_option(parse(text)) == flat


@pytest.mark.parametrize(
    "text",
    [
        "server enters read(past its buffer)",
        "server wait(exited 3) returns",
        "server enters dup",
        "server read != EPIPE",
        "wire ACK(acks 6)",
        "wire ANSWER = 2",
        "client enters connect(127.0.0.2)",
        "server enters recvfrom(MSG_PEEK, MSG_TRUNC)",
    ],
)
def test_what_the_observer_cannot_see(text: str) -> None:
    with pytest.raises(NotationError, match="the observer cannot"):
        as_option(parse(text))


def test_families_are_those_of_the_document() -> None:
    written = {
        word.strip("`"): set(re.findall(r"[a-z][\w:]+", calls.split("(")[0])) - {"and", "with"}
        for word, calls in table("vocabulary.md", "word", "calls")
    }
    assert written == {word: set(calls) for word, calls in FAMILIES.items()}


def test_calls_are_those_that_the_observer_records() -> None:
    rows = (DOCS.parent / "c" / "observe" / "calls").glob("*.c")
    source = "".join(path.read_text(encoding="utf-8") for path in rows)
    recorded = set(re.findall(r'^\t\{ \.name = "(\w+)"(?!, \.traits = IS_NOT_TOLD)', source, re.MULTILINE))
    assert {name.partition(":")[0] for name in CALLS} == recorded


def test_things_are_those_of_the_document() -> None:
    text = (DOCS / "vocabulary.md").read_text(encoding="utf-8")
    paragraph = re.search(r"^THING is (.*?)\n\n", text, re.MULTILINE | re.DOTALL)
    assert paragraph
    named = re.findall(r"`([A-Z][A-Z+-]+)`", paragraph[1])
    assert set(named) == set(THINGS)


def test_events_in_the_document_are_understood() -> None:
    text = (DOCS / "vocabulary.md").read_text(encoding="utf-8")
    written = re.findall(r"`((?:client|server) [^`]+)`", text)
    assert len(written) >= 4
    for event in written:
        parse(event)
