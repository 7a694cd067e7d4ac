"""`stacks`: what our programs can be run on here."""

from __future__ import annotations

from argparse import Namespace

from harness.commands.command import BROKEN, HELD, Command, complain


def _run(options: Namespace) -> int:
    from harness.place import ROOT
    from harness.running.recipes import RecipeError, every_recipe

    try:
        recipes = every_recipe(ROOT)
    except RecipeError as error:
        return complain(str(error), BROKEN)
    for each in recipes:
        print(f"{each.name:<20}{each.about}: {each.missing or 'ready'}")
    return HELD


COMMAND = Command("stacks", "which stacks there are, and what is missing for one", _run)
