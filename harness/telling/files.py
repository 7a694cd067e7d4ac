"""The report: the results as files, for machines."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from harness.evidence.quoting import as_json as quoted_json
from harness.telling.explanation import Explanation
from harness.telling.differences import as_page, beside_this_machine
from harness.telling.result import INJECTED, Result
from harness.telling.session import Session
from harness.telling.stack import OnStack
from harness.scenario.slots import STACK
from harness.scenario.verdict import Verdict
from harness.telling.text import in_full

FILES = ("results.json", "junit.xml", "results.ktap", "results.tap")
PAGE = "index.html"
"""Made of results.json and of the records (harness/report)."""

DIFFERENCES = "differences.md"
"""Where a stack was judged: what it does otherwise than this machine as it is."""


def clear_report(folder: Path) -> None:
    """Take an earlier report away: a run that is cut off must not leave it as its own."""
    if folder.is_dir():
        for name in (*FILES, PAGE, DIFFERENCES):
            (folder / name).unlink(missing_ok=True)


def write_report(
    folder: Path,
    results: Sequence[Result],
    *,
    slots: Mapping[str, str | None],
    host: Mapping[str, object],
    when: str = "",
    stack: OnStack | None = None,
    session: Session = Session(),
) -> None:
    """Write the four files, and of a stack a fifth, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    told = as_json(results, slots=slots, host=host, when=when, stack=stack, session=session)
    texts = (told, as_junit(results), as_ktap(results), as_tap(results))
    for name, text in zip(FILES, texts, strict=True):
        _write_whole(folder / name, text)
    if stack:
        beside = beside_this_machine(results, stack, host)
        _write_whole(folder / DIFFERENCES, as_page(beside, when))


def count_verdicts(results: Iterable[Result]) -> dict[str, int]:
    """How many of each verdict, counted from the results; every verdict is named."""
    counted = Counter(result.verdict for result in results)
    return {str(verdict): counted[verdict] for verdict in Verdict}


def as_json(
    results: Sequence[Result], *, slots: Mapping[str, str | None], host: Mapping[str, object],
    when: str = "", stack: OnStack | None = None, session: Session = Session(),
) -> str:
    """results.json, schema 1. `when` is by ISO 8601."""
    judged: dict[str, object] = dict(slots)
    if stack:
        judged[STACK.name] = asdict(stack)
    report = {
        "schema": 1,
        "when": when,
        "slots": judged,
        "host": host,
        "session": asdict(session),
        "totals": _totals(results),
        "requirements": [_entry(result) for result in results],
    }
    return quoted_json(report, indent=1) + "\n"


def _totals(results: Sequence[Result]) -> dict[str, int]:
    """What is injected is among what fails, too."""
    injected = sum(result.kind == INJECTED for result in results)
    return {"requirements": len(results), **count_verdicts(results), INJECTED: injected}


def _entry(result: Result) -> dict[str, object]:
    return {
        "id": result.id,
        "title": result.title,
        "scenario": result.scenario,
        "level": result.level,
        "tests": list(result.tests),
        "injected": result.injected,
        "required": result.required,
        "seconds": result.seconds,
        "verdict": str(result.verdict),
        "because": result.because,
        "cause": result.cause,
        "evidence": result.evidence,
        "rerun": result.rerun,
        "reason": result.reason,
        "sources": list(result.sources),
        "controls": list(result.controls),
        "marked": list(result.marked),
        "beside": [asdict(each) for each in result.beside],
        "known": result.known,
        "seen": result.seen,
        "explanation": result.explanation and _explained(result.explanation),
    }


def _explained(told: Explanation) -> dict[str, object]:
    """Of a requirement that does not hold: what a page about it needs beside the record."""
    return {
        "claim": told.claim,
        "line": told.line,
        "expected": told.expected,
        "seen": told.seen,
        "why": told.why,
        "marked": list(told.marked),
        "usually": told.usually,
        "cure": told.cure,
        "notes": list(told.notes),
        "flawed": list(told.flawed),
    }


def as_junit(results: Sequence[Result]) -> str:
    """junit.xml: a suite is a scenario, a case a requirement, its name number and title.

    JUnit has no word for a warning: such a case passes, and its output says what was seen.
    """
    root = Element("testsuites")
    for scenario in dict.fromkeys(result.scenario for result in results):
        _junit_suite(root, scenario, [each for each in results if each.scenario == scenario])
    indent(root, space="")  # a line each, and texts as they are
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _junit_suite(root: Element, scenario: str, results: Sequence[Result]) -> None:
    total = count_verdicts(results)
    suite = _add(
        root, "testsuite",
        name=scenario,
        tests=str(len(results)),
        failures=str(total[Verdict.FAILS]),
        errors=str(sum(_is_error(result) for result in results)),
        skipped=str(total[Verdict.SKIPPED] + total[Verdict.EXPECTED]),
        time=f"{sum(result.seconds for result in results):.3f}",
    )  # fmt: skip
    for result in results:
        _junit_case(suite, result)


def _is_error(result: Result) -> bool:
    no_verdict = result.verdict in (Verdict.BROKEN, Verdict.UNDECIDED)
    return no_verdict and not result.is_tolerated


def _junit_case(suite: Element, result: Result) -> None:
    case = _add(
        suite, "testcase",
        classname=result.scenario.removesuffix(".bats").replace("/", "."),
        name=f"{result.id} {result.title}",
        time=f"{result.seconds:.3f}",
    )  # fmt: skip
    said = {"level": result.level, "verdict": str(result.verdict)}
    said |= {INJECTED: "true"} if result.injected else {}
    said |= {"cause": result.cause} if result.cause else {}
    properties = _add(case, "properties")
    for name, value in said.items():
        _add(properties, "property", name=name, value=value)
    _junit_verdict(case, result)


def _junit_verdict(case: Element, result: Result) -> None:
    if result.is_tolerated:
        _add(case, "system-out", in_full(result))
        return
    match result.verdict:
        case Verdict.HOLDS:
            return
        case Verdict.SKIPPED | Verdict.EXPECTED:
            _add(case, "skipped", message=result.because)
        case Verdict.FAILS:
            _add(case, "failure", in_full(result), type=result.kind, message=result.because)
        case _:
            _add(case, "error", in_full(result), type=result.kind, message=result.because)


def _add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    child = SubElement(parent, tag, attributes)
    child.text = text or None
    return child


def as_ktap(results: Sequence[Result]) -> str:
    """results.ktap, KTAP version 1: the kernel's test format, read by its tools."""
    lines = ["KTAP version 1", f"1..{len(results)}"]
    for number, result in enumerate(results, start=1):
        word = "not ok" if result.verdict in _NOT_OK and not result.is_tolerated else "ok"
        title = f"{result.id} {result.title}".replace("#", "%")
        lines.append(f"{word} {number} {title}{_directive(result)}")
        lines.append(f"# level: {result.level}")
        lines += [f"# {line}" for line in in_full(result).splitlines()]
    return "\n".join(lines) + "\n"


_NOT_OK = frozenset({Verdict.FAILS, Verdict.UNDECIDED, Verdict.BROKEN, Verdict.EXPECTED})


def _directive(result: Result) -> str:
    """KTAP's own words; for ours, which it has none for, a diagnostic.

    A `# SKIP` in what a program has said would be taken for one (kunit_parser.py).
    """
    because = " ".join(result.because.split()).replace("#", "\\x23")
    match result.kind:
        case "holds":
            return ""
        case "skipped":
            return f" # SKIP {because}"
        case "expected":
            return f" # XFAIL {because}"
        case "fails":
            return f" # {because}"
        case kind:
            return f" # {kind}: {because}"


def as_tap(results: Sequence[Result]) -> str:
    """results.tap, TAP version 13, as Perl's prove reads it: testanything.org.

    TAP has no word for a warning: such a test is ok, and its block says what was seen.
    """
    lines = ["TAP version 13", f"1..{len(results)}"]
    for number, result in enumerate(results, start=1):
        word = "not ok" if result.verdict in _NOT_OK and not result.is_tolerated else "ok"
        title = _tap_text(f"{result.id} {result.title}")
        lines.append(f"{word} {number} - {title}{_tap_directive(result)}")
        lines += _tap_block(result)
    return "\n".join(lines) + "\n"


def _tap_text(text: str) -> str:
    """Behind a # that no backslash is before, a directive begins (TAP::Parser::Grammar)."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("#", "\\#")


def _tap_directive(result: Result) -> str:
    """A failure that is expected is work to be done."""
    word = {Verdict.SKIPPED: "SKIP", Verdict.EXPECTED: "TODO"}.get(result.verdict)
    return f" # {word} {_tap_text(result.because)}" if word else ""


def _tap_block(result: Result) -> list[str]:
    """YAML, each value as JSON has it, which YAML reads (1.2.2, 1.2)."""
    line = result.explanation and result.explanation.line
    said = {"level": result.level, "verdict": result.kind}
    if result.verdict is not Verdict.HOLDS:
        at = f"{result.scenario}:{line}" if line else result.scenario
        said |= {"message": result.because, "at": at, "again": result.rerun,
                 "evidence": result.evidence}  # fmt: skip
    return ["  ---", *(f"  {name}: {quoted_json(value)}" for name, value in said.items()), "  ..."]


def _write_whole(path: Path, text: str) -> None:
    """Beside, then in place: a reader meets the old file or the new, never half."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8", errors="replace")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
