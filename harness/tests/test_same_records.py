"""What two revisions' records must have in common, and what may differ."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from harness.proof.same_records import differences, main, shape
from harness.tests.workbench import WHOLE, record

READ: Mapping[str, object] = {
    "t": 1763832000000000000, "event": "call", "end": 1763832000000000900, "role": "client",
    "pid": 7, "name": "read", "fd": 4, "kind": "connection", "sock": 2,
    "args": {"buffer": "0x7fff150399e8", "size": 64}, "result": 5, "data": "hello", "crc32": "9ae0daaf",
}  # fmt: skip


def line(**changed: object) -> str:
    return json.dumps({**READ, **changed})


@pytest.mark.parametrize(
    "changed",
    [
        {"t": 1, "end": 2}, {"pid": 9}, {"result": 3}, {"data": "hel"}, {"sock": 5},
        {"args": {"size": 1, "buffer": "0x7f0000000010"}}, {"crc32": "0000ffff"},
    ],
)  # fmt: skip
def test_what_is_of_one_run_is_not_compared(changed: Mapping[str, object]) -> None:
    assert shape(line(**changed)) == shape(line())


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "recv"}, {"name": "read2"}, {"kind": "pipe"}, {"role": "server"}, {"result": -1},
        {"args": {"size": 64}}, {"error": "EINTR"},
    ],  # fmt: skip
)
def test_what_is_said_is_compared(changed: Mapping[str, object]) -> None:
    assert shape(line(**changed)) != shape(line())


def test_the_port_that_the_kernel_chose_is_not_compared_and_the_one_that_is_served_is() -> None:
    chosen = [shape(line(source=f"127.0.0.1:{port}")) for port in (40000, 50000, 9190, 9191)]
    assert chosen[0] == chosen[1] and len(set(chosen)) == 3


def test_a_difference_is_what_all_rounds_of_one_and_none_of_the_other_have() -> None:
    old = [{"a/1": frozenset("xy")}, {"a/1": frozenset("xz")}]
    assert differences(old, [{"a/1": frozenset("x")}]) == []
    assert differences(old, [{"a/1": frozenset("yz")}]) == ["a/1: only in the old revision: x"]
    assert differences(old, [{"a/1": frozenset("xw")}]) == ["a/1: only in the new revision: w"]
    assert differences(old, [{"b/1": frozenset("x")}]) == [
        "a/1: only in the old revision", "b/1: only in the new revision",
    ]  # fmt: skip


def test_a_run_that_a_round_lacks_is_a_difference() -> None:
    """Of it nothing would be common to all rounds, and so nothing would be compared."""
    whole = [{"a/1": frozenset("x")}, {"a/1": frozenset("x")}]
    lacking = [{"a/1": frozenset("x")}, {"b/1": frozenset("x")}]
    told = "a/1: only in the old revision: missing in 1 of 2 rounds"
    assert differences(lacking, whole)[0] == told


def rounds(folder: Path, *texts: str) -> list[str]:
    folders = []
    for number, text in enumerate(texts):
        runs = folder / "build" / str(number) / "runs"
        (runs / "a" / "1").mkdir(parents=True)
        (runs / "a" / "1" / "record.jsonl").write_text(text + "\n")
        folders.append(str(runs))
    return folders


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = rounds(tmp_path / "old", line(), line(pid=8))
    assert main([*old, "--", *rounds(tmp_path / "same", line(t=5))]) == 0
    assert main([*old, "--", *rounds(tmp_path / "other", line(name="recv"))]) == 1
    assert "a/1: only in the new revision:" in capsys.readouterr().out


def test_nothing_is_no_comparison(tmp_path: Path) -> None:
    (tmp_path / "build" / "runs").mkdir(parents=True)
    empty = str(tmp_path / "build" / "runs")
    assert main([*rounds(tmp_path / "old", line()), "--", empty]) == 3
    assert main([*rounds(tmp_path / "one", line()), "--", *rounds(tmp_path / "none", "")]) == 3
    assert main(["--"]) == 3
    assert main([]) == 2


def test_a_line_ends_with_its_newline_only(tmp_path: Path) -> None:
    text = json.dumps({"event": "says", "line": "a\u0085b\u2028c"}, ensure_ascii=False)
    assert main([*rounds(tmp_path / "old", text), "--", *rounds(tmp_path / "new", text)]) == 0


@pytest.mark.parametrize(
    "text, sentence",
    [
        (record(*WHOLE).rstrip("\n").replace("SYN", "FIN"), "is damaged: its checksum is "),
        (line()[:-1], "a line is not JSON "),
        ("[" * 100_000, "a line is not JSON "),
        (line() + "\nno line", "the record is damaged"),
    ],
    ids=["another byte", "no end of a line", "too deep", "no JSON"],
)
def test_what_is_damaged_is_not_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, sentence: str
) -> None:
    assert main([*rounds(tmp_path / "old", line()), "--", *rounds(tmp_path / "new", text)]) == 3
    said = capsys.readouterr().err
    assert said.startswith("same-records: ") and sentence in said and said.count("\n") == 1
