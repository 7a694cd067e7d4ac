"""What the tests read out of the documents, so that the two cannot part."""

import re
from harness.place import ROOT

DOCS = ROOT / "docs"


def blocks(name: str, language: str) -> list[str]:
    """The fenced blocks of a document that are in this language."""
    text = (DOCS / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def table(name: str, *headings: str) -> list[tuple[str, str]]:
    """The rows of the table with these headings, each with its first two cells."""
    text = (DOCS / name).read_text(encoding="utf-8")
    first_line = re.escape(f"| {' | '.join(headings)} |")
    found = re.search(rf"^{first_line}\n\| ---.*\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert found, f"docs/{name} has no table with the headings {headings}"
    rows = (line.strip("|").split(" | ") for line in found[1].splitlines())
    return [(cells[0].strip(), cells[1].strip()) for cells in rows]
