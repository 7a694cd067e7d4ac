"""Reading a record: all of it, in order, or a sentence that says why not."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from harness.evidence import events as ev
from harness.evidence import decode
from harness.evidence.endpoint import Endpoint, endpoint
from harness.evidence.describe import frame
from harness.judging.broken import breakage
from harness.evidence.record import RecordError, read
from harness.place import ROOT
from harness.running.patience import CUT_OFF
from harness.tests.documents import blocks, table
from harness.tests.making import SERVER, at, call, datagram, record, wire
from harness.tests.workbench import record as record_of

RUN = '{"t":1,"event":"run","format":1}'
BORN = '{"t":2,"event":"born","role":"server","pid":2,"parent":1,"how":"launch"}'
END = '{"t":99,"event":"end","reason":"quiet","blocked":[]}'
CALL = ('{"t":3,"event":"call","role":"server","pid":2,"name":"wait4",'
        '"args":{"buffer":"0x1f","options":["WNOHANG"],"status":"exited 3"}}')  # fmt: skip
CENSUS = '{"t":50,"event":"census","processes":[],"tcp":[]}'

EXAMPLES = [line for block in blocks("record-format.md", "json") for line in block.splitlines()]


def written(tmp_path: Path, *every: str, cut: bool = False) -> Path:
    path = tmp_path / "record.jsonl"
    path.write_text("\n".join(every) if cut else record_of(*every), encoding="utf-8")
    return path


@pytest.mark.parametrize("line", EXAMPLES)
def test_examples_of_the_document(line: str) -> None:
    event = decode.event(json.loads(line), 1, {"server": 2, "client": 3})
    assert not isinstance(event, ev.Other)


def test_the_document_shows_every_kind_of_line() -> None:
    kinds = {type(decode.event(json.loads(line), 1, {})) for line in EXAMPLES}
    assert kinds == set(get_args(ev.Event)) - {ev.Other}


def test_a_whole_record_of_the_examples(tmp_path: Path) -> None:
    run = next(line for line in EXAMPLES if '"event":"run"' in line)
    end = next(line for line in EXAMPLES if '"event":"end"' in line)
    body = [line for line in EXAMPLES if line != run and '"event":"end"' not in line]
    found = read(written(tmp_path, run, *body, end))
    assert len(found.events) == len(body)
    assert found.end.reason == "quiet"
    assert found.run.deadline_ms == 10000
    assert [lost.what for lost in found.losses] == ["frames", "output"]
    assert found.census and found.census.processes[0].open[0].address == Endpoint("0.0.0.0", 9190)


def test_events_are_sorted_by_their_beginnings(tmp_path: Path) -> None:
    late = '{"t":9,"event":"says","role":"server","stream":"stdout","line":"late"}'
    early = '{"t":5,"event":"says","role":"server","stream":"stdout","line":"early"}'
    same = '{"t":5,"event":"says","role":"server","stream":"stdout","line":"same"}'
    found = read(written(tmp_path, RUN, BORN, late, early, same, END))
    said = [e.text for e in found.events if isinstance(e, ev.Says)]
    assert said == ["early", "same", "late"]


def test_an_event_is_known_by_its_line(tmp_path: Path) -> None:
    late = '{"t":9,"event":"says","role":"server","stream":"stdout","line":"late"}'
    found = read(written(tmp_path, RUN, late, BORN, END))
    assert [e.line for e in (found.run, *found.events, found.end)] == [1, 3, 2, 4]


def test_arguments(tmp_path: Path) -> None:
    (found,) = read(written(tmp_path, RUN, CALL, END)).events
    assert isinstance(found, ev.Call)
    others = {"options": ("WNOHANG",)}
    assert found.args == ev.Arguments(buffer=31, status="exited 3", others=others)
    assert found.args.has("WNOHANG") and not found.args.has("WNO")


@pytest.mark.parametrize(
    "text, host, port",
    [
        ("127.0.0.1:9190", "127.0.0.1", 9190),
        ("[::ffff:127.0.0.1]:1", "::ffff:127.0.0.1", 1),
        ("127.0.0.1", "127.0.0.1", None),
        ("::1", "::1", None),
        ("unix:/dev/log", "unix:/dev/log", None),
        ("unix:1", "unix:1", None),
        ("AF_UNSPEC", "AF_UNSPEC", None),
    ],
)
def test_an_address_is_read_once(text: str, host: str, port: int | None) -> None:
    found = endpoint(text)
    assert (found.host, found.port, str(found)) == (host, port, text)
    assert endpoint(host).includes(found)
    assert found.includes(endpoint(host)) == (port is None)
    assert not endpoint("127.0.0.2").includes(found) and not found.includes(None)


def test_processes_and_their_roles(tmp_path: Path) -> None:
    child = '{"t":3,"event":"born","role":"server","pid":4,"parent":2,"how":"fork"}'
    ended = '{"t":4,"event":"ended","role":"server","pid":4,"parent":2,"status":0}'
    first = ended.replace('"pid":4', '"pid":2')
    found = read(written(tmp_path, RUN, BORN, child, ended, first, END))
    assert found.first_pid("server") == 2
    assert found.first_pid("client") is None
    assert [e.child for e in found.events if isinstance(e, ev.Ended)] == [True, False]


def test_what_is_not_known_is_kept(tmp_path: Path) -> None:
    new = '{"t":3,"event":"weather","sky":"blue"}'
    more = BORN.replace("}", ',"color":"red"}')
    found = read(written(tmp_path, RUN, more, new, END))
    assert isinstance(found.events[1], ev.Other)
    assert found.events[1].fields["sky"] == "blue"


def test_half_a_character_is_none_and_two_are_one(tmp_path: Path) -> None:
    said = r'{"t":3,"event":"says","role":"server","stream":"stdout","line":"\\ud \ud83d\ude00"}'
    (found,) = read(written(tmp_path, RUN, said, END)).events
    assert isinstance(found, ev.Says) and found.text == "\\ud \U0001f600"


def test_only_a_newline_ends_a_line(tmp_path: Path) -> None:
    odd = '{"t":3,"event":"says","role":"server","stream":"stdout","line":"a\u0085b\u2028c"}'
    assert len(read(written(tmp_path, RUN, odd, END)).events) == 1


@pytest.mark.parametrize(
    "every, cut, sentence",
    [
        ([""], False, "line 1 is not JSON"),
        ([RUN, BORN[:20]], True, "cut off in the middle of line 2"),
        ([RUN, BORN], False, "was cut off, the observer did not finish"),
        ([RUN, "not json", END], False, "line 2 is not JSON"),
        ([RUN, BORN.replace("server", r"\ud800"), END], False, "line 2 has half of a surrogate pair"),
        ([RUN, "[1]", END], False, "line 2 is not a JSON object"),
        ([BORN, END], False, "does not begin with a 'run' line"),
        ([RUN, "[" * 100_000, END], False, "line 2 is not JSON"),
        ([RUN, END, BORN], False, "is damaged: in .*, lines follow an 'end' line"),
        ([RUN, END, END], False, "lines follow an 'end' line"),
        ([RUN, END.replace(':"end"', ': "end"')], False, "does not end in its checksum"),
        ([RUN, END.replace("[]", "[ ]"), ""], False, "line 3 is not JSON"),
        ([RUN.replace('"format":1', '"format":2'), END], False, "has format 2"),
        ([RUN, BORN.replace('"pid":2', '"pid":"2"'), END], False, "line 2: 'pid' is '2'"),
        ([RUN, BORN.replace('"role":"server",', ""), END], False, "line 2: there is no 'role'"),
        ([RUN, '{"t":3}', END], False, "line 2: there is no 'event'"),
        ([RUN, '{"t":true,"event":"weather"}', END], False, "not a whole number"),
        ([RUN, '{"t":1,"event":["born"]}', END], False, "'event' is .'born'., not text"),
        ([RUN, BORN.replace('"t":2', '"t":-2'), END], False, "line 2: 't' or 'end' is not a time"),
        ([RUN, '{"t":-1,"event":"weather"}', END], False, "line 2: 't' or 'end' is not a time"),
        ([RUN, CALL.replace("}}", '},"end":9223372036854775808}'), END], False, "line 2: 't' or 'end' is not"),
        ([RUN, CALL.replace('"0x1f"', '"somewhere"'), END], False, "'buffer' is 'somewhere', not a"),
        ([RUN, CALL.replace('"exited 3"', "[]"), END], False, "not a whole number or text"),
        ([RUN, CALL.replace('["WNOHANG"]', "{}"), END], False, "'options' is .., not a whole number,"),
        ([RUN, CALL.replace('"args":{', '"args":[],"x":{'), END], False, "'args' is .., not an object"),
        ([RUN, END.replace("[]", "[7]")], False, "'blocked' is .7., not made of objects"),
        ([RUN, END.replace("[]", '[{"role":"a"}]')], False, "line 2: there is no 'pid'"),
        ([RUN.replace("}", ',"world":"net"}'), END], False, "'world' is 'net', not a list"),
        ([RUN.replace("}", ',"settings":[]}'), END], False, "'settings' is .., not an object"),
    ],
)
def test_no_record(tmp_path: Path, every: list[str], cut: bool, sentence: str) -> None:
    with pytest.raises(RecordError, match=sentence):
        read(written(tmp_path, *every, cut=cut))


def test_every_truncation_is_an_error(tmp_path: Path) -> None:
    text = record_of(RUN, BORN, CENSUS, END)
    path = tmp_path / "record.jsonl"
    for length in range(len(text)):
        path.write_text(text[:length])
        with pytest.raises(RecordError):
            read(path)
    path.write_text(text)
    assert read(path).census


def test_missing_and_damaged_files(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="the observer wrote none"):
        read(tmp_path / "record.jsonl")
    with pytest.raises(RecordError, match="cannot be read"):
        read(tmp_path)
    path = tmp_path / "record.jsonl"
    path.write_bytes(b"")
    with pytest.raises(RecordError, match="is empty"):
        read(path)
    path.write_bytes(b"\xff\n")
    with pytest.raises(RecordError, match="is not UTF-8"):
        read(path)


def test_the_teardown_is_not_judged() -> None:
    across = call(2, "server", "accept4", "EINTR", end=101)
    after = call(101, "server", "close", 0)
    found = record(across, after)
    judged = [e for e in found.judged() if isinstance(e, ev.Call)]
    assert [(e.name, e.end, e.error) for e in judged] == [("accept4", None, None)]
    assert found.in_teardown(after) and not found.in_teardown(across)
    assert found.over_ns == at(100)
    assert found.start_ns == at(0)
    assert not found.in_teardown(call(100, "server", "close", 0))


def reads(*asked: tuple[int, int, int | str]) -> list[bool]:
    """Whether each read of (address, size, result) goes past its buffer."""
    calls = [
        call(n, "server", "read", result, buffer=hex(address), size=size)
        for n, (address, size, result) in enumerate(asked)
    ]
    return [e.past_buffer for e in record(*calls).events if isinstance(e, ev.Call)]


@pytest.mark.parametrize(
    "asked, past",
    [
        # The loop of the notes: it goes on, and asks for the whole size again.
        ([(1000, 100, 5), (1005, 100, 5)], [False, True]),
        ([(1000, 100, 5), (1005, 100, 5), (1010, 100, 5)], [False, True, True]),
        # The careful loop asks for what is left.
        ([(1000, 100, 5), (1005, 95, 5), (1010, 90, 90)], [False, False, False]),
        ([(1000, 100, 5), (1005, 95, 5), (1010, 91, 5)], [False, False, True]),
        # From the beginning again: a fresh read.
        ([(1000, 100, 5), (1000, 200, 5)], [False, False]),
        ([(1000, 100, 0), (1000, 200, 0)], [False, False]),
        ([(1000, 100, 0), (1001, 100, 5)], [False, False]),
        ([(1000, 100, "EINTR"), (1001, 100, 5)], [False, False]),
        # A header, then its body behind it: the first read was complete.
        ([(1000, 4, 4), (1004, 100, 50)], [False, False]),
        # Elsewhere in the buffer, or not where the bytes ended.
        ([(1000, 100, 5), (1006, 100, 5)], [False, False]),
        # An interrupted read is repeated.
        ([(1000, 100, 5), (1005, 95, "EINTR"), (1005, 95, 5)], [False, False, False]),
        ([(1000, 100, "EAGAIN"), (1000, 100, 5), (1005, 96, 1)], [False, False, True]),
    ],
)
def test_past_its_buffer(asked: list[tuple[int, int, int | str]], past: list[bool]) -> None:
    assert reads(*asked) == past


def test_past_its_buffer_looks_at_one_socket_of_one_process() -> None:
    first = call(1, "server", "read", 5, buffer="0x100", size=64)
    other = call(2, "server", "read", 5, sock=7, buffer="0x105", size=64)
    child = call(3, "server", "read", 5, pid=SERVER + 7, buffer="0x105", size=64)
    found = record(first, other, child).events
    assert not any(e.past_buffer for e in found if isinstance(e, ev.Call))


def test_a_clone_that_makes_a_thread_is_marked() -> None:
    thread = ev.Born(at(1), "server", SERVER, SERVER, "thread", 7)
    child = ev.Born(at(1), "server", 8, SERVER, "fork")
    found = record(
        thread,
        child,
        call(1, "server", "clone3", 7),
        call(2, "server", "clone", 8),
        call(3, "server", "read", 7),
        call(4, "client", "clone3", 7),
    )
    marked = [(e.name, e.makes_thread) for e in found.events if isinstance(e, ev.Call)]
    assert marked == [("clone3", True), ("clone", False), ("read", False), ("clone3", False)]


def reasons_of_the_document() -> set[str]:
    return {reason.strip("`") for reason, _ in table("record-format.md", "reason", "meaning")}


def test_reasons_of_the_document_are_known() -> None:
    for reason in reasons_of_the_document():
        assert "not known here" not in breakage(record(reason=reason)), reason
    assert set(CUT_OFF) <= reasons_of_the_document()


def test_the_document_has_the_reasons_of_the_observer() -> None:
    source = (ROOT / "c" / "observe" / "record" / "account.c").read_text()
    names = source.partition("REASONS[] = {")[2].partition("};")[0]
    assert set(re.findall('"(.*?)"', names)) == reasons_of_the_document()


@pytest.mark.parametrize(
    "segments, past",
    [
        # who sends, flags, seq, length, ack, window
        ([("c", "SYN", 0, 0, 0, 100), ("s", "SYN ACK", 0, 0, 1, 10), ("c", "ACK", 1, 10, 1, 100)], []),
        ([("c", "SYN", 0, 0, 0, 100), ("s", "SYN ACK", 0, 0, 1, 10), ("c", "ACK", 1, 11, 1, 100)], [2]),
        ([("s", "ACK", 0, 0, 1, 10), ("c", "ACK", 1, 10, 1, 9), ("c", "ACK", 11, 1, 1, 9)], [2]),
        # What was announced cannot be taken back.
        ([("s", "ACK", 0, 0, 1, 10), ("s", "ACK", 0, 0, 1, 0), ("c", "ACK", 1, 10, 1, 9)], []),
        # Each direction has a room of its own, and a connection that begins anew has none yet.
        ([("s", "ACK", 0, 0, 1, 1), ("s", "ACK", 1, 500, 1, 1)], []),
        ([("s", "ACK", 0, 0, 1, 1), ("c", "SYN", 0, 0, 0, 9), ("c", "ACK", 1, 50, 0, 9)], []),
    ],
)
def test_past_its_window(segments: list[tuple[str, str, int, int, int, int]], past: list[int]) -> None:
    frames = [
        replace(
            wire(place, "client>server" if who == "c" else "server>client", flags, length, window=window),
            seq=seq, ack=ack, source=endpoint(who), target=endpoint("s" if who == "c" else "c"),
        )
        for place, (who, flags, seq, length, ack, window) in enumerate(segments)
    ]  # fmt: skip
    found = [e for e in record(*frames).events if isinstance(e, ev.Wire)]
    assert [place for place, segment in enumerate(found) if segment.past_window] == past


def test_the_address_that_was_asked_is_told_where_it_is_in_question() -> None:
    def sent(ms: float, ends: str, source: str, target: str) -> ev.Wire:
        return replace(datagram(ms, ends, 5), source=endpoint(source), target=endpoint(target))

    there = sent(1, "client>server", "127.0.0.1:1", "127.0.0.2:9")
    back = sent(2, "server>client", "127.0.0.1:9", "127.0.0.1:1")
    frames = [e for e in record(there, back).events if isinstance(e, ev.Wire)]
    assert [frame(each) for each in frames] == ["UDP 5 to 127.0.0.2", "UDP 5 from 127.0.0.1"]
    port = record(there, replace(back, source=endpoint("127.0.0.2:8"))).events
    assert [frame(e) for e in port if isinstance(e, ev.Wire)] == [
        "UDP 5 to 127.0.0.2:9", "UDP 5 from 127.0.0.2:8",
    ]  # fmt: skip
    alike = record(there, replace(back, source=endpoint("127.0.0.2:9")), sent(3, "other>server", "1:1", "2:1"))
    assert not any(e.asked_at for e in alike.events if isinstance(e, ev.Wire))
