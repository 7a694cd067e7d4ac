"""What a scenario file says, as data: casts, claims, controls, requirements.

All of it can be hashed and compared by what it says; where it stands in the
file (`line`, and `text` as written) makes no difference.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from harness.evidence.quoting import printable
from harness.patterns.pattern import Pattern
from harness.scenario.act import Act
from harness.scenario.slots import PLACEHOLDERS
from harness.scenario.word import Word

LEVELS = ("must", "should", "linux", "record")
SPEAKS = ("echo", "any", "contract")
"""By which contract a requirement can be judged: echo alone, where nothing is said, or any; or any
other than echo, which has a requirement of its own for the same.
"""
OFFERS = ("pipelined", "delimited", "request", "answer", "more")
"""What a contract may allow, or have, and a requirement may ask for."""
ADDRESS_FAMILIES = ("ipv4", "ipv6")


class ScenarioError(ValueError):
    """What is wrong in a scenario file, and where."""

    def __init__(self, path: Path, line: int, sentence: str) -> None:
        super().__init__(printable(f"{path}:{line}: {sentence}"))
        self.path = path
        self.line = line
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Role:
    """A name in a cast and its program, as written: perhaps with arguments."""

    name: str
    program: str

    @property
    def program_name(self) -> str:
        """The program without its arguments."""
        return self.program.split()[0]

    @property
    def same_as(self) -> str | None:
        """The role whose program it is, of that name: `{ROLE}` is all that is written."""
        alone = re.fullmatch(r"\{(\w+)\}", self.program)
        return alone[1] if alone else None

    @property
    def program_names(self) -> tuple[str, ...]:
        """The program, and those that it is told to run: `{NAME}` among its arguments."""
        if self.same_as:
            return ()
        named = re.findall(r"\{(\w+)\}", self.program)
        return (self.program_name, *(name for name in named if name not in PLACEHOLDERS))


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part in a run, what they are given, and what is done to them.

    Over two families there are two, alike but for that.
    """

    roles: tuple[Role, ...]
    acts: tuple[Act, ...] = ()
    given: tuple[tuple[str, tuple[str, ...]], ...] = ()
    terminals: tuple[str, ...] = ()
    family: str = ADDRESS_FAMILIES[0]
    line: int = field(default=0, compare=False)

    def names(self) -> frozenset[str]:
        """The names of its roles."""
        return frozenset(role.name for role in self.roles)

    def through(self, relay: Role) -> "Cast":
        """The cast with the relay between its server and who calls it; itself, if one is there."""
        if relay.name in self.names() or "server" not in self.names():
            return self
        at = [role.name for role in self.roles].index("server") + 1
        return replace(self, roles=(*self.roles[:at], relay, *self.roles[at:]))


@dataclass(frozen=True, slots=True)
class Claim:
    """One line of a test: what it says, and the run it is about.

    A line that speaks of two runs, one a family, is two claims with the same `place` in the test.
    """

    says: Word
    line: int = field(compare=False)
    text: str = field(compare=False)
    cast: Cast
    place: int = field(default=0, compare=False)
    written: tuple[str, ...] = field(default=(), compare=False)
    """The word and its arguments, as Bats passes them."""


@dataclass(frozen=True, slots=True)
class Recast:
    """A change of the cast: other programs play these roles."""

    programs: tuple[Role, ...]

    def roles(self) -> frozenset[str]:
        """The roles that it names."""
        return frozenset(role.name for role in self.programs)

    def made_in(self, cast: Cast) -> Cast:
        """The cast with the change."""
        programs = {role.name: role.program for role in self.programs}
        roles = (Role(role.name, programs.get(role.name, role.program)) for role in cast.roles)
        return replace(cast, roles=tuple(roles))


@dataclass(frozen=True, slots=True)
class Disturb:
    """A change of what is done to the cast: one act more."""

    act: Act

    def roles(self) -> frozenset[str]:
        """The roles that it names."""
        return self.act.roles()

    def made_in(self, cast: Cast) -> Cast:
        """The cast with the change."""
        return replace(cast, acts=(*cast.acts, self.act))


@dataclass(frozen=True, slots=True)
class AsIf:
    """A change of the evidence: the first such event has this number."""

    event: Pattern
    number: int

    def roles(self) -> frozenset[str]:
        """The roles that it names."""
        return self.event.roles()


@dataclass(frozen=True, slots=True)
class Control:
    """A change with which exactly its requirement fails, and those in `also`."""

    change: Recast | Disturb | AsIf
    also: frozenset[str]
    text: str = field(compare=False)
    line: int = field(compare=False)

    @property
    def programs(self) -> tuple[Role, ...]:
        """The programs that it brings in, with their roles."""
        return self.change.programs if isinstance(self.change, Recast) else ()


@dataclass(frozen=True, slots=True)
class Hint:
    """For who wrote what does not meet it: what is usually the cause, and how that is cured."""

    usually: str
    cure: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """One test: what must hold, why, who says so, which slots it tests."""

    id: str
    title: str
    reason: str
    sources: tuple[str, ...]
    level: str
    tests: tuple[str, ...]
    controls: tuple[Control, ...]
    claims: tuple[Claim, ...]
    requires: tuple[str, ...]
    line: int = field(compare=False)
    path: Path
    speaks: str = SPEAKS[0]
    asks: tuple[str, ...] = ()
    """What of OFFERS its contract must allow."""
    hint: Hint | None = None

    def casts(self) -> tuple[Cast, ...]:
        """The casts of its claims, each once, in their order."""
        return tuple(dict.fromkeys(claim.cast for claim in self.claims))

    def over(self, families: Collection[str]) -> "Requirement":
        """The requirement less the claims about runs over other families.

        One that would be left with nothing to claim stays whole.
        """
        kept = tuple(claim for claim in self.claims if claim.cast.family in families)
        return replace(self, claims=kept) if kept else self

    def through(self, relay: Role) -> "Requirement":
        """The requirement with the relay between client and server, in every cast that has none."""
        claims = tuple(replace(each, cast=each.cast.through(relay)) for each in self.claims)
        return replace(self, claims=claims)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario file: requirements of one topic."""

    path: Path
    topic: str
    requirements: tuple[Requirement, ...]

    def over(self, families: Collection[str]) -> "Scenario":
        """The scenario less the claims about runs over other families."""
        return replace(self, requirements=tuple(each.over(families) for each in self.requirements))

    def through(self, relay: Role) -> "Scenario":
        """The scenario with the relay wherever one is tested: `tests: via`."""
        requirements = (
            each.through(relay) if relay.name in each.tests else each
            for each in self.requirements
        )
        return replace(self, requirements=tuple(requirements))
