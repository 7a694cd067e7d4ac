"""The manual page and the completions: they are what the code is, and read well."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

import pytest

from harness.commands.main import for_users
from harness.commands.manual import page
from harness.commands.table import FOR_USERS
from harness.doors.options import OPTIONS
from harness.place import ROOT, VERSION

PAGE = ROOT / "docs" / "sockspec.1"
COMPLETION = ROOT / "packaging" / "completion"


def as_read() -> str:
    """The page as a terminal shows it, in one line."""
    ran = subprocess.run(
        ["mandoc", "-T", "utf8", str(PAGE)], capture_output=True, text=True, check=True
    )
    return " ".join(re.sub(r".\x08", "", ran.stdout).split())


def parsers() -> dict[str, ArgumentParser]:
    """The parser of each command."""
    actions = for_users()._actions
    found: dict[str, ArgumentParser] = next(
        each.choices for each in actions if isinstance(each.choices, dict)
    )
    return found


def test_the_page_is_that_of_the_code() -> None:
    """`make manual` writes it."""
    assert PAGE.read_text() == "\n".join(page(FOR_USERS, for_users())) + "\n"


@pytest.mark.parametrize(("shell", "file"), [("bash", "sockspec.bash"), ("zsh", "_sockspec")])
def test_the_completion_is_that_of_the_code(shell: str, file: str) -> None:
    ran = subprocess.run(
        ["shtab", f"--shell={shell}", "harness.commands.main.for_users"],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (COMPLETION / file).read_text() == ran.stdout


@pytest.mark.skipif(not shutil.which("mandoc"), reason="no mandoc here")
def test_every_command_and_option_is_in_it() -> None:
    read = as_read()
    for name, parser in parsers().items():
        assert f" {name} " in read, name
        for action in parser._actions:
            for flag in action.option_strings if action.dest != "help" else ():
                assert f" {flag}" in read, (name, flag)
            assert action.help and action.help.split()[0] in read, (name, action)
    for option in OPTIONS:
        assert option.variable in read
    assert all(f" {status} " in read for status in (0, 1, 2, 3, 4, 130))


@pytest.mark.skipif(not shutil.which("mandoc"), reason="no mandoc here")
def test_it_is_in_order_by_those_who_check_pages() -> None:
    ran = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "warning", str(PAGE)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (0, "")


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")
def test_bash_completes_commands_and_options(tmp_path: Path) -> None:
    script = (
        f"source {COMPLETION}/sockspec.bash\n"
        "done_by() { COMP_WORDS=(\"$@\") COMP_CWORD=$(($# - 1)); COMPREPLY=()\n"
        "$(complete -p sockspec | sed 's/.*-F \\([^ ]*\\).*/\\1/'); printf '%s ' \"${COMPREPLY[@]}\"; }\n"
        "done_by sockspec ch; done_by sockspec check --ser\n"
    )  # fmt: skip
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert ran.stdout.split() == ["check", "--server"], ran


def test_the_package_has_the_version() -> None:
    changelog = (ROOT / "packaging" / "debian" / "changelog").read_text()
    assert changelog.startswith(f"sockspec ({VERSION}) ")
    ran = subprocess.run(
        [sys.executable, str(ROOT / "sockspec"), "--version"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.stdout == f"sockspec {VERSION}\n"
