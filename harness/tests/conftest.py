"""What all tests share: which python3 the subjects are run by.

A version manager puts scripts before the interpreters in PATH, which start some forty processes,
each of them traced: a subject in Python would take twice the time.
"""

import os
import sys
from pathlib import Path

os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
