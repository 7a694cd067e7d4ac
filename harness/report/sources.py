"""Where a source can be read: the section of an RFC, a function of POSIX, a manual page."""

from __future__ import annotations

import re
from dataclasses import dataclass

RFC = re.compile(r"RFC (\d+)(?:,? (\d[\d.]*))?")
POSIX = re.compile(r"POSIX ([a-z_]\w*)")
MANUAL = re.compile(r"([a-z_][\w.-]*)\((\d)\)")
POSIX_PAGES = "https://pubs.opengroup.org/onlinepubs/9699919799/functions/{}.html"
MANUAL_PAGES = "https://man7.org/linux/man-pages/man{1}/{0}.{1}.html"
RFC_PAGES = "https://www.rfc-editor.org/rfc/rfc{}{}"


@dataclass(frozen=True, slots=True)
class Source:
    """What the scenario says, and the page; empty, if it is none that is to be found."""

    text: str
    link: str = ""


def source(text: str) -> Source:
    """The source with its page."""
    if found := RFC.match(text):
        section = found[2].rstrip(".") if found[2] else ""
        return Source(text, RFC_PAGES.format(found[1], f"#section-{section}" if section else ""))
    if found := POSIX.match(text):
        return Source(text, POSIX_PAGES.format(found[1]))
    if found := MANUAL.match(text):
        return Source(text, MANUAL_PAGES.format(found[1], found[2]))
    return Source(text)
