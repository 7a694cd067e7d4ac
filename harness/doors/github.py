"""The door to GitHub: a check that runs in a workflow tells it, and no other does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from harness.evidence.quoting import printable
from harness.telling.github import commands, summary
from harness.telling.result import Result


def tell_github(
    results: Sequence[Result], whom: str, environment: Mapping[str, str]
) -> list[str]:
    """Add to the step's summary. Answers the lines that are to be printed: commands of GitHub's.

    Nothing is done where GITHUB_ACTIONS does not say that this is a workflow.
    """
    if environment.get("GITHUB_ACTIONS") != "true":
        return []
    trouble: list[str] = []
    if path := environment.get("GITHUB_STEP_SUMMARY"):
        try:
            with open(path, "a", encoding="utf-8") as file:
                file.write(summary(results, whom))
        except OSError as error:
            trouble = [printable(f"Note: {path}: {error.strerror}: the step has no summary.")]
    return trouble + commands(results)
