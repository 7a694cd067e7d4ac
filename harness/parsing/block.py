"""The body of setup_file or of a test: one word of the vocabulary a line."""

from dataclasses import replace
from pathlib import Path

from harness.parsing import given
from harness.vocabulary import words
from harness.vocabulary.claims import CLAIMS
from harness.vocabulary.usage import UsageError
from harness.patterns.syntax import role_name
from harness.scenario.act import Act, Type
from harness.scenario.model import Cast, Claim, ScenarioError
from harness.parsing.lexer import Line, split
from harness.patterns.suggest import did_you_mean

FORMERLY = {"given": "stdin", "says": "prints", "left_open": "connections", "left_in": "sockets"}
"""What words were called: they are refused with the name that they have."""


class Body:
    """What stands between the braces of setup_file or of a test."""

    def __init__(self, path: Path, setup: "Body | None") -> None:
        self.path = path
        self.casts: tuple[Cast, ...] = setup.casts if setup else ()
        self.claims: list[Claim] = []
        self.lines_that_claim = 0
        self.requires: list[str] = []
        self.observed = False
        self._clear()

    def _clear(self) -> None:
        """What was said for the next `observe`, each with its line."""
        self.acts: list[tuple[Act, Line]] = []
        self.given: list[tuple[str, tuple[str, ...], Line]] = []
        self.terminals: list[tuple[str, Line]] = []
        self.families: tuple[str, ...] = ()
        self.over: Line | None = None

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
        elif word in words.ACTS:
            self.acts.append((words.act(word, args), line))
        elif word == "observe":
            if self.observed and not in_test:
                raise UsageError("setup_file observes one cast; the second is a test's own.")
            self._observe(args, line)
        elif not args:
            raise words.wrong_use(word, f"'{word}' says nothing")
        elif word == "stdin":
            self._given(role_name(args[0]), args[1:], line)
        elif word == "terminal":
            self.terminals += [(role_name(arg), line) for arg in args]
        elif word == "over":
            self.families, self.over = words.families(args), line
        else:
            self.requires += args

    def _given(self, role: str, input_lines: tuple[str, ...], line: Line) -> None:
        if any(role == known for known, _, _ in self.given):
            raise UsageError(f"{role} is given its lines already: write them in one 'stdin'.")
        given.check(input_lines)
        self.given.append((role, input_lines, line))

    def _observe(self, args: tuple[str, ...], line: Line) -> None:
        roles = tuple(words.role(arg) for arg in args)
        if not roles:
            raise words.wrong_use("observe", "a cast is expected")
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
        self._check_prepared(frozenset(names))
        cast = Cast(
            roles=roles,
            acts=tuple(act for act, _ in self.acts),
            given=tuple((role, text) for role, text, _ in self.given),
            terminals=tuple(role for role, _ in self.terminals),
            line=line.number,
        )
        self.casts = tuple(replace(cast, family=each) for each in self.families) or (cast,)
        self.observed = True
        self._clear()

    def _check_prepared(self, names: frozenset[str]) -> None:
        """What was said for this cast speaks of its roles."""
        named = [(role, line) for act, line in self.acts for role in sorted(act.roles())]
        named += [(role, line) for role, _, line in self.given]
        named += self.terminals
        for role, line in named:
            if role not in names:
                raise self.error(
                    line, f"'{role}' is not in the cast that follows{did_you_mean(role, names)}"
                )
        terminals = [role for role, _ in self.terminals]
        for act, line in self.acts:
            if isinstance(act, Type) and act.role not in terminals:
                raise self.error(line, f"{act.role} has no terminal to type at: 'terminal ROLE'.")
        for role, _, line in self.given:
            if role in terminals:
                raise self.error(line, f"{role} is on a terminal: 'type' to it.")

    def _claim(self, word: str, args: tuple[str, ...], line: Line) -> None:
        says = CLAIMS[word].parse(args)
        roles = says.roles()
        if not self.casts:
            raise UsageError(f"'{word}' before any 'observe': nothing has been run.")
        names = self.casts[0].names()
        for role in sorted(roles - names):
            raise UsageError(f"'{role}' is not in the cast{did_you_mean(role, names)}")
        for cast in self.casts:
            text, place = line.on_one_line, self.lines_that_claim
            claim = Claim(says, line.number, text, cast, place, (word, *args))
            self.claims.append(claim)
        self.lines_that_claim += 1

    def close(self) -> None:
        """The closing brace: nothing may be left that waits for an `observe`."""
        waiting = [line for _, line in self.acts] + [line for _, _, line in self.given]
        waiting += [self.over] if self.over else []
        for line in waiting + [line for _, line in self.terminals]:
            raise self.error(line, f"'{line.text}' is for the next 'observe', and there is none.")
