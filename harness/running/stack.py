"""The fourth slot: what our programs run on, as STACK says."""

from __future__ import annotations

from collections.abc import Mapping

from harness.running.paths import Paths
from harness.running.recipes import Recipe, RecipeError, build_for, find_recipe
from harness.running.slots import SlotError, Slots
from harness.scenario.slots import STACK


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
        recipe = find_recipe(said, paths.root)
        build_for(recipe, paths.root, paths.build)
    except RecipeError as error:
        raise SlotError(str(error)) from None
    return recipe
