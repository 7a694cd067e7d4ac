"""What a relay in the slot costs: the whole of its requirements, and a leg of one run."""

from __future__ import annotations

from collections.abc import Iterator

from harness.bench.bench import PORT, Bench, client_words
from harness.bench.figure import Figure, median, spread
from harness.bench.suite import judge_all
from harness.bench.timing import in_turn, on_one_core

LATE = "7.43"
"""Where a server answers four seconds late: the one thing here that takes its time."""

LISTEN = "9191"


def relay(bench: Bench) -> Iterator[Figure]:
    """Our relay as anybody's, judged by all that tests one; and a pair with it between."""
    slots = {"VIA": f"{bench.program('tcp_relay')} {{listen}} {{host}} {{port}}"}
    for what, at_most, options in (
        (f"judging a relay, without {LATE}", 3, ("-k", f"not {LATE}")),
        ("judging a relay", 5, ()),
    ):
        spans = [
            judge_all(bench, bench.folder("relay"), slots, options=options)[0] for _ in range(3)
        ]
        seconds = [span.seconds for span in spans]
        yield Figure(what, median(seconds), "s", at_most, note=spread(seconds, "s"))
    yield from _legs(bench)


def _legs(bench: Bench) -> Iterator[Figure]:
    line = bench.scratch / "line.txt"
    line.write_text("hello\n")
    with on_one_core() as core:
        options = ("--cpu", str(core))
        direct = bench.recorded("forking_echo_server", ("echo_client",), *options)
        arms = {"direct": [*direct, "--stdin", str(line)],
                "relayed": [*_relayed(bench, *options), "--stdin", str(line)]}
        spans = in_turn(arms, rounds=50, log=bench.log)
    ms = {name: [1000 * span.seconds for span in found] for name, found in spans.items()}
    yield Figure("recording a relayed pair, per leg / a direct one",
                 median(ms["relayed"]) / 2 / median(ms["direct"]), at_most=1.0,
                 note=f"{spread(ms['relayed'], 'ms')}; {spread(ms['direct'], 'ms')}")


def _relayed(bench: Bench, *options: str) -> list[str]:
    """The pair with our relay between, as a run of the observer."""
    server, via = bench.program("forking_echo_server"), bench.program("tcp_relay")
    client = client_words(bench.program("echo_client"), LISTEN, ())
    roles = (
        ("server", PORT, [server, PORT]),
        ("via", LISTEN, [via, LISTEN, "127.0.0.1", PORT]),
        ("client", "", client),
    )
    words = [str(bench.paths.observer), "--out", str(bench.folder("relayed")), *options]
    for role, serves, command in roles:
        words += ["--role", role, *(("--serves", serves) if serves else ())]
        words += [part for word in command for part in ("--arg", word)]
    return words
