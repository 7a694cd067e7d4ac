"""Merging: the parts of a check, put together as if it had been one.

Parts belong together if they are of one check: the same programs judged, by the same revision, on
hosts that are alike in what verdicts rest on, and taken from the same requirements.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from harness.evidence.quoting import Told
from harness.report.checked import Checked, NoReportError
from harness.report.compare import read_one
from harness.scenario.number import by_number
from harness.telling.result import Companion, Result
from harness.telling.session import Session
from harness.telling.summary import judged_whom

ALIKE = ("kernel", "libc", "arch", "sysctls", "root")
"""What of two hosts has to be the same (telling/host.py). How many cores there are is not."""

RUNS = "runs"
"""The folder of the evidence folders, wherever it is (running/paths.py)."""


class MergeError(Told):
    """Parts that do not make a check; `is_missing` if that is for want of some."""

    def __init__(self, sentence: str, *, is_missing: bool = False) -> None:
        super().__init__(sentence)
        self.is_missing = is_missing


@dataclass(frozen=True, slots=True)
class Part:
    """A part, and the folder that was named for it."""

    folder: Path
    checked: Checked

    @property
    def number(self) -> int:
        """Which part it is, from 1 on."""
        return int(self.checked.session.shard.partition("/")[0])

    @property
    def parts(self) -> int:
        """Of how many."""
        return int(self.checked.session.shard.partition("/")[2])


def merged(folders: Sequence[Path], root: Path) -> tuple[Checked, list[Part]]:
    """The check, and its parts in order. A MergeError says why they are none."""
    read, lost = _read(folders, root)
    if not read:
        raise MergeError(_listed(lost), is_missing=True)
    parts = sorted(read, key=lambda part: part.number)
    for part in parts[1:]:
        _fits(parts[0], part)
    _refuse_what_is_missing(parts, lost)
    return _together(parts), parts


def _read(folders: Sequence[Path], root: Path) -> tuple[list[Part], list[str]]:
    """The parts that are there; and of the others, why they are not."""
    parts, lost = [], []
    for folder in folders:
        try:
            checked = read_one(folder, root)
        except NoReportError as error:
            lost.append(str(error))
            continue
        if not checked.session.shard:
            raise MergeError(f"{folder} is of a whole check: a part is made with --shard I/N")
        if checked.session.complete:
            parts.append(Part(folder, checked))
        else:
            lost.append(f"{folder}: shard {checked.session.shard} did not come to its end")
    return parts, lost


def _fits(one: Part, other: Part) -> None:
    """The other belongs to the same check as the one; else a MergeError."""
    if one.number == other.number:
        twice = f"shard {one.checked.session.shard} is there twice"
        raise MergeError(f"{twice}: {one.folder} and {other.folder}")
    differs = next(_differences(one, other), None)
    if differs:
        raise MergeError(f"{one.folder} and {other.folder} are of two checks: {differs}")


def _differences(part: Part, another: Part) -> Iterator[str]:
    one, other = part.checked, another.checked
    if part.parts != another.parts:
        yield f"shards {one.session.shard} and {other.session.shard}"
    if one.session.revision != other.session.revision:
        yield f"revisions {one.session.revision} and {other.session.revision} of sockspec"
    if one.slots != other.slots:
        yield f"they judge {judged_whom(one.replaced)} and {judged_whom(other.replaced)}"
    for name in ALIKE:
        if one.host.get(name) != other.host.get(name):
            yield f"their hosts differ in {_named(name, one.host.get(name), other.host.get(name))}"
    if one.session.of != other.session.of:
        yield "they were taken from other requirements (-k, names, or --times)"


def _named(name: str, one: Any, other: Any) -> str:
    """Of settings, the first that is another; of all else, both."""
    if isinstance(one, dict) and isinstance(other, dict):
        setting = next(key for key in {**one, **other} if one.get(key) != other.get(key))
        return f"{setting}: {one.get(setting)} and {other.get(setting)}"
    return f"{name}: {one} and {other}"


def _refuse_what_is_missing(parts: Sequence[Part], lost: Sequence[str]) -> None:
    there, of = {part.number for part in parts}, parts[0].parts
    missing = [f"{number}/{of}" for number in range(1, of + 1) if number not in there]
    if missing:
        noun, verb = ("shard", "is") if len(missing) == 1 else ("shards", "are")
        again = " and ".join(f"--shard {each}" for each in missing)
        named = f"{noun} {', '.join(missing)} {verb} missing"
        sentence = f"{named}: the same check with {again} makes it"
        raise MergeError(_listed([*lost, sentence]), is_missing=True)


def _listed(sentences: Sequence[str]) -> str:
    return "; ".join(sentences)


def _together(parts: Sequence[Part]) -> Checked:
    """One check: its results by number, when the last part was made."""
    results = [each for part in parts for each in part.checked.results]
    asides: Counter[str] = Counter()
    for part in parts:
        asides.update(part.checked.session.asides)
    first = parts[0].checked
    return replace(
        first,
        results=tuple(sorted(results, key=lambda each: by_number(each.id))),
        when=max(part.checked.when for part in parts),
        session=Session(first.session.revision, asides=dict(sorted(asides.items()))),
    )


def gather(check: Checked, parts: Sequence[Part], runs: Path, base: Path) -> Checked:
    """The check with the evidence of its parts below `runs`; paths in it begin at `base`.

    What a part has not brought with it is named as if it were there: the page is without it.
    """
    where = {each.id: part.checked.root for part in parts for each in part.checked.results}
    found = tuple(_gathered(each, where[each.id], runs, base) for each in check.results)
    return replace(check, results=found, root=base)


def _gathered(result: Result, of: Path, runs: Path, base: Path) -> Result:
    beside: list[Companion] = []
    for each in result.beside:
        beside.append(replace(each, evidence=_brought(each.evidence, of, runs, base)))
    evidence = _brought(result.evidence, of, runs, base)
    return replace(result, evidence=evidence, beside=tuple(beside))


def _brought(evidence: str, of: Path, runs: Path, base: Path) -> str:
    """Copy that folder, unless it is there. Answers what it is called from the base."""
    _, inside, name = evidence.rpartition(f"{RUNS}/")
    if not inside:
        return evidence
    target = runs / name
    if (of / evidence).is_dir() and (of / evidence).resolve() != target.resolve():
        shutil.copytree(of / evidence, target, dirs_exist_ok=True)
    return str(target.relative_to(base)) if target.is_relative_to(base) else str(target)
