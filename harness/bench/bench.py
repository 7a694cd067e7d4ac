"""The bench: where its programs and its scratch are, and the commands that it times."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.running.paths import Paths

STRACE = ("strace", "-f", "--seccomp-bpf", "-e", "trace=network,desc,process,signal", "-o")
PORT = "9190"
"""Of recorded pairs, each of which has a network of its own."""


@dataclass(frozen=True, slots=True)
class Bench:
    """The paths, and how many rounds the long figure has."""

    paths: Paths
    soak: int

    @property
    def scratch(self) -> Path:
        """A folder that may be emptied."""
        return self.paths.build / "bench" / "scratch"

    @property
    def log(self) -> Path:
        """What a timed command says on its standard error."""
        return self.scratch / "stderr.txt"

    def program(self, name: str) -> str:
        """A program of ours: of c/bench, else a fixture program."""
        own = self.paths.build / "bench" / name
        return str(own if own.is_file() else self.paths.built(name) or own)

    def folder(self, name: str) -> Path:
        """An empty folder in the scratch."""
        path = self.scratch / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path

    def bare(self, server: str, client: Sequence[str]) -> list[str]:
        """A pair that nobody watches, on a port that is free now."""
        port = free_port()
        return [
            self.program("start_pair"), port, self.program(server), port,
            "--", *client_words(self.program(client[0]), port, client[1:]),
        ]

    def recorded(self, server: str, client: Sequence[str], *options: str) -> list[str]:
        """The same pair as a run of the observer, recorded in the scratch's folder "run"."""
        words = client_words(self.program(client[0]), PORT, client[1:])
        return [
            str(self.paths.observer), "--out", str(self.folder("run")), *options,
            "--role", "server", "--serves", PORT, "--arg", self.program(server), "--arg", PORT,
            "--role", "client", *(part for word in words for part in ("--arg", word)),
        ]

    def told(self, event: str) -> list[dict[str, object]]:
        """The lines of that kind in the record of the last run."""
        mark = f'"event":"{event}"'
        with (self.scratch / "run" / "record.jsonl").open() as lines:
            return [json.loads(line) for line in lines if mark in line]


def client_words(program: str, port: str, arguments: Sequence[str]) -> list[str]:
    """A client of ours as it is called."""
    return [program, "127.0.0.1", port, *arguments]


def free_port() -> str:
    """A port that nobody has just now."""
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        return str(own.getsockname()[1])


def missing(*tools: str) -> str:
    """Why those cannot be compared with; empty if they are all there."""
    absent = [tool for tool in tools if shutil.which(tool) is None]
    return f"no {' and no '.join(absent)} here" if absent else ""
