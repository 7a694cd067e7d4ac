"""The plugin, by what it prints, how it ends, and what it writes down."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from harness.tests.workbench import (
    SERVER,
    WHOLE,
    Workbench,
    make_workbench,
    record,
    scenario,
    test,
)

HOLDS = test("7.3 the FIN follows", "happens 'wire SYN' 'wire FIN'")
FAILS = test("7.4 it ends", "happens 'wire SYN'", "happens 'wire RST'")
UNDECIDED = test("7.5 all is seen", "cast server=loses_frames client=client", "over ipv4", "happens 'wire FIN'")
BROKEN = test("7.6 the observer lives", "cast server=crashes client=client", "over ipv4", "happens 'wire FIN'")


REFUSED = (
    '{"t":1000450000,"end":1000460000,"event":"call","role":"server","pid":2,"name":"accept4","fd":3,'
    '"kind":"listener","args":{},"result":-1,"error":"EMFILE","act":"fail"}'
)


BREAKS_THE_JUDGE = """
from harness.running import scenario_run

judge = scenario_run.ScenarioRun.judge

def breaks(self, requirement):
    if requirement.id == "7.3":
        raise ZeroDivisionError("by 0")
    return judge(self, requirement)

scenario_run.ScenarioRun.judge = breaks
"""


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return make_workbench(tmp_path)


def results(bench: Workbench) -> dict[str, str]:
    report = json.loads((bench.build / "report" / "results.json").read_text())
    return {each["id"]: each["verdict"] for each in report["requirements"]}


@pytest.mark.parametrize(
    "tests, status, verdicts",
    [
        ((HOLDS,), 0, {"7.3": "holds"}),
        ((HOLDS, FAILS), 1, {"7.3": "holds", "7.4": "fails"}),
        ((HOLDS, UNDECIDED), 1, {"7.3": "holds", "7.5": "undecided"}),
        ((HOLDS, BROKEN), 3, {"7.3": "holds", "7.6": "broken"}),
        ((FAILS, BROKEN), 1, {"7.4": "fails", "7.6": "broken"}),
    ],
)
def test_verdicts_and_exit_status(
    bench: Workbench, tests: tuple[str, ...], status: int, verdicts: dict[str, str]
) -> None:
    bench.scenario("a.bats", scenario(*tests))
    ran = bench.check()
    assert ran.returncode == status, ran.stdout + ran.stderr
    assert results(bench) == verdicts


def test_a_failure_tells_a_stranger_everything(bench: Workbench) -> None:
    path = bench.scenario("a.bats", scenario(HOLDS, FAILS))
    printed = bench.check().stdout
    for part in (
        "7.4 it ends: FAILS",
        "claim     happens 'wire RST'",
        f"({path}:",
        "expected  wire RST",
        "seen      there was no 'wire RST'",
        "why       This is why it matters. (must; notes 7)",
        f"again     bats {path} -f '^7[.]4 '",
        f"evidence  {bench.build}/runs/a/shared",
        "2 requirements: 1 holds, 1 fails; judged: the reference;",
        "7 graceful close",
    ):
        assert part in printed, printed


def test_the_report(bench: Workbench) -> None:
    bench.scenario("a.bats", scenario(HOLDS, FAILS))
    bench.check()
    report: dict[str, Any] = json.loads((bench.build / "report" / "results.json").read_text())
    assert list(report) == [
        "schema", "when", "slots", "host", "session", "totals", "requirements",
    ]  # fmt: skip
    assert report["schema"] == 1
    assert report["totals"]["requirements"] == 2
    assert report["totals"]["fails"] == 1
    assert set(report["requirements"][1]) == set(
        "id title scenario level tests injected required seconds verdict because cause evidence rerun"
        " reason sources controls marked beside known seen explanation".split()
    )
    told = report["requirements"][1]["explanation"]
    assert (told["claim"], told["expected"]) == ("happens 'wire RST'", "wire RST")
    (folder,) = (bench.build / "runs" / "a").glob("*shared*")
    lines = (folder / "record.jsonl").read_text().splitlines()
    assert told["marked"] and max(told["marked"]) <= len(lines)
    cases = ElementTree.parse(bench.build / "report" / "junit.xml").findall(".//testcase")
    assert [case.get("name") for case in cases] == ["7.3 the FIN follows", "7.4 it ends"]
    ktap = (bench.build / "report" / "results.ktap").read_text()
    assert ktap.startswith("KTAP version 1\n1..2\nok 1 7.3 the FIN follows\n# level: must\nnot ok 2 ")


def test_a_should_that_is_not_met_is_a_warning(bench: Workbench) -> None:
    asked = test("7.4 it ends", "happens 'wire RST'", level="should")
    bench.scenario("a.bats", scenario(HOLDS, asked))
    ran = bench.check("-n0")
    assert ran.returncode == 0, ran.stdout
    assert results(bench) == {"7.3": "holds", "7.4": "warns"}
    assert "7.4 it ends: WARNS\n  claim " in ran.stdout
    assert "2 requirements: 1 holds, 1 warns;" in ran.stdout
    assert bench.check("-n0", "-x").returncode == 0
    ran = bench.check("-n2", STRICT="1")
    assert (ran.returncode, results(bench)["7.4"]) == (1, "fails")
    assert "again     STRICT=1 bats" in ran.stdout


def test_what_is_only_recorded_is_never_a_failure(bench: Workbench) -> None:
    asked = test("7.4 it ends", "happens 'wire RST'", level="record")
    bench.scenario("a.bats", scenario(HOLDS, asked))
    ran = bench.check(STRICT="1")
    assert ran.returncode == 0, ran.stdout
    assert results(bench) == {"7.3": "holds", "7.4": "noted"}
    assert "noted 7.4: there was no 'wire RST'" in ran.stdout


def test_an_injected_error_stands_apart(bench: Workbench) -> None:
    bench.program("iterative_echo_server", "")
    bench.program("echo_client", "")
    mine = bench.program("mine", record(*WHOLE[:5], REFUSED, *WHOLE[5:]))
    injected = test(
        "7.1 it lives on",
        "cast server=half_close client=client",
        "over ipv4",
        "fail 'server accept' EMFILE",
        "happens 'wire RST'",
    )
    bench.scenario("a.bats", scenario(injected, FAILS))
    printed = bench.check(SERVER=str(mine)).stdout
    assert printed.index("7.4 it ends: FAILS") < printed.index("When the observer injects an error")
    assert printed.index("When the observer injects") < printed.index("7.1 it lives on: FAILS (the")
    assert "2 requirements: 1 fails, 1 fails when an error is injected; judged: SERVER=" in printed


def test_who_is_to_be_judged_must_be_named(bench: Workbench) -> None:
    bench.scenario("a.bats", scenario(HOLDS))
    for empty in ("", " "):
        ran = bench.check(SERVER=empty)
        assert ran.returncode == 2
        assert "SERVER is set, and empty" in ran.stdout
    assert bench.check(STRICT="yes").returncode == 2


def test_all_skipped(bench: Workbench) -> None:
    needs = test("7.7 it can", "requires nothing_here", "happens 'wire FIN'")
    bench.scenario("a.bats", scenario(needs))
    assert bench.check().returncode == 3  # nobody knows how to look for it
    assert "only ipv6" in bench.check().stdout


def test_nothing_selected_is_wrong_usage(bench: Workbench) -> None:
    bench.scenario("a.bats", scenario(HOLDS))
    ran = bench.check("-k", "nothing_is_called_so")
    assert ran.returncode == 2
    assert "Nothing was judged" in ran.stdout


def test_a_number_that_is_not_there_is_wrong_usage(bench: Workbench) -> None:
    path = bench.scenario("a.bats", scenario(HOLDS))
    assert bench.check(f"{path}::9.9").returncode == 2


@pytest.mark.parametrize("options", [("-n0",), ("-n2",), ("-n", "auto"), ("-x",)])
def test_pytests_own_options(bench: Workbench, options: tuple[str, ...]) -> None:
    bench.scenario("a.bats", scenario(HOLDS))
    bench.scenario("b.bats", scenario(test("5.3 the FIN follows", "happens 'wire FIN'")))
    ran = bench.check(*options)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert results(bench) == {"5.3": "holds", "7.3": "holds"}


@pytest.mark.parametrize("options", [("-n0",), ("-n2",)])
def test_the_first_failure_ends_it(bench: Workbench, options: tuple[str, ...]) -> None:
    bench.scenario("a.bats", scenario(HOLDS, FAILS))
    bench.scenario("b.bats", scenario(test("5.3 the FIN follows", "happens 'wire FIN'")))
    ran = bench.check("-x", *options)
    assert ran.returncode == 1, ran.stdout
    assert results(bench)["7.4"] == "fails"
    assert "BROKEN" not in ran.stdout


def test_one_number(bench: Workbench) -> None:
    path = bench.scenario("a.bats", scenario(HOLDS, FAILS))
    assert bench.check(f"{path}::7.3").returncode == 0
    assert results(bench) == {"7.3": "holds"}


def test_an_unreadable_scenario_is_broken_and_the_others_are_judged(bench: Workbench) -> None:
    bad = bench.scenario("bad.bats", scenario(test("5.1 it is", "hapens 'wire FIN'")))
    bench.scenario("good.bats", scenario(HOLDS))
    ran = bench.check()
    assert ran.returncode == 3
    assert results(bench) == {"7.3": "holds", "bad.bats": "broken"}
    assert f"{bad}:14: 'hapens' is not in the vocabulary; did you mean 'happens'?" in ran.stdout


def test_a_number_that_is_used_twice(bench: Workbench) -> None:
    bench.scenario("a.bats", scenario(HOLDS))
    bench.scenario("b.bats", scenario(HOLDS))
    assert "7.3 is taken by the test in" in bench.check().stdout


def test_a_run_is_made_once(bench: Workbench) -> None:
    bench.program("half_close", f"echo >>{bench.folder}/count; echo oops >&2; exit 3")
    again = test("7.8 again", "happens 'wire FIN'")
    bench.scenario("a.bats", scenario(HOLDS, again))
    bench.check()
    assert (bench.folder / "count").read_text() == "\n"


def test_trouble_is_one_sentence(bench: Workbench) -> None:
    for program, sentence in {
        "refuses": "observe: unable to make a network of its own",
        "crashes": "the observer was killed by SIGKILL",
        "cuts_off": "was cut off",
    }.items():
        bench.scenario("a.bats", scenario(HOLDS, server=program))
        ran = bench.check()
        assert (ran.returncode, sentence in ran.stdout) == (3, True), ran.stdout


def test_known_deviations(bench: Workbench) -> None:
    listed = bench.folder / "known.toml"
    bench.scenario("a.bats", scenario(HOLDS, FAILS))
    listed.write_text('[deviations]\n"7.4" = "it never resets"\n')
    ran = bench.check("--deviations", str(listed))
    assert ran.returncode == 0, ran.stdout
    assert results(bench) == {"7.3": "holds", "7.4": "expected"}
    assert "expected 7.4: it never resets" in ran.stdout
    listed.write_text('[deviations]\n"7.4" = "it never resets"\n"7.3" = "nor closes"\n')
    ran = bench.check("--deviations", str(listed))
    assert ran.returncode == 3
    assert "take it off the list" in ran.stdout


def test_a_driver_that_is_killed_has_written_down_what_it_judged(bench: Workbench) -> None:
    bench.program("kills", "kill -KILL $PPID")
    kills = test("7.5 it kills", "cast server=kills client=client", "over ipv4", "happens 'wire FIN'")
    bench.scenario("a.bats", scenario(HOLDS, kills))
    assert bench.check("-n0").returncode == -signal.SIGKILL
    lines = (bench.build / "report" / "judged.jsonl").read_text().splitlines()
    judged = [json.loads(line)["judged"] for line in lines if line]
    assert [(each["id"], each["verdict"]) for each in judged] == [("7.3", "holds")]


def test_a_judge_that_fails_is_that_requirements_failure(bench: Workbench) -> None:
    (bench.folder / "breaks.py").write_text(BREAKS_THE_JUDGE)
    bench.scenario("a.bats", scenario(HOLDS, FAILS))
    ran = bench.check("-p", "breaks", "-n2", PYTHONPATH=str(bench.folder))
    assert results(bench) == {"7.3": "broken", "7.4": "fails"}
    assert "7.3 of a.bats: BROKEN\n  the judge failed: ZeroDivisionError: by 0" in ran.stdout
    assert ran.returncode == 1


def test_a_failure_of_pytest_itself_is_no_success(bench: Workbench) -> None:
    text = "def pytest_runtest_logfinish(nodeid):\n    raise ZeroDivisionError\n"
    (bench.folder / "fails.py").write_text(text)
    bench.scenario("a.bats", scenario(HOLDS))
    ran = bench.check("-p", "fails", PYTHONPATH=str(bench.folder))
    assert (ran.returncode, results(bench)) == (3, {"7.3": "holds"})


def test_only_what_failed_last_time(bench: Workbench) -> None:
    bench.scenario("a.bats", scenario(HOLDS, FAILS))
    cache = f"cache_dir={bench.folder}/cache"
    assert bench.check("-o", cache).returncode == 1
    ran = bench.check("-o", cache, "--lf", "--setup-show")
    assert (ran.returncode, results(bench)) == (1, {"7.4": "fails"})
    assert "%]" not in ran.stdout and "INTERNALERROR" not in ran.stdout + ran.stderr


def test_so_many_runs_at_a_time(bench: Workbench) -> None:
    bench.scenario("a.bats", scenario(HOLDS))
    ran = bench.check("-n", "many")
    assert (ran.returncode, "-n many: it takes a number" in ran.stdout) == (2, True)
    assert bench.check("-n", "5").returncode == 0


def test_a_report_that_cannot_be_written_is_no_success(bench: Workbench) -> None:
    bench.scenario("a.bats", scenario(HOLDS))
    (bench.build / "report").write_text("in its place")
    ran = bench.check()
    assert ran.returncode == 3
    assert f"the report could not be written to {bench.build}/report: " in ran.stdout
    bench.scenario("a.bats", scenario(HOLDS, FAILS))
    assert bench.check().returncode == 1


def test_a_name_in_the_shared_temporary_folder_is_not_needed(bench: Workbench) -> None:
    shared = bench.folder / "shared"
    shared.mkdir()
    bench.scenario("a.bats", scenario(HOLDS))
    bench.scenario("b.bats", scenario(test("5.3 the FIN follows", "happens 'wire FIN'")))
    assert bench.check("-n2", TMPDIR=str(shared)).returncode == 0
    assert not list(shared.iterdir())


def test_a_mask_that_forbids_ourselves_to_write(bench: Workbench) -> None:
    bench.scenario("a.bats", scenario(HOLDS))
    command = f"umask 0777; exec {sys.executable} -m pytest -p harness.doors.plugin {bench.folder}/scenarios"
    ran = bench.call("setpriv", "--bounding-set=-all", "--inh-caps=-all", "sh", "-c", command)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("closed", ["2>&-", "<&-", "<&- 2>&-"])
def test_without_a_standard_stream(bench: Workbench, closed: str) -> None:
    bench.scenario("a.bats", scenario(HOLDS, FAILS))
    command = f"{sys.executable} -m pytest -p harness.doors.plugin {bench.folder}/scenarios {closed}"
    ran = bench.call("sh", "-c", command)
    assert (ran.returncode, "2 requirements: 1 holds, 1 fails" in ran.stdout) == (1, True), ran


def test_what_a_program_is_called_does_nothing_to_the_terminal(bench: Workbench) -> None:
    line = SERVER.replace('"born"', '"exec"').replace('"parent":1,"how":"launch"', '"path":"/x",'
                          r'"argv":["x\n::error::y","\u001b[31m"]')  # fmt: skip
    bench.program("half_close", record(*WHOLE[:3], line, *WHOLE[3:]))
    bench.scenario("a.bats", scenario(FAILS))
    printed = bench.check("-n0").stdout
    assert r'exec "x\n::error::y" "\x1b[31m"' in printed
    assert "\x1b" not in printed and "\n::error" not in printed
