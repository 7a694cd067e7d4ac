"""What sits in the slots, found out before anything is judged: by an echo, or by a contract."""

from __future__ import annotations

from dataclasses import replace

from harness.running import baseline, preflight
from harness.running.config import Config

PROGRAMS = preflight.PROGRAMS | baseline.PROGRAMS
"""All programs of ours that this needs."""


def examined(setting: Config) -> Config:
    """The same, with what it was found to be; a PreflightError if it cannot be judged."""
    if setting.contract is not None:
        return baseline.baseline(setting, setting.contract)
    found = preflight.preflight(
        setting.slots, setting.try_out, setting.schedule, setting.presets
    )
    return replace(setting, traits=found)
