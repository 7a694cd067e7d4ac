"""All commands. A row is all there is to know of one; the manual page is made of them."""

from harness.commands import (
    check, compare, doctor, explain, grade, list, merge, pages, presets, proof, report,
    show, stacks, survey,
)  # fmt: skip

FOR_USERS = (
    check.COMMAND, show.COMMAND, list.COMMAND, explain.COMMAND, compare.COMMAND, merge.COMMAND,
    report.COMMAND, presets.COMMAND, stacks.COMMAND, doctor.COMMAND, grade.COMMAND, survey.COMMAND,
)  # fmt: skip
"""Of `sockspec`, in the order in which they are told."""

FOR_THE_PROJECT = (
    proof.CONTROLS, proof.MUTANTS, pages.CATALOGUE, pages.MISTAKES, pages.MESSAGES,
    pages.CHECK_SCENARIOS,
)  # fmt: skip
"""Of `python3 -m harness` besides, as make calls them; and the manual, which is made of these."""
