"""`presets`: the programs of other people that are here by a name."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from harness.commands.command import BROKEN, HELD, Command, complain
from harness.scenario.slots import OF_PROGRAMS


def _options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "slot", nargs="?", choices=[each.name for each in OF_PROGRAMS], help="(default: all)"
    )


def _run(options: Namespace) -> int:
    from harness.place import ROOT
    from harness.running.paths import find_paths
    from harness.running.presets import PresetError, every_preset

    build = find_paths().build
    slots = [each for each in OF_PROGRAMS if options.slot in (None, each.name)]
    try:
        for slot in slots:
            for preset in every_preset(slot, ROOT, build):
                speaks = f" (speaks {preset.speaks})" if preset.speaks else ""
                named = f"{slot.name} {preset.name}"
                print(f"{named:<36}{preset.missing or 'ready'}{speaks}")
    except PresetError as error:
        return complain(str(error), BROKEN)
    return HELD


COMMAND = Command("presets", "real programs by a name, and which package is missing for one",
                  _run, _options)  # fmt: skip
