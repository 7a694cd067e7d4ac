"""The pytest plugin: scenarios are collected, one item a requirement, and judged.

    python3 -m pytest -p harness.doors.plugin scenarios

Exit status: 0 all hold, 1 something does not, 2 wrong usage or nothing selected,
3 broken, 4 all skipped, 130 interrupted. With options that pytest itself does not
know it ends with 4, before any plugin is asked.
"""

from __future__ import annotations

import contextlib
import gc
import os
import re
import signal
from collections.abc import Generator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.evidence.quoting import printable, printable_lines
from harness.doors.deviations import DeviationsError, known_of, read_deviations
from harness.doors.hook import HookResult, hook
from harness.doors.items import (
    DEVIATIONS,
    JOURNAL,
    KNOWN,
    READ,
    SETTING,
    OurItem,
    ScenarioFile,
)
from harness.doors.journal import begin
from harness.doors.live import EVERY_S
from harness.doors.options import FOR_PYTEST
from harness.doors.shard import Shard, ShardError, share, shard_of, times_in, told_apart
from harness.running.evidence_folder import let_owner_write
from harness.running.interrupt import uninterrupted
from harness.running.machine import places, what_is_missing
from harness.running.ports import NoPortError, first_port
from harness.running.examined import examined
from harness.running.preflight import PreflightError
from harness.scenario.model import Scenario
from harness.telling.language import speak_as_the_user
from harness.running.config import Config, config_from
from harness.running.schedule import Schedule
from harness.running.slots import SlotError
from harness.doors.terminal import Terminal
from harness.doors.streams import open_what_is_closed
from harness.doors.results import INTERRUPTED, Results

RESULTS = pytest.StashKey[Results]()
TERMINAL = pytest.StashKey[Terminal]()
VERBOSE = pytest.StashKey[int]()

Share = tuple[Shard | None, Mapping[str, float]]
SHARE = pytest.StashKey[Share]()
"""The part that is asked for, and what is known of how long each takes."""

EARLY = pytest.StashKey[int]()
"""The exit status of a session that ends before anything is judged."""


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Our own options; the others are pytest's. It is the first hook of all.

    xdist, where it is installed, stays out: a process for each worker costs as much as all the
    judging, as the work is done by the observers.
    """
    open_what_is_closed()
    let_owner_write()
    pluginmanager.set_blocked("xdist")
    group = parser.getgroup("sockspec")
    at_a_time, deviations = FOR_PYTEST["--at-a-time"], FOR_PYTEST["--deviations"]
    group.addoption("--at-a-time", metavar="N", default="auto", help=f"or -n N: {at_a_time.about}")
    group.addoption("--deviations", metavar="FILE", type=Path, help=deviations.about)
    shard, times = FOR_PYTEST["--shard"], FOR_PYTEST["--times"]
    group.addoption("--shard", metavar="I/N", help=shard.about)
    group.addoption("--times", metavar="FILE", type=Path, help=times.about)


def pytest_load_initial_conftests(args: list[str]) -> None:
    """Let -n stand for --at-a-time: pytest has plugins add no option of a small letter."""
    args[:] = [re.sub(r"^-n(?=auto$|\d|$)", "--at-a-time", each) for each in args]
    args[:] = [re.sub(r"^(--at-a-time)(?=[^=])", r"\1=", each) for each in args]


@hook(hookwrapper=True)
def pytest_cmdline_main(config: pytest.Config) -> Generator[None, HookResult, None]:
    """Set our defaults; end with our exit status where pytest would have its own."""
    config.stash[VERBOSE] = config.option.verbose
    if _scenarios(config):
        config.option.verbose = min(config.option.verbose, -2)  # the words are ours
        config.option.capture = "no"  # and then pytest tells no percentage
        _do_without_a_temporary_folder(config)
    result = yield
    try:
        result.get_result()
    except pytest.UsageError as error:
        print(printable_lines(str(error)), flush=True)
        config.stash.setdefault(EARLY, 2)
    if EARLY in config.stash:
        result.force_result(config.stash[EARLY])


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

    Judging needs none.
    """
    config.pluginmanager.set_blocked("tmpdir")


def _at_a_time(config: pytest.Config) -> int | None:
    """How many runs at a time: as -n says, one by one for a debugger."""
    said: str = config.option.at_a_time
    if config.option.usepdb:
        return 1
    if said != "auto" and not said.isdecimal():
        raise pytest.UsageError(f"-n {said}: it takes a number, of runs that may go on at a time")
    return None if said == "auto" else int(said)


def pytest_configure(config: pytest.Config) -> None:
    """Find out who is to be judged, and whether they can be."""
    try:
        setting = config_from(os.environ)
        speak_as_the_user(setting.paths.locale)
        listed = config.getoption("--deviations")
        deviations: Mapping[str, str] = read_deviations(listed) if listed else {}
        recipe = setting.stack and setting.stack.path
        config.stash[KNOWN] = known_of(recipe) if recipe else {}
        config.stash[SHARE] = _share(config)
        if _scenarios(config):
            setting = _begin_judging(config, setting)
    except (SlotError, DeviationsError, ShardError) as error:
        raise pytest.UsageError(str(error)) from None
    except (PreflightError, NoPortError) as error:
        config.stash[EARLY] = 3
        raise pytest.UsageError(str(error)) from None
    read: list[Scenario] = []
    config.stash[SETTING], config.stash[DEVIATIONS], config.stash[READ] = setting, deviations, read


def _share(config: pytest.Config) -> Share:
    """Which part of what is collected is to be judged."""
    shard, times = config.getoption("--shard"), config.getoption("--times")
    if times and not shard:
        raise ShardError(f"--times {times} is for a --shard, and there is none")
    return shard_of(shard) if shard else None, times_in(times) if times else {}


@hook(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the other parts to others; what -k has left out is out of all of them."""
    shard, times = config.stash[SHARE]
    results = config.stash.get(RESULTS, None)
    if shard is None or results is None:
        return
    nodeids = [item.nodeid for item in items]
    mine = share(nodeids, shard, times)
    results.shard, results.of = shard, told_apart(nodeids, shard.parts, times)
    items[:] = [item for item in items if item.nodeid in mine]


def _begin_judging(config: pytest.Config, setting: Config) -> Config:
    """The schedule, the results, and the preflight."""
    signal.signal(signal.SIGTERM, _end)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as nohup(1) has it
        signal.signal(signal.SIGHUP, _end)
    if note := what_is_missing():
        print(f"Note: {note}.", flush=True)
    schedule = Schedule(places(_at_a_time(config)))
    setting = replace(setting, schedule=schedule, port=first_port())
    config.stash[JOURNAL] = begin(setting.paths.report / "judged.jsonl")
    config.stash[RESULTS] = results = Results(setting, config.stash[JOURNAL])
    results.clear()
    try:
        setting = examined(setting)
    except KeyboardInterrupt:
        config.stash[EARLY] = INTERRUPTED
        raise
    for note in setting.traits.notes:
        print(f"Note: {note}.", flush=True)
    return setting


def _end(number: int, frame: object) -> None:
    """SIGTERM, or a terminal that was closed: like Ctrl+C, what was judged is kept."""
    raise KeyboardInterrupt


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A .bats file is a scenario."""
    if file_path.suffix != ".bats":
        return None
    # pytest prints these names in words of its own.
    path, name = printable(str(file_path)), printable(file_path.name)
    named: dict[str, Any] = {"name": name, "nodeid": path} if path != str(file_path) else {}
    collector: pytest.Collector = ScenarioFile.from_parent(parent, path=file_path, **named)
    return collector


@hook(tryfirst=True)
def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """pytest prints nothing of a requirement: we do."""
    return ("", "", "") if ".bats::" in report.nodeid else None


@hook(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin to listen, where somebody is to be judged."""
    config = session.config
    if (results := config.stash.get(RESULTS, None)) is not None:
        config.stash[TERMINAL] = Terminal(config, results, verbose=config.stash[VERBOSE] > 0)
        config.pluginmanager.register(config.stash[TERMINAL], "sockspec-terminal")


@hook(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Judge all that was collected, several at a time; pytest is told of each when it is done."""
    if (terminal := session.config.stash.get(TERMINAL, None)) is None:
        return None
    try:
        _judge_all(session, terminal)
    except KeyboardInterrupt as error:
        if type(error) is not KeyboardInterrupt:  # -x has one of its own, derived from it
            raise
        terminal.stop()  # pytest itself would say where in our code it came
    return True


def _judge_all(session: pytest.Session, terminal: Terminal) -> None:
    gc.disable()  # an eighth of the driver's time: nothing of a record goes round in a circle
    items = [item for item in session.items if isinstance(item, OurItem)]
    schedule = session.config.stash[SETTING].schedule
    work = schedule.each(terminal.judge, items, waiting=terminal.show_live, every_s=EVERY_S)
    with contextlib.closing(work):  # whatever ends the loop, what still goes on is broken off
        for item, judged in work:
            item.judged = judged
            with uninterrupted():  # of an exception within its own, pytest makes another one
                terminal.take(item.nodeid, judged)
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)
