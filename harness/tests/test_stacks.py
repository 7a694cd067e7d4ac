"""Stacks: recipes, what is wrong in one, and some that our programs run on."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from harness.running.config import config_from
from harness.running.emulator import registration
from harness.place import ROOT
from harness.running.recipes import PROGRAM, Recipe, RecipeError, every_recipe, find_recipe, read_recipe
from harness.running.slots import SlotError
from harness.tests.documents import blocks
from harness.tests.judged import checked

GOOD = '[stack]\nabout = "x"\nrun = "nice -n 1 {program}"\n'


def test_each_recipe_can_be_read_and_says_what_it_is() -> None:
    recipes = every_recipe(ROOT)
    assert len(recipes) >= 10
    for each in recipes:
        assert each.about and (each.compiler or each.run or each.within or each.world), each.name


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[stack", "not TOML"),
        (f"{GOOD}colour = 1", "'colour' is not a key of [stack] of a recipe"),
        (f"{GOOD}[colour]", "'colour' is not a table of a recipe"),
        ('[stack]\nabout = "x"\n', "[stack] has none of compiler, run, within, network"),
        (GOOD.replace("{program}", ""), "is to have the word {program} once, and not first"),
        (GOOD.replace("nice -n 1 ", ""), "is to have the word {program} once, and not first"),
        (GOOD.replace("nice", "'nice"), "is not a command line (No closing quotation)"),
        ('[stack]\nemulator = "qemu"\nrun = "x {program}"', "add compiler"),
        ('[stack]\nnetwork = "offloads"', "the network wants net.NAME=VALUE"),
        ('[stack]\nnetwork = "ttl=7"', "the network wants net.NAME=VALUE"),
        (f"{GOOD}families = ['ipx']", "families are ipv4 and ipv6, not ipx"),
        (f'{GOOD}evidence = "told"', "evidence is for programs that a compiler of its own builds"),
        (f'{GOOD}evidence = "heard"', "evidence is 'told' or left out, not 'heard'"),
        (f"{GOOD}needs = 7", "needs is to be a text, or a list of texts, not 7"),
    ],
)
def test_bad_recipes(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError) as error:
        read_recipe(path, "mine.toml")
    assert sentence in str(error.value)
    assert str(path) in str(error.value)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"STACK": ""}, "STACK is set, and empty"),
        ({"STACK": "mussl"}, "STACK: there is no stack 'mussl'; did you mean 'musl'?"),
        ({"STACK": "runsc do"}, "there is no stack 'runsc do'"),
        ({"STACK": "no-such-sandbox {program}"}, "the program 'no-such-sandbox' is not there"),
        ({"STACK": "settle: ttl=7"}, "STACK: the network wants net.NAME=VALUE"),
        ({"STACK": "musl", "SERVER": "socat"}, "is judged by our programs: leave SERVER= out"),
    ],
)
def test_a_stack_that_cannot_be(environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(SlotError) as error:
        config_from(environment)
    assert sentence in str(error.value)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'{GOOD}needs = "no-such-compiler"\npackage = "the-package"\n')
    with pytest.raises(SlotError) as error:
        config_from({"STACK": str(path)})
    assert str(error.value) == (
        "the stack 'mine' needs no-such-compiler, not found in PATH: install the-package"
    )


def test_a_command_line_is_put_around_a_program() -> None:
    recipe = find_recipe(f"box --in {PROGRAM} --quiet", ROOT)
    assert recipe.words(("/x/server", "9190")) == ("box", "--in", "/x/server", "9190", "--quiet")
    assert Recipe("x", "x").words(("/x/server",)) == ("/x/server",)


def test_an_emulator_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[stack]\ncompiler = "cc"\nemulator = "no-such-emulator"\n')
    with pytest.raises(SlotError) as error:
        config_from({"STACK": str(path)})
    assert str(error.value) == "STACK: the program 'no-such-emulator' is not there"


@pytest.mark.parametrize(
    ("header", "machine"),
    [
        ("7f454c46020101000000000000000000" "0200" "b700", "\\xb7\\x00"),
        ("7f454c46020201000000000000000000" "0002" "0016", "\\x00\\x16"),
    ],
)
def test_an_emulator_runs_the_programs_of_one_processor(
    tmp_path: Path, header: str, machine: str
) -> None:
    program = tmp_path / "program"
    program.write_bytes(bytes.fromhex(header) + b"what follows is of this program alone")
    name, kind, offset, magic, mask, emulator, flags = registration("/e", program).split(":")[1:]
    assert (name, kind, offset, emulator, flags) == ("sockspec", "M", "", "/e", "PF")
    assert magic.startswith("\\x7f\\x45\\x4c\\x46") and magic.endswith(machine)
    pairs = list(zip(bytes.fromhex(header), bytes.fromhex(mask.replace("\\x", ""))))
    ignored = {at: value & ~kept & 0xFF for at, (value, kept) in enumerate(pairs) if kept != 0xFF}
    at = 17 if header.startswith("7f454c460202") else 16  # the low byte of e_type
    assert ignored == {7: 0, at: 0} and pairs[at] == (2, 0xFE)


# From end to end ----------------------------------------------------------------------------------


def check(tmp_path: Path, stack: str, *options: str) -> tuple[int, str, Mapping[str, str]]:
    """The exit status, what was printed, and the verdicts."""
    ran = checked(tmp_path, {"STACK": stack}, *options)
    results = tmp_path / "report" / "results.json"
    told = json.loads(results.read_text())["requirements"] if results.exists() else []
    return ran.returncode, ran.stdout, {each["id"]: each["verdict"] for each in told}


def test_a_setting_of_the_network(tmp_path: Path) -> None:
    status, said, verdicts = check(tmp_path, "mtu-1500", "-k", "halfclose or drain")
    assert (status, set(verdicts.values())) == (0, {"holds"}), said
    assert "10.43" not in verdicts  # it tests the server


@pytest.mark.parametrize("stack", ["no-timestamps", "mtu-1280", "no-window-scaling"])
def test_a_setting_makes_no_difference_to_any(tmp_path: Path, stack: str) -> None:
    status, said, verdicts = check(tmp_path, stack)
    assert (status, set(verdicts.values())) == (0, {"holds"}) and len(verdicts) > 150, said


OF_AN_EMULATOR = "byteorder or fork or halfclose or handshake or names or options or peers or wait"
"""Calls of all kinds, and programs that execute another, as in 8.5."""


@pytest.mark.skipif(
    bool(find_recipe("qemu-aarch64", ROOT).missing), reason="the emulator is not installed"
)
def test_another_processor(tmp_path: Path) -> None:
    known = str(find_recipe("qemu-aarch64", ROOT).path)
    status, said, verdicts = check(
        tmp_path, "qemu-aarch64", "--deviations", known, "-k", OF_AN_EMULATOR
    )
    assert status == 0, said
    assert {"8.5", "10.32"} <= verdicts.keys() and verdicts["8.5"] == "holds", said


OF_MPTCP = "halfclose or handshake or sockettypes or connect or reset or orderlyclose or listener"
"""Where a stream begins and ends. What is of large amounts takes longer than a run may."""


@pytest.mark.skipif(bool(find_recipe("mptcp", ROOT).missing), reason="no mptcpize, or no MPTCP here")
def test_the_end_of_a_stream_of_mptcp(tmp_path: Path) -> None:
    known = str(find_recipe("mptcp", ROOT).path)
    status, said, verdicts = check(tmp_path, "mptcp", "--deviations", known, "-k", OF_MPTCP)
    assert status == 0, said
    assert verdicts["7.2"] == verdicts["7.3"] == verdicts["7.11"] == "holds", said
    assert verdicts["2.10"] == verdicts["7.1"] == "expected", said
    records = (tmp_path / "runs").glob("halfclose/*/record.jsonl")
    assert any('"SUBFLOW-FIN"' in record.read_text() for record in records)


def test_a_network_that_is_none(tmp_path: Path) -> None:
    status, said, verdicts = check(tmp_path, "settle: net.ipv4.no_such_thing=1", "-k", "7.5")
    assert status == 3 and not verdicts
    assert "STACK cannot be judged: the pair over a stream could not be run: " in said


def test_a_sandbox_that_prints_and_ends(tmp_path: Path) -> None:
    status, said, verdicts = check(tmp_path, "/bin/echo {program}", "-k", "7.5")
    assert status == 3 and not verdicts
    assert "STACK cannot be judged: " in said and said.count("\n") <= 3


def test_another_c_library(tmp_path: Path) -> None:
    known = str(ROOT / "fixtures" / "stacks" / "musl.toml")
    status, said, verdicts = check(tmp_path, "musl", "--deviations", known)
    assert status == 0, said
    assert {number for number, verdict in verdicts.items() if verdict == "expected"} == {
        "3.3", "8.9", "8.11", "8.13", "8.14"}  # fmt: skip
    (block,) = blocks("stacks.md", "text")
    headline, *lines = block.splitlines()
    assert said.count("\n".join(("", *lines, ""))) == 1, said
    assert re.search(r"^musl \S+ differs from glibc \S+ on Linux \S+ in 5 of \d+ ", headline)


UNHELD = "8.7"
"""Its second name server, which tells nothing, is to be held before it has its port."""

UNTOLD = {"10.7", "10.35"}
"""SIGCHLD and SIGSTOP to one who has no handler for them."""


def test_programs_tell_what_a_tracer_sees(tmp_path: Path) -> None:
    """Requirement by requirement it is as where they are traced, or it is undecided."""
    known = str(ROOT / "fixtures" / "stacks" / "told.toml")
    status, said, verdicts = check(tmp_path, "told", "--deviations", known)
    assert status == 1, said  # what is undecided is not met
    by_verdict: dict[str, set[str]] = {}
    for number, verdict in verdicts.items():
        by_verdict.setdefault(verdict, set()).add(number)
    assert by_verdict.keys() <= {"holds", "expected", "undecided"}, said
    assert by_verdict["expected"] == {"3.3", "8.9", "8.11", "8.13", "8.14", "10.34"}, said
    assert by_verdict["undecided"] - {UNHELD} == UNTOLD and len(by_verdict["holds"]) >= 144, said
    told = json.loads((tmp_path / "report" / "results.json").read_text())["requirements"]
    assert {each["seen"] for each in told} == {"told"}
    record = next((tmp_path / "runs").glob("halfclose/*/record.jsonl"))
    assert '"by":["told"' in record.read_text().splitlines()[0]


def test_flawed_programs_that_tell_their_calls_are_caught() -> None:
    """Each requirement is seen to fail with its controls there, too, and on changed evidence."""
    topics = ("halfclose", "handshake", "options", "datagrams", "partialreads")
    ran = subprocess.run(
        [sys.executable, "-m", "harness", "controls", *topics], cwd=ROOT,
        env={**os.environ, "STACK": "told"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0 and re.search(r"(\d+) hold .*, \1 caught by", ran.stdout), ran


def test_the_readme_shows_a_difference_of_the_document() -> None:
    (block,) = blocks("stacks.md", "text")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("    $ make check STACK=musl\n")[2].partition("\n\n")[0]
    lines = [line.removeprefix("    ") for line in shown.splitlines()]
    assert len(lines) == 4 and set(lines) <= set(block.splitlines())


WITHOUT_SIGPIPE = "env --ignore-signal=PIPE {program}"
"""As nohup(1) does for SIGHUP: what is ignored stays so over an exec (POSIX, exec)."""


def test_what_differs_is_told_beside_this_machine(tmp_path: Path) -> None:
    status, said, verdicts = check(tmp_path, WITHOUT_SIGPIPE, "-k", "7.6 or 7.19")
    assert (status, verdicts) == (1, {"7.6": "fails", "7.19": "holds"}), said
    for part in (
        f"{WITHOUT_SIGPIPE} differs from glibc",
        "\n      new 7.6   (must) to write after shutdown fails with EPIPE, and SIGPIPE kills\n",
        "Linux      client was killed by SIGPIPE in write(3)\n",
        "the stack  client ended with status 99, not by SIGPIPE\n",
    ):
        assert part in said, said
    report = tmp_path / "report"
    assert "| **new** |" in (report / "differences.md").read_text()
    told = json.loads((report / "results.json").read_text())
    assert told["slots"]["stack"]["command"] == "env --ignore-signal=PIPE '{program}'"
    (beside,) = told["requirements"][0]["beside"]
    assert (beside["verdict"], beside["because"][:20]) == ("holds", "client was killed by")


def test_what_a_recipe_lists_is_marked_and_fails_unless_the_list_is_given(tmp_path: Path) -> None:
    recipe, again = tmp_path / "quiet.toml", tmp_path / "again"
    again.mkdir()
    recipe.write_text(
        f'[stack]\nrun = "{WITHOUT_SIGPIPE}"\nversion = "echo quiet 7.1"\n[deviations]\n"7.6" = "It is ignored."\n'
    )
    status, said, verdicts = check(tmp_path, str(recipe), "-k", "7.6")
    assert (status, verdicts) == (1, {"7.6": "fails"}), said
    assert "\nquiet 7.1 differs from glibc" in said and "\n    known 7.6   (must)" in said
    assert "because  It is ignored.\n" in said
    status, said, verdicts = check(again, str(recipe), "-k", "7.6", "--deviations", str(recipe))
    assert (status, verdicts) == (0, {"7.6": "expected"}), said
    assert "\n    known 7.6   (must)" in said and said.count("It is ignored.") == 1
