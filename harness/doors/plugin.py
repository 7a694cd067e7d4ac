"""The pytest plugin: scenarios are collected, one item a requirement, and judged.

    python3 -m pytest -p harness.doors.plugin scenarios

Exit status: 0 all hold, 1 something does not, 2 wrong usage or nothing selected,
3 broken, 4 all skipped, 130 interrupted. With options that pytest itself does not
know it ends with 4, before any plugin is asked.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Generator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.telling.describe import printable
from harness.judging.deviations import DeviationsError, read_deviations
from harness.doors.hook import hook
from harness.doors.items import DEVIATIONS, LEDGER, READ, SETTING, ScenarioFile, attach
from harness.doors.journal import Ledger, begin
from harness.running.machine import has_networks
from harness.running.paths import find_place
from harness.judging.traits import Traits, unpacked
from harness.running.preflight import PreflightError, preflight
from harness.scenario.model import Scenario
from harness.running.config import Setting
from harness.running.slots import SlotError, slots_from, strict_from
from harness.doors.terminal import TOLD_ALONE, WORKERS, Speaker
from harness.doors.streams import open_what_is_closed
from harness.doors.results import Tally

TALLY = pytest.StashKey[Tally]()
VERBOSE = pytest.StashKey[int]()

EARLY = pytest.StashKey[int]()
"""The exit status of a session that ends before anything is judged."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Our own options; the others are pytest's and pytest-xdist's. It is the first hook of all."""
    open_what_is_closed()
    parser.getgroup("sockspec").addoption(
        "--deviations",
        metavar="FILE",
        type=Path,
        help="known deviations of the subject: a listed failure is expected (TOML)",
    )


@hook(hookwrapper=True)
def pytest_cmdline_main(config: pytest.Config) -> Generator[None, "_Outcome", None]:
    """Set our defaults; end with our exit status where pytest would have its own."""
    config.stash[VERBOSE] = config.option.verbose
    if _is_main(config) and _scenarios(config):
        config.option.verbose = min(config.option.verbose, -2)  # the words are ours
        _do_without_a_temporary_folder(config)
        _share_the_cores(config, len(_scenarios(config)))
    outcome = yield
    try:
        outcome.get_result()
    except pytest.UsageError as error:
        print("\n".join(map(printable, str(error).split("\n"))), flush=True)
        status: int = config.stash.get(EARLY, 2)
        outcome.force_result(status)


class _Outcome:
    """What pluggy hands to a wrapper; it has no public name in this version."""

    def get_result(self) -> object: ...
    def force_result(self, result: object) -> None: ...


def _is_main(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput")


def _scenarios(config: pytest.Config) -> set[Path]:
    """The scenario files that the command line names, if this session is to judge them."""
    option = config.option
    if option.collectonly or option.help or option.version or getattr(option, "markers", False):
        return set()
    paths = [Path(str(argument).partition("::")[0]) for argument in config.args]
    inside = {file for path in paths if path.is_dir() for file in path.glob("*.bats")}
    return inside | {path for path in paths if path.suffix == ".bats"}


def _do_without_a_temporary_folder(config: pytest.Config) -> None:
    """pytest's own has a name in /tmp that anybody knows, and may have made before us.

    Judging needs none. xdist would make it all the same, for its workers.
    """
    config.pluginmanager.set_blocked("tmpdir")


def _share_the_cores(config: pytest.Config, files: int) -> None:
    """A worker a core and one more, each with whole files, unless the command line has it otherwise.

    The one more has the cores busy while a run waits for a second to pass (4.5, 8.5, 10.9).
    """
    option = config.option
    if option.usepdb or not hasattr(option, "numprocesses"):
        return
    if option.numprocesses in (None, "auto", "logical"):
        option.numprocesses = min(len(os.sched_getaffinity(0)) + 1, files)
    if not _have_networks():
        option.numprocesses = 1  # all runs serve the machine's one port, one after the other
    if option.maxworkerrestart is None:
        option.maxworkerrestart = "2"  # a judge that dies will die of the same again
    if option.numprocesses < 2:
        option.numprocesses, option.dist = 0, "no"
    elif option.dist == "no":
        option.dist = "loadfile"


def _have_networks() -> bool:
    try:
        return has_networks()
    except SlotError:  # it is told as soon as the session is configured
        return True


def pytest_configure(config: pytest.Config) -> None:
    """Find out who is to be judged, and whether they can be."""
    try:
        setting = Setting(
            find_place(),
            slots_from(os.environ),
            _told(config),
            _core(config),
            strict=strict_from(os.environ),
        )
        listed = config.getoption("--deviations")
        deviations: Mapping[str, str] = read_deviations(listed) if listed else {}
        if ledger := getattr(config, "workerinput", {}).get("ledger"):
            config.stash[LEDGER] = Ledger(Path(ledger[0]), ledger[1])
            _end_when_told()
        elif _is_main(config) and _scenarios(config):
            setting = _begin_judging(config, setting)
    except (SlotError, DeviationsError) as error:
        raise pytest.UsageError(str(error)) from None
    except PreflightError as error:
        config.stash[EARLY] = 3
        raise pytest.UsageError(str(error)) from None
    read: list[Scenario] = []
    config.stash[SETTING], config.stash[DEVIATIONS], config.stash[READ] = setting, deviations, read


def _begin_judging(config: pytest.Config, setting: Setting) -> Setting:
    """In the main process: the tally, and the preflight."""
    signal.signal(signal.SIGTERM, _end)
    config.stash[LEDGER] = begin(setting.place.report / "judged.jsonl")
    config.stash[TALLY] = tally = Tally(setting, config.stash[LEDGER])
    tally.clear()
    found = preflight(setting.slots, setting.try_out)
    for note in found.notes:
        print(f"Note: {note}.", flush=True)
    return replace(setting, traits=found)


def _end_when_told() -> None:
    """In a worker: Ctrl+C or SIGTERM ends it in good order, which a second must not disturb."""
    told: list[int] = []

    def end(number: int, frame: object) -> None:
        told.append(number)
        if len(told) == 1:
            raise KeyboardInterrupt

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, end)


def _end(number: int, frame: object) -> None:
    """SIGTERM in the main process: like Ctrl+C, what was judged is kept."""
    raise KeyboardInterrupt(*TOLD_ALONE)


@hook(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """xdist starts a worker: it is told what the preflight has found, and where to write."""
    setting, ledger = node.config.stash[SETTING], node.config.stash.get(LEDGER, None)
    node.workerinput["traits"] = setting.traits.packed()
    if ledger is not None:
        node.workerinput["ledger"] = (str(ledger.path), ledger.session)
        node.config.stash.setdefault(WORKERS, []).append(node)


def _told(config: pytest.Config) -> Traits:
    """In a worker: what the preflight has found."""
    return unpacked(getattr(config, "workerinput", {}).get("traits", ()))


def _core(config: pytest.Config) -> int:
    """The core on which this process runs its pairs: each worker has its own."""
    cores = sorted(os.sched_getaffinity(0))
    worker = getattr(config, "workerinput", {}).get("workerid", "gw0")
    return cores[int(worker.removeprefix("gw")) % len(cores)]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A .bats file is a scenario."""
    if file_path.suffix != ".bats":
        return None
    collector: pytest.Collector = ScenarioFile.from_parent(parent, path=file_path)
    return collector


@hook(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, "_Outcome", None]:
    """A report carries the result from the worker to the main process."""
    outcome = yield
    report = outcome.get_result()
    assert isinstance(report, pytest.TestReport)
    attach(report, item)


@hook(tryfirst=True)
def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """pytest prints nothing of a requirement: we do."""
    return ("", "", "") if ".bats::" in report.nodeid else None


@hook(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin to listen, where somebody is to be judged."""
    tally = session.config.stash.get(TALLY, None)
    if tally is not None:
        verbose = session.config.stash[VERBOSE] > 0
        speaker = Speaker(session.config, tally, verbose=verbose)
        session.config.pluginmanager.register(speaker, "sockspec-speaker")
