"""An address of a socket: a record has it as text, which is read once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_WITH_PORT = re.compile(r"(?:\[([^\]]+)\]|([\d.]+)):(\d+)")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A host and a port; the port is None where there is none (ICMP, a host that is asked for).

    What is no address of IPv4 or IPv6 is all host: "unix:/dev/log", "AF_UNSPEC".
    """

    host: str
    port: int | None = None

    @property
    def bracketed(self) -> str:
        """The host as it stands before a port (RFC 3986, 3.2.2)."""
        return f"[{self.host}]" if ":" in self.host else self.host

    def __str__(self) -> str:
        return self.host if self.port is None else f"{self.bracketed}:{self.port}"

    def includes(self, other: Endpoint | None) -> bool:
        """Whether the other is this one; without a port it is all of its host's."""
        if other is None or self.host != other.host:
            return False
        return self.port in (None, other.port)


@cache
def endpoint(text: str) -> Endpoint:
    """The address that is written so: 127.0.0.1:9190, [::1]:9190, or without a port ::1."""
    found = _WITH_PORT.fullmatch(text)
    return Endpoint(found[1] or found[2], int(found[3])) if found else Endpoint(text)
