"""Scenarios that cannot be read, and records, and a full disk: the exact sentence of each."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from harness.place import ROOT
from harness.tests.workbench import Workbench, make_workbench, scenario, test

FIN = test("7.3 the FIN follows", "happens 'wire FIN'")


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return make_workbench(tmp_path)


NO_PROGRAM = "there is no program 'falls_silnt' for server: no falls_silnt.c in c/fixtures/ or c/flawed/."

SCENARIOS = {
    "an unknown program": (
        [FIN, test("7.4 own", "cast server=falls_silnt", "over ipv4", "exits server 0")],
        f"a.bats:22: 7.4: {NO_PROGRAM}",
    ),
    "an unknown event word": (
        [test("7.3 the FIN follows", "happens 'wire FNI'")],
        "a.bats:14: In 'wire FNI': 'FNI' is nothing that crosses the wire: one of SYN, SYN+ACK, ACK, "
        "FIN, RST, DATA, WINDOW, DATAGRAM, QUESTION, ANSWER, PORT-UNREACHABLE, FRAME is expected, after ROLE>ROLE in "
        "one word; did you mean 'FIN'?",
    ),
    "an unknown word": (
        [test("7.3 the FIN follows", "hapens 'wire FIN'")],
        "a.bats:14: 'hapens' is not in the vocabulary; did you mean 'happens'?",
    ),
    "a control that is not there": (
        [test("7.3 the FIN follows", "happens 'wire FIN'", control="server=falls_silnt")],
        f"a.bats:12: 7.3: {NO_PROGRAM}",
    ),
    "a number twice": (
        [FIN, FIN],
        "a.bats:21: 7.3 is taken by the test in line 13.",
    ),
    "a test without a number": (
        [test("the FIN follows", "happens 'wire FIN'")],
        "a.bats:13: 'the FIN follows': a number and a sentence, such as "
        "'7.3 the FIN is the reader's end-of-file', are expected.",
    ),
    "a test without a control": (
        [FIN.replace("# control: server=falls_silent\n", "")],
        "a.bats:12: 7.3: the comment above it has no 'control:' such as 'control: client=PROGRAM': "
        "a check that has never failed proves nothing.",
    ),
}


@pytest.mark.parametrize("what", SCENARIOS)
def test_a_scenario_that_cannot_be_read(bench: Workbench, what: str) -> None:
    tests, sentence = SCENARIOS[what]
    path = bench.scenario("a.bats", scenario(*tests))
    ran = bench.check("-n0")
    heading = "a.bats the scenario can be read: BROKEN"
    assert ran.stdout.splitlines()[2:4] == [heading, f"  {path.parent}/{sentence}"]
    assert ran.returncode == 3


def test_a_number_in_two_files(bench: Workbench) -> None:
    first, second = (bench.scenario(name, scenario(FIN)) for name in ("a.bats", "b.bats"))
    ran = bench.check("-n0")
    assert (
        f"  {second}:13: 7.3 is taken by the test in {first}:13; a number names one requirement for "
        "ever.\n"
    ) in ran.stdout
    assert ran.returncode == 3


HEX = "[0-9a-f]" * 8
CHECKSUM = f"its checksum is {HEX}, and its last line says {HEX}: {{record}}"


@pytest.mark.parametrize(
    "script, sentence",
    [
        ('head -n 4 "${program%/*}/half_close"', "the record was cut off, the observer did not finish:"
         " {record} does not end in an 'end' line"),
        ('head -c 300 "${program%/*}/half_close"',
         "the record was cut off in the middle of line 4: {record}"),
        ('sed s/SYN/FIN/ "${program%/*}/half_close"', f"the record is damaged: {CHECKSUM}"),
        ('cat "${program%/*}/half_close" "${program%/*}/half_close"', f"the record is damaged: {CHECKSUM}"),
        ("sed 's/,.crc32.*/}/' \"${program%/*}/half_close\"", "the record is damaged, or not from the same "
         "sources: {record} does not end in its checksum"),
    ],
)  # fmt: skip
def test_a_record_that_was_cut_off_or_is_damaged(bench: Workbench, script: str, sentence: str) -> None:
    bench.program("cuts_off", f'{script} >"$out/record.jsonl"')
    bench.scenario("a.bats", scenario(FIN, server="cuts_off"))
    ran = bench.check("-n0")
    record = bench.build / "runs" / "a" / "7.3" / "record.jsonl"
    said = " ".join(ran.stdout.split())
    assert re.search(f" seen {sentence.format(record=record)} again ", said), said
    assert ran.returncode == 3


def test_a_full_disk(tmp_path: Path) -> None:
    """Of what was judged before it was full, nothing is lost but what needs room."""
    inside = ["unshare", "--user", "--mount", "--map-root-user", "sh", "-ec"]
    if subprocess.run([*inside, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no user namespaces on this machine, so no small disk")
    bench = make_workbench(tmp_path)
    bench.scenario("a.bats", scenario(FIN))
    (bench.build / "runs").mkdir()
    (bench.build / "report").mkdir()
    script = (
        f"mount -t tmpfs -o size=4k none '{bench.build}/runs'; "
        f"mount -t tmpfs -o size=4k none '{bench.build}/report'; "
        f"head -c 4096 /dev/zero >'{bench.build}/runs/full'; "
        f"head -c 4096 /dev/zero >'{bench.build}/report/full'; "
        'exec "$@"'
    )
    check = [sys.executable, "-m", "pytest", "-p", "harness.doors.plugin", "-n0"]
    ran = subprocess.run(
        [*inside, script, "sh", *check, str(bench.folder / "scenarios")],
        cwd=ROOT, env=bench.environment, text=True, capture_output=True, check=False,
    )  # fmt: skip
    said = " ".join(ran.stdout.split())
    runs, report = bench.build / "runs" / "a" / "7.3", bench.build / "report"
    assert f"seen the evidence cannot be kept in {runs}: No space left on device again" in said
    assert f"the report could not be written to {report}: No space left on device" in said
    assert "1 requirement: 1 broken;" in said
    assert (ran.returncode, "Traceback" in ran.stdout + ran.stderr) == (3, False)
