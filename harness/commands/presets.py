"""`presets`: the programs of other people that are here by a name."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from harness.commands.command import BROKEN, HELD, Command, complain
from harness.scenario.slots import OF_PROGRAMS


def _options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "slots", nargs="*", metavar="SLOT", choices=[[], *(each.name for each in OF_PROGRAMS)],
        help="server, client, via (default: all)",
    )  # fmt: skip


def _run(options: Namespace) -> int:
    from harness.place import ROOT
    from harness.running.paths import find_paths
    from harness.running.presets import PresetError, every_preset

    build = find_paths().build
    try:
        for slot in OF_PROGRAMS:
            for preset in every_preset(slot, ROOT, build) if _is_meant(slot.name, options) else ():
                speaks = f" (speaks {preset.speaks})" if preset.speaks else ""
                named = f"{slot.name} {preset.name}"
                print(f"{named:<36}{preset.missing or 'ready'}{speaks}")
    except PresetError as error:
        return complain(str(error), BROKEN)
    return HELD


def _is_meant(slot: str, options: Namespace) -> bool:
    return not options.slots or slot in options.slots


COMMAND = Command("presets", "real programs by a name, and which package is missing for one",
                  _run, _options)  # fmt: skip
