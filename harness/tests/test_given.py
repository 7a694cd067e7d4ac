"""Long input, written short."""

from __future__ import annotations

import pytest

from harness.parsing.given import spelled_out


@pytest.mark.parametrize(
    "lines, text",
    [
        ((), ""),
        (("a", ""), "a\n\n"),
        (("{ab*3}end",), "abababend\n"),
        (("<{a*2}{b c*2}>",), "<aab cb c>\n"),
        (("a", "*3", "Q"), "a\na\na\nQ\n"),
        (("{a*2}", "*2", "b"), "aa\naa\nb\n"),
        (("a", "*1"), "a\n"),
        (("{a}", "a*3", "{*3}"), "{a}\na*3\n{*3}\n"),
    ],
)
def test_lines(lines: tuple[str, ...], text: str) -> None:
    assert "".join(spelled_out(lines)) == text
