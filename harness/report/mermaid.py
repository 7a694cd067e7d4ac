"""A failure as Markdown for an issue: the sentence, and the events around the break as Mermaid."""

from __future__ import annotations

from harness.report.exchange import Exchange, Row
from harness.telling.result import Result

EVENTS = 20
"""So many are a picture; more are a log."""

TEXT = 60


def issue_block(result: Result, exchange: Exchange | None, judged: str) -> str:
    """The block, ready to be pasted."""
    told = [f"**{result.id} {result.title}: {result.verdict}**", "", result.because, ""]
    told += [f"Judged: {judged}", "", "```sh", result.rerun, "```"]
    if exchange and exchange.rows:
        told += ["", "```mermaid", *_sequence(exchange), "```"]
    return "\n".join(told) + "\n"


def _sequence(exchange: Exchange) -> list[str]:
    lines = ["sequenceDiagram", *(f"  participant {_name(lane)}" for lane in exchange.lanes)]
    return lines + [f"  {line}" for row in _around(exchange) if (line := _line(row, exchange))]


def _around(exchange: Exchange) -> list[Row]:
    """Those around what is marked; else the last."""
    rows = exchange.rows
    marks = [at for at, row in enumerate(rows) if row.marked] or [len(rows) - 1]
    near = sorted(range(len(rows)), key=lambda at: min(abs(at - mark) for mark in marks))
    return [rows[at] for at in sorted(near[:EVENTS])]


def _line(row: Row, exchange: Exchange) -> str:
    text = _text(row.text)
    if row.sender in exchange.lanes and row.receiver in exchange.lanes:
        arrow = "-x" if row.kind == "rst" else "->>"
        return f"{_name(row.sender or '')}{arrow}{_name(row.receiver or '')}: {text}"
    if row.lane in exchange.lanes:
        return f"Note over {_name(row.lane or '')}: {text}"
    return ""


def _name(lane: str) -> str:
    """Letters, digits and _ are what a participant may be called; `end` is a word of Mermaid's."""
    safe = "".join(char if char.isalnum() else "_" for char in lane)
    return f"{safe}_" if safe == "end" else safe


def _text(text: str) -> str:
    """On one line, without what Mermaid or Markdown would take for their own."""
    short = text if len(text) <= TEXT else f"{text[: TEXT - 1]}…"
    return "".join(f"#{ord(char)};" if char in '#;:"<>&`' else char for char in short)
