"""The body of setup_file or of a test: one word of the vocabulary a line."""

from dataclasses import replace
from pathlib import Path

from harness.parsing import given
from harness.vocabulary import words
from harness.vocabulary.claims import CLAIMS
from harness.vocabulary.usage import UsageError
from harness.patterns.syntax import role_name
from harness.scenario.act import Act, Type
from harness.scenario.model import ADDRESS_FAMILIES, Cast, Claim, Role, ScenarioError
from harness.scenario.slots import SERVER
from harness.parsing.lexer import Line, split
from harness.patterns.suggest import did_you_mean

FORMERLY = {
    "observe": "cast",
    "given": "stdin",
    "says": "prints",
    "left_open": "connections",
    "left_in": "sockets",
}
"""What words were called: they are refused with the name that they have."""


class Draft:
    """A cast while it is written: its roles, and what is said of it until the first claim."""

    def __init__(self, roles: tuple[Role, ...], line: Line) -> None:
        self.roles = roles
        self.line = line
        self.acts: list[tuple[Act, Line]] = []
        self.given: list[tuple[str, tuple[str, ...], Line]] = []
        self.terminals: list[tuple[str, Line]] = []
        self.families: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The names of its roles."""
        return frozenset(role.name for role in self.roles)

    def casts(self) -> tuple[Cast, ...]:
        """One for each family of addresses; where somebody is called, that is both by default."""
        cast = Cast(
            roles=self.roles,
            acts=tuple(act for act, _ in self.acts),
            given=tuple((role, text) for role, text, _ in self.given),
            terminals=tuple(role for role, _ in self.terminals),
            line=self.line.number,
        )
        usual = ADDRESS_FAMILIES if SERVER.role in self.names else ADDRESS_FAMILIES[:1]
        return tuple(replace(cast, family=each) for each in self.families or usual)


class Body:
    """What stands between the braces of setup_file or of a test."""

    def __init__(self, path: Path, setup: "Body | None") -> None:
        self.path = path
        self.casts: tuple[Cast, ...] = setup.casts if setup else ()
        self.claims: list[Claim] = []
        self.lines_that_claim = 0
        self.requires: list[str] = []
        self.draft: Draft | None = None

    def error(self, line: Line, sentence: str) -> ScenarioError:
        return ScenarioError(self.path, line.number, sentence)

    def take(self, line: Line, *, in_test: bool) -> None:
        """Read one line."""
        try:
            word, *rest = split(line.text)
            if word in FORMERLY:
                raise UsageError(f"'{word}' is called '{FORMERLY[word]}' now.")
            if word not in words.USAGE:
                raise UsageError(
                    f"'{word}' is not in the vocabulary{did_you_mean(word, words.USAGE)}"
                )
            if word in CLAIMS and not in_test:
                raise UsageError(f"'{word}' claims something: it belongs in a test.")
            self._word(word, tuple(rest), line, in_test)
        except ScenarioError:
            raise
        except ValueError as error:
            raise self.error(line, str(error)) from None

    def _word(self, word: str, args: tuple[str, ...], line: Line, in_test: bool) -> None:
        if word in CLAIMS:
            self._claim(word, args, line)
        elif word == "cast":
            if self.draft and not in_test:
                raise UsageError("setup_file has one cast; the second is a test's own.")
            self._cast(args, line)
        elif word in words.OF_A_CAST:
            self._say_of_cast(word, args, line)
        elif not args:
            raise words.wrong_use(word, f"'{word}' says nothing")
        else:
            self.requires += args

    def _cast(self, args: tuple[str, ...], line: Line) -> None:
        roles = tuple(words.role(arg) for arg in args)
        if not roles:
            raise words.wrong_use("cast", "a role and its program are expected")
        names = [role.name for role in roles]
        for name in names:
            if names.count(name) > 1:
                raise UsageError(f"'{name}' is twice in the cast.")
        if "via" in names and names[:2] != ["server", "via"]:
            raise UsageError("'via' is between 'server' and who calls: write it second.")
        for role in roles:
            if role.same_as and (role.same_as not in names or role.same_as == role.name):
                raise UsageError(
                    f"{role.name}='{role.program}': that is no other role of it."
                )
        self.close()
        self.draft = Draft(roles, line)

    def _say_of_cast(self, word: str, args: tuple[str, ...], line: Line) -> None:
        if self.draft is None:
            where = self._where()
            raise UsageError(f"'{word}' stands {where}: it belongs behind a 'cast' of its own.")
        if word in words.ACTS:
            self.draft.acts.append((words.act(word, args), line))
        elif not args:
            raise words.wrong_use(word, f"'{word}' says nothing")
        elif word == "stdin":
            self._given(self.draft, role_name(args[0]), args[1:], line)
        elif word == "terminal":
            self.draft.terminals += [(role_name(arg), line) for arg in args]
        elif self.draft.families:
            raise UsageError("there is an 'over' already: write the families in one.")
        else:
            self.draft.families = words.families(args)
        self._check(self.draft, line)

    def _where(self) -> str:
        """Where a word stands that is said of a cast, and has none that is open to it."""
        if self.claims:
            return "behind the claims of its cast"
        return "behind setup_file, whose cast is complete" if self.casts else "before any 'cast'"

    def _given(self, draft: Draft, role: str, input_lines: tuple[str, ...], line: Line) -> None:
        if any(role == known for known, _, _ in draft.given):
            raise UsageError(f"{role} is given its lines already: write them in one 'stdin'.")
        given.check(input_lines)
        draft.given.append((role, input_lines, line))

    def _check(self, draft: Draft, last: Line) -> None:
        """What was said last speaks of the cast's roles."""
        named = [role for act, line in draft.acts if line is last for role in sorted(act.roles())]
        named += [role for role, _, line in draft.given if line is last]
        named += [role for role, line in draft.terminals if line is last]
        for role in named:
            if role not in draft.names:
                raise UsageError(f"'{role}' is not in the cast{did_you_mean(role, draft.names)}")

    def _check_terminals(self, draft: Draft) -> None:
        """Who is typed to has a terminal, and who has one is given nothing else."""
        terminals = [role for role, _ in draft.terminals]
        for act, line in draft.acts:
            if isinstance(act, Type) and act.role not in terminals:
                raise self.error(line, f"{act.role} has no terminal to type at: 'terminal ROLE'.")
        for role, _, line in draft.given:
            if role in terminals:
                raise self.error(line, f"{role} is on a terminal: 'type' to it.")

    def _complete(self) -> None:
        """All has been said of the cast."""
        if self.draft:
            self._check_terminals(self.draft)
            self.casts, self.draft = self.draft.casts(), None

    def _claim(self, word: str, args: tuple[str, ...], line: Line) -> None:
        says = CLAIMS[word].parse(args)
        roles = says.roles()
        self._complete()
        if not self.casts:
            raise UsageError(f"'{word}' before any 'cast': nothing has been run.")
        names = self.casts[0].names()
        for role in sorted(roles - names):
            raise UsageError(f"'{role}' is not in the cast{did_you_mean(role, names)}")
        for cast in self.casts:
            text, place = line.on_one_line, self.lines_that_claim
            claim = Claim(says, line.number, text, cast, place, (word, *args))
            self.claims.append(claim)
        self.lines_that_claim += 1

    def close(self, *, in_test: bool = True) -> None:
        """The closing brace, or another cast: of one in a test, something must be claimed."""
        if self.draft and in_test:
            raise self.error(self.draft.line, "nothing is claimed of this cast.")
        self._complete()
