"""What sits in the slots, found out before anything is judged: by an echo, or by a contract."""

from __future__ import annotations

from dataclasses import replace

from harness.running import baseline, preflight, tried
from harness.running.config import Config
from harness.scenario.slots import CLIENT

PROGRAMS = preflight.PROGRAMS | baseline.PROGRAMS
"""All programs of ours that this needs."""


def examined(setting: Config) -> Config:
    """The same, with what it was found to be; a PreflightError if it cannot be judged."""
    if setting.stack is not None:
        tried.try_out(setting, setting.stack)
        return setting
    if setting.contract is not None:
        is_client = CLIENT.name in setting.slots.replaced
        by_contract = baseline.of_client if is_client else baseline.of_server
        return by_contract(setting, setting.contract)
    found = preflight.preflight(
        setting.slots, setting.try_out, setting.schedule, setting.presets
    )
    return replace(setting, traits=found)
