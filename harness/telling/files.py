"""The report: the results as files, for machines."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from harness.telling.result import INJECTED, Result
from harness.judging.verdict import Verdict

FILES = ("results.json", "junit.xml", "results.ktap")


def clear_report(folder: Path) -> None:
    """Take an earlier report away: a run that is cut off must not leave it as its own."""
    if folder.is_dir():
        for name in FILES:
            (folder / name).unlink(missing_ok=True)


def write_report(
    folder: Path,
    results: Sequence[Result],
    *,
    slots: dict[str, str | None],
    host: dict[str, object],
) -> None:
    """Write the three files, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = (as_json(results, slots=slots, host=host), as_junit(results), as_ktap(results))
    for name, text in zip(FILES, texts, strict=True):
        _write_whole(folder / name, text)


def count_verdicts(results: Iterable[Result]) -> dict[str, int]:
    """How many of each verdict, counted from the results; every verdict is named."""
    counted = Counter(result.verdict for result in results)
    return {str(verdict): counted[verdict] for verdict in Verdict}


def as_json(
    results: Sequence[Result], *, slots: dict[str, str | None], host: dict[str, object]
) -> str:
    """results.json, schema 1."""
    report = {
        "schema": 1,
        "slots": slots,
        "host": host,
        "totals": _totals(results),
        "requirements": [_entry(result) for result in results],
    }
    return json.dumps(report, indent=1, ensure_ascii=False) + "\n"


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
        "answers": list(result.answers),
        "injected": result.injected,
        "verdict": str(result.verdict),
        "because": result.because,
        "cause": result.cause,
        "evidence": result.evidence,
        "rerun": result.rerun,
    }


def as_junit(results: Sequence[Result]) -> str:
    """junit.xml: a suite is a scenario, a case a requirement, its name number and title.

    JUnit has no word for a warning: such a case passes, and its output says what was seen.
    """
    suites = "".join(
        _junit_suite(scenario, [result for result in results if result.scenario == scenario])
        for scenario in dict.fromkeys(result.scenario for result in results)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n{suites}</testsuites>\n'


def _junit_suite(scenario: str, results: Sequence[Result]) -> str:
    total = count_verdicts(results)
    errors = total[Verdict.BROKEN] + total[Verdict.UNDECIDED]
    head = (
        f"<testsuite name={quoteattr(_xml_text(scenario))} tests=\"{len(results)}\""
        f' failures="{total[Verdict.FAILS]}" errors="{errors}"'
        f' skipped="{total[Verdict.SKIPPED] + total[Verdict.EXPECTED]}"'
        f' time="{sum(result.seconds for result in results):.3f}">'
    )
    return "\n".join([head, *map(_junit_case, results), "</testsuite>\n"])


def _junit_case(result: Result) -> str:
    name = quoteattr(_xml_text(f"{result.id} {result.title}"))
    group = quoteattr(_xml_text(result.scenario.removesuffix(".bats").replace("/", ".")))
    head = f'<testcase classname={group} name={name} time="{result.seconds:.3f}"'
    return f"{head}>{_junit_properties(result)}{_junit_verdict(result)}</testcase>"


def _junit_properties(result: Result) -> str:
    said = {"level": result.level, "verdict": str(result.verdict)}
    said |= {INJECTED: "true"} if result.injected else {}
    said |= {"cause": result.cause} if result.cause else {}
    each = (f"<property name={quoteattr(key)} value={quoteattr(_xml_text(value))}/>"
            for key, value in said.items())
    return f"<properties>{''.join(each)}</properties>"


def _junit_verdict(result: Result) -> str:
    because, text = _xml_text(result.because), _xml_text(result.text)
    match result.verdict:
        case Verdict.HOLDS:
            return ""
        case Verdict.WARNS | Verdict.NOTED:
            return f"<system-out>{escape(text)}</system-out>"
        case Verdict.SKIPPED | Verdict.EXPECTED:
            return f"<skipped message={quoteattr(because)}/>"
        case Verdict.FAILS:
            tag = "failure"
        case _:
            tag = "error"
    what = f"{tag} type={quoteattr(result.kind)} message={quoteattr(because)}"
    return f"<{what}>{escape(text)}</{tag}>"


def _xml_text(text: str) -> str:
    """XML 1.0 has no place for most control characters, not even escaped (2.2, Char)."""
    return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


def as_ktap(results: Sequence[Result]) -> str:
    """results.ktap, KTAP version 1: the kernel's test format, read by its tools."""
    lines = ["KTAP version 1", f"1..{len(results)}"]
    for number, result in enumerate(results, start=1):
        word = "not ok" if result.verdict in _NOT_OK else "ok"
        title = f"{result.id} {result.title}".replace("#", "%")
        lines.append(f"{word} {number} {title}{_directive(result)}")
        lines.append(f"# level: {result.level}")
        lines += [f"# {line}" for line in result.text.splitlines()]
    return "\n".join(lines) + "\n"


_NOT_OK = frozenset({Verdict.FAILS, Verdict.UNDECIDED, Verdict.BROKEN, Verdict.EXPECTED})


def _directive(result: Result) -> str:
    """KTAP's own words; for ours, which it has none for, a diagnostic."""
    because = " ".join(result.because.split())
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


def _write_whole(path: Path, text: str) -> None:
    """Beside, then in place: a reader meets the old file or the new, never half."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8", errors="replace")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
