"""A result: what is said of one requirement, in the shape that is reported."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from harness.evidence.quoting import make_printable
from harness.scenario.act import Fail, Short
from harness.scenario.model import Requirement
from harness.scenario.slots import SLOTS
from harness.scenario.verdict import Verdict
from harness.telling.explanation import Explanation, explanation_of


INJECTED = "injected"
"""What a failure is counted as, where the observer made up the error."""

KINDS = ("holds", "fails", INJECTED, *(str(each) for each in list(Verdict)[2:]))
"""What results are counted as by people, in the order of the table's columns."""


AS_IT_IS = "on this machine as it is"
"""The companion of what fails on a stack."""

OUTSIDE = "outside"
"""By what a requirement was seen: by an observer that is no part of what is judged."""

INSIDE = "inside"
"""By an observer that runs on what is judged, as its programs do."""

TOLD = "told"
"""By nobody but the programs themselves, which tell their calls, and what is captured."""


@dataclass(frozen=True, slots=True)
class Companion:
    """Another run that a failure is set beside: what it is, its evidence, what shows there.

    Of the same claim `verdict` and `because` tell what was found in it.
    """

    name: str
    evidence: str
    marked: tuple[int, ...] = ()
    verdict: str = ""
    because: str = ""

    def __post_init__(self) -> None:
        make_printable(self)


@dataclass(frozen=True, slots=True)
class Result:
    """What came out for one requirement, complete enough to be shown and stored.

    Only what does not hold has an explanation. `claim` is the place of the claim that does not hold
    among those of its test. `injected` says that the observer makes up an error of the program
    that is judged: none of its callers could. `cause` is that of the finding. Where it is not
    `required`, the suite is in order all the same if it is not met, or cannot be decided.
    `reason`, `sources` and `controls` are the requirement's; `marked` are the lines of record.jsonl
    that the verdict rests on, `beside` the runs that a failure is compared with. `known` is why it
    is known not to hold, as a list or the recipe of the stack says; `seen` is where it was seen
    from. Each text of it is printable, whoever said it.
    """

    id: str
    title: str
    scenario: str
    level: str
    tests: tuple[str, ...]
    verdict: Verdict
    because: str
    evidence: str
    rerun: str
    seconds: float = 0.0
    claim: int | None = None
    injected: bool = False
    required: bool = True
    cause: str = ""
    reason: str = ""
    sources: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    marked: tuple[int, ...] = ()
    beside: tuple[Companion, ...] = ()
    known: str = ""
    seen: str = OUTSIDE
    explanation: Explanation | None = None

    def __post_init__(self) -> None:
        make_printable(self)

    @property
    def chapter(self) -> str:
        """The chapter of the notes: what stands before the dot of the number."""
        return self.id.partition(".")[0]

    @property
    def is_tolerated(self) -> bool:
        """Whether it does not hold, and the suite is in order all the same."""
        open_to_doubt = self.verdict is Verdict.UNDECIDED and not self.required
        return open_to_doubt or self.verdict in (Verdict.WARNS, Verdict.NOTED)

    @property
    def kind(self) -> str:
        """What it is counted as by people: its verdict, but for a failure by an injected error."""
        return INJECTED if self.injected and self.verdict is Verdict.FAILS else str(self.verdict)


def has_injected_error(requirement: Requirement, replaced: Collection[str]) -> bool:
    """Whether a program that is judged is told of an error, or a shortness, that is made up.

    Judged are the replaced programs that it tests; where none is, all that it tests.
    """
    judged = set(requirement.tests) & set(replaced or requirement.tests)
    roles = {slot.role for slot in SLOTS if slot.name in judged}
    acts = (act for cast in requirement.casts() for act in cast.acts)
    return any(isinstance(act, (Fail, Short)) and act.role in roles for act in acts)


def for_a_reader(result: Result, where: Callable[[str], str]) -> Result:
    """The result with the paths in it as one would type them: `where` knows how."""
    evidence = where(result.evidence) if result.evidence else ""
    return replace(result, scenario=where(result.scenario), evidence=evidence)


def packed(result: Result) -> dict[str, object]:
    """The result as plain values: from one process to another, or into a file."""
    return asdict(result) | {"tests": list(result.tests), "verdict": str(result.verdict)}


def unpacked(values: dict[str, Any]) -> Result:
    """The result that was packed."""
    told = values["explanation"]
    typed = {
        **{name: tuple(values[name]) for name in ("tests", "sources", "controls", "marked")},
        "verdict": Verdict(values["verdict"]),
        "beside": companions(values["beside"]),
        "explanation": told and explanation_of(told),
    }
    return Result(**{**values, **typed})


def companions(values: Iterable[Mapping[str, Any]]) -> tuple[Companion, ...]:
    """Those whose plain values these are."""
    return tuple(
        Companion(each["name"], each["evidence"], tuple(each["marked"]),
                  each.get("verdict", ""), each.get("because", ""))
        for each in values
    )  # fmt: skip


def exit_status(results: list[Result]) -> int:
    """What the suite ends with: 0 all hold, 1 something does not, 3 broken, 4 all skipped.

    What is tolerated is in order. Nothing judged is wrong usage, 2: an empty suite proves nothing.
    """
    if not results:
        return 2
    verdicts = {result.verdict for result in results if not result.is_tolerated}
    if verdicts & {Verdict.FAILS, Verdict.UNDECIDED}:
        return 1
    if Verdict.BROKEN in verdicts:
        return 3
    all_skipped = all(result.verdict is Verdict.SKIPPED for result in results)
    return 4 if all_skipped else 0
