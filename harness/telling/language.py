"""In which language hints and notes are told: the user's (LANGUAGE, LC_ALL, LC_MESSAGES, LANG).

gettext finds it out, and looks into the catalogue that `make` has made of po/LANGUAGE.po; of what
has none, and of all else that is told, the language is English.
"""

from __future__ import annotations

import gettext
from pathlib import Path

DOMAIN = "sockspec"


def speak_as_the_user(locale: Path) -> None:
    """From now on take the catalogues that lie in this folder."""
    gettext.bindtextdomain(DOMAIN, str(locale))
    gettext.textdomain(DOMAIN)


def translated(text: str) -> str:
    """The text in the user's language; itself, where it is not known there."""
    return gettext.gettext(text) if text else text
