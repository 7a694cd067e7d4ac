"""Recipes: what our programs run on, where that is not this machine as it is (STACK).

A recipe is a TOML file in fixtures/stacks: how the programs are built for it, by what they are run,
how the run's network is set. STACK=musl takes one by its name, `./mine.toml` one of the user's own;
a command line in which {program} stands, or settings of the network, are a recipe without a file.
docs/stacks.md goes through the keys.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from harness.evidence.quoting import Told
from harness.parsing.toml import TomlFile
from harness.patterns.suggest import did_you_mean
from harness.running.emulator import registration
from harness.running.guest import GUESTS
from harness.running.installed import located, missing
from harness.running.kernel import kernel_release, no_kernel
from harness.running.world import world_options
from harness.scenario.model import ADDRESS_FAMILIES

TABLES = frozenset({"stack", "deviations", "at_times"})
KEYS = frozenset({"about", "compiler", "evidence", "run", "within", "network", "emulator",
                  "families", "needs", "package", "version"})  # fmt: skip
LISTS = frozenset({"needs", "package", "families", "within"})
PROGRAM = "{program}"
IMAGE = "{image}"
ANY_PROGRAM = "echo_client"
"""One of ours, whichever: how it begins says for which processor they are."""
A_NAME = re.compile(r"[\w.+-]+")
NOT_TRACED = ("--without", "tracing")
"""To the observer: the programs tell their calls."""
TOLD_BY_PROGRAMS = "told"
"""What a recipe may have as its evidence."""
NETWORK = "settle:"
"""What begins settings of the network, where they stand alone."""
KERNEL = "kernel:"
"""What begins the path of a kernel's image."""


class RecipeError(Told):
    """A stack that nothing can be run on, and what to do."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What our programs run on. `typed` is what STACK was given.

    By `compiler` they are built anew, with a folder of their own; where it `tells`, so that they
    tell their calls, and nobody traces them (docs/told.md). `run` is put before each, or
    around it; by `emulator` the kernel runs them. By the first command of `within` that works a
    guest is started, in which the observer runs, too (guest.py). `world` are the observer's options
    for the run's network. Over `families` it is judged. `packages` are the distribution's that have
    what it `needs`; `version` prints which it is, if `release` does not say it. `network` are the
    settings of `world` as they are written; one without a file has no `path`.
    """

    name: str
    typed: str
    about: str = ""
    compiler: str = ""
    tells: bool = False
    run: tuple[str, ...] = ()
    emulator: str = ""
    within: tuple[tuple[str, ...], ...] = ()
    world: tuple[str, ...] = ()
    families: tuple[str, ...] = ADDRESS_FAMILIES
    needs: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    version: tuple[str, ...] = ()
    release: str = ""
    network: str = ""
    path: Path | None = None

    @property
    def missing(self) -> str:
        """What has to be installed before it can be used; empty if nothing."""
        return missing(f"the stack '{self.name}'", self.needs, self.packages)

    def folder(self, build: Path) -> Path:
        """Where its own programs are built, if it has any."""
        return build / "stacks" / self.name

    def programs(self, build: Path) -> Path:
        """Where those are that it runs, if they are its own."""
        return self.folder(build) / "build" / ("told" if self.tells else "")

    def words(self, command: tuple[str, ...]) -> tuple[str, ...]:
        """The command line of one of our programs, as it is run on this stack."""
        if not self.run:
            return command
        at = self.run.index(PROGRAM)
        return (*self.run[:at], *command, *self.run[at + 1 :])


def folder_in(root: Path) -> Path:
    """Where the recipes are that come with us."""
    return root / "fixtures" / "stacks"


def every_recipe(root: Path) -> list[Recipe]:
    """All that come with us, by name."""
    return [read_recipe(path, path.stem) for path in sorted(folder_in(root).glob("*.toml"))]


def find_recipe(said: str, root: Path) -> Recipe:
    """The recipe that STACK means."""
    if said.startswith(NETWORK):
        settings = said.removeprefix(NETWORK).strip()
        return Recipe("settings", said, world=_world(settings, "STACK"), network=settings)
    if said.startswith(KERNEL):
        return _kernel(Path(said.removeprefix(KERNEL)), said, root)
    if said.endswith(".toml"):
        return read_recipe(Path(said).absolute(), said)
    path = folder_in(root) / f"{said}.toml"
    if A_NAME.fullmatch(said) and path.exists():
        return read_recipe(path, said)
    if PROGRAM in said:
        return Recipe("sandbox", said, run=_around((PROGRAM,), said, "STACK"))
    if any(each in said for each in GUESTS):
        return Recipe("guest", said, within=(_around(GUESTS, said, "STACK"),))
    raise RecipeError(_no_such(said, root))


def _no_such(said: str, root: Path) -> str:
    names = [each.stem for each in sorted(folder_in(root).glob("*.toml"))]
    meant = did_you_mean(said, names, f"; there are {', '.join(names)}")
    return (
        f"STACK: there is no stack '{said}'{meant} (or a command line with {PROGRAM}, "
        f"{', '.join(GUESTS)} in it, '{NETWORK} net.NAME=VALUE mtu=BYTES', or '{KERNEL}IMAGE')"
    )


def _kernel(image: Path, typed: str, root: Path) -> Recipe:
    """The recipe for a kernel of one's own, with its image in it."""
    if wrong := no_kernel(image):
        raise RecipeError(f"STACK={typed}: {wrong}")
    recipe = read_recipe(folder_in(root) / "kernel.toml", typed)
    filled = tuple(
        tuple(word.replace(IMAGE, str(image.absolute())) for word in command)
        for command in recipe.within
    )
    return replace(recipe, within=filled, release=kernel_release(image))


def read_recipe(path: Path, typed: str) -> Recipe:
    """The recipe of that file; a RecipeError with what is wrong in it."""
    file = TomlFile(path, "recipe", RecipeError)
    table = file.read()
    file.refuse_others("a table", table, TABLES)
    said = file.table(table, "stack")
    file.refuse_others("a key of [stack]", said, KEYS)
    texts = {key: file.text(key, said.get(key, "")) for key in KEYS - LISTS}
    within = _list(file, "within", said)
    run, network = texts["run"], texts["network"]
    if not (texts["compiler"] or run or within or network):
        raise file.wrong(
            "[stack] has none of compiler, run, within, network: nothing would be another"
        )
    if texts["evidence"] not in ("", TOLD_BY_PROGRAMS):
        raise file.wrong(f"evidence is '{TOLD_BY_PROGRAMS}' or left out, not '{texts['evidence']}'")
    if texts["evidence"] and not texts["compiler"]:
        raise file.wrong("evidence is for programs that a compiler of its own builds: add compiler")
    if texts["emulator"] and not texts["compiler"]:
        raise file.wrong("emulator is for programs that a compiler of its own builds: add compiler")
    maker = ("make",) if texts["compiler"] else ()
    return Recipe(
        name=path.stem,
        typed=typed,
        about=texts["about"],
        compiler=texts["compiler"],
        tells=texts["evidence"] == TOLD_BY_PROGRAMS,
        run=_around((PROGRAM,), run, str(path)) if run else (),
        emulator=texts["emulator"],
        within=tuple(_around(GUESTS, each, str(path)) for each in within),
        world=(*_world(network, str(path)), *(NOT_TRACED if texts["evidence"] else ())),
        families=_families(file, said),
        needs=(*_list(file, "needs", said), *maker),
        packages=(*_list(file, "package", said), *maker),
        version=_words(texts["version"], str(path)),
        network=network,
        path=path,
    )


def _words(line: str, where: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(line))
    except ValueError as error:
        raise RecipeError(f"{where}: '{line}' is not a command line ({error})") from None


def _around(placeholders: tuple[str, ...], line: str, where: str) -> tuple[str, ...]:
    """The words of a command line in which one of the placeholders stands, once and not first."""
    words = _words(line, where)
    in_line = sum(line.count(each) for each in placeholders)
    count = words.count(PROGRAM) if PROGRAM in placeholders else in_line
    if count != 1 or any(each in words[0] for each in placeholders):
        named = " or ".join(placeholders)
        raise RecipeError(f"{where}: '{line}' is to have the word {named} once, and not first")
    return words


def _world(settings: str, where: str) -> tuple[str, ...]:
    try:
        return world_options(settings)
    except Told as error:
        said = str(error).replace("SOCKSPEC_WORLD", "the network")
        raise RecipeError(f"{where}: {said}") from None


def _families(file: TomlFile, said: Mapping[str, object]) -> tuple[str, ...]:
    found = _list(file, "families", said) or ADDRESS_FAMILIES
    if not set(found) <= set(ADDRESS_FAMILIES):
        raise file.wrong(f"families are {' and '.join(ADDRESS_FAMILIES)}, not {' '.join(found)}")
    return found


def _list(file: TomlFile, key: str, said: Mapping[str, object]) -> tuple[str, ...]:
    value = said.get(key, ())
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, (list, tuple)):
        raise file.wrong(f"{key} is to be a text, or a list of texts, not {value!r}")
    return tuple(file.text(key, each) for each in value)


def made_ready(recipe: Recipe, root: Path, build: Path) -> Recipe:
    """The recipe whose programs are there, and whose emulator the observer is told of."""
    if recipe.missing:
        raise RecipeError(recipe.missing)
    if any(IMAGE in word for word in chain.from_iterable(recipe.within)):
        example = f"{KERNEL}/boot/vmlinuz-6.1"
        raise RecipeError(f"STACK={recipe.typed}: which kernel? {example} takes one")
    starts = (recipe.run[:1], *(each[:1] for each in recipe.within), (recipe.emulator,))
    for each in filter(None, chain.from_iterable(starts)):
        if not located(each):
            raise RecipeError(f"STACK: the program '{each}' is not there")
    if recipe.compiler:
        _build(recipe, root, build)
    if not recipe.emulator:
        return recipe
    program = next(recipe.programs(build).glob(f"fixtures/*/{ANY_PROGRAM}"))
    line = registration(located(recipe.emulator) or "", program)
    return replace(recipe, world=(*recipe.world, "--emulator", line))


def _build(recipe: Recipe, root: Path, build: Path) -> None:
    """Compile our programs for it, by our Makefile, in a folder of its own."""
    folder = recipe.folder(build)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("Makefile", "c", "ci"):
        if not (folder / name).exists():
            (folder / name).symlink_to(root / name)
    words = ["make", "-s", f"-j{len(os.sched_getaffinity(0))}",
             "told" if recipe.tells else "fixtures",
             f"CC={recipe.compiler}", "CFLAGS=-O2 -g -w", "PROBED=compile"]  # fmt: skip
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    ran = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True,
                         check=False)  # fmt: skip
    if ran.returncode != 0:
        why = _why_not(ran.stderr)
        raise RecipeError(f"STACK={recipe.typed}: our programs cannot be built: {why}")


def _why_not(said: str) -> str:
    """The first line of a compiler's, or of what looks for one, that tells it; not make's."""
    lines = [line.strip() for line in said.splitlines() if not line.startswith("make")]
    errors = [line for line in lines if "error" in line.lower()]
    return next(iter(errors or lines), "make has failed, and says nothing")
