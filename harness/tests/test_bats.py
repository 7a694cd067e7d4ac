"""The words of the scenarios, as Bats runs them: every word is seen to fail, too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from harness.tests.workbench import Workbench, make_workbench, scenario, test

HOLDS = test("7.3 the FIN follows", "happens 'wire SYN' 'wire FIN'", "exits client 0")
FAILS = test("7.4 it ends", "happens 'wire SYN'", "happens 'wire RST'")


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    if not shutil.which("bats"):
        pytest.skip("bats is not installed")
    return make_workbench(tmp_path)


def bats(bench: Workbench, text: str, *options: str, **settings: str) -> tuple[int, str]:
    path = bench.scenario("a.bats", text)
    ran = bench.call("bats", "--tap", str(path), *options, **settings)
    return ran.returncode, ran.stdout + ran.stderr


def test_what_holds(bench: Workbench) -> None:
    assert bats(bench, scenario(HOLDS)) == (0, "1..1\nok 1 7.3 the FIN follows\n")


def test_a_failure_is_told_as_the_plugin_tells_it(bench: Workbench) -> None:
    status, printed = bats(bench, scenario(HOLDS, FAILS))
    assert status == 1
    assert "ok 1 7.3 the FIN follows\nnot ok 2 7.4 it ends\n" in printed
    assert "#   `happens 'wire RST'' failed" in printed
    told = bench.check().stdout
    explanation = told[told.index("7.4 it ends: FAILS") : told.index("    chapter")].strip()
    for line in explanation.splitlines():
        assert line in printed


def test_a_warning_passes_and_is_told(bench: Workbench) -> None:
    asked = scenario(HOLDS, test("7.4 it ends", "happens 'wire RST'", level="should"))
    status, printed = bats(bench, asked)
    assert (status, "ok 2 7.4 it ends" in printed) == (0, True), printed
    assert "# 7.4 it ends: WARNS\n#   claim " in printed
    assert bats(bench, asked, STRICT="1")[0] == 1


@pytest.mark.parametrize(
    "claim",
    [
        "happens 'wire RST'",
        "never 'wire FIN'",
        "prints client 'good bye'",
        "exits client 1",
        "zombies server 1",
        "connections server 1",
        "sockets server TIME_WAIT 1",
    ],
)
def test_every_word_can_fail(bench: Workbench, claim: str) -> None:
    status, printed = bats(bench, scenario(test("7.3 a word", "happens 'wire SYN'", claim)))
    assert status == 1
    assert f"`{claim}' failed" in printed


@pytest.mark.parametrize(
    "claim",
    [
        "happens 'wire FIN'",
        "never 'wire RST' after 'wire SYN' until 'wire FIN'",
        "prints client 'hello sockspec'",
        "exits client 0",
        "zombies server 0",
        "connections server 0",
        "sockets server TIME_WAIT 0",
    ],
)
def test_every_word_can_hold(bench: Workbench, claim: str) -> None:
    assert bats(bench, scenario(test("7.3 a word", claim)))[0] == 0


def test_one_test_of_the_file(bench: Workbench) -> None:
    status, printed = bats(bench, scenario(HOLDS, FAILS), "-f", "7.3")
    assert (status, printed) == (0, "1..1\nok 1 7.3 the FIN follows\n")
    assert not list((bench.build / "runs" / "a").glob("7.4-*"))


def test_a_cast_of_the_tests_own(bench: Workbench) -> None:
    own = test("7.5 silence", "cast server=falls_silent client=client", "over ipv4", "never 'wire FIN'")
    no_setup = scenario(own).replace("setup_file() {\n\tcast server=half_close client=client\n\tover ipv4\n}", "")
    assert bats(bench, scenario(HOLDS, own))[0] == 0
    assert bats(bench, no_setup)[0] == 0


@pytest.mark.parametrize(
    "program, sentence",
    [
        ("refuses", "observe: unable to make a network of its own"),
        ("loses_frames", "UNDECIDED"),
    ],
)
def test_neither_broken_nor_undecided_passes(bench: Workbench, program: str, sentence: str) -> None:
    status, printed = bats(bench, scenario(HOLDS, server=program))
    assert (status, sentence in printed) == (1, True), printed


def test_a_scenario_that_cannot_be_read(bench: Workbench) -> None:
    status, printed = bats(bench, scenario(test("7.3 it is", "happens 'wier FIN'")))
    assert status == 1
    assert "a.bats:14: In 'wier FIN'" in printed


def test_a_replaced_server(bench: Workbench) -> None:
    mine = bench.folder / "mine"
    mine.write_text((bench.build / "flawed" / "falls_silent").read_text())
    stacks = test("7.4 the stack's", "happens 'wire FIN'", tests="stack")
    status, printed = bats(bench, scenario(HOLDS, stacks), SERVER=str(mine))
    assert status == 1
    assert f"again     SERVER={mine} bats" in printed
    assert "ok 2 7.4 the stack's # skip a test of stack, not of server" in printed


def test_a_server_that_cannot_be_judged(bench: Workbench) -> None:
    mine = bench.folder / "mine"
    mine.write_text((bench.build / "flawed" / "says_nothing").read_text())
    status, printed = bats(bench, scenario(HOLDS, FAILS), SERVER=str(mine))
    assert status == 1
    assert "SERVER cannot be judged: server closed" in printed or "did not send" in printed
    assert printed.count("not ok") == 1


def test_what_was_not_judged_does_not_pass(bench: Workbench) -> None:
    """Bats runs the file; if it is another one than the driver read, nothing may pass."""
    path = bench.scenario("a.bats", scenario(HOLDS))
    shim = bench.folder / "python"
    shim.write_text(
        '#!/bin/bash\n"$REAL" "$@" || exit\n'
        "sed -i 's/wire FIN/wire ACK/' \"$BATS_FILE_TMPDIR/answers.bash\"\n"
    )
    shim.chmod(0o755)
    real = bench.environment["PYTHON"]
    ran = bench.call("bats", str(path), PYTHON=str(shim), REAL=real)
    assert ran.returncode == 1
    assert "not judged: claim 1 of 7.3 is not the one that the driver read" in ran.stdout


def test_a_claim_that_bats_does_not_reach(bench: Workbench) -> None:
    shim = bench.folder / "python"
    shim.write_text(
        '#!/bin/bash\n"$REAL" "$@" || exit\necho "sockspec_claims[7.3]=3" >>"$BATS_FILE_TMPDIR/answers.bash"\n'
    )
    shim.chmod(0o755)
    path = bench.scenario("a.bats", scenario(HOLDS))
    ran = bench.call("bats", str(path), PYTHON=str(shim), REAL=bench.environment["PYTHON"])
    assert ran.returncode == 1
    assert "not judged: this test makes 2 claims, and 3 were judged" in ran.stdout


def test_nothing_is_left_in_the_way_of_bats(bench: Workbench) -> None:
    """Bats waits for whoever holds its descriptor 3; the observer and its world must not."""
    bench.program("half_close", 'ls -l /proc/$$/fd >"$out/descriptors"; exit 3')
    bats(bench, scenario(HOLDS))
    (descriptors,) = (bench.build / "runs" / "a").glob("*/descriptors")
    assert " 3 -> " not in descriptors.read_text()
