"""What our programs were run on, and what it is set beside: this machine as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from harness.evidence.quoting import printable


@dataclass(frozen=True, slots=True)
class OnStack:
    """A stack, as results.json has it: `typed` is what STACK was given.

    `version` is what it says itself; `compiler`, `command`, `network` and `within` are its
    recipe's. Empty is what it does not say.
    """

    name: str
    typed: str
    version: str = ""
    compiler: str = ""
    command: str = ""
    network: str = ""
    within: str = ""

    @property
    def title(self) -> str:
        """Its name with its version, and what it sets of the network."""
        has_name = self.version.lower().startswith(self.name.lower())
        first = self.version if has_name else self.name
        more = [self.version] * (bool(self.version) and not has_name)
        more += [self.network] * (bool(self.network) and self.network not in self.name)
        return printable(f"{first} ({', '.join(more)})" if more else first)


def on_stack(told: object) -> OnStack | None:
    """The stack in `slots` of results.json, if there is one. It was only a text once."""
    if isinstance(told, Mapping):
        return OnStack(**told)
    return OnStack(str(told), str(told)) if told else None


def machine(host: Mapping[str, object]) -> str:
    """What the stack is set beside."""
    return printable(f"{host.get('libc', '?')} on {host.get('kernel', '?')}")


def sides(stack: OnStack, host: Mapping[str, object]) -> list[tuple[str, str]]:
    """What both are, by their names."""
    plain = OnStack("Linux", "")
    return [
        (printable(each.name), printable("; ".join(_parts(each, host)))) for each in (stack, plain)
    ]


def _parts(stack: OnStack, host: Mapping[str, object]) -> Iterator[str]:
    if stack.version:
        yield stack.version
    elif not stack.compiler and not stack.command and not stack.within:
        yield str(host.get("libc", "?"))
    if stack.compiler:
        yield f"our programs as {stack.compiler} builds them"
    else:
        yield "our programs as make builds them"
    if stack.command:
        yield f"each run by {stack.command}"
    if stack.within:
        yield f"they and the observer within {stack.within}"
    else:
        yield f"{host.get('kernel', '?')}, {host.get('arch', '?')}"
    yield f"the network of a new namespace{', with ' if stack.network else ''}{stack.network}"
