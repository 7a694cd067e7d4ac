"""Presets: programs of other people by a name, and how each is started (fixtures/subjects).

A preset is data: a TOML file in the folder of the slot that it is for. Where a slot is given one
word and there is such a file, it is meant; `./mine.toml` is one of the user's own. docs/presets.md
goes through the keys.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from harness.place import typed
from harness.evidence.quoting import Told
from harness.parsing.toml import TomlFile
from harness.patterns.suggest import did_you_mean
from harness.running.installed import lacking, located, missing
from harness.running.written import write_once
from harness.scenario.slots import BEHIND, Slot

TABLES = frozenset({"subject", "files", "beyond", "deviations", "at_times"})
KEYS = frozenset({"command", "speaks", "needs", "package", "version", "build", "user"})
FILE = re.compile(r"\{file:([^{}]*)\}|\{files\}")
"""The path of a file of [files]; or of the folder with all of them."""

A_NAME = re.compile(r"[\w.+-]+")


class PresetError(Told):
    """A preset that cannot be used, and what to do."""


@dataclass(frozen=True, slots=True)
class Preset:
    """How a program is started. Texts have placeholders that are not filled in yet.

    `beyond` is a second program of the same role, between the first and the server: empty, if one
    is enough. `build` is made once, before; `needs` must be in PATH; `packages` are the
    distribution's that have it; `version` prints which it is. What it `speaks` is a contract, as
    SPEAKS names one; empty is echo. Filled in, its files are below `rendered`. Where it is only for
    `root`, nobody else can start it.
    """

    name: str
    path: Path
    command: str
    beyond: str = ""
    speaks: str = ""
    files: tuple[tuple[str, str], ...] = ()
    needs: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    version: str = ""
    build: str = ""
    root: bool = False
    rendered: Path = Path()

    @property
    def spelled(self) -> str:
        """All that it is told by its command lines and files."""
        return " ".join((self.command, self.beyond, *(text for _, text in self.files)))

    @property
    def lacks(self) -> list[str]:
        """What it needs, and is not installed: programs, and files, which have a path."""
        return lacking(self.needs)

    @property
    def missing(self) -> str:
        """What has to be installed before it can be used, and how; empty if nothing."""
        what, by = f"the preset '{self.name}'", typed(" (make subjects does)", "")
        if self.root and os.geteuid() != 0:
            return f"{what} is for root alone, as its program is: start the check as root"
        return missing(what, self.needs, self.packages, by)


def folder_of(slot: Slot, root: Path) -> Path:
    """Where the presets of the slot are."""
    return root / "fixtures" / "subjects" / slot.name


def every_preset(slot: Slot, root: Path, build: Path) -> list[Preset]:
    """All presets of the slot, by name."""
    paths = sorted(folder_of(slot, root).glob("*.toml"))
    return [read_preset(path, build, slot) for path in paths]


def find_preset(slot: Slot, line: str, root: Path, build: Path) -> Preset | None:
    """The preset that is meant by what the slot was given; None if that is a command line.

    One word that names neither a preset nor a program is an error: the nearest is named.
    """
    words = shlex.split(line)
    if len(words) != 1:
        return None
    (word,) = words
    if word.endswith(".toml"):
        return read_preset(Path(word).absolute(), build, slot)
    path = folder_of(slot, root) / f"{word}.toml"
    if A_NAME.fullmatch(word) and path.exists():
        return read_preset(path, build, slot)
    if "/" not in word and not shutil.which(word):
        raise PresetError(f"{slot.variable}: {_unknown(slot, word, root)}")
    return None


def _unknown(slot: Slot, word: str, root: Path) -> str:
    names = [path.stem for path in sorted(folder_of(slot, root).glob("*.toml"))]
    meant = did_you_mean(word, names, f"; presets: {', '.join(names)}")
    return f"there is neither a preset nor a program '{word}'{meant}"


@cache
def read_preset(path: Path, build: Path, slot: Slot) -> Preset:
    """The preset of that file; a PresetError with what is wrong in it."""
    file = TomlFile(path, "preset", PresetError)
    table = file.read()
    subject = file.table(table, "subject")
    file.refuse_others("a table", set(table), TABLES)
    file.refuse_others("a key of [subject]", set(subject), KEYS)
    if not file.text("command", subject.get("command", "")):
        raise file.wrong('[subject] has no command: write command = "..."')
    if subject.get("user", "root") != "root":
        raise file.wrong(f"user is 'root' or left out, not {subject['user']!r}")
    beyond = file.table(table, "beyond")
    file.refuse_others("a key of [beyond]", set(beyond), {"command"})
    if beyond and not slot.can_be_two:
        raise file.wrong(f"[beyond] is for VIA: a {slot.name} is one program")
    return _with_places(file, build, slot, subject, beyond, file.table(table, "files"))


def _with_places(
    file: TomlFile, build: Path, slot: Slot,
    subject: Mapping[str, object], beyond: Mapping[str, object], files: Mapping[str, object],
) -> Preset:  # fmt: skip
    """The preset, with {built} and {folder} filled in; placeholders are looked at."""
    built = build / "subjects" / slot.name / file.path.stem
    places = {"built": str(built), "folder": str(file.path.parent)}

    def text(table: Mapping[str, object], key: str) -> str:
        said = filled(file.text(key, table.get(key, "")), places)
        for named in FILE.findall(said):
            if named and named not in files:
                raise file.wrong(f"{{file:{named}}} is no file of [files]")
        return said

    command = text(subject, "command")
    known = {*slot.placeholders, *BEHIND, *(("files",) if files else ())}
    _refuse_placeholders(file, command, known)
    _refuse_placeholders(file, text(beyond, "command"), known)
    return Preset(
        name=file.path.stem,
        path=file.path,
        command=command,
        beyond=text(beyond, "command"),
        speaks=text(subject, "speaks"),
        files=tuple((name, filled(text(files, name), places)) for name in files),
        needs=_words(file, "needs", subject),
        packages=_words(file, "package", subject),
        version=text(subject, "version"),
        build=text(subject, "build"),
        root="user" in subject,
        rendered=build / "subjects" / "files",
    )


def _words(file: TomlFile, key: str, table: Mapping[str, object]) -> tuple[str, ...]:
    """One text, or a list of them."""
    value = table.get(key, ())
    many = value if isinstance(value, (list, tuple)) else [value]
    return tuple(word for each in many if (word := file.text(key, each)))


def _refuse_placeholders(file: TomlFile, command: str, known: Collection[str]) -> None:
    """In a command, every {word} is filled in; in a file, braces may be of its own language."""
    for word in re.findall(r"\{(\w*)\}", command):
        if word not in known:
            listed = ", ".join(f"{{{name}}}" for name in sorted(known))
            raise file.wrong(f"{{{word}}} cannot be filled in; {listed} can")


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with each {NAME} of the values filled in; other braces stay."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def make(preset: Preset, build: Path) -> None:
    """Build it, if it has to be: when its file, or a source that the command names, is newer.

    A PresetError says what is not installed, or what its build has said.
    """
    if preset.missing:
        raise PresetError(preset.missing)
    if not preset.build:
        return
    words = shlex.split(preset.build)
    sources = [preset.path, *(Path(word) for word in words if os.path.isfile(word))]
    stamp = build / "subjects" / preset.path.parent.name / f".{preset.name}"
    newest = max(path.stat().st_mtime for path in sources)
    if stamp.exists() and newest <= stamp.stat().st_mtime:
        return
    stamp.parent.mkdir(parents=True, exist_ok=True)
    _run(preset, words)
    stamp.touch()


def _run(preset: Preset, words: list[str]) -> None:
    try:
        ran = subprocess.run(
            words, cwd=preset.path.parent, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise PresetError(f"{preset.path}: build: {words[0]}: {error.strerror}") from None
    if ran.returncode != 0:
        last = (ran.stderr or ran.stdout).strip().splitlines()[-1:]
        said = f": {last[0]}" if last else ""
        raise PresetError(f"{preset.path}: '{preset.build}' failed{said}")


def words_of(command: str, preset: Preset, values: Mapping[str, str]) -> list[str]:
    """The words of its command, filled in; what files they name is written."""
    program, *arguments = (filled(word, values) for word in shlex.split(command))
    words = [program if shutil.which(program) else located(program) or program, *arguments]
    if not preset.files:
        return words
    folder = _render(preset, values)
    return [_with_files(word, folder) for word in words]


def _render(preset: Preset, values: Mapping[str, str]) -> Path:
    """The folder with its files, filled in. It is named by what they hold, and so never changes."""
    texts = [(name, filled(text, values)) for name, text in preset.files]
    folder = preset.rendered / f"{preset.name}-{zlib.crc32(repr(texts).encode()):08x}"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts:
        write_once(folder / name, _with_files(text, folder).encode())
    return folder


def _with_files(text: str, folder: Path) -> str:
    return FILE.sub(lambda named: str(folder / (named[1] or "")), text)
