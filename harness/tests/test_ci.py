"""The action and the snippets for CI: that they are what the services read, as far as it goes without them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from harness.place import ROOT
from harness.tests.workbench import own_build

yaml = pytest.importorskip("yaml")

ACTION = ROOT / "ci" / "action.yml"
DOCS = ROOT / "docs" / "ci.md"
EXPRESSION = re.compile(r"\$\{\{ *(.*?) *\}\}")


def action() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(ACTION.read_text())
    return found


def test_the_action_is_one() -> None:
    """What a composite action must have, and may (docs.github.com, "Metadata syntax")."""
    found = action()
    assert {*found} == {"name", "description", "inputs", "outputs", "runs"}
    assert found["runs"]["using"] == "composite"
    for each in found["runs"]["steps"]:
        assert {*each} <= {"id", "shell", "env", "run"} and each["shell"] == "bash"
    assert all({*each} == {"description", "default"} for each in found["inputs"].values())


def test_no_input_becomes_a_word_of_a_script() -> None:
    """An expression within a script is put in as text, whatever it says."""
    assert [step["run"] for step in action()["runs"]["steps"] if EXPRESSION.search(step["run"])] == []
    used = {text for step in action()["runs"]["steps"] for value in step.get("env", {}).values()
            for text in EXPRESSION.findall(value)}  # fmt: skip
    assert used == {f"inputs.{name}" for name in action()["inputs"]}


def snippets() -> list[dict[str, Any]]:
    return [yaml.safe_load(text) for text in re.findall("```yaml\n(.*?)```", DOCS.read_text(), re.DOTALL)]


def test_what_the_snippets_name_is_there() -> None:
    github, gitlab = snippets()
    (ours,) = (step for step in github["jobs"]["sockets"]["steps"] if "sockspec" in step.get("uses", ""))
    folder = ours["uses"].partition("@")[0].partition("/sockspec/")[2]
    assert (ROOT / folder / "action.yml").is_file()
    assert {*ours["with"]} <= {*action()["inputs"]}
    assert gitlab["sockets"]["script"][-1].endswith("sockspec/ci/judge") and (ROOT / "ci" / "judge").is_file()


def judge(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """The action's own script, in a project of somebody else's, as the runner would start it."""
    (step,) = (each for each in action()["runs"]["steps"] if each.get("id") == "judge")
    known = {f"inputs.{name}": "" for name in action()["inputs"]} | settings
    given = {name: known[EXPRESSION.findall(value)[0]] for name, value in step["env"].items()}
    there = {
        **os.environ, **given, "GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": str(ACTION.parent),
        "GITHUB_OUTPUT": str(folder / "output"), "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "SOCKSPEC_BUILD": str(folder / "build"),
    }  # fmt: skip
    words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(words, cwd=folder, env=there, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """With two servers, one of which is wrong."""
    (tmp_path / "build").mkdir()
    own_build(tmp_path / "build")
    for name, ours in (("sound", "fixtures/ch10-processes/forking_echo_server"),
                       ("flawed", "flawed/hangs_up_at_end_of_file")):  # fmt: skip
        shutil.copy(ROOT / "build" / ours, tmp_path / name)
    return tmp_path


def test_the_action_judges_a_program_of_another_project(project: Path) -> None:
    only = {"inputs.options": "-k 7.5"}
    ran = judge(project, **only, **{"inputs.server": "./sound {port}"})
    assert ran.returncode == 0, ran
    assert "1 requirement: 1 holds; judged: SERVER='./sound {port}'" in ran.stdout
    report = Path((project / "output").read_text().partition("=")[2].strip())
    assert (report / "index.html").is_file()
    assert (project / "summary").read_text().startswith("## 1 requirement: 1 holds")
    ran = judge(project, **only, **{"inputs.server": "./flawed {port}"})
    assert ran.returncode == 1 and "\n::error file=" in f"\n{ran.stdout}", ran


def test_an_input_is_no_command(project: Path) -> None:
    odd = "./sound {port}'; touch gone; '$(touch gone)"
    ran = judge(project, **{"inputs.server": odd, "inputs.options": "-k 7.5"})
    assert ran.returncode in (2, 3) and not (project / "gone").exists(), ran
