"""The words that claim. One that is not in this list is not in the vocabulary."""

from collections.abc import Mapping

from harness.scenario.word import Word
from harness.vocabulary.carries import Carries
from harness.vocabulary.connections import Connections
from harness.vocabulary.exits import Exits
from harness.vocabulary.happens import Happens
from harness.vocabulary.never import Never
from harness.vocabulary.prints import Prints
from harness.vocabulary.processes import Processes
from harness.vocabulary.rests import Rests
from harness.vocabulary.sockets import Sockets
from harness.vocabulary.zombies import Zombies

_WORDS: tuple[type[Word], ...] = (
    *(Happens, Never, Prints, Exits, Carries, Zombies, Connections, Processes, Sockets, Rests),
)

CLAIMS: Mapping[str, type[Word]] = {each.word: each for each in _WORDS}
