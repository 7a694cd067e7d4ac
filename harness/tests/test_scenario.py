"""Scenario files: what they say, and every way in which one can be wrong."""

from pathlib import Path

import pytest

from harness.tests.making import call_pattern
from harness.scenario.act import Act, Fail, Hold, Limit, Pause, Send, Type
from harness.patterns.syntax import parse as event
from harness.patterns.pattern import CallPattern, Who
from harness.scenario.model import Disturb, Hint, Role
from harness.parsing.file import Scenario, ScenarioError, check, parse
from harness.scenario.slots import OF_PROGRAMS
from harness.tests.documents import blocks, table
from harness.vocabulary.words import USAGE

GOOD = """\
#!/usr/bin/env bats
# Half-close: ending one direction,
# not the conversation.
# shellcheck disable=SC2016

load vocabulary

setup_file() {
	requires ipv6
	cast server='echo_server {port}' client=echo_client
	over ipv4
	stdin client 'hello there' Q
	terminal server
	hold 'client close' until 'wire server>client DATA'
	type server '^C' when 'client ends'
}

# Why it matters,
# in prose.
# source: notes 7; RFC 9293 3.6    level: must    tests: stack via
# control: client=falls_silent also 7.4
# control: fail 'client shutdown' ENOTCONN
@test "7.3 the FIN is the reader's end-of-file" {
	# A comment.
	happens 'wire client>server FIN'  'server read = 0'  # another
	never   'wire RST' after 'wire SYN' \\
		until 'client ends'
}

# source: POSIX recv
# level: linux
# tests: server
# control: server=dies
@test '7.4 it says "hello"' {
	prints      client "hello there"
	exits     client 0
	zombies   server 0
	connections server 0
	requires  proc
	cast      server=other_server
	over      ipv4
	exits     server SIGTERM
}
"""


def read(tmp_path: Path, text: str, name: str = "a.bats") -> Scenario:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return parse(path)


def test_everything_that_a_file_says(tmp_path: Path) -> None:
    scenario = read(tmp_path, GOOD)
    assert scenario.topic == "Half-close: ending one direction, not the conversation."
    first, second = scenario.requirements
    assert (first.id, first.title) == ("7.3", "the FIN is the reader's end-of-file")
    assert first.reason == "Why it matters, in prose."
    assert first.sources == ("notes 7", "RFC 9293 3.6")
    assert (first.level, first.tests) == ("must", ("stack", "via"))
    assert (first.line, first.requires) == (23, ("ipv6",))
    assert (second.title, second.requires) == ('it says "hello"', ("ipv6", "proc"))
    assert (second.level, second.tests, second.reason) == ("linux", ("server",), "")


def test_controls(tmp_path: Path) -> None:
    program, act = read(tmp_path, GOOD).requirements[0].controls
    assert program.programs == (Role("client", "falls_silent"),)
    assert program.also == {"7.4"}
    assert (program.text, program.line) == ("client=falls_silent also 7.4", 21)
    assert act.change == Disturb(Fail(call_pattern("client shutdown"), "ENOTCONN"))


USUALLY = "# usually: It ends at a 0 that\n#   is none.\n"
CURE = "# cure: Look again.\n"
SOURCE = "# source: POSIX recv\n"


def test_a_hint_is_read_whole(tmp_path: Path) -> None:
    first, second = read(tmp_path, changed(SOURCE, USUALLY + CURE + SOURCE)).requirements
    assert first.hint is None
    assert second.hint == Hint("It ends at a 0 that is none.", "Look again.")
    assert (second.reason, second.sources) == ("", ("POSIX recv",))


@pytest.mark.parametrize(
    ("hint", "sentence"),
    [
        (USUALLY, "'usually:' stands without 'cure:'"),
        (CURE, "'cure:' stands without 'usually:'"),
        (f"{CURE}# usually:\n", "'usually:' says nothing"),
        (f"{USUALLY}{CURE}{CURE}", "there is a second 'cure:'"),
        (f"{USUALLY}# cur: Look.\n", "did you mean 'cure'?"),
    ],
)
def test_half_a_hint_is_none(tmp_path: Path, hint: str, sentence: str) -> None:
    with pytest.raises(ScenarioError) as error:
        read(tmp_path, changed(SOURCE, hint + SOURCE))
    assert sentence in error.value.sentence


def test_who_can_be_replaced_is_told_the_usual_cause() -> None:
    root = Path(__file__).resolve().parents[2]
    replaceable = {slot.name for slot in OF_PROGRAMS}
    written = [each for path in sorted((root / "scenarios").glob("*.bats"))
               for each in parse(path).requirements]  # fmt: skip
    tested = [each for each in written if replaceable.intersection(each.tests)]
    assert tested
    assert [each.id for each in tested if each.hint is None] == []


def test_casts(tmp_path: Path) -> None:
    first, second = read(tmp_path, GOOD).requirements
    (cast,) = first.casts()
    assert cast.roles == (Role("server", "echo_server {port}"), Role("client", "echo_client"))
    assert cast.roles[0].program_name == "echo_server"
    assert cast.given == (("client", ("hello there", "Q")),)
    assert cast.terminals == ("server",)
    hold, typed = cast.acts
    assert hold == Hold(call_pattern("client close"), event("wire server>client DATA"))
    assert typed == Type("server", event("client ends"), "^C")
    shared, own = second.casts()
    assert shared == cast and own.roles == (Role("server", "other_server"),)
    assert [claim.cast is own for claim in second.claims] == [False] * 4 + [True]


def acts_of(tmp_path: Path, *lines: str) -> tuple[Act, ...]:
    text = changed(next(line for line in GOOD.splitlines() if "hold 'client close'" in line),
                   "\n".join(f"\t{line}" for line in lines))  # fmt: skip
    return read(tmp_path, text).requirements[0].casts()[0].acts[: len(lines)]


def test_acts_that_end_at_rest(tmp_path: Path) -> None:
    data, any_call = event("wire DATA"), CallPattern(Who("client", "parent"), "call", ())
    assert acts_of(
        tmp_path,
        "hold 'client close' until quiet",
        "hold 'client close' until 'wire DATA' or quiet",
        "hold 'client close' until 'wire DATA' or waits",
        "hold each 'client close' until waits",
        "pause client.parent from 'client enters connect' until 'wire DATA'",
        "pause client.parent until quiet",
    ) == (
        Hold(call_pattern("client close"), None, or_quiet=True),
        Hold(call_pattern("client close"), data, or_quiet=True),
        Hold(call_pattern("client close"), data, or_quiet=True, or_waits=True),
        Hold(call_pattern("client close"), None, or_quiet=True, or_waits=True, each=True),
        Pause(any_call, data, begin=event("client enters connect")),
        Pause(any_call, None, or_quiet=True),
    )


def test_acts_on_what_a_program_has(tmp_path: Path) -> None:
    assert acts_of(
        tmp_path,
        "limit client descriptors 3 when 'wire FIN'",
        "signal client CAUGHT when 'wire FIN'",
        "fail 'client write' EINTR from 'wire FIN'",
    ) == (
        Limit("client", event("wire FIN"), 3),
        Send("client", event("wire FIN"), "CAUGHT"),
        Fail(call_pattern("client write"), "EINTR", event("wire FIN")),
    )


def test_a_role_that_is_played_by_the_program_of_another(tmp_path: Path) -> None:
    text = changed("client=echo_client\n", "client=echo_client again='{client}'\n")
    *_, again = read(tmp_path, text).requirements[0].casts()[0].roles
    assert (again, again.same_as, again.program_names) == (Role("again", "{client}"), "client", ())
    assert Role("client", "limits {echoes}").same_as is None


def test_claims(tmp_path: Path) -> None:
    first = read(tmp_path, GOOD).requirements[0]
    happens, never = first.claims
    assert happens.written[1:] == ("wire client>server FIN", "server read = 0")
    assert (never.says.word, never.line) == ("never", 26)
    assert never.written[1:] == ("wire RST", "after", "wire SYN", "until", "client ends")
    assert never.text == "never   'wire RST' after 'wire SYN' until 'client ends'"


def test_equal_casts_are_one(tmp_path: Path) -> None:
    moved = GOOD.replace("load vocabulary\n", "load vocabulary\n\n\n")
    casts = read(tmp_path, GOOD).requirements[0].casts()
    others = read(tmp_path, moved, "b.bats").requirements[0].casts()
    assert {*casts} == {*others} and casts[0].line != others[0].line


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


HOLD = "hold 'client close' until 'wire server>client DATA'"
FIRST = "	happens 'wire client>server FIN'  'server read = 0'  # another\n"
SETUP = GOOD[GOOD.index("setup_file") : GOOD.index("# Why")]


@pytest.mark.parametrize(
    "text, line, sentence",
    [
        ("", 1, "first line must be"),
        ("#!/bin/sh\n", 1, "first line must be"),
        ("#!/usr/bin/env bats\n", 1, "there is no test"),
        (changed("load vocabulary\n", ""), 7, "'load vocabulary' must stand before"),
        (changed("load vocabulary\n", "load vocabulary\nload vocabulary\n"), 7, "loaded already"),
        (changed("load vocabulary\n", "load vocabulary\nlaod x\n"), 7, "is expected here"),
        (changed("	exits     server SIGTERM\n}\n", "	exits server 0\n"), 34, "closing '}'"),
        (changed("# Why it", SETUP + "\n# Why it"), 18, "one setup_file"),
        # Nothing but plain words.
        (changed(FIRST, "	prints client $HOME\n"), 25, "nothing is expanded"),
        (changed(FIRST, '	prints client "$HOME"\n'), 25, "use single quotes"),
        (changed(FIRST, "	prints client `id`\n"), 25, "no command is run"),
        (changed(FIRST, "	prints client x | cat\n"), 25, "no pipes"),
        (changed(FIRST, "	prints client x; true\n"), 25, "one word"),
        (changed(FIRST, "	prints client x && true\n"), 25, "one word"),
        (changed(FIRST, "	prints client x > file\n"), 25, "nothing is redirected"),
        (changed(FIRST, "	prints client *\n"), 25, "single quotes"),
        (changed(FIRST, "	prints client 'x\n"), 25, "not closed"),
        (changed(FIRST, "	prints client 'x \\\n	y'\n"), 25, "not closed"),
        (changed(FIRST, "	prints client x\\\n	y\n"), 25, "joins lines only after a blank"),
        (changed(FIRST, "	if true\n"), 25, "'if' is not in the vocabulary"),
        (changed(FIRST, "	run true\n"), 25, "'run' is not in the vocabulary"),
        (changed(FIRST, "	[ 1 = 1 ]\n"), 25, "single quotes"),
        # Words and what stands behind them.
        (changed(FIRST, "	hapens 'wire FIN'\n"), 25, "did you mean 'happens'?"),
        (changed(FIRST, "	happens\n"), 25, "an event is expected"),
        (changed(FIRST, "	happens 'wire FNI'\n"), 25, "did you mean 'FIN'?"),
        (changed(FIRST, "	happens 'sever enters read'\n"), 25, "did you mean 'server'?"),
        (changed(FIRST, "	never 'wire RST' till 'wire FIN'\n"), 25, "are not the marks"),
        (changed(FIRST, "	never 'wire RST' until\n"), 25, "after each mark its event"),
        (changed(FIRST, "	never 'wire RST' until 'wire FIN' until 'wire FIN'\n"), 25, "marks"),
        (changed(FIRST, "	never 'wire RST' until 'wire FIN' after 'wire SYN'\n"), 25, "marks"),
        (changed(FIRST, "	prints client\n"), 25, "takes 2 arguments"),
        (changed(FIRST, "	prints client ' '\n"), 25, "the text is empty"),
        (changed(FIRST, "	exits client soon\n"), 25, "no signal"),
        (changed(FIRST, "	zombies server none\n"), 25, "not a number"),
        (changed(FIRST, "	connections Server 0\n"), 25, "cannot be the name of a role"),
        (changed(FIRST, "	sockets server TIME-WAIT 0\n"), 25, "did you mean 'TIME_WAIT'?"),
        (changed(FIRST, "	sockets server TIME_WAIT\n"), 25, "takes 3 arguments"),
        (changed(FIRST, "	cast server\n"), 25, "not ROLE=PROGRAM"),
        (changed(FIRST, "	cast\n"), 25, "a role and its program"),
        (changed(FIRST, "	cast server=a server=b\n"), 25, "twice in the cast"),
        (changed(FIRST, "	cast server=a client=b via=c\n"), 25, "write it second"),
        (changed(FIRST, "	cast via=c client=b\n"), 25, "'via' is between 'server' and"),
        (changed(FIRST, "	requires\n"), 25, "says nothing"),
        (changed(FIRST, "	left_open server 0\n"), 25, "'left_open' is called 'connections' now"),
        (changed(FIRST, "	left_in server LISTEN 0\n"), 25, "'left_in' is called 'sockets' now"),
        (changed(FIRST, "	says client x\n"), 25, "'says' is called 'prints' now"),
        (changed(FIRST, "	happens 'client says x'\n"), 25, "'ROLE prints TEXT'"),
        (changed(FIRST, "	observe server=x\n"), 25, "'observe' is called 'cast' now"),
        (changed("# tests: server\n", "# answers: server\n"), 32, "'answers:' is called 'tests:' now"),
        (changed(FIRST, "	cast server=x\n	cast server=y\n"), 25, "nothing is claimed of this cast"),
        (changed(FIRST, FIRST + "	over ipv4\n"), 26, "behind the claims of its cast"),
        (changed(FIRST, "	happens 'client read'\n"), 25, "'client enters read', or 'client read ret"),
        (changed(FIRST, "	happens 'client enters read = 0'\n"), 25, "has no result yet"),
        (changed(FIRST, "	happens 'client enters'\n"), 25, "the call is missing"),
        (changed("hold 'client close'", "hold 'client enters close'"), 14, "a call is expected"),
        (changed(FIRST, "	given client x\n"), 25, "'given' is called 'stdin' now"),
        (changed(FIRST, "	stdin client x\n"), 25, "behind setup_file"),
        (changed(FIRST, "	terminal client\n"), 25, "behind setup_file"),
        (changed(FIRST, "	over ipv4\n"), 25, "behind setup_file"),
        (changed(HOLD, "over ipv6"), 14, "an 'over' already"),
        (changed("over ipv4\n	stdin", "over ipv5\n	stdin"), 11, "not ipv4 or ipv6, or both"),
        (changed("over ipv4\n	stdin", "over ipv4 ipv4\n	stdin"), 11, "not ipv4 or ipv6, or both"),
        (changed(FIRST, "	short 'client read' 1\n"), 25, "behind setup_file"),
        (changed("	terminal server\n", "	terminal sever\n"), 13, "not in the cast"),
        (changed("	terminal server\n", ""), 14, "no terminal to type at"),
        (changed("	terminal server\n", "	terminal server client\n"), 12, "is on a terminal"),
        (changed("	terminal server\n", "	stdin client x\n"), 13, "given its lines already"),
        (changed("	terminal server\n", "	exits server 0\n"), 13, "it belongs in a test"),
        (changed("	terminal server\n", "	stdin a b\n"), 13, "not in the cast"),
        (changed("stdin client 'hello there' Q", "stdin client '*2' Q"), 12, "repeats the line"),
        (changed("stdin client 'hello there' Q", "stdin client Q '*2' '*2'"), 12, "repeats the line"),
        (changed("stdin client 'hello there' Q", "stdin client Q '*0'"), 12, "something 0 times"),
        (changed("stdin client 'hello there' Q", "stdin client '{x*0}'"), 12, "something 0 times"),
        (changed("client=echo_client\n", "client='{sever}'\n"), 10, "is no other role"),
        (changed("client=echo_client\n", "client='{client}'\n"), 10, "is no other role"),
        (changed("	requires ipv6\n", "	cast server=x\n"), 10, "has one cast"),
        (changed("until 'wire server", "untill 'wire server"), 14, "does not say until when"),
        (changed("DATA'\n	type", "DATA' or else\n	type"), 14, "does not say until when"),
        (changed("hold 'client close'", "hold each 'client close'"), 14, "no other way"),
        (changed("hold 'client close' until", "pause client until wire FIN until"), 14, "until when"),
        (changed("hold 'client close' until", "pause client.last until"), 14, "the end of a process"),
        (changed("hold 'client close' until", "limit client fds 3 when"), 14, "'descriptors' is"),
        (changed("hold 'client close'", "hold 'client close = 0'"), 14, "when a call is entered"),
        (changed("hold 'client close'", "hold 'wire FIN'"), 14, "a call is expected"),
        (changed("hold 'client close'", "hold 'client dup'"), 14, "the observer cannot"),
        (changed(HOLD, "short 'client connect' 1"), 14, "moves no bytes"),
        (changed(HOLD, "short 'client read' 0"), 14, "at least 1 byte"),
        (changed(HOLD, "fail 'client read' EPIP"), 14, "did you mean 'EPIPE'?"),
        (changed(HOLD, "signal client SIGX when 'wire FIN'"), 14, "no signal"),
        (GOOD.replace(SETUP, ""), 15, "before any 'cast'"),
        # The comment above a test, and its name.
        (changed("# source: POSIX recv\n", ""), 33, "7.4: the comment above it has no 'source:'"),
        (changed("# level: linux\n", ""), 33, "no 'level:'"),
        (changed("# tests: server\n", ""), 33, "no 'tests:'"),
        (changed("# control: server=dies\n", ""), 33, "no 'control:'"),
        (changed("# level: linux\n", "# level: mst\n"), 31, "did you mean 'must'?"),
        (changed("# level: linux\n", "# level: must should\n"), 31, "is expected"),
        (changed("# level: linux\n", "# level: must\n# level: must\n"), 32, "a second 'level:'"),
        (changed("# level: linux\n", "# leve: linux\n"), 31, "did you mean 'level'?"),
        (changed("# tests: server\n", "# tests: kernel\n"), 32, "client or via or stack"),
        (changed("# tests: server\n", "# tests: path\n"), 32, "what was 'path' is 'via'"),
        (changed("# source: POSIX recv\n", "# source: POSIX;\n"), 30, "ends in a ';'"),
        (changed("# tests: server\n", "# tests: server    speaks: all\n"), 32, "or any or contract"),
        (changed("# tests: server\n", "# tests: server    speaks: any loud\n"), 32, "pipelined or delimited or "),
        (changed("# control: server=dies\n", "# control:\n"), 33, "says nothing"),
        (
            changed("# control: server=dies\n", "# control: type client x when 'wire FIN'\n"),
            33,
            "client has no terminal",
        ),
        (changed("# control: server=dies\n", "# control: dies\n"), 33, "not ROLE=PROGRAM"),
        (changed("# control: server=dies\n", "# control: as_if 'wire FIN'\n"), 33, "it is 'as_if"),
        (changed("# control: server=dies\n", "# control: as_if 'server prints x' = 1\n"), 33, "no number"),
        (changed("# control: server=dies\n", "# control: as_if 'wire RST' = 1\n"), 33, "no number"),
        (changed("# control: server=dies\n", "# control: as_if 'sever ends' = 1\n"), 33, "did you mean"),
        (changed("# control: server=dies\n", "# control: sever=dies\n"), 33, "did you mean"),
        (changed("# control: server=dies\n", "# control: server=x also all\n"), 33, "after 'also'"),
        (changed("# control: server=dies\n", "# control: fail 'client x' EIO\n"), 33, "no call"),
        (changed("# control: server=dies\n", "# control: server=dies\n\n"), 30, "above no test"),
        (changed('"7.3 the', '"the'), 23, "a number and a sentence"),
        (changed("'7.4 it says \"hello\"'", "'7.4'"), 34, "a number and a sentence"),
        (changed("'7.4 it says \"hello\"'", "7.4"), 34, "is expected"),
        (changed("'7.4 it", "'7.3 it"), 34, "7.3 is taken by the test in line 23"),
        (GOOD + "load \\", 44, "is expected here"),
        (GOOD[: GOOD.index("	prints      client")] + "}\n", 34, "7.4 claims nothing"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 60 else "",
)
def test_wrong(tmp_path: Path, text: str, line: int, sentence: str) -> None:
    with pytest.raises(ScenarioError) as error:
        read(tmp_path, text)
    assert sentence in error.value.sentence
    assert error.value.line == line
    assert str(error.value).startswith(f"{tmp_path / 'a.bats'}:{line}: ")


def test_a_control_may_type_at_a_terminal(tmp_path: Path) -> None:
    text = changed("# control: server=dies\n", "# control: type server '^C' when 'wire FIN'\n")
    change = read(tmp_path, text).requirements[1].controls[0].change
    assert change == Disturb(Type("server", event("wire FIN"), "^C"))


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be read"):
        parse(tmp_path / "none.bats")
    (tmp_path / "bad.bats").write_bytes(b"\xff")
    with pytest.raises(ScenarioError, match="not UTF-8"):
        parse(tmp_path / "bad.bats")


def test_check_passes_what_is_right(tmp_path: Path) -> None:
    asked: list[str] = []

    def exists(name: str) -> bool:
        asked.append(name)
        return True

    check([read(tmp_path, GOOD)], exists)
    assert set(asked) == {"echo_server", "echo_client", "falls_silent", "other_server", "dies"}


@pytest.mark.parametrize(
    "missing, line", [("echo_server", 10), ("falls_silent", 21), ("other_server", 40)]
)
def test_check_programs(tmp_path: Path, missing: str, line: int) -> None:
    with pytest.raises(ScenarioError, match=f"no program '{missing}'") as error:
        check([read(tmp_path, GOOD)], lambda name: name != missing)
    assert error.value.line == line


def test_check_programs_that_others_run(tmp_path: Path) -> None:
    text = GOOD.replace("server='echo_server {port}'", "server='limits {no_such} {host} {port}'")
    with pytest.raises(ScenarioError, match="no program 'no_such' for server") as error:
        check([read(tmp_path, text)], lambda name: name != "no_such")
    assert error.value.line == 10


def test_check_numbers_over_files(tmp_path: Path) -> None:
    other = GOOD.replace("'7.4 it", "'7.5 it").replace("also 7.4", "also 7.5")
    files = [read(tmp_path, GOOD), read(tmp_path, other, "b.bats")]
    with pytest.raises(ScenarioError, match=r"b.bats:23: 7.3 is taken by the test in .*a.bats:23"):
        check(files, lambda name: True)


ALONE = """
# source: x  level: must  tests: server
# control: server=y
@test "7.9 alone" {
	cast server=z
	over ipv4
	exits server 0
}
"""


@pytest.mark.parametrize(
    "also, sentence",
    [("9.9", "does not exist"), ("7.3", "names itself"), ("7.9", "judged on another run")],
)
def test_check_also(tmp_path: Path, also: str, sentence: str) -> None:
    scenario = read(tmp_path, changed("also 7.4", f"also {also}") + ALONE)
    with pytest.raises(ScenarioError, match=sentence) as error:
        check([scenario], lambda name: True)
    assert error.value.line == 21


def test_words_are_those_of_the_document() -> None:
    cells = [cell.strip("`") for cell, _ in table("vocabulary.md", "word", "meaning")]
    assert {cell.partition(" ")[0]: cell.partition(" ")[2] for cell in cells} == USAGE


def test_comment_in_the_document_is_understood(tmp_path: Path) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "vocabulary.md").read_text()
    lines = text[text.index("    # Prose") :].split("\n\n")[0]
    test = "\n".join(line[4:] for line in lines.splitlines())
    head = "#!/usr/bin/env bats\nload vocabulary\nsetup_file() {\n	cast server=s client=c\n}\n"
    scenario = read(tmp_path, f"{head}{test}\n	never 'wire RST'\n}}\n")
    (requirement,) = scenario.requirements
    assert requirement.reason == "Prose: why it matters."
    assert requirement.controls[0].also == {"7.2", "7.5"}


def test_bash_blocks_of_the_document_have_only_known_words() -> None:
    for block in blocks("vocabulary.md", "bash"):
        for line in block.splitlines():
            word = line.split(maxsplit=1)[0] if line.startswith("\t") else None
            assert word is None or word in USAGE


BOTH = """\
#!/usr/bin/env bats
# A topic.

load vocabulary

# Why.
# source: notes 7    level: must    tests: stack
# control: server=y
@test "7.1 over both" {
	cast server=x

	happens 'wire SYN'
	never   'wire RST'

	cast server=x
	over ipv4

	happens 'wire FIN'
}
"""


def test_one_claim_two_runs(tmp_path: Path) -> None:
    scenario = read(tmp_path, BOTH)
    (requirement,) = scenario.requirements
    told = [(claim.says.word, claim.place, claim.cast.family) for claim in requirement.claims]
    assert told == [
        ("happens", 0, "ipv4"), ("happens", 0, "ipv6"),
        ("never", 1, "ipv4"), ("never", 1, "ipv6"),
        ("happens", 2, "ipv4"),
    ]  # fmt: skip
    assert [cast.family for cast in requirement.casts()] == ["ipv4", "ipv6"]


def test_only_over_what_there_is(tmp_path: Path) -> None:
    (requirement,) = read(tmp_path, BOTH).over(["ipv4"]).requirements
    assert [claim.place for claim in requirement.claims] == [0, 1, 2]
    # With nothing left it stays whole, and is judged where it can be: nowhere.
    last = BOTH[BOTH.rindex("\tcast") :]
    alone = BOTH.replace(last, "}\n").replace("cast server=x\n", "cast server=x\n\tover ipv6\n")
    (whole,) = read(tmp_path, alone).over(["ipv4"]).requirements
    assert [claim.cast.family for claim in whole.claims] == ["ipv6", "ipv6"]
    assert whole.requires == ("ipv6",)
