"""The tests. A check that one of them makes is no check of the workflow that runs it."""

import os

os.environ.pop("GITHUB_ACTIONS", None)
