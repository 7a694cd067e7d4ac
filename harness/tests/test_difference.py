"""Each flawed program names its sound twin, and differs from it in what its head announces."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.catalogue.difference import (
    NoTwinError, Twin, code, difference, differing, source_of, twin,
)  # fmt: skip
from harness.__main__ import main
from harness.place import ROOT

FLAWED = sorted((ROOT / "c" / "flawed").glob("*.c"))
ONE = "/*\n * one: a head.\n */\nint a;\nint b;\n"
OTHER = "/*\n * other: a mistake.\n *\n * Sound: one, but for 2 lines.\n */\nint a;\nint c;\nint d;\n"


@pytest.mark.parametrize("path", FLAWED, ids=[path.stem for path in FLAWED])
def test_a_flawed_program_differs_in_as_many_lines_as_it_announces(path: Path) -> None:
    flawed = path.read_text()
    announced = twin(flawed)
    sound = source_of(announced.name, ROOT).read_text()
    lines = differing(sound, flawed)
    is_alike = 2 * lines <= max(len(code(sound)), len(code(flawed)))
    assert announced.lines == (lines if is_alike else None)
    assert lines > 0


def test_heads_are_not_compared_and_a_replaced_line_counts_once() -> None:
    assert differing(ONE, ONE.replace("a head", "another")) == 0
    assert differing(ONE, ONE.replace("int b", "int c")) == 1
    assert differing(ONE, OTHER) == 2


def test_the_difference_is_a_unified_diff_of_the_code(tmp_path: Path) -> None:
    sound, flawed = tmp_path / "c/fixtures/ch01/one.c", tmp_path / "c/flawed/other.c"
    for path, text in ((sound, ONE), (flawed, OTHER)):
        path.parent.mkdir(parents=True)
        path.write_text(text)
    assert difference(flawed, tmp_path).splitlines() == [
        "--- c/fixtures/ch01/one.c", "+++ c/flawed/other.c", "@@ -1,2 +1,3 @@",
        " int a;", "-int b;", "+int c;", "+int d;",
    ]  # fmt: skip

    flawed.write_text(OTHER.replace("but for 2 lines", "made another way"))
    assert difference(flawed, tmp_path) == (
        "c/flawed/other.c is made in another way than c/fixtures/ch01/one.c, which is sound:"
        " read both.\n"
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (" * Sound: one, but for 1 line.", Twin("one", 1)),
        (" * Sound: one, made another way.", Twin("one", None)),
    ],
)
def test_what_a_head_announces(line: str, expected: Twin) -> None:
    assert twin(f"/*\n * x: a mistake.\n{line}\n */\n") == expected


@pytest.mark.parametrize("line", ["", " * Sound: one.", " * Sound: one, but for lines."])
def test_a_head_without_a_twin_is_an_error(line: str) -> None:
    with pytest.raises(NoTwinError):
        twin(f"/*\n{line}\n */\n * Sound: one, made another way.\n")


def test_a_twin_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoTwinError, match="no one.c"):
        source_of("one", tmp_path)


def test_a_requirement_shows_the_mistakes_of_its_controls(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["explain", "7.4"]) == 0
    told = capsys.readouterr().out
    assert "--- c/fixtures/ch07-graceful-close/half_close_client.c\n" in told
    assert "+++ c/flawed/closes_instead_of_half_closing.c\n" in told


def test_there_is_a_difference_of_known_requirements_only(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["explain", "0.0"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("There is no requirement, scenario or chapter '0.0'")


def test_a_head_that_names_no_twin_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_twin(source: str) -> Twin:
        raise NoTwinError("a head has one line")

    monkeypatch.setattr("harness.catalogue.difference.twin", no_twin)
    assert main(["explain", "7.4"]) == 3
    assert capsys.readouterr().err == "c/flawed/closes_instead_of_half_closing.c: a head has one line\n"


def test_one_is_shown_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "answers_by_one_write"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("--- c/fixtures/ch04-tcp/iterative_echo_server.c\n")
    assert "+++ c/flawed/answers_by_one_write.c\n" in shown
