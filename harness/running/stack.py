"""The fourth slot: what our programs run on, as STACK says."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from harness.running.paths import Paths
from harness.running.recipes import Recipe, RecipeError, find_recipe, made_ready
from harness.running.slots import SlotError, Slots
from harness.running.version import UNKNOWN, version_told
from harness.scenario.slots import STACK
from harness.telling.stack import OnStack


def stack_from(environment: Mapping[str, str], slots: Slots, paths: Paths) -> Recipe | None:
    """The recipe that the environment names, ready to be run on; None is this machine as it is."""
    if (said := environment.get(STACK.variable)) is None:
        return None
    said = said.strip()
    if not said:
        raise SlotError("STACK is set, and empty: give it a stack, or unset it")
    if slots.replaced:
        others = " and ".join(f"{name.upper()}=" for name in slots.replaced)
        raise SlotError(f"STACK={said} is judged by our programs: leave {others} out")
    try:
        return made_ready(find_recipe(said, paths.root), paths.root, paths.build)
    except RecipeError as error:
        raise SlotError(str(error)) from None


def described(recipe: Recipe) -> OnStack:
    """The stack as it is told; its version is asked of itself."""
    version = recipe.release or (version_told(recipe.version) if recipe.version else UNKNOWN)
    return OnStack(
        name=recipe.name if recipe.path else recipe.typed,
        typed=recipe.typed,
        version="" if version == UNKNOWN else version,
        compiler=recipe.compiler,
        command=shlex.join(recipe.run) or recipe.emulator,
        network=recipe.network,
        within=" or ".join(shlex.join(each) for each in recipe.within),
    )
