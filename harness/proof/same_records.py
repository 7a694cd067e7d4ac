"""Do the records of two revisions say the same? An oracle for changes of structure.

    python3 -m harness.proof.same_records OLD... -- NEW...

OLD and NEW are folders of runs, one for each round (build/runs of a whole check). Which bytes come
in which piece, and who is first, differs from run to run. So lines are compared without times and
numbers, as sets; and a difference is a line that every round of one revision has, and no
round of the other.

A record is damaged if its checksum is not the right one; those of an older revision have none.

Exit status: 0 the same; 1 something differs; 2 wrong usage; 3 there is nothing to compare, or a
record is damaged.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from harness.evidence.record import RecordError, lines, text_of

Round = Mapping[str, frozenset[str]]
"""By the run's name, "halfclose/7.5": the lines that its record has, whatever their number."""

UNTOLD = ("t", "end", "pid", "tid", "parent", "by", "sock", "data", "seq", "ack", "window", "bytes",
          "crc32")
"""Fields whose values are of one run: only that they are there is compared."""

NAMES = ("event", "name", "call", "error", "kind", "signal", "state", "what")
"""Fields whose digits belong to a name: dup2 is not dup3."""

_NUMBER = re.compile(r"0x[0-9a-f]+|-?\d+")
_ADDRESS = re.compile(r"^(\S+):(\d+)$")
_EPHEMERAL = 32768
"""ip_local_port_range(7), as settings.c writes it into each network."""


def shape(line: str, root: str = "") -> str:
    """A line of a record without what differs from run to run. `root` is the checkout's folder."""
    return json.dumps(_plain(json.loads(line), "", root), sort_keys=True)


def _plain(value: object, name: str, root: str) -> object:
    if name in UNTOLD:
        return "..."
    if isinstance(value, dict):
        return {key: _plain(each, key, root) for key, each in value.items()}
    if isinstance(value, list):  # how often, and in which order, and PSH: RFC 9293, 3.9.1
        return sorted(
            {json.dumps(_plain(each, "", root), sort_keys=True) for each in value if each != "PSH"}
        )
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, str):
        text = value.replace(root, ".") if root else value
        return text if name in NAMES else _text(text)
    return "-N" if isinstance(value, int) and value < 0 else "N"


def _text(text: str) -> str:
    address = _ADDRESS.match(text)
    if address and int(address[2]) < _EPHEMERAL:
        return text
    if address:
        return f"{address[1]}:*"
    return _NUMBER.sub("N", text)


def read_round(runs: Path) -> Round:
    """All records below a folder of runs."""
    root = str(next(each for each in runs.resolve().parents if each.name == "build").parent)
    return {
        str(file.parent.relative_to(runs)): shapes(file, root)
        for file in sorted(runs.glob("*/*/record.jsonl"))
    }


def shapes(file: Path, root: str = "") -> frozenset[str]:
    """The lines of a record, each as its shape(); a RecordError where it is damaged."""
    text, _ = text_of(file)
    try:
        return frozenset(shape(line, root) for line in lines(text))
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{file}: a line is not JSON ({error}): the record is damaged") from None


def differences(old: Sequence[Round], new: Sequence[Round]) -> list[str]:
    """What every round of one has and no round of the other, a line each."""
    return [
        *_only("only in the old revision", old, new),
        *_only("only in the new revision", new, old),
    ]


def _only(where: str, these: Sequence[Round], those: Sequence[Round]) -> Iterable[str]:
    for run in sorted(frozenset[str]().union(*these)):
        always = _combined(run, these, frozenset.intersection)
        ever = _combined(run, those, frozenset.union)
        if not any(run in each for each in those):
            yield f"{run}: {where}"
        elif missing := sum(run not in each for each in these):
            yield f"{run}: {where}: missing in {missing} of {len(these)} rounds"
        else:
            yield from (f"{run}: {where}: {line}" for line in sorted(always - ever))


def _combined(
    run: str, rounds: Sequence[Round], how: Callable[..., frozenset[str]]
) -> frozenset[str]:
    return how(*(each.get(run, frozenset()) for each in rounds))


def _lines(runs: Round) -> int:
    return sum(map(len, runs.values()))


def main(arguments: Sequence[str]) -> int:
    """Compare, print what differs, and answer the exit status."""
    if "--" not in arguments:
        print(__doc__, file=sys.stderr)
        return 2
    middle = arguments.index("--")
    try:
        old, new = ([read_round(Path(each)) for each in side]
                    for side in (arguments[:middle], arguments[middle + 1 :]))  # fmt: skip
    except RecordError as error:
        print(f"same-records: {error}: nothing was compared", file=sys.stderr)
        return 3
    if not all((old, new, *map(_lines, (*old, *new)))):
        print("same-records: a folder holds no record: nothing was compared", file=sys.stderr)
        return 3
    found = differences(old, new)
    print(*found, sep="\n", end="\n" if found else "")
    lines = _lines(old[0])
    print(f"{len(old[0])} runs of {len(old)} and {len(new)} rounds, {lines} different lines: "
          f"{len(found) or 'no'} differences")  # fmt: skip
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
